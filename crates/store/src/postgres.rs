//! The PostgreSQL driver: connections on threads of their own, statements prepared once per connection.

use std::collections::HashMap;
use std::error::Error as _;
use std::time::Duration;

use kernel::{Code, Error, Result, Value};
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, NoTls, Statement};

use crate::dialect::{Engine, render};
use crate::sql::Sql;
use crate::tx::failed;

/// A connection and the statements it has prepared, by the address of their text.
pub struct Conn {
    pub client: Client,
    prepared: HashMap<usize, Statement>,
}

impl Conn {
    /// # Errors
    /// [`Code::Store`] with the server's own words when it cannot be reached or refuses.
    pub fn open(url: &str) -> Result<Self> {
        let mut config: Config = url.parse().map_err(failed)?;
        config.connect_timeout(Duration::from_secs(5)).application_name("maidian");
        let client = config
            .connect(NoTls)
            .map_err(|error| Error::new(Code::Store).because(format!("PostgreSQL: {}", tell(&error))))?;
        Ok(Self { client, prepared: HashMap::new() })
    }

    pub fn batch(&mut self, text: &str) -> Result<(), postgres::Error> {
        self.client.batch_execute(text)
    }

    pub fn execute(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<u64, postgres::Error> {
        let statement = self.prepare(sql)?;
        let params = borrow(params);
        self.client.execute(&statement, &slices(&params))
    }

    pub fn query(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<Vec<postgres::Row>, postgres::Error> {
        let statement = self.prepare(sql)?;
        let params = borrow(params);
        self.client.query(&statement, &slices(&params))
    }

    pub fn prepare(&mut self, sql: Sql) -> Result<Statement, postgres::Error> {
        let key = sql.text.as_ptr() as usize;
        if let Some(statement) = self.prepared.get(&key) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&render(Engine::Postgres, sql.text))?;
        self.prepared.insert(key, statement.clone());
        Ok(statement)
    }
}

/// The server's message with its cause: the plain `Display` says only "db error".
pub fn tell(error: &postgres::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

#[derive(Debug)]
struct Param<'a>(Value<'a>);

fn borrow<'a>(params: &[Value<'a>]) -> Vec<Param<'a>> {
    params.iter().map(|value| Param(*value)).collect()
}

fn slices<'a>(params: &'a [Param<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    params.iter().map(|param| param as &(dyn ToSql + Sync)).collect()
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) if *ty == Type::INT8 => number.to_sql(ty, out),
            Value::Text(text) if <&str as ToSql>::accepts(ty) => text.to_sql(ty, out),
            Value::Blob(bytes) if *ty == Type::BYTEA => bytes.to_sql(ty, out),
            other => Err(format!("parameter of type {ty} was given {other:?}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// The value of one column.
pub fn value(row: &postgres::Row, index: usize) -> Result<Value<'_>> {
    let column = row
        .columns()
        .get(index)
        .ok_or_else(|| Error::new(Code::Store).because(format!("the answer has no column {index}")))?;
    let ty = column.type_();
    if *ty == Type::INT8 {
        Ok(row.try_get::<_, Option<i64>>(index).map_err(failed)?.map_or(Value::Null, Value::Int))
    } else if *ty == Type::INT4 {
        let number = row.try_get::<_, Option<i32>>(index).map_err(failed)?;
        Ok(number.map_or(Value::Null, |number| Value::Int(i64::from(number))))
    } else if *ty == Type::BYTEA {
        Ok(row.try_get::<_, Option<&[u8]>>(index).map_err(failed)?.map_or(Value::Null, Value::Blob))
    } else if <&str as postgres::types::FromSql>::accepts(ty) {
        Ok(row.try_get::<_, Option<&str>>(index).map_err(failed)?.map_or(Value::Null, Value::Text))
    } else {
        Err(Error::new(Code::Store).because(format!("column {index} has the type {ty}")))
    }
}
