//! Backups that know no engine: every row of every table, in one snapshot, with a checksum.
//!
//! A dump is lines of JSON: a header, then for each table its name and columns followed by one array per row,
//! then the count of rows and the SHA-256 of everything before. It can be restored on either engine.

use std::io::{BufRead, BufReader, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Actor, Code, Error, FromValue, Result, Time, Value};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::db::{Db, Transactor};
use crate::schema::{self, Table};
use crate::tx::{Row, Tx};

const FORMAT: u64 = 1;
/// Rows fetched at once: a picture may have 10 MB.
const FETCH_ROWS: i64 = 64;
const LINE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What a dump holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub tables: usize,
    pub rows: u64,
    pub sha256: String,
}

fn broken(what: impl Into<String>) -> Error {
    Error::new(Code::FileUnreadable).because(what.into())
}

fn io(error: std::io::Error) -> Error {
    Error::new(Code::Internal).because(error)
}

/// Passes bytes on and hashes them.
struct Hashed<W> {
    inner: W,
    hasher: Sha256,
    rows: u64,
}

impl<W: Write> Hashed<W> {
    fn line(&mut self, line: &Json) -> Result<()> {
        let mut text = line.to_string();
        text.push('\n');
        self.hasher.update(text.as_bytes());
        self.inner.write_all(text.as_bytes()).map_err(io)
    }
}

/// Writes everything, as it is at this moment; others go on meanwhile.
///
/// # Errors
/// [`Code::Store`]; [`Code::Internal`] when the writer fails.
pub fn write(db: &Db, out: impl Write + Send + 'static) -> Result<Summary> {
    let now = db.env().clock.now();
    // The closure of a read may be run by another thread, so it shares the writer.
    let out = Arc::new(Mutex::new(Hashed { inner: out, hasher: Sha256::new(), rows: 0 }));
    db.read_blocking(move |tx| {
        let mut out = out.lock().unwrap_or_else(PoisonError::into_inner);
        write_all(tx, now, &mut out)
    })
}

fn write_all<W: Write>(tx: &mut Tx<'_>, now: Time, out: &mut Hashed<W>) -> Result<Summary> {
    let tables = schema::tables(tx)?;
    let migrations = schema::migrations(tx)?;
    out.line(&json!({ "maidian": FORMAT, "at": now.to_string(), "migrations": migrations }))?;
    for table in &tables {
        out.line(&json!({ "table": table.name, "columns": table.columns }))?;
        write_rows(tx, table, out)?;
    }
    let sha256 = hex::encode(out.hasher.clone().finalize());
    out.line(&json!({ "rows": out.rows, "sha256": sha256 }))?;
    out.inner.flush().map_err(io)?;
    Ok(Summary { tables: tables.len(), rows: out.rows, sha256 })
}

fn write_rows<W: Write>(tx: &mut Tx<'_>, table: &Table, out: &mut Hashed<W>) -> Result<()> {
    let mut last: Option<Vec<Cell>> = None;
    loop {
        let key = last.as_ref().map(|row| table.key_of(row));
        let rows = match &key {
            None => tx.all(table.first_page, &[Value::Int(FETCH_ROWS)], |row| cells(row, table))?,
            Some(key) => {
                let mut params: Vec<_> = key.iter().map(|cell| cell.as_value()).collect();
                params.push(Value::Int(FETCH_ROWS));
                tx.all(table.next_page, &params, |row| cells(row, table))?
            }
        };
        for row in &rows {
            out.line(&Json::Array(row.iter().map(Cell::to_json).collect()))?;
            out.rows += 1;
        }
        match rows.into_iter().last() {
            Some(row) => last = Some(row),
            None => return Ok(()),
        }
    }
}

/// One column's value, owned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl FromValue for Cell {
    fn from_value(value: Value<'_>) -> Result<Self> {
        Ok(match value {
            Value::Null => Self::Null,
            Value::Int(number) => Self::Int(number),
            Value::Text(text) => Self::Text(text.to_owned()),
            Value::Blob(bytes) => Self::Blob(bytes.to_vec()),
        })
    }
}

impl Cell {
    pub(crate) fn as_value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Int(number) => Value::Int(*number),
            Self::Text(text) => Value::Text(text),
            Self::Blob(bytes) => Value::Blob(bytes),
        }
    }

    fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Int(number) => json!(number),
            Self::Text(text) => json!(text),
            Self::Blob(bytes) => json!({ "hex": hex::encode(bytes) }),
        }
    }

    fn from_json(json: &Json) -> Result<Self> {
        match json {
            Json::Null => Ok(Self::Null),
            Json::Number(number) => {
                number.as_i64().map(Self::Int).ok_or_else(|| broken("a number is not whole"))
            }
            Json::String(text) => Ok(Self::Text(text.clone())),
            Json::Object(blob) => {
                let text =
                    blob.get("hex").and_then(Json::as_str).ok_or_else(|| broken("a value is unknown"))?;
                hex::decode(text).map(Self::Blob).map_err(|error| broken(error.to_string()))
            }
            Json::Bool(_) | Json::Array(_) => Err(broken("a value is unknown")),
        }
    }
}

