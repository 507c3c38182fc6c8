//! What a sheet says of one product, before anything is compared with what is there.

use kernel::{Error, Money, Text2, words};
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::catalog::{Choices, SpuKind};

words! {
    pub enum Kind {
        /// Describes products.
        Products = "products",
        /// Lists the SKUs of products that another sheet describes.
        Skus = "skus",
    }
}

/// Something wrong in a sheet, or something that was mended while reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// As a spreadsheet counts: the header is row 1.
    pub row: u64,
    pub field: String,
    /// Stable, for machines: an error code's wire form, or `note`.
    pub code: &'static str,
    pub reason: Text2,
}

impl RowError {
    pub(super) fn new(row: u64, field: &str, en: impl Into<String>, zh: impl Into<String>) -> Self {
        let code = kernel::Code::Invalid.wire();
        Self { row, field: field.to_owned(), code, reason: Text2::new(zh, en) }
    }

    /// Not an error: the row was taken, but not quite as it stands.
    pub(super) fn note(row: u64, field: &str, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { code: "note", ..Self::new(row, field, en, zh) }
    }

    /// The details of an error, each at the row that its field names.
    pub(super) fn of(error: &Error, sheet: &SheetProduct) -> Vec<Self> {
        let code = error.code();
        let whole = || Self {
            row: sheet.row,
            field: String::new(),
            code: code.wire(),
            reason: Text2::new(code.sentence(kernel::Lang::Zh), code.sentence(kernel::Lang::En)),
        };
        if error.details().is_empty() {
            return vec![whole()];
        }
        let told = |detail: &kernel::Detail| Self {
            row: sheet.row_of(&detail.field),
            field: detail.field.clone(),
            code: code.wire(),
            reason: detail.reason.clone(),
        };
        error.details().iter().map(told).collect()
    }
}

/// One product of a sheet. What the sheet has no column for is `None` and stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SheetProduct {
    #[serde(skip)]
    pub row: u64,
    pub kind: Kind,
    pub handle: String,
    /// Goods are not part of the hash: sheets of before there were services say nothing of it, or that all is goods,
    /// and are known as the same sheets still.
    #[serde(skip_serializing_if = "is_not_service")]
    pub spu_kind: Option<SpuKind>,
    pub title: Option<Text2>,
    pub subtitle: Option<Text2>,
    pub description: Option<Text2>,
    /// Names from the top of the tree down; empty for none.
    pub category: Option<Vec<Text2>>,
    pub tags: Option<Vec<String>>,
    /// Addresses.
    pub pictures: Option<Vec<String>>,
    pub on_sale: Option<bool>,
    pub unit: Option<String>,
    pub source: Option<String>,
    pub options: Vec<Choices>,
    pub skus: Vec<SheetSku>,
    /// What was mended while reading.
    #[serde(skip)]
    pub notes: Vec<RowError>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SheetSku {
    #[serde(skip)]
    pub row: u64,
    /// Empty when the sheet gives none.
    pub code: String,
    pub choice: Vec<usize>,
    #[serde(serialize_with = "amount")]
    pub list_price: Money,
    #[serde(serialize_with = "amount")]
    pub price: Money,
    pub on_sale: bool,
    pub weight_g: Option<i64>,
    pub barcode: String,
    /// How many there are; `None` leaves the stock alone.
    pub stock: Option<i64>,
}

fn amount<S: Serializer>(money: &Money, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{} {}", money.decimal(), money.currency()))
}

fn is_not_service(kind: &Option<SpuKind>) -> bool {
    *kind != Some(SpuKind::Service)
}

impl SheetProduct {
    pub(super) fn empty(row: u64, kind: Kind, handle: String) -> Self {
        Self {
            row,
            kind,
            handle,
            spu_kind: None,
            title: None,
            subtitle: None,
            description: None,
            category: None,
            tags: None,
            pictures: None,
            on_sale: None,
            unit: None,
            source: None,
            options: Vec::new(),
            skus: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Of all that the sheet says, not of where it says it.
    pub(super) fn hash(&self) -> kernel::Result<String> {
        let json =
            serde_json::to_vec(self).map_err(|error| Error::new(kernel::Code::Internal).because(error))?;
        Ok(hex::encode(Sha256::digest(json)))
    }

    /// The row of `skus[n].…`, or of the product.
    fn row_of(&self, field: &str) -> u64 {
        let index = field.strip_prefix("skus[").and_then(|rest| rest.split_once(']'));
        let sku = index.and_then(|(index, _)| self.skus.get(index.parse::<usize>().ok()?));
        sku.map_or(self.row, |sku| sku.row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_of_before_there_were_services_is_known_still() {
        let of = |spu_kind| SheetProduct { spu_kind, ..SheetProduct::empty(2, Kind::Products, "tee".into()) };
        let [silent, goods, service] = [None, Some(SpuKind::Goods), Some(SpuKind::Service)].map(of);
        // As the version before wrote it.
        let before = "4d897b53982f71dccc924b00bc9657a11e3f0dcce1ed01b5f59bd04c90624afa";
        assert_eq!(silent.hash().unwrap(), before);
        assert_eq!(goods.hash().unwrap(), before);
        assert_ne!(service.hash().unwrap(), before);
    }
}
