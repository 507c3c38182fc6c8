//! All SQL of the ledger.

use kernel::{Bucket, Currency, Cx, Money, Result, params};
use store::{Row, Tx, sql};

use super::model::{AccountKey, BookTotal, Entry, Posting, Transfer, TransferId};
use crate::proof::{Proof, prove};

sql! {
    INSERT_TRANSFER = "
        insert into ledger_transfers (bucket, id, key, kind, reference, amount, currency, at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) on conflict (bucket, key) do nothing";
    POSTED = "
        select kind, reference, amount, currency from ledger_transfers where bucket = ?1 and key = ?2";
    MOVE = "
        update ledger_accounts set balance = balance + ?5
         where bucket = ?1 and book = ?2 and owner = ?3 and currency = ?4 and balance + ?5 >= floor
        returning balance";
    OPEN = "
        insert into ledger_accounts (bucket, book, owner, currency, floor, balance)
        values (?1, ?2, ?3, ?4, ?5, 0) on conflict do nothing";
    INSERT_ENTRY = "
        insert into ledger_entries (bucket, transfer_id, line, book, owner, currency, amount, balance_after)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    BALANCE = "
        select balance from ledger_accounts
         where bucket = ?1 and book = ?2 and owner = ?3 and currency = ?4";
    TRANSFERS = "
        select bucket, id, key, kind, reference, amount, currency, at from ledger_transfers
         where bucket = ?1 and id < ?2 order by id desc limit ?3";
    GET = "
        select bucket, id, key, kind, reference, amount, currency, at from ledger_transfers
         where bucket = ?1 and id = ?2";
    OF_REFERENCE = "
        select bucket, id, key, kind, reference, amount, currency, at from ledger_transfers
         where bucket = ?1 and reference = ?2 order by id limit ?3";
    ENTRIES = "
        select transfer_id, bucket, book, owner, currency, amount, balance_after from ledger_entries
         where bucket = ?1 and transfer_id = ?2 order by line";
    STATEMENT = "
        select transfer_id, bucket, book, owner, currency, amount, balance_after from ledger_entries
         where bucket = ?1 and book = ?2 and owner = ?3 and currency = ?4 and transfer_id < ?5
         order by transfer_id desc limit ?6";
    TOTALS = "
        select book, currency, count(*), cast(sum(balance) as bigint) from ledger_accounts
         group by book, currency order by currency, book";
    BREAKS_TRANSFER = "
        select 'transfer ' || t.id || ' (' || t.key || ')' from ledger_transfers t left join
               (select bucket, transfer_id, sum(amount) as total, min(currency) as low, max(currency) as high,
                       cast(sum(case when amount > 0 then amount else 0 end) as bigint) as credited
                  from ledger_entries group by bucket, transfer_id) e
            on e.bucket = t.bucket and e.transfer_id = t.id
         where e.total is null or e.total <> 0 or e.low <> t.currency or e.high <> t.currency
            or e.credited <> t.amount limit ?1";
    BREAKS_BALANCE = "
        select 'account ' || a.bucket || '/' || a.book || '/' || a.owner || '/' || a.currency || ': balance '
               || a.balance || ', entries ' || coalesce(e.total, 0)
          from ledger_accounts a left join
               (select bucket, book, owner, currency, cast(sum(amount) as bigint) as total
                  from ledger_entries group by bucket, book, owner, currency) e
            on e.bucket = a.bucket and e.book = a.book and e.owner = a.owner and e.currency = a.currency
         where a.balance <> coalesce(e.total, 0) limit ?1";
    BREAKS_ZERO = "
        select currency || ': ' || sum(balance) from ledger_accounts
         group by currency having sum(balance) <> 0 limit ?1";
    BREAKS_FLOOR = "
        select 'account ' || bucket || '/' || book || '/' || owner || ': ' || balance
          from ledger_accounts where balance < floor limit ?1";
}

/// Writes the transfer's row; `false` when its key was posted before.
pub fn insert_transfer(tx: &mut Tx<'_>, cx: &Cx, id: TransferId, posting: &Posting) -> Result<bool> {
    let (amount, currency) = (posting.amount.minor(), posting.amount.currency());
    let rows = tx.execute(
        INSERT_TRANSFER,
        params![
            posting.from.bucket,
            id,
            posting.key,
            posting.kind,
            posting.reference,
            amount,
            currency,
            cx.now
        ],
    )?;
    Ok(rows == 1)
}

