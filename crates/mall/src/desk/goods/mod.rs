//! Goods in and out as CSV: Shopify's product sheets, and plain ones whose columns are mapped.
//!
//! Readers are pure and never trust a file: rows, fields and groups are limited, and what is wrong is told by row
//! (the header is row 1). [`import`] saves what they yield, a batch a transaction; a second run changes nothing.

mod cells;
mod export;
mod html;
mod import;
mod mapping;
mod plain;
mod rows;
mod save;
mod sheet;
mod shopify;
mod variants;

use std::io::Read;

use kernel::{Currency, Error, Result};

pub use export::{Stocked, export, page};
pub use import::{Report, import};
pub use mapping::Mapping;
pub use save::{BatchReport, save_batch};
pub use sheet::{Kind, RowError, SheetProduct, SheetSku};

/// What a reader yields: a product, or all that is wrong with its rows.
pub type Item = Result<SheetProduct, Vec<RowError>>;

/// What a sheet does not say itself.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The columns of a plain sheet; known sheets need none.
    pub mapping: Option<Mapping>,
    /// Of amounts that name none.
    pub currency: Currency,
}

/// Reads a sheet of whichever kind its header says it is.
///
/// # Errors
/// [`kernel::Code::FileUnreadable`] when there is no header; [`kernel::Code::Invalid`] about `columns` when it is not
/// a known one and no mapping was given, or the mapping names a column that is not there.
pub fn read<R: Read + 'static>(reader: R, options: &ReadOptions) -> Result<Box<dyn Iterator<Item = Item>>> {
    let rows = rows::Rows::open(reader)?;
    if let Some(mapping) = &options.mapping {
        return Ok(Box::new(plain::read(rows, mapping, options.currency)?));
    }
    if shopify::knows(&rows) {
        return Ok(Box::new(shopify::read(rows, options.currency)?));
    }
    if variants::knows(&rows) {
        return Ok(Box::new(variants::read(rows, options.currency)));
    }
    if let Some(mapping) = Mapping::of_header(rows.header()) {
        return Ok(Box::new(plain::read(rows, &mapping, options.currency)?));
    }
    Err(Error::field(
        "columns",
        "are not those of a known sheet: give a mapping",
        "表头无法识别，请提供列映射",
    ))
}

/// Reads Shopify's product CSV.
///
/// # Errors
/// As [`read`].
pub fn read_shopify<R: Read>(reader: R, currency: Currency) -> Result<impl Iterator<Item = Item>> {
    shopify::read(rows::Rows::open(reader)?, currency)
}
