//! The books, to be looked at.

use askama::Template;
use mall::ledger::{Book, TransferKind};

use crate::i18n::{Moment, Price};
use crate::site::view::{FieldErrors, layout::escape_query};

use super::{Choice, Layout, Link, Older, Worded};

/// `GET /desk/ledger`
#[derive(Debug, Template)]
#[template(path = "desk/ledger.html")]
pub struct LedgerPage {
    pub layout: Layout,
    pub totals: Vec<TotalRow>,
    pub form: AccountForm,
}

/// What one book holds over all buckets.
#[derive(Debug, Clone)]
pub struct TotalRow {
    pub book: Book,
    pub accounts: i64,
    pub balance: Price,
}

/// Which account's statement is wanted, as typed.
#[derive(Debug, Clone, Default)]
pub struct AccountForm {
    pub books: Vec<Choice>,
    pub currencies: Vec<&'static str>,
    pub book: String,
    pub currency: String,
    pub bucket: String,
    /// A username or phone, for a user's own account.
    pub who: String,
    /// Fields `bucket`, `who`.
    pub errors: FieldErrors,
}

/// `GET /desk/ledger/transfers`
#[derive(Debug, Template)]
#[template(path = "desk/transfers.html")]
pub struct TransfersPage {
    pub layout: Layout,
    pub bucket: String,
    pub rows: Vec<TransferRow>,
    pub older: Older,
    /// Field `bucket`.
    pub errors: FieldErrors,
}

#[derive(Debug, Clone)]
pub struct TransferRow {
    pub id: String,
    pub kind: TransferKind,
    pub key: String,
    pub amount: Price,
    pub at: Moment,
}

/// `GET /desk/ledger/transfers/{id}`
#[derive(Debug, Template)]
#[template(path = "desk/transfer.html")]
pub struct TransferPage {
    pub layout: Layout,
    pub row: TransferRow,
    pub bucket: String,
    /// The order it is about, when that is known and may be seen.
    pub order: Option<Link>,
    pub entries: Vec<EntryRow>,
}

/// An account by what it is called.
#[derive(Debug, Clone)]
pub struct AccountName {
    pub bucket: String,
    pub book: Book,
    pub currency: &'static str,
    /// The user's name; None for the platform's own.
    pub owner: Option<String>,
}

impl AccountName {
    pub fn href(&self) -> String {
        let owner = match &self.owner {
            Some(name) => format!("who={}", escape_query(name)),
            None => format!("bucket={}", self.bucket),
        };
        format!("/desk/ledger/statement?book={}&currency={}&{owner}", self.book, self.currency)
    }
}

#[derive(Debug, Clone)]
pub struct EntryRow {
    pub account: AccountName,
    pub transfer: String,
    /// Credits are positive, debits negative.
    pub amount: Price,
    pub balance_after: Price,
}

/// `GET /desk/ledger/statement`
#[derive(Debug, Template)]
#[template(path = "desk/statement.html")]
pub struct StatementPage {
    pub layout: Layout,
    pub account: AccountName,
    pub balance: Price,
    pub rows: Vec<EntryRow>,
    pub older: Older,
}
