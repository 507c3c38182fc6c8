//! Every place where the two engines need different words. Six is many.

use std::borrow::Cow;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Token, SQLite's words, PostgreSQL's words.
const FORKS: [(&str, &str, &str); 5] = [
    ("{blob}", "blob", "bytea"),
    // Rows are kept in the tree of their primary key: one tree less to write, one descent less to read. For rows
    // that are short or written often; PostgreSQL has no such tables.
    ("{by_key}", "without rowid", ""),
    // Rows that another worker is claiming are passed over; SQLite has one writer, so none ever are.
    ("{skip_locked}", "", "for update skip locked"),
    // Serialises writers on the row just read; SQLite has one writer.
    ("{for_update}", "", "for update"),
    // The ids of a list that is the first parameter, as [`crate::id_list`] writes it: many rows by one statement.
    (
        "{ids}",
        "(select value from json_each(?1))",
        "(select cast(value as bigint) from json_array_elements_text(cast(cast(?1 as text) as json)))",
    ),
];

/// The statement in the engine's own words.
pub fn render(engine: Engine, text: &str) -> Cow<'_, str> {
    let rendered = words(engine, text);
    // SQLite would read `$1` as a named parameter, so statements say `?1` and only PostgreSQL's are rewritten.
    if engine == Engine::Postgres && rendered.contains('?') {
        return Cow::Owned(rendered.replace('?', "$"));
    }
    rendered
}

/// The text with the engine's words for its tokens. A schema takes no parameters: its `?` is a `?`.
pub fn words(engine: Engine, text: &str) -> Cow<'_, str> {
    let mut rendered = Cow::Borrowed(text);
    if text.contains('{') {
        for (token, sqlite, postgres) in FORKS {
            let words = if engine == Engine::Sqlite { sqlite } else { postgres };
            rendered = Cow::Owned(rendered.replace(token, words));
        }
    }
    rendered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_tokens_are_rewritten() {
        let text = "select a from t where b = ?1 and c = ?12 {for_update}";
        assert_eq!(render(Engine::Sqlite, text), "select a from t where b = ?1 and c = ?12 ");
        assert_eq!(render(Engine::Postgres, text), "select a from t where b = $1 and c = $12 for update");
    }

    #[test]
    fn a_schema_keeps_its_question_marks() {
        let text = "create table t (a {blob} check (a <> '?')) {by_key}";
        assert_eq!(words(Engine::Sqlite, text), "create table t (a blob check (a <> '?')) without rowid");
        assert_eq!(words(Engine::Postgres, text), "create table t (a bytea check (a <> '?')) ");
    }
}