fn cells(row: &Row<'_>, table: &Table) -> Result<Vec<Cell>> {
    (0..table.columns.len()).map(|index| row.get(index)).collect()
}

/// Lines of a dump, each hashed as it is read.
struct Lines<R> {
    reader: BufReader<R>,
    hasher: Sha256,
    number: u64,
}

impl<R: Read> Lines<R> {
    fn new(reader: R) -> Self {
        Self { reader: BufReader::new(reader), hasher: Sha256::new(), number: 0 }
    }

    /// The next line, and the hash of everything before it.
    fn next(&mut self) -> Result<Option<(Json, String)>> {
        let before = hex::encode(self.hasher.clone().finalize());
        let mut text = String::new();
        let read = (&mut self.reader).take(LINE_BYTES_MAX).read_line(&mut text).map_err(io)?;
        self.number += 1;
        if read == 0 {
            return Ok(None);
        }
        self.hasher.update(text.as_bytes());
        let json = serde_json::from_str(&text)
            .map_err(|error| broken(format!("line {} is not JSON: {error}", self.number)))?;
        Ok(Some((json, before)))
    }
}

/// What to do with each part of a dump.
trait Sink {
    fn header(&mut self, migrations: &Json) -> Result<()>;
    fn table(&mut self, name: &str, columns: &Json) -> Result<()>;
    fn row(&mut self, row: &[Json]) -> Result<()>;
}

/// Reads a dump from its header to its checksum.
fn read(source: impl Read, sink: &mut impl Sink) -> Result<Summary> {
    let mut lines = Lines::new(source);
    let (header, _) = lines.next()?.ok_or_else(|| broken("the file is empty"))?;
    if header["maidian"].as_u64() != Some(FORMAT) {
        return Err(broken("this is not a backup of this program"));
    }
    sink.header(&header["migrations"])?;
    let mut summary = Summary { tables: 0, rows: 0, sha256: String::new() };
    while let Some((line, before)) = lines.next()? {
        match &line {
            Json::Array(row) => {
                sink.row(row)?;
                summary.rows += 1;
            }
            Json::Object(part) if part.contains_key("table") => {
                sink.table(line["table"].as_str().unwrap_or_default(), &line["columns"])?;
                summary.tables += 1;
            }
            end => {
                let whole =
                    end["sha256"].as_str() == Some(&before) && end["rows"].as_u64() == Some(summary.rows);
                summary.sha256 = before;
                return if whole {
                    Ok(summary)
                } else {
                    Err(broken("the checksum is wrong: the file is damaged"))
                };
            }
        }
    }
    Err(broken("the file ends too early"))
}

struct Nothing;

impl Sink for Nothing {
    fn header(&mut self, _: &Json) -> Result<()> {
        Ok(())
    }
    fn table(&mut self, _: &str, _: &Json) -> Result<()> {
        Ok(())
    }
    fn row(&mut self, row: &[Json]) -> Result<()> {
        row.iter().try_for_each(|cell| Cell::from_json(cell).map(|_| ()))
    }
}

/// Reads a dump to its end and checks that it is whole.
///
/// # Errors
/// [`Code::FileUnreadable`] in clear words.
pub fn verify(source: impl Read) -> Result<Summary> {
    read(source, &mut Nothing)
}

struct Restore<'t, 'c> {
    tx: &'t mut Tx<'c>,
    tables: Vec<Table>,
    current: Option<usize>,
}

impl Sink for Restore<'_, '_> {
    fn header(&mut self, migrations: &Json) -> Result<()> {
        let ours = json!(schema::migrations(self.tx)?);
        if *migrations != ours {
            return Err(broken(
                "the backup is of another version of the program; restore it with that version",
            ));
        }
        self.tables.iter().try_for_each(|table| self.tx.execute(table.clear, &[]).map(|_| ()))
    }

    fn table(&mut self, name: &str, columns: &Json) -> Result<()> {
        let place =
            self.tables.iter().position(|table| table.name == name && json!(table.columns) == *columns);
        self.current = Some(place.ok_or_else(|| broken(format!("table {name} is not one of ours")))?);
        Ok(())
    }

    fn row(&mut self, row: &[Json]) -> Result<()> {
        let table =
            self.current.map(|place| &self.tables[place]).ok_or_else(|| broken("a row has no table"))?;
        if row.len() != table.columns.len() {
            return Err(broken(format!("a row of {} has other columns", table.name)));
        }
        let cells = row.iter().map(Cell::from_json).collect::<Result<Vec<_>>>()?;
        let params: Vec<_> = cells.iter().map(Cell::as_value).collect();
        self.tx.execute(table.insert, &params).map(|_| ())
    }
}

/// Replaces everything in the database by a dump, in one transaction. The node leases of running processes
/// stay. `source` opens the dump anew each time the transaction is run.
///
/// # Errors
/// [`Code::FileUnreadable`] when the dump is damaged or of another version; nothing has changed then.
pub fn restore<R: Read>(
    db: &Db,
    source: impl Fn() -> std::io::Result<R> + Send + 'static,
) -> Result<Summary> {
    db.transact(Actor::System, move |tx, _| {
        let tables = schema::tables(tx)?;
        let mut sink = Restore { tx, tables, current: None };
        read(source().map_err(io)?, &mut sink)
    })
}
