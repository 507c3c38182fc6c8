//! The books: totals, transfers, entries, statements.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use kernel::{Bucket, Code, Currency, Paged, Result};
use mall::account::{self, UserId};
use mall::ledger::{self, AccountKey, Book, BookTotal, Entry, Transfer, TransferId, TransferKind};
use mall::order::{self, OrderId};
use mall::payment::{self, PaymentId, RefundId, refund};
use serde::Deserialize;
use store::Tx;

use super::show;
use super::view::{
    AccountForm, AccountName, Choice, EntryRow, LedgerPage, Link, Section, StatementPage, TotalRow,
    TransferPage, TransfersPage, Worded,
};
use super::worker::{Worker, page_ask};
use crate::app::App;
use crate::i18n::Price;
use crate::params::{Path, Query};
use crate::problem::Failure;
use crate::site::view::FieldErrors;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/ledger", get(books))
        .route("/desk/ledger/transfers", get(transfers))
        .route("/desk/ledger/transfers/{id}", get(transfer))
        .route("/desk/ledger/statement", get(statement))
}

async fn page(
    app: &App,
    worker: &Worker,
    typed: &AccountQuery,
    errors: FieldErrors,
) -> Result<LedgerPage, Failure> {
    let totals = worker.read(app, Section::Ledger, ledger::totals).await?;
    let t = worker.t();
    let row = |total: BookTotal| TotalRow {
        book: total.book,
        accounts: total.accounts,
        balance: Price { minor: total.balance_minor, currency: total.currency },
    };
    let choice = |book: &Book| Choice { value: book.to_string(), name: book.named(t).text.to_owned() };
    Ok(LedgerPage {
        layout: worker.layout(Section::Ledger, t.ledger),
        totals: totals.into_iter().map(row).collect(),
        form: AccountForm {
            books: Book::ALL.iter().map(choice).collect(),
            currencies: Currency::ALL.iter().map(|currency| currency.code()).collect(),
            book: typed.book.unwrap_or(Book::Escrow).to_string(),
            currency: typed.currency.clone(),
            bucket: typed.bucket.clone(),
            who: typed.who.clone(),
            errors,
        },
    })
}

async fn books(State(app): State<App>, worker: Worker) -> Result<Response, Failure> {
    let asked = AccountQuery { bucket: "0".to_owned(), ..AccountQuery::default() };
    let page = page(&app, &worker, &asked, FieldErrors::default()).await?;
    worker.show(&app, &page)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TransfersQuery {
    bucket: String,
    after: String,
}

fn bucket(typed: &str) -> Option<Bucket> {
    if typed.is_empty() { Some(Bucket::COMMON) } else { typed.parse().ok().map(Bucket) }
}

async fn transfers(
    State(app): State<App>,
    worker: Worker,
    Query(query): Query<TransfersQuery>,
) -> Result<Response, Failure> {
    let (t, ask, wanted) = (worker.t(), page_ask(&query.after)?, bucket(&query.bucket));
    let transfers = worker
        .read(&app, Section::Ledger, move |tx| match wanted {
            Some(bucket) => ledger::transfers(tx, bucket, &ask),
            None => Ok(Paged { items: Vec::new(), next: None }),
        })
        .await?;
    let number = wanted.map_or(query.bucket, |bucket| bucket.number().to_string());
    let path = format!("/desk/ledger/transfers?bucket={number}");
    let page = TransfersPage {
        layout: worker.layout(Section::Ledger, t.transfers),
        older: show::older(&path, &query.after, &transfers),
        rows: transfers.items.iter().map(show::transfer_row).collect(),
        bucket: number,
        errors: if wanted.is_some() {
            FieldErrors::default()
        } else {
            [("bucket", t.bucket_wrong)].into_iter().collect()
        },
    };
    if wanted.is_some() { worker.show(&app, &page) } else { worker.refuse(&app, &page) }
}

/// The order that a transfer is about.
fn order_of(tx: &mut Tx<'_>, transfer: &Transfer) -> Result<Option<Link>> {
    let reference = transfer.reference;
    let id = match transfer.kind {
        TransferKind::Payment => payment::get(tx, PaymentId::from_raw(reference))?.order,
        TransferKind::RefundPromise | TransferKind::RefundPaid => {
            refund::get_one(tx, RefundId::from_raw(reference))?.order
        }
        TransferKind::Settlement => OrderId::from_raw(reference),
        TransferKind::Opening => return Ok(None),
    };
    let order = order::get(tx, id)?;
    Ok(Some(Link::new(order.number, format!("/desk/orders/{}", order.id))))
}

fn name(tx: &mut Tx<'_>, key: AccountKey, currency: Currency) -> Result<AccountName> {
    let owner = match key.owner {
        0 => None,
        raw => Some(account::user(tx, UserId::from_raw(raw))?.username.to_string()),
    };
    Ok(AccountName {
        bucket: key.bucket.number().to_string(),
        book: key.book,
        currency: currency.code(),
        owner,
    })
}

fn entry_row(entry: &Entry, account: AccountName) -> EntryRow {
    EntryRow {
        account,
        transfer: entry.transfer.to_string(),
        amount: entry.amount.into(),
        balance_after: entry.balance_after.into(),
    }
}

async fn transfer(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<TransferId>,
) -> Result<Response, Failure> {
    let (transfer, order, entries) = worker
        .read(&app, Section::Ledger, move |tx| {
            let transfer = ledger::get(tx, id)?;
            let mut rows = Vec::new();
            for entry in ledger::entries(tx, id)? {
                rows.push(entry_row(&entry, name(tx, entry.account, entry.amount.currency())?));
            }
            let order = match order_of(tx, &transfer) {
                Err(error) if error.code() != Code::NotFound => return Err(error),
                found => found.ok().flatten(),
            };
            Ok((transfer, order, rows))
        })
        .await?;
    let t = worker.t();
    worker.show(
        &app,
        &TransferPage {
            layout: worker.layout(Section::Ledger, t.transfer),
            row: show::transfer_row(&transfer),
            bucket: id.bucket().number().to_string(),
            order: order.filter(|_| worker.sees(Section::Orders)),
            entries,
        },
    )
}

/// Which account: the platform's of a bucket, or a user's own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AccountQuery {
    book: Option<Book>,
    currency: String,
    bucket: String,
    who: String,
    after: String,
}

