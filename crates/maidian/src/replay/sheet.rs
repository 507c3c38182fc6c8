//! The records as a sheet: rows grouped into invoices, bad rows put aside with the reason.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use csv::StringRecord;
use kernel::Money;
use mall::stock::Quantity;

use super::CURRENCY;
use crate::trouble::{Result, Trouble};

/// Rows of one file, at most: everything is planned in memory.
const ROWS_MAX: u64 = 5_000_000;
const COLUMNS: [&str; 8] = [
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
];

/// A row that was not taken, whole or in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// As a spreadsheet counts: the header is row 1.
    pub row: u64,
    pub invoice: String,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub row: u64,
    /// In capitals: the records write some codes both ways.
    pub code: String,
    pub title: String,
    pub quantity: Quantity,
    pub price_minor: i64,
}

#[derive(Clone, Debug)]
pub struct Invoice {
    pub number: String,
    pub is_credit: bool,
    /// Empty when the records do not know.
    pub customer: String,
    pub date: String,
    pub country: String,
    pub lines: Vec<Line>,
}

#[derive(Debug, Default)]
pub struct Sheet {
    pub rows: u64,
    pub invoices: Vec<Invoice>,
    pub rejected: Vec<Rejected>,
}

/// # Errors
/// A sentence about the file.
pub fn read(file: &Path, invoices_max: Option<usize>) -> Result<Sheet> {
    let opened = File::open(file).map_err(|error| Trouble::file(file, error))?;
    parse(BufReader::new(opened), invoices_max).map_err(|told| Trouble::file(file, told))
}

pub(super) fn parse(input: impl Read, invoices_max: Option<usize>) -> std::result::Result<Sheet, String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let header: Vec<_> = header.iter().map(|name| name.trim_start_matches('\u{feff}').trim()).collect();
    let place = |name: &&str| {
        let found = header.iter().position(|known| known == name);
        found.ok_or_else(|| format!("there is no column {name}; the columns must be {}", COLUMNS.join(", ")))
    };
    let places = COLUMNS.iter().map(place).collect::<std::result::Result<Vec<_>, _>>()?;
    let mut sheet = Sheet::default();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (row, record) in (2..).zip(reader.into_records()) {
        if ROWS_MAX < row {
            return Err(format!("the file has more than {ROWS_MAX} rows"));
        }
        let record = match record {
            Ok(record) => record,
            Err(error) if error.is_io_error() => return Err(error.to_string()),
            Err(error) => {
                sheet.reject(row, "", format!("the row cannot be read: {error}"));
                continue;
            }
        };
        let cells = Cells { record: &record, places: &places };
        let number = cells.get(0).to_owned();
        if !known.contains_key(&number) && invoices_max.is_some_and(|max| max <= sheet.invoices.len()) {
            break;
        }
        sheet.rows += 1;
        match line(row, &number, cells) {
            Ok(line) => {
                let at = *known.entry(number).or_insert_with_key(|number| {
                    sheet.invoices.push(invoice(number, cells));
                    sheet.invoices.len() - 1
                });
                sheet.invoices[at].lines.push(line);
            }
            Err(reason) => sheet.reject(row, &number, reason),
        }
    }
    Ok(sheet)
}

impl Sheet {
    pub(super) fn reject(&mut self, row: u64, invoice: &str, reason: impl Into<String>) {
        self.rejected.push(Rejected { row, invoice: invoice.to_owned(), reason: reason.into() });
    }
}

/// A row's cells in the order of [`COLUMNS`].
#[derive(Clone, Copy)]
struct Cells<'a> {
    record: &'a StringRecord,
    places: &'a [usize],
}

impl<'a> Cells<'a> {
    fn get(self, column: usize) -> &'a str {
        self.record.get(self.places[column]).unwrap_or_default().trim()
    }
}

fn invoice(number: &str, cells: Cells<'_>) -> Invoice {
    let customer = cells.get(6);
    Invoice {
        number: number.to_owned(),
        is_credit: number.starts_with('C'),
        // Some writers make numbers of ids: 17850.0.
        customer: customer.strip_suffix(".0").unwrap_or(customer).to_owned(),
        date: cells.get(4).to_owned(),
        country: cells.get(7).to_owned(),
        lines: Vec::new(),
    }
}

fn line(row: u64, number: &str, cells: Cells<'_>) -> std::result::Result<Line, String> {
    let is_credit = number.starts_with('C');
    if !number.strip_prefix('C').unwrap_or(number).bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("an adjustment of the books, not an order".to_owned());
    }
    let code = cells.get(1).to_uppercase();
    if number.is_empty() || code.is_empty() {
        return Err("no invoice number or no stock code".to_owned());
    }
    let written: i64 = cells.get(3).parse().map_err(|_| format!("{:?} is not a quantity", cells.get(3)))?;
    let pieces = match (is_credit, written) {
        (_, 0) => return Err("a quantity of zero".to_owned()),
        (false, ..0) => return Err("a negative quantity outside of a credit note".to_owned()),
        (true, 1..) => return Err("a positive quantity in a credit note".to_owned()),
        _ => written.checked_abs().unwrap_or(i64::MAX),
    };
    let quantity = Quantity::new(pieces).map_err(|_| format!("a quantity of {pieces} is out of range"))?;
    let price =
        Money::parse(cells.get(5), CURRENCY).map_err(|_| format!("{:?} is not a price", cells.get(5)))?;
    if !price.is_positive() {
        return Err("no price".to_owned());
    }
    let title = match cells.get(2) {
        "" => code.clone(),
        title => title.to_owned(),
    };
    Ok(Line { row, code, title, quantity, price_minor: price.minor() })
}
