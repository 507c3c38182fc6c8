//! Staff read the ledger.

use axum::extract::State;
use kernel::{Bucket, Currency, Error, Money, Paged, Result};
use mall::account::Permission;
use mall::desk;
use mall::ledger::{self, Book, BookTotal, Entry, Transfer, TransferId, TransferKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::answer::{Many, page_ask};
use crate::api::doc;
use crate::api::view::{Cash, Stamp};
use crate::app::App;
use crate::auth::Staff;
use crate::params::{Path, Query};
use crate::problem::Failure;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_books))
        .routes(routes!(list_transfers))
        .routes(routes!(list_entries))
}

/// What one book holds over all buckets.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct BookView {
    #[schema(schema_with = doc::book)]
    book: Book,
    accounts: i64,
    currency: &'static str,
    /// In the smallest unit: a sum over all accounts may be larger than any single amount.
    balance_minor: i64,
    /// The same as decimal text, when it is in the range of amounts.
    balance: Option<Cash>,
}

impl From<BookTotal> for BookView {
    fn from(total: BookTotal) -> Self {
        let currency: Currency = total.currency;
        Self {
            book: total.book,
            accounts: total.accounts,
            currency: currency.code(),
            balance_minor: total.balance_minor,
            balance: Money::new(total.balance_minor, currency).ok().map(Into::into),
        }
    }
}

/// What each book holds; all together is zero
#[utoipa::path(get, path = "/ledger/books", tag = "staff", security(("bearer" = [])),
    responses((status = 200, body = Many<BookView>), doc::StaffRead))]
async fn list_books(State(app): State<App>, staff: Staff) -> Result<Many<BookView>, Failure> {
    let user = staff.id();
    let totals = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::LedgerRead)?;
            ledger::totals(tx)
        })
        .await?;
    Ok(Many::whole(totals, Into::into))
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct TransferView {
    #[schema(value_type = String)]
    id: TransferId,
    /// Posted at most once.
    #[schema(example = "payment:123")]
    key: String,
    #[schema(schema_with = doc::transfer_kind)]
    kind: TransferKind,
    /// The order, payment or refund that it is about.
    reference: String,
    amount: Cash,
    at: Stamp,
}

impl From<Transfer> for TransferView {
    fn from(transfer: Transfer) -> Self {
        Self {
            id: transfer.id,
            key: transfer.key,
            kind: transfer.kind,
            reference: transfer.reference.to_string(),
            amount: transfer.amount.into(),
            at: transfer.at.into(),
        }
    }
}

/// Transfers of one bucket, or those about one order, payment or refund.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct TransferQuery {
    #[param(minimum = 0, maximum = 255)]
    bucket: Option<i64>,
    /// Id of an order, payment or refund.
    reference: Option<String>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    cursor: Option<String>,
}

enum Which {
    Bucket(Bucket),
    Reference(i64),
}

impl TransferQuery {
    fn which(&self) -> Result<Which> {
        match (self.bucket, self.reference.as_deref()) {
            (Some(_), Some(_)) => {
                Err(Error::field("reference", "does not go with bucket", "不能与 bucket 同用"))
            }
            (_, Some(reference)) => kernel::id::parse(reference)
                .map(Which::Reference)
                .map_err(|_| Error::field("reference", "is not an id", "编号格式不正确")),
            (bucket, None) => u8::try_from(bucket.unwrap_or(0))
                .map(|bucket| Which::Bucket(Bucket(bucket)))
                .map_err(|_| Error::field("bucket", "must be 0 to 255", "须为 0 到 255")),
        }
    }
}

/// Transfers, newest first; those about a `reference`, oldest first
#[utoipa::path(get, path = "/ledger/transfers", tag = "staff", params(TransferQuery), security(("bearer" = [])),
    responses((status = 200, body = Many<TransferView>), doc::StaffRead))]
async fn list_transfers(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<TransferQuery>,
) -> Result<Many<TransferView>, Failure> {
    let (user, which) = (staff.id(), query.which()?);
    let ask = page_ask(query.limit, query.cursor.as_deref())?;
    let page = ask.clone();
    let transfers = app
        .db
        .read(move |tx| {
            desk::permit_reading(tx, user, Permission::LedgerRead)?;
            match which {
                Which::Bucket(bucket) => ledger::transfers(tx, bucket, &page),
                Which::Reference(id) => Ok(Paged { items: ledger::of_reference(tx, id)?, next: None }),
            }
        })
        .await?;
    Ok(Many::paged(transfers, &ask, Into::into))
}

/// One side of a transfer.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct EntryView {
    #[schema(schema_with = doc::book)]
    book: Book,
    bucket: u8,
    /// The user whose account it is; null for the platform's.
    owner: Option<String>,
    /// Credits are positive.
    amount: Cash,
    balance_after: Cash,
}

impl From<Entry> for EntryView {
    fn from(entry: Entry) -> Self {
        let account = entry.account;
        Self {
            book: account.book,
            bucket: account.bucket.0,
            owner: (account.owner != 0).then(|| account.owner.to_string()),
            amount: entry.amount.into(),
            balance_after: entry.balance_after.into(),
        }
    }
}

/// The sides of a transfer; they add up to zero
#[utoipa::path(get, path = "/ledger/transfers/{id}/entries", tag = "staff", params(("id" = String, Path)),
    security(("bearer" = [])), responses((status = 200, body = Many<EntryView>), doc::StaffRead))]
async fn list_entries(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<TransferId>,
) -> Result<Many<EntryView>, Failure> {
    let user = staff.id();
    let entries = app
        .db
        .glance(move |tx| {
            desk::permit_reading(tx, user, Permission::LedgerRead)?;
            let entries = ledger::entries(tx, id)?;
            // Every transfer has entries: without them there is no such transfer.
            if entries.is_empty() { Err(kernel::Code::NotFound.into()) } else { Ok(entries) }
        })
        .await?;
    Ok(Many::whole(entries, Into::into))
}
