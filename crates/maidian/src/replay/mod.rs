//! Recorded orders through the shop: real invoices become orders, payments, parcels and refunds, by the use cases
//! that everybody uses, with a gateway in memory that signs its notifications.
//!
//! The format is that of the "Online Retail" records (UCI Machine Learning Repository): one row a line of an
//! invoice, columns `InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country`,
//! credit notes with a number that begins with `C`, prices in pounds.

mod goods;
mod people;
mod plan;
mod run;
mod sheet;
#[cfg(test)]
mod tests;
mod wave;

use std::fmt;
use std::path::Path;

use kernel::{Currency, Money};

use crate::trouble::Result;

pub use plan::Plan;
pub use run::run;
pub use sheet::{Rejected, Sheet};

/// Of all prices in the records.
const CURRENCY: Currency = Currency::GBP;

/// What became of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub rows: u64,
    pub rows_rejected: u64,
    pub goods: u64,
    pub skus: u64,
    pub customers: u64,
    pub guests: u64,
    pub orders: u64,
    pub lines: u64,
    pub paid_by_gateway: u64,
    pub paid_by_balance: u64,
    pub ordered_minor: i64,
    pub refunds: u64,
    pub refunded_minor: i64,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let money = |minor| Money::new(minor, CURRENCY).map_or_else(|_| minor.to_string(), Money::decimal);
        writeln!(f, "rows       {} read, {} not taken", self.rows, self.rows_rejected)?;
        writeln!(f, "goods      {} products, {} prices", self.goods, self.skus)?;
        writeln!(f, "people     {} customers, {} guests", self.customers, self.guests)?;
        writeln!(
            f,
            "orders     {} with {} lines, {CURRENCY} {}; {} paid at the gateway, {} from a balance",
            self.orders,
            self.lines,
            money(self.ordered_minor),
            self.paid_by_gateway,
            self.paid_by_balance
        )?;
        write!(f, "refunds    {}, {CURRENCY} {}", self.refunds, money(self.refunded_minor))
    }
}

/// Reads a file of records into a plan of what is to be done.
///
/// # Errors
/// A sentence when the file cannot be read or is not of this format. Bad rows are in the sheet.
pub fn read(file: &Path, invoices_max: Option<usize>) -> Result<(Plan, Sheet)> {
    let mut sheet = sheet::read(file, invoices_max)?;
    let plan = plan::plan(&mut sheet);
    Ok((plan, sheet))
}
