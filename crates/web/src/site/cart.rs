//! The cart: a visitor's or a member's.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::{IntoResponse, Response};
use kernel::{Code, Cx, Error, Result};
use mall::catalog::{SkuId, SpuId};
use mall::order::cart::{self, CartOwner};
use mall::rank;
use mall::stock::Quantity;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Tx;
use work::once::{self, Scope};

use super::ask::Ask;
use super::note::Note;
use super::product::{self, Typed};
use super::shopper::{Shopper, go, go_saying};
use super::show;
use super::view::layout::safe_back;
use super::view::{CartPage, FieldErrors, Tab};
use super::{fault, show::cart::is_available};
use crate::app::App;
use crate::auth::From;
use crate::json::Json;
use crate::page::Form;
use crate::problem::Failure;

pub async fn cart(State(app): State<App>, shopper: Shopper) -> Result<Response, Failure> {
    let page = page(&app, &shopper, None).await?;
    shopper.show(&app, &page)
}

/// What was typed for one line, and what is wrong with it.
struct Mistake {
    sku: String,
    typed: String,
    sentence: String,
}

async fn page(app: &App, shopper: &Shopper, mistake: Option<Mistake>) -> Result<CartPage> {
    let owner = shopper.reader.cart_owner();
    let lines = app.db.read(move |tx| cart::view(tx, owner)).await?;
    let mut shown = show::cart::shown(&lines, shopper.lang());
    let mut errors = shown.errors;
    if let Some(Mistake { sku, typed, sentence }) = mistake
        && let Some(line) = shown.lines.iter_mut().find(|line| line.sku == sku)
    {
        line.quantity = typed;
        errors = [(line.field(), sentence)].into_iter().collect();
    }
    Ok(CartPage {
        layout: shopper.layout(app, shopper.t().cart, Tab::Cart).await?,
        lines: shown.lines,
        unavailable: shown.unavailable,
        pieces: shown.pieces,
        subtotal: shown.subtotal,
        parts: shown.parts,
        errors,
    })
}

#[derive(Debug, Serialize)]
pub struct Count {
    count: u32,
    /// What was done, for the page's live region.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
}

pub async fn count(State(app): State<App>, shopper: Shopper) -> Result<Json<Count>, Failure> {
    Ok(Json(Count { count: shopper.cart_count(&app).await?, message: None }))
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Add {
    /// Absent while the options are not all chosen.
    #[serde(default)]
    sku: String,
    #[serde(default)]
    n: String,
    #[serde(default)]
    back: String,
    #[serde(default)]
    then: String,
    /// Of one press of the button, however often it is sent; empty where nothing sends again by itself.
    #[serde(default)]
    key: String,
}

const KEY_BYTES_MAX: usize = 64;

impl Add {
    fn scope(&self, owner: CartOwner) -> Result<Option<Scope>> {
        if self.key.is_empty() {
            return Ok(None);
        }
        if self.key.len() > KEY_BYTES_MAX || !self.key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Code::MalformedBody.into());
        }
        Ok(Some(Scope {
            bucket: owner.bucket(),
            owner: owner.raw(),
            key: format!("cart:{}", self.key),
            request_hash: Sha256::digest(format!("{} {}", self.sku, self.n)).into(),
        }))
    }
}

/// A quantity as typed.
pub fn quantity(typed: &str) -> Result<Quantity> {
    Quantity::new(typed.trim().parse().map_err(|_| Code::QuantityRange)?)
}