/// The account that is meant, or the field that does not say it.
fn account_of(
    tx: &mut Tx<'_>,
    asked: &AccountQuery,
) -> Result<std::result::Result<AccountKey, &'static str>> {
    let book = asked.book.unwrap_or(Book::Escrow);
    if asked.who.trim().is_empty() {
        return Ok(bucket(&asked.bucket).map(|bucket| AccountKey::platform(bucket, book)).ok_or("bucket"));
    }
    let user = account::find(tx, asked.who.trim())?;
    let key = user.map(|user| AccountKey { bucket: user.id.bucket(), book, owner: user.id.raw() });
    Ok(key.ok_or("who"))
}

/// An account with a page of its entries.
struct Account {
    name: AccountName,
    balance: Price,
    entries: Paged<Entry>,
}

async fn statement(
    State(app): State<App>,
    worker: Worker,
    Query(query): Query<AccountQuery>,
) -> Result<Response, Failure> {
    let currency: Currency =
        if query.currency.is_empty() { Currency::default() } else { query.currency.parse()? };
    let (ask, asked) = (page_ask(&query.after)?, query.clone());
    let found = worker
        .read(&app, Section::Ledger, move |tx| {
            let key = match account_of(tx, &asked)? {
                Ok(key) => key,
                Err(field) => return Ok(Err(field)),
            };
            Ok(Ok(Account {
                name: name(tx, key, currency)?,
                balance: ledger::balance(tx, key, currency)?.into(),
                entries: ledger::statement(tx, key, currency, &ask)?,
            }))
        })
        .await?;
    let t = worker.t();
    let account = match found {
        Ok(account) => account,
        Err(field) => {
            let words = if field == "who" { t.user_missing } else { t.bucket_wrong };
            let errors = [(field, words)].into_iter().collect();
            let page = page(&app, &worker, &query, errors).await?;
            return worker.refuse(&app, &page);
        }
    };
    worker.show(
        &app,
        &StatementPage {
            layout: worker.layout(Section::Ledger, t.statement),
            balance: account.balance,
            older: show::older(&account.name.href(), &query.after, &account.entries),
            rows: account.entries.items.iter().map(|entry| entry_row(entry, account.name.clone())).collect(),
            account: account.name,
        },
    )
}
