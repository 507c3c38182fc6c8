//! Who may call whom inside `mall`, and what `web` may see of it.

use super::tokens::{Kind, Token, paths};
use super::{Finding, SourceFile};

/// Ground first: a slice calls only slices before it.
pub const SLICES: [&str; 20] = [
    "account",
    "media",
    "catalog",
    "stock",
    "ledger",
    "wallet",
    "member",
    "shop",
    "pricing",
    "order",
    "payment",
    "aftersale",
    "flash",
    "dispatch",
    "tradein",
    "rank",
    "search",
    "front",
    "traffic",
    "desk",
];

const DRIVERS: [&str; 3] = ["rusqlite", "postgres", "tokio_postgres"];

/// Beginnings of statements, in lower case as all SQL here; sentences begin with a capital.
const STATEMENTS: [(&str, &str); 5] = [
    ("select ", " from "),
    ("insert into ", ""),
    ("update ", " set "),
    ("delete from ", ""),
    ("with ", " as ("),
];

pub fn check(file: &SourceFile, tokens: &[Token]) -> Vec<Finding> {
    if let Some(inside) = file.path.strip_prefix("crates/mall/src/") {
        return mall(file, inside, tokens);
    }
    if file.path.starts_with("crates/web/src/") {
        return web(file, tokens);
    }
    Vec::new()
}

fn rank(slice: &str) -> Option<usize> {
    SLICES.iter().position(|known| *known == slice)
}

/// The module of a file in a crate's `src`: `order/store.rs` is `order::store`.
fn module(inside: &str) -> Vec<String> {
    let stem = inside.strip_suffix(".rs").unwrap_or(inside);
    let mut segments: Vec<String> = stem.split('/').map(str::to_owned).collect();
    if segments.last().is_some_and(|last| ["mod", "lib"].contains(&last.as_str())) {
        segments.pop();
    }
    segments
}

fn mall(file: &SourceFile, inside: &str, tokens: &[Token]) -> Vec<Finding> {
    let module = module(inside);
    let Some(slice) = module.first() else {
        return Vec::new();
    };
    let Some(own) = rank(slice) else {
        // A folder is a slice; a lone file beside the folders may be a help to all of them.
        let is_folder = inside.contains('/');
        let why = format!("`{slice}` has no place in the order of the slices");
        return is_folder.then(|| file.finding(1, "unknown-slice", why)).into_iter().collect();
    };
    let mut findings = Vec::new();
    for path in paths(tokens, &module) {
        let words = path.words();
        let ["crate", other, rest @ ..] = words.as_slice() else {
            continue;
        };
        let Some(theirs) = rank(other) else { continue };
        if own < theirs {
            let why = format!("`{slice}` comes before `{other}` and must not call it");
            findings.push(file.finding(path.line, "slice-order", why));
        }
        if own != theirs && rest.first() == Some(&"store") {
            let why = format!("the tables of `{other}` are its own: call its use cases");
            findings.push(file.finding(path.line, "slice-store", why));
        }
    }
    findings
}

fn web(file: &SourceFile, tokens: &[Token]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in paths(tokens, &[]) {
        let words = path.words();
        if words.windows(2).any(|pair| rank(pair[0]).is_some() && pair[1] == "store") {
            let why = "a slice's `store` is behind its use cases";
            findings.push(file.finding(path.line, "web-store", why));
        }
        if words.first().is_some_and(|first| DRIVERS.contains(first)) {
            findings.push(file.finding(path.line, "web-sql", format!("`{}` is a driver", words[0])));
        }
    }
    for (at, token) in tokens.iter().enumerate() {
        if let Some(why) = speaks_sql(token, &tokens[at + 1..]) {
            findings.push(file.finding(token.line, "web-sql", why));
        }
    }
    findings
}

