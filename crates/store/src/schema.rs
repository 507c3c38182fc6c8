//! What tables there are, from the engine's own catalogue: for backups.

use kernel::{Result, params};

use crate::dialect::Engine;
use crate::sql;
use crate::sql::Sql;
use crate::tx::Tx;

/// These say who runs and what was applied, not what the business holds.
const LEFT_OUT: [&str; 2] = ["nodes", "schema_migrations"];

sql! {
    MIGRATIONS = "select name || ' ' || checksum from schema_migrations order by name";
}

/// Not registered: each is understood by one engine only.
const TABLES_SQLITE: Sql = Sql {
    name: "store::schema::TABLES_SQLITE",
    text: "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name",
};
const TABLES_POSTGRES: Sql = Sql {
    name: "store::schema::TABLES_POSTGRES",
    text: "select cast(table_name as text) from information_schema.tables
            where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1",
};
const COLUMNS_SQLITE: Sql = Sql {
    name: "store::schema::COLUMNS_SQLITE",
    text: "select name, pk from pragma_table_info(?1) order by cid",
};
const COLUMNS_POSTGRES: Sql = Sql {
    name: "store::schema::COLUMNS_POSTGRES",
    text: "select cast(c.column_name as text), cast(coalesce(k.ordinal_position, 0) as bigint)
             from information_schema.columns c
             left join information_schema.table_constraints t
               on t.table_schema = c.table_schema and t.table_name = c.table_name
              and t.constraint_type = 'PRIMARY KEY'
             left join information_schema.key_column_usage k
               on k.constraint_schema = t.constraint_schema and k.constraint_name = t.constraint_name
              and k.table_name = c.table_name and k.column_name = c.column_name
            where c.table_schema = current_schema() and c.table_name = $1
            order by c.ordinal_position",
};

/// One table and the statements that walk, clear and fill it.
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
    /// Places of the key's columns among the columns, in the order of the key.
    key: Vec<usize>,
    pub first_page: Sql,
    pub next_page: Sql,
    pub clear: Sql,
    pub insert: Sql,
}

impl Table {
    pub fn key_of<C: Clone>(&self, row: &[C]) -> Vec<C> {
        self.key.iter().map(|place| row[*place].clone()).collect()
    }

    fn new(name: String, columns: Vec<(String, i64)>) -> Self {
        let mut key: Vec<_> = (0..columns.len()).filter(|place| columns[*place].1 > 0).collect();
        key.sort_unstable_by_key(|place| columns[*place].1);
        let columns: Vec<_> = columns.into_iter().map(|(column, _)| column).collect();
        let list = columns.join(", ");
        let keys = key.iter().map(|place| columns[*place].as_str()).collect::<Vec<_>>().join(", ");
        let numbered = |count: usize| (1..=count).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
        let limit = key.len() + 1;
        let after = numbered(key.len());
        Self {
            first_page: made(format!("select {list} from {name} order by {keys} limit ?1")),
            next_page: made(format!(
                "select {list} from {name} where ({keys}) > ({after}) order by {keys} limit ?{limit}"
            )),
            clear: made(format!("delete from {name}")),
            insert: made(format!("insert into {name} ({list}) values ({})", numbered(columns.len()))),
            name,
            columns,
            key,
        }
    }
}

/// A statement made of names from the engine's catalogue, never of what a user sent. It lives as long as the
/// program: a backup is made by a command, which ends.
fn made(text: String) -> Sql {
    Sql { name: "store::schema::made", text: Box::leak(text.into_boxed_str()) }
}

/// Every table of the business, by name.
pub fn tables(tx: &mut Tx<'_>) -> Result<Vec<Table>> {
    let (tables, columns) = match tx.engine() {
        Engine::Sqlite => (TABLES_SQLITE, COLUMNS_SQLITE),
        Engine::Postgres => (TABLES_POSTGRES, COLUMNS_POSTGRES),
    };
    let names = tx.all(tables, &[], |row| row.get::<String>(0))?;
    names
        .into_iter()
        .filter(|name| !LEFT_OUT.contains(&name.as_str()))
        .map(|name| {
            let columns = tx.all(columns, params![name], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(Table::new(name, columns))
        })
        .collect()
}

/// Name and checksum of each migration that was applied.
pub fn migrations(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.all(MIGRATIONS, &[], |row| row.get(0))
}