/// Whether what was posted under the key says the same.
pub fn is_same(tx: &mut Tx<'_>, posting: &Posting) -> Result<bool> {
    let posted = tx.one(POSTED, params![posting.from.bucket, posting.key], |row| {
        Ok((row.get::<String>(0)?, row.get::<i64>(1)?, money(row, 2, 3)?))
    })?;
    Ok(posted == (posting.kind.word().to_owned(), posting.reference, posting.amount))
}

/// Adds to a balance unless that would take it below its floor; the new balance.
pub fn add(tx: &mut Tx<'_>, key: AccountKey, amount: i64, currency: Currency) -> Result<Option<i64>> {
    tx.optional(MOVE, params![key.bucket, key.book, key.owner, currency, amount], |row| row.get(0))
}

pub fn open(tx: &mut Tx<'_>, key: AccountKey, currency: Currency) -> Result<()> {
    tx.execute(OPEN, params![key.bucket, key.book, key.owner, currency, key.floor()]).map(|_| ())
}

pub fn insert_entry(tx: &mut Tx<'_>, line: i64, entry: &Entry) -> Result<()> {
    let key = entry.account;
    tx.execute(
        INSERT_ENTRY,
        params![
            key.bucket,
            entry.transfer,
            line,
            key.book,
            key.owner,
            entry.amount.currency(),
            entry.amount.minor(),
            entry.balance_after.minor()
        ],
    )?;
    Ok(())
}

pub fn balance(tx: &mut Tx<'_>, key: AccountKey, currency: Currency) -> Result<i64> {
    let found = tx.optional(BALANCE, params![key.bucket, key.book, key.owner, currency], |row| row.get(0))?;
    Ok(found.unwrap_or(0))
}

pub fn transfers(tx: &mut Tx<'_>, bucket: Bucket, before: i64, limit: i64) -> Result<Vec<Transfer>> {
    tx.all(TRANSFERS, params![bucket, before, limit], transfer)
}

pub fn get(tx: &mut Tx<'_>, id: TransferId) -> Result<Transfer> {
    tx.one(GET, params![id.bucket(), id], transfer)
}

pub fn of_reference(tx: &mut Tx<'_>, reference: i64, limit: i64) -> Result<Vec<Transfer>> {
    tx.all(OF_REFERENCE, params![Bucket::of_id(reference), reference, limit], transfer)
}

pub fn entries(tx: &mut Tx<'_>, id: TransferId) -> Result<Vec<Entry>> {
    tx.all(ENTRIES, params![id.bucket(), id], entry)
}

pub fn statement(
    tx: &mut Tx<'_>,
    key: AccountKey,
    currency: Currency,
    before: i64,
    limit: i64,
) -> Result<Vec<Entry>> {
    tx.all(STATEMENT, params![key.bucket, key.book, key.owner, currency, before, limit], entry)
}

pub fn totals(tx: &mut Tx<'_>) -> Result<Vec<BookTotal>> {
    tx.all(TOTALS, &[], |row| {
        Ok(BookTotal {
            book: row.get(0)?,
            currency: row.get(1)?,
            accounts: row.get(2)?,
            balance_minor: row.get(3)?,
        })
    })
}

pub fn proofs(tx: &mut Tx<'_>) -> Result<Vec<Proof>> {
    Ok(vec![
        prove(tx, "ledger: every transfer's debits equal its credits", BREAKS_TRANSFER)?,
        prove(tx, "ledger: every balance is the sum of its entries", BREAKS_BALANCE)?,
        prove(tx, "ledger: all balances of a currency add up to zero", BREAKS_ZERO)?,
        prove(tx, "ledger: no account is below its floor", BREAKS_FLOOR)?,
    ])
}

fn money(row: &Row<'_>, amount: usize, currency: usize) -> Result<Money> {
    Money::new(row.get(amount)?, row.get(currency)?)
}

fn transfer(row: &Row<'_>) -> Result<Transfer> {
    Ok(Transfer {
        id: row.get(1)?,
        key: row.get(2)?,
        kind: row.get(3)?,
        reference: row.get(4)?,
        amount: money(row, 5, 6)?,
        at: row.get(7)?,
    })
}

fn entry(row: &Row<'_>) -> Result<Entry> {
    Ok(Entry {
        transfer: row.get(0)?,
        account: AccountKey { bucket: row.get(1)?, book: row.get(2)?, owner: row.get(3)? },
        amount: money(row, 5, 4)?,
        balance_after: money(row, 6, 4)?,
    })
}
