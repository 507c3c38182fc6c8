//! Rows of a CSV file, read one by one within limits.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use kernel::{Code, Error, Result};

use super::sheet::RowError;

const ROWS_MAX: u64 = 1_000_000;
const FIELD_BYTES_MAX: usize = 64 * 1024;
/// A quote that is never closed would make the rest of the file one row.
const ROW_BYTES_MAX: u64 = 2 * 1024 * 1024;
const COLUMNS_MAX: usize = 500;

/// Ends with an error when more is read than the row at hand may have.
struct Budget<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Budget<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a row is too long"));
        }
        let read = self.inner.read(buffer)?;
        self.left.set(self.left.get().saturating_sub(read as u64));
        Ok(read)
    }
}

pub struct Rows<R> {
    reader: csv::Reader<Budget<R>>,
    left: Rc<Cell<u64>>,
    header: Vec<String>,
    number: u64,
    ended: bool,
}

/// One row after the header, with as many cells as the header has.
pub struct Row {
    pub number: u64,
    cells: Vec<String>,
}

impl Row {
    /// What stands in a column, without surrounding white space; empty when there is no such column.
    pub fn cell(&self, column: Option<usize>) -> &str {
        column.and_then(|column| self.cells.get(column)).map_or("", |cell| unguarded(cell.trim()))
    }

    /// A cell for one line of text: control characters and line breaks become spaces.
    pub fn line(&self, column: Option<usize>) -> String {
        line(self.cell(column))
    }
}

pub fn line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.trim().to_owned()
}

/// Whether a spreadsheet might take the text, without its leading apostrophes, for a formula.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@'])
}

/// Written before a text that a spreadsheet would take for a formula, so that it shows it.
pub fn guarded(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => text,
    }
}

impl<R: Read> Rows<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`Code::FileUnreadable`] without one.
    pub fn open(reader: R) -> Result<Self> {
        let left = Rc::new(Cell::new(ROW_BYTES_MAX));
        let budget = Budget { inner: reader, left: Rc::clone(&left) };
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(budget);
        let mut rows = Self { reader, left, header: Vec::new(), number: 0, ended: false };
        let unreadable = |told: String| Error::new(Code::FileUnreadable).because(told);
        let first = rows.record().ok_or_else(|| unreadable("the file is empty".into()))?;
        let first = first.map_err(|error| unreadable(error.reason.en))?;
        if first.is_empty() || first.len() > COLUMNS_MAX {
            return Err(unreadable(format!("the header has {} columns", first.len())));
        }
        rows.header = first;
        if let Some(name) = rows.header.first_mut() {
            *name = name.trim_start_matches('\u{feff}').to_owned();
        }
        Ok(rows)
    }

    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Where a column is, by its name in any case.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|known| known.trim().eq_ignore_ascii_case(name))
    }

    /// The first of several names that is there.
    pub fn any_column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.column(name))
    }

    fn record(&mut self) -> Option<Result<Vec<String>, RowError>> {
        if self.ended {
            return None;
        }
        self.number += 1;
        self.left.set(ROW_BYTES_MAX);
        let mut record = csv::ByteRecord::new();
        match self.reader.read_byte_record(&mut record) {
            Ok(true) => Some(self.cells(&record)),
            Ok(false) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                Some(Err(self.fault(format!("cannot be read: {error}"), "无法读取，可能有未闭合的引号")))
            }
        }
    }

    fn cells(&mut self, record: &csv::ByteRecord) -> Result<Vec<String>, RowError> {
        if self.number > ROWS_MAX {
            self.ended = true;
            let en = format!("is beyond the {ROWS_MAX} rows that are read");
            return Err(self.fault(en, format!("超过 {ROWS_MAX} 行上限")));
        }
        if record.iter().any(|cell| cell.len() > FIELD_BYTES_MAX) {
            return Err(self.fault("has a field longer than 64 KiB", "有字段超过 64 KiB"));
        }
        if !self.header.is_empty() && record.len() != self.header.len() {
            let (found, wanted) = (record.len(), self.header.len());
            let en = format!("has {found} fields where the header has {wanted}");
            return Err(self.fault(en, format!("有 {found} 列，表头有 {wanted} 列")));
        }
        let text = |cell: &[u8]| std::str::from_utf8(cell).map(str::to_owned);
        let cells: Result<_, _> = record.iter().map(text).collect();
        cells.map_err(|_| self.fault("is not UTF-8", "不是 UTF-8 编码"))
    }

    fn fault(&self, en: impl Into<String>, zh: impl Into<String>) -> RowError {
        RowError::new(self.number, "row", en, zh)
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = self.record()?;
        Some(record.map(|cells| Row { number: self.number, cells }))
    }
}

