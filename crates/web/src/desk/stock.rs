//! Stock per SKU: what there is, what moved, and setting it to what was counted.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use kernel::{Code, Error, Lang, Paged, Result};
use mall::catalog::{self, Offer, SkuId};
use mall::desk::catalogue;
use mall::stock::{self, Level, Movement};
use serde::Deserialize;
use store::Tx;

use super::said::Said;
use super::show;
use super::view::{Link, MovementRow, Section, SkuPage, StockPage, StockRow};
use super::worker::{After, Worker, onward, page_ask};
use crate::app::App;
use crate::page::Form;
use crate::params::{Path, Query};
use crate::problem::Failure;
use crate::site::view::{FieldErrors, layout::escape_query};

pub fn routes() -> Router<App> {
    Router::new().route("/desk/stock", get(list)).route("/desk/stock/{sku}", get(look_at).post(set))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StockQuery {
    q: String,
    after: String,
}

fn row(offer: &Offer, level: Level, lang: Lang) -> StockRow {
    StockRow {
        sku: offer.sku.to_string(),
        href: Some(place(offer.sku)),
        code: offer.code.clone(),
        title: offer.title.get(lang).to_owned(),
        options: offer.option.get(lang).to_owned(),
        picture: show::picture(offer.picture.as_deref()),
        is_on_sale: offer.on_sale,
        available: level.available,
        reserved: level.reserved,
        sold: level.sold,
        received: level.received,
    }
}

fn place(sku: SkuId) -> String {
    format!("/desk/stock/{sku}")
}

async fn list(
    State(app): State<App>,
    worker: Worker,
    Query(StockQuery { q, after }): Query<StockQuery>,
) -> Result<Response, Failure> {
    let (ask, words, lang) = (page_ask(&after)?, q.clone(), worker.lang());
    let rows = worker
        .read(&app, Section::Stock, move |tx| {
            let offers = catalog::list_skus(tx, &words, &ask)?;
            let mut rows = Vec::with_capacity(offers.items.len());
            for offer in &offers.items {
                rows.push(row(offer, stock::level(tx, offer.sku)?, lang));
            }
            Ok(Paged { items: rows, next: offers.next })
        })
        .await?;
    let path =
        if q.is_empty() { "/desk/stock".to_owned() } else { format!("/desk/stock?q={}", escape_query(&q)) };
    worker.show(
        &app,
        &StockPage {
            layout: worker.layout(Section::Stock, worker.t().stock),
            query: q,
            older: show::older(&path, &after, &rows),
            rows: rows.items,
        },
    )
}

fn whole(tx: &mut Tx<'_>, sku: SkuId, ask: &kernel::PageAsk) -> Result<(Offer, Level, Paged<Movement>)> {
    let offer = catalog::offers(tx, &[sku])?.pop().ok_or(Code::NotFound)?;
    Ok((offer, stock::level(tx, sku)?, stock::movements(tx, sku, ask)?))
}

fn movement_row(movement: Movement, sees_orders: bool) -> MovementRow {
    MovementRow {
        at: movement.at.into(),
        kind: movement.kind,
        quantity: movement.quantity,
        order: (movement.order != 0 && sees_orders).then(|| movement.order.to_string()),
        note: movement.note,
    }
}

/// What was counted, as typed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    stock: String,
    #[serde(default)]
    note: String,
}

async fn page(
    app: &App,
    worker: &Worker,
    sku: SkuId,
    after: &str,
    typed: Option<Counted>,
    errors: FieldErrors,
) -> Result<SkuPage, Failure> {
    let ask = page_ask(after)?;
    let (offer, level, movements) = worker.read(app, Section::Stock, move |tx| whole(tx, sku, &ask)).await?;
    let (t, sees_orders) = (worker.t(), worker.sees(Section::Orders));
    let product = worker.sees(Section::Products);
    let typed = typed.unwrap_or_else(|| Counted { stock: level.available.to_string(), note: String::new() });
    Ok(SkuPage {
        layout: worker.layout(Section::Stock, format!("{} {}", t.stock, offer.code)),
        row: StockRow { href: None, ..row(&offer, level, worker.lang()) },
        product: product.then(|| Link::new(t.product, format!("/desk/products/{}", offer.spu))),
        older: show::older(&place(sku), after, &movements),
        movements: movements.items.into_iter().map(|movement| movement_row(movement, sees_orders)).collect(),
        level: typed.stock,
        note: typed.note,
        errors,
    })
}

async fn look_at(
    State(app): State<App>,
    worker: Worker,
    Path(sku): Path<SkuId>,
    Query(After { after }): Query<After>,
) -> Result<Response, Failure> {
    let page = page(&app, &worker, sku, &after, None, FieldErrors::default()).await?;
    worker.show(&app, &page)
}

async fn set(
    State(app): State<App>,
    worker: Worker,
    Path(sku): Path<SkuId>,
    Form(typed): Form<Counted>,
) -> Result<Response, Failure> {
    let number = typed.stock.trim().parse::<i64>();
    let note = typed.note.trim().to_owned();
    let done = match number {
        Ok(available) => {
            worker.act(&app, move |tx, cx| catalogue::set_stock(tx, cx, sku, available, &note)).await
        }
        Err(_) => Err(Error::field("stock", "is not a whole number", "须为整数")),
    };
    match done {
        Ok(()) => Ok(onward(&app, &place(sku), Said::StockSet)),
        Err(error) => {
            let errors = worker.faults(error)?;
            let page = page(&app, &worker, sku, "", Some(typed), errors).await?;
            worker.refuse(&app, &page)
        }
    }
}