pub async fn add(
    State(app): State<App>,
    mut shopper: Shopper,
    from: From,
    headers: HeaderMap,
    Form(form): Form<Add>,
) -> Result<Response, Failure> {
    let wanted = form.sku.parse::<SkuId>().map_err(|_| Error::from(Code::NotOnSale));
    let (sku, pieces) = match (wanted, quantity(&form.n)) {
        (Ok(sku), Ok(pieces)) => (sku, pieces),
        (Err(error), _) | (_, Err(error)) => return again(&app, shopper, &form, error).await,
    };
    if form.then == "buy" {
        return Ok(go(&format!("/checkout?sku={sku}&n={}", pieces.pieces())));
    }
    let owner = shopper.reader.cart_owner();
    let (scope, carting) = (form.scope(owner)?, app.heat.carting(from.client));
    let add = move |tx: &mut Tx<'_>, cx: &Cx| {
        rank::add_to_cart(tx, cx, owner, (sku, pieces), |spu| carting.counts(spu))
    };
    let added = app.db.write(shopper.reader.actor(), move |tx, cx| match &scope {
        Some(scope) => once::run(tx, cx, scope, |tx, cx| add(tx, cx).map(|()| String::new())).map(drop),
        None => add(tx, cx),
    });
    if let Err(error) = added.await {
        return again(&app, shopper, &form, error).await;
    }
    let wants_json =
        headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    if wants_json {
        // The browser may have had no cart before, and has one now.
        shopper.reader.is_new = false;
        let count = shopper.cart_count(&app).await?;
        return Ok(Json(Count { count, message: Some(shopper.t().said_cart_added) }).into_response());
    }
    Ok(go_saying(&app, "/cart", Note::CartAdded))
}

/// The product's page again, with what is wrong.
async fn again(app: &App, shopper: Shopper, form: &Add, error: Error) -> Result<Response, Failure> {
    let lang = shopper.lang();
    let field = if error.code() == Code::QuantityRange { "n" } else { "sku" };
    let sentence = error.code().sentence(lang.into()).to_owned();
    let failure = fault::mendable(error)?;
    let back = safe_back(&form.back);
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let spu: Option<SpuId> = path.strip_prefix("/p/").and_then(|id| id.parse().ok());
    // A form that names no page of a product is not one of ours.
    let Some(spu) = spu else { return Err(failure) };
    let now = app.now();
    let known = app.db.read(move |tx| product::find(tx, now, spu, lang)).await?;
    let mut layout = shopper.layout(app, known.title(lang), Tab::None).await?;
    layout.path = back.to_owned();
    let errors: FieldErrors = [(field, sentence)].into_iter().collect();
    let page = known.page(layout, Typed { ask: Ask::read(query), quantity: form.n.clone(), errors })?;
    shopper.refuse(app, &failure, &page)
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    sku: String,
    n: String,
}

pub async fn set(
    State(app): State<App>,
    shopper: Shopper,
    Form(form): Form<Set>,
) -> Result<Response, Failure> {
    let sku: SkuId = form.sku.parse()?;
    if form.n.trim() == "0" {
        return take(&app, &shopper, sku).await;
    }
    let owner = shopper.reader.cart_owner();
    let done = match quantity(&form.n) {
        Ok(pieces) => {
            app.db.write(shopper.reader.actor(), move |tx, _| cart::set(tx, owner, sku, pieces)).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(go_saying(&app, "/cart", Note::CartSet)),
        // Taken out in another window meanwhile: the cart shows how it is.
        Err(error) if error.code() == Code::NotFound => Ok(go_saying(&app, "/cart", Note::CartChanged)),
        Err(error) => {
            let sentence = error.code().sentence(shopper.reader.lang).to_owned();
            let failure = fault::mendable(error)?;
            let mistake = Mistake { sku: form.sku, typed: form.n, sentence };
            let page = page(&app, &shopper, Some(mistake)).await?;
            shopper.refuse(&app, &failure, &page)
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remove {
    sku: SkuId,
}

pub async fn remove(
    State(app): State<App>,
    shopper: Shopper,
    Form(form): Form<Remove>,
) -> Result<Response, Failure> {
    take(&app, &shopper, form.sku).await
}

async fn take(app: &App, shopper: &Shopper, sku: SkuId) -> Result<Response, Failure> {
    let owner = shopper.reader.cart_owner();
    app.db.write(shopper.reader.actor(), move |tx, _| cart::take_out(tx, owner, &[sku])).await?;
    Ok(go_saying(app, "/cart", Note::CartRemoved))
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Takes out what cannot be bought any more.
pub async fn tidy(
    State(app): State<App>,
    shopper: Shopper,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    let owner = shopper.reader.cart_owner();
    app.db
        .write(shopper.reader.actor(), move |tx, _| {
            let lines = cart::view(tx, owner)?;
            let gone = lines.iter().filter(|line| !is_available(line));
            let gone: Vec<SkuId> = gone.map(|line| line.item.sku).collect();
            cart::take_out(tx, owner, &gone)
        })
        .await?;
    Ok(go_saying(&app, "/cart", Note::CartRemoved))
}