fn speaks_sql(token: &Token, rest: &[Token]) -> Option<String> {
    match (&token.kind, rest) {
        (Kind::Literal(literal), _) => {
            let text = literal.trim_start_matches(['r', 'c', 'b', '#', '"']).trim_start();
            let text = text.trim_start_matches("\\n").trim_start();
            let is_statement =
                STATEMENTS.iter().any(|(start, later)| text.starts_with(start) && text.contains(later));
            is_statement.then(|| "a statement belongs in a slice's `store`".to_owned())
        }
        (Kind::Word(word), [mark, ..]) if word == "sql" && mark.is('!') => {
            Some("`sql!` belongs in a slice's `store`".to_owned())
        }
        (Kind::Word(word), [dot, method, ..]) if word == "tx" && dot.is('.') => {
            let method = method
                .word()
                .filter(|method| method.starts_with("execute") || method.starts_with("query"))?;
            Some(format!("`tx.{method}` belongs in a slice's `store`"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NONE, findings};

    const ORDER: &str = "crates/mall/src/order/mod.rs";
    const WEB: &str = "crates/web/src/api/order.rs";

    #[test]
    fn a_slice_calls_only_slices_before_it() {
        assert_eq!(findings(ORDER, "use crate::payment;\n"), ["1: slice-order"]);
        assert_eq!(
            findings(ORDER, "use crate::{stock,\n payment::{self, Attempt}};\n"),
            ["2: slice-order"; 2]
        );
        assert_eq!(findings(ORDER, "fn a() {\n crate::desk::b() }\n"), ["2: slice-order"]);
        assert_eq!(findings(ORDER, "use super::desk;\n"), ["1: slice-order"]);
        assert_eq!(
            findings("crates/mall/src/order/jobs.rs", "use super::super::desk::A;\n"),
            ["1: slice-order"]
        );
        assert_eq!(findings("crates/mall/src/order.rs", "use crate::desk::A;\n"), ["1: slice-order"]);
        assert_eq!(
            findings(ORDER, "use crate::{stock, order::model, Code};\nuse super::stock::take;\n"),
            NONE
        );
        assert_eq!(findings("crates/mall/src/lib.rs", "pub use crate::desk::A;\n"), NONE);
    }

    #[test]
    fn a_slice_keeps_out_of_the_stores_of_others() {
        assert_eq!(findings(ORDER, "use crate::stock::store;\n"), ["1: slice-store"]);
        assert_eq!(findings(ORDER, "use crate::stock::{model, store::insert};\n"), ["1: slice-store"]);
        assert_eq!(findings(ORDER, "use crate::order::store;\nuse store::Tx;\n"), NONE);
    }

    #[test]
    fn a_folder_of_mall_is_a_known_slice() {
        assert_eq!(findings("crates/mall/src/basket/mod.rs", "fn a() {}\n"), ["1: unknown-slice"]);
        assert_eq!(findings("crates/mall/src/cx.rs", "fn a() {}\n"), NONE);
    }

    #[test]
    fn web_sees_no_store() {
        assert_eq!(findings(WEB, "use mall::order::store;\n"), ["1: web-store"]);
        assert_eq!(findings(WEB, "use mall::{stock, order::{self, store::insert}};\n"), ["1: web-store"]);
        assert_eq!(findings(WEB, "fn a() { order::store::b() }\n"), ["1: web-store"]);
        assert_eq!(findings(WEB, "use store::Db;\nuse mall::order;\n"), NONE);
    }

    #[test]
    fn web_speaks_no_sql() {
        assert_eq!(findings(WEB, "use rusqlite::Connection;\n"), ["1: web-sql"]);
        assert_eq!(findings(WEB, "use postgres::Client;\n"), ["1: web-sql"]);
        assert_eq!(findings(WEB, "fn a() { tx.execute(B, &[]) }\n"), ["1: web-sql"]);
        assert_eq!(findings(WEB, "fn a() { tx.query_one(B, &[]) }\n"), ["1: web-sql"]);
        assert_eq!(findings(WEB, "sql! { A = B }\n"), ["1: web-sql"]);
        assert_eq!(findings(WEB, "const A: &str = \"\n select id from orders\";\n"), ["1: web-sql"]);
        assert_eq!(findings(WEB, "const A: &str = r#\"update orders set a = 1\"#;\n"), ["1: web-sql"]);
        assert_eq!(findings(WEB, "const A: Sql = Sql(B);\n"), ["1: sql-by-hand"]);
        assert_eq!(findings(WEB, "const A: &str = \"Select an item from the list\";\n"), NONE);
        assert_eq!(findings(WEB, "fn a(q: Query) { b.query(q) }\n"), NONE);
    }
}
