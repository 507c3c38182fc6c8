//! The ledger: every fen moves by a balanced transfer, posted once, never changed.

mod model;
mod store;

use kernel::{Bucket, Code, Currency, Cursor, Cx, Error, Money, PageAsk, Paged, Result};

use ::store::Tx;
pub use model::{AccountKey, Book, BookTotal, Entry, Posting, Transfer, TransferId, TransferKind};

use crate::proof::Proof;

const OF_REFERENCE_MAX: i64 = 100;

/// What became of a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    Now,
    /// The same transfer was posted before; nothing moved.
    Before,
}

/// Posts a transfer. A wallet that does not cover it stops it.
///
/// # Errors
/// [`Code::InsufficientBalance`]; [`Code::Ledger`] for an unsound posting or a key used for another one.
pub fn post(tx: &mut Tx<'_>, cx: &Cx, posting: &Posting) -> Result<Posted> {
    posting.check()?;
    let id = TransferId::issue(cx, posting.from.bucket)?;
    if !store::insert_transfer(tx, cx, id, posting)? {
        return if store::is_same(tx, posting)? {
            Ok(Posted::Before)
        } else {
            Err(Error::new(Code::Ledger).because(format!("key {} was posted with other words", posting.key)))
        };
    }
    let currency = posting.amount.currency();
    for (line, (account, amount)) in (1..).zip(posting.entries()) {
        let balance = add(tx, account, amount, currency)?;
        let entry = Entry {
            transfer: id,
            account,
            amount: Money::new(amount, currency)?,
            balance_after: Money::new(balance, currency)?,
        };
        store::insert_entry(tx, line, &entry)?;
    }
    Ok(Posted::Now)
}

/// Opens the account when it is used for the first time.
fn add(tx: &mut Tx<'_>, account: AccountKey, amount: i64, currency: Currency) -> Result<i64> {
    if let Some(balance) = store::add(tx, account, amount, currency)? {
        return Ok(balance);
    }
    store::open(tx, account, currency)?;
    store::add(tx, account, amount, currency)?.ok_or_else(|| Code::InsufficientBalance.into())
}

/// What a user can pay with.
///
/// # Errors
/// [`Code::Store`].
pub fn balance(tx: &mut Tx<'_>, account: AccountKey, currency: Currency) -> Result<Money> {
    Money::new(store::balance(tx, account, currency)?, currency)
}

/// Transfers of a bucket, newest first.
///
/// # Errors
/// [`Code::BadCursor`].
pub fn transfers(tx: &mut Tx<'_>, bucket: Bucket, ask: &PageAsk) -> Result<Paged<Transfer>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), Cursor::parts)?;
    let rows = store::transfers(tx, bucket, before, ask.fetch())?;
    Ok(Paged::cut(rows, ask, |transfer| vec![transfer.id.raw()]))
}

/// # Errors
/// [`Code::NotFound`].
pub fn get(tx: &mut Tx<'_>, id: TransferId) -> Result<Transfer> {
    store::get(tx, id)
}

/// The transfers about one order, payment or refund, oldest first; at most 100.
///
/// # Errors
/// [`Code::Store`].
pub fn of_reference(tx: &mut Tx<'_>, reference: i64) -> Result<Vec<Transfer>> {
    store::of_reference(tx, reference, OF_REFERENCE_MAX)
}

/// # Errors
/// [`Code::Store`].
pub fn entries(tx: &mut Tx<'_>, id: TransferId) -> Result<Vec<Entry>> {
    store::entries(tx, id)
}

/// The entries of one account, newest first.
///
/// # Errors
/// [`Code::BadCursor`].
pub fn statement(
    tx: &mut Tx<'_>,
    account: AccountKey,
    currency: Currency,
    ask: &PageAsk,
) -> Result<Paged<Entry>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), Cursor::parts)?;
    let rows = store::statement(tx, account, currency, before, ask.fetch())?;
    Ok(Paged::cut(rows, ask, |entry| vec![entry.transfer.raw()]))
}

/// What each book holds over all buckets.
///
/// # Errors
/// [`Code::Store`].
pub fn totals(tx: &mut Tx<'_>) -> Result<Vec<BookTotal>> {
    store::totals(tx)
}

/// # Errors
/// [`Code::Store`].
pub fn proofs(tx: &mut Tx<'_>) -> Result<Vec<Proof>> {
    store::proofs(tx)
}