/// Neighbouring rows of one key, with whatever could not be read among them.
pub struct Group {
    pub key: String,
    pub rows: Vec<Row>,
    pub errors: Vec<RowError>,
}

/// Puts neighbouring rows together that have the same in one column.
pub struct Groups<R> {
    rows: Rows<R>,
    column: Option<usize>,
    pending: Option<Row>,
}

/// More than 100 SKUs and their pictures need.
const GROUP_ROWS_MAX: usize = 500;

impl<R: Read> Groups<R> {
    pub fn new(rows: Rows<R>, column: Option<usize>) -> Self {
        Self { rows, column, pending: None }
    }
}

impl<R: Read> Iterator for Groups<R> {
    type Item = Group;

    fn next(&mut self) -> Option<Group> {
        let mut group = Group { key: String::new(), rows: Vec::new(), errors: Vec::new() };
        loop {
            let next = self.pending.take().map(Ok).or_else(|| self.rows.next());
            match next {
                None if group.rows.is_empty() && group.errors.is_empty() => return None,
                None => return Some(group),
                // Whose row it was cannot be told, so the product it follows is not taken either.
                Some(Err(error)) if group.errors.len() < GROUP_ROWS_MAX => group.errors.push(error),
                Some(Err(_)) => {}
                Some(Ok(row)) => {
                    let key = row.line(self.column);
                    if group.rows.is_empty() && group.errors.is_empty() {
                        group.key = key;
                    } else if group.key != key || key.is_empty() {
                        self.pending = Some(row);
                        return Some(group);
                    }
                    if group.rows.len() == GROUP_ROWS_MAX {
                        let en = format!("is beyond the {GROUP_ROWS_MAX} rows one product may have");
                        let zh = format!("同一商品超过 {GROUP_ROWS_MAX} 行");
                        group.errors.push(RowError::new(row.number, "row", en, zh));
                    } else if group.rows.len() < GROUP_ROWS_MAX && group.errors.len() < GROUP_ROWS_MAX {
                        group.rows.push(row);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn errors(bytes: &[u8]) -> Vec<(u64, String)> {
        let rows = Rows::open(bytes).unwrap();
        rows.filter_map(|row| row.err()).map(|error| (error.row, error.reason.en)).collect()
    }

    #[test]
    fn a_byte_order_mark_and_case_do_not_hide_a_column() {
        let mut rows = Rows::open("\u{feff}Handle,B\nx, 'y \n".as_bytes()).unwrap();
        let column = rows.column("handle");
        assert_eq!(column, Some(0));
        let row = rows.next().unwrap().unwrap();
        assert_eq!((row.number, row.cell(column), row.cell(Some(1)), row.cell(None)), (2, "x", "'y", ""));
    }

    #[test]
    fn bad_rows_are_told_by_number_and_passed_over() {
        let told = errors(b"a,b\n1\n\xff,2\n3,4\n\"5,6\n");
        assert_eq!(told[0], (2, "has 1 fields where the header has 2".into()));
        assert_eq!(told[1], (3, "is not UTF-8".into()));
        assert_eq!(told.len(), 3, "the open quote swallows the last row");
    }

    #[test]
    fn an_endless_row_ends_the_file() {
        let mut bytes = b"a,b\n\"".to_vec();
        bytes.resize(8 * 1024 * 1024, b'x');
        let told = errors(&bytes);
        assert_eq!(told.len(), 1);
        assert!(told[0].1.contains("too long"), "{told:?}");
    }

    #[test]
    fn a_long_field_is_refused() {
        let told = errors(format!("a\n{}\nshort\n", "x".repeat(64 * 1024 + 1)).as_bytes());
        assert_eq!(told, [(2, "has a field longer than 64 KiB".into())]);
    }

    #[test]
    fn neighbours_of_one_key_are_a_group() {
        let rows = Rows::open("k,v\na,1\na,2\nb,3\na,4\n,5\n,6\n".as_bytes()).unwrap();
        let groups = Groups::new(rows, Some(0)).map(|group| (group.key, group.rows.len()));
        let wanted = [("a", 2), ("b", 1), ("a", 1), ("", 1), ("", 1)];
        assert_eq!(groups.collect::<Vec<_>>(), wanted.map(|(key, rows)| (key.to_owned(), rows)));
    }

    #[test]
    fn formulas_are_guarded_and_come_back() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("it's"), "it's");
    }

    proptest! {
        #[test]
        fn a_guarded_text_comes_back(text in "'{0,3}[=+@a-]{0,3}") {
            let written = guarded(&text);
            prop_assert_eq!(unguarded(&written), text);
        }

        #[test]
        fn garbage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(rows) = Rows::open(&bytes[..]) {
                prop_assert!(Groups::new(rows, Some(0)).count() <= bytes.len());
            }
        }
    }
}
