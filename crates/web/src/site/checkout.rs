//! The last look before an order is placed, and placing it.

use axum::extract::State;
use axum::response::Response;
use kernel::{Code, Currency, Cx, Error, Money, Result};
use mall::account::{self, Address, AddressId, UserId};
use mall::catalog::{SkuId, SpuKind};
use mall::ledger::{self, AccountKey};
use mall::order::cart::{self, CartLine, CartOwner};
use mall::order::{self, OrderId, Place, Terms};
use mall::payment;
use mall::pricing::{self, Quote, Wanted};
use mall::stock::Quantity;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use store::Tx;
use work::once::{self, Scope};

use super::ask::Ask;
use super::cart::quantity;
use super::fault;
use super::note::Note;
use super::shopper::{Member, go, go_saying};
use super::show;
use super::show::cart::is_available;
use super::view::{AddressForm, CheckoutPage, Direct, FieldErrors, PayMethod, Tab};
use crate::app::App;
use crate::i18n::fill;
use crate::page::Form;
use crate::problem::Failure;

/// What is about to be bought: one SKU at once, or what is in the cart, or the lines of one kind there.
#[derive(Clone, Copy, Debug)]
enum Basket {
    Direct { sku: SkuId, pieces: Quantity },
    Cart { part: Option<SpuKind> },
}

impl Basket {
    /// # Errors
    /// [`Code::BadId`], [`Code::QuantityRange`], [`Code::Invalid`] about the kind.
    fn of(sku: &str, n: &str, kind: &str) -> Result<Self> {
        if sku.is_empty() {
            let part = if kind.is_empty() { None } else { Some(kind.parse()?) };
            return Ok(Self::Cart { part });
        }
        Ok(Self::Direct { sku: sku.parse()?, pieces: quantity(n)? })
    }

    fn direct(self) -> Option<Direct> {
        match self {
            Self::Direct { sku, pieces } => {
                Some(Direct { sku: sku.to_string(), quantity: show::count(pieces.pieces()) })
            }
            Self::Cart { .. } => None,
        }
    }

    fn part(self) -> Option<SpuKind> {
        match self {
            Self::Cart { part } => part,
            Self::Direct { .. } => None,
        }
    }

    /// Lines that cannot be had at all stay in the cart.
    fn wanted(self, tx: &mut Tx<'_>, user: UserId) -> Result<Vec<Wanted>> {
        match self {
            Self::Direct { sku, pieces } => Ok(vec![Wanted { sku, quantity: pieces }]),
            Self::Cart { part } => {
                let lines = cart::view(tx, CartOwner::Member(user))?;
                let wanted = |line: &CartLine| {
                    Ok(Wanted { sku: line.item.sku, quantity: Quantity::new(line.item.quantity)? })
                };
                let is_of_part = |line: &&CartLine| {
                    part.is_none_or(|part| line.offer.as_ref().is_some_and(|offer| offer.kind == part))
                };
                lines.iter().filter(|line| is_available(line)).filter(is_of_part).map(wanted).collect()
            }
        }
    }
}

/// What the page shows before anything is typed.
struct Known {
    quote: Quote,
    addresses: Vec<Address>,
    balance: Money,
}

fn look(tx: &mut Tx<'_>, user: UserId, basket: Basket) -> Result<Known> {
    let wanted = basket.wanted(tx, user)?;
    Ok(Known {
        quote: pricing::quote(tx, &wanted)?,
        addresses: account::addresses(tx, user)?,
        balance: ledger::balance(tx, AccountKey::wallet(user), Currency::CNY)?,
    })
}

/// What the reader has typed so far.
#[derive(Clone, Debug, Default)]
struct Typed {
    address: String,
    note: String,
    pay: PayMethod,
    errors: FieldErrors,
}

/// The page, or what the cart says instead when nothing can be bought now.
async fn page(
    app: &App,
    member: &Member,
    basket: Basket,
    typed: Typed,
) -> Result<std::result::Result<CheckoutPage, Note>> {
    let user = member.id();
    let known = match app.db.read(move |tx| look(tx, user, basket)).await {
        Ok(known) => known,
        Err(error) if error.code() == Code::KindMix => return Ok(Err(Note::KindsApart)),
        Err(error) if fault::is_mendable(&error) => return Ok(Err(Note::CartChanged)),
        Err(error) => return Err(error),
    };
    let shopper = &member.shopper;
    let lang = shopper.lang();
    let chosen = known.addresses.iter().find(|known| known.id.to_string() == typed.address);
    // The default one comes first; a service is asked for anywhere, or nowhere.
    let first = known.addresses.first().filter(|_| known.quote.kind == SpuKind::Goods);
    let chosen = chosen.or(first).map(|address| address.id.to_string());
    Ok(Ok(CheckoutPage {
        layout: shopper.layout(app, shopper.t().checkout_title, Tab::None).await?,
        kind: known.quote.kind,
        addresses: known.addresses.iter().map(show::reader::address).collect(),
        address: chosen.unwrap_or_default(),
        new_address: AddressForm::default(),
        lines: show::order::quote_lines(&known.quote, lang),
        totals: show::order::totals(known.quote.kind, known.quote.total),
        note: typed.note,
        pay: typed.pay,
        balance: known.balance.into(),
        key: hex::encode(app.db.env().random.bytes::<16>()),
        part: basket.part(),
        direct: basket.direct(),
        errors: typed.errors,
    }))
}

pub async fn look_again(State(app): State<App>, member: Member, ask: Ask) -> Result<Response, Failure> {
    let Ok(basket) = Basket::of(ask.get("sku"), ask.get("n"), ask.get("kind")) else {
        return Ok(go("/cart"));
    };
    let typed = Typed { address: ask.get("address").to_owned(), ..Typed::default() };
    match page(&app, &member, basket, typed).await? {
        Ok(page) => member.shopper.show(&app, &page),
        Err(note) => Ok(go_saying(&app, "/cart", note)),
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkout {
    key: String,
    /// What the reader saw, in minor units.
    total: i64,
    #[serde(default)]
    sku: String,
    #[serde(default)]
    n: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    pay: String,
}

const KEY_BYTES_MAX: usize = 64;

impl Checkout {
    /// The key, the bucket of the user, and a hash of all that was asked: sent twice, it is one order.
    fn scope(&self, user: UserId) -> Result<Scope> {
        let is_fit =
            (1..=KEY_BYTES_MAX).contains(&self.key.len()) && self.key.bytes().all(|b| b.is_ascii_graphic());
        if !is_fit {
            return Err(Code::MalformedBody.into());
        }
        let mut hasher = Sha256::new();
        hasher.update(self.total.to_be_bytes());
        for part in [&self.sku, &self.n, &self.kind, &self.address, &self.note, &self.pay] {
            hasher.update(part.as_bytes());
            hasher.update([0]);
        }
        Ok(Scope {
            bucket: user.bucket(),
            owner: user.raw(),
            key: format!("checkout:{}", self.key),
            request_hash: hasher.finalize().into(),
        })
    }

    fn typed(&self, errors: FieldErrors) -> Typed {
        Typed {
            address: self.address.clone(),
            note: self.note.clone(),
            pay: PayMethod::from_code(&self.pay).unwrap_or_default(),
            errors,
        }
    }
}

/// A checked [`Checkout`].
#[derive(Clone, Debug)]
struct Order {
    user: UserId,
    basket: Basket,
    /// None where nothing is sent.
    address: Option<AddressId>,
    note: String,
    pay: PayMethod,
    total_minor: i64,
}

impl Order {
    fn of(form: &Checkout, basket: Basket, user: UserId) -> Result<Self> {
        let address = match form.address.as_str() {
            "" => None,
            typed => Some(typed.parse().map_err(|_| no_address())?),
        };
        let pay = PayMethod::from_code(&form.pay)
            .ok_or_else(|| Error::field("pay", "is to be chosen", "请选择付款方式"))?;
        Ok(Self { user, basket, address, note: form.note.trim().to_owned(), pay, total_minor: form.total })
    }

    /// Places the order and begins to pay it, all in one transaction.
    fn place(&self, tx: &mut Tx<'_>, cx: &Cx, terms: Terms) -> Result<OrderId> {
        let missing = |error: Error| match error.code() {
            Code::NotFound => no_address(),
            _ => error,
        };
        let address =
            self.address.map(|id| account::address(tx, self.user, id).map_err(missing)).transpose()?;
        let lines = self.basket.wanted(tx, self.user)?;
        let quote = pricing::quote(tx, &lines)?;
        if quote.kind == SpuKind::Goods && address.is_none() {
            return Err(no_address());
        }
        let skus: Vec<SkuId> = lines.iter().map(|line| line.sku).collect();
        let ask = Place {
            user: self.user,
            lines,
            recipient: address.map(|address| show::order::recipient(&address.place)),
            note: self.note.clone(),
            expected_total: Some(Money::new(self.total_minor, quote.total.currency())?),
        };
        let id = order::place(tx, cx, terms, &ask)?.order.id;
        match self.pay {
            PayMethod::Alipay => payment::start_alipay(tx, cx, self.user, id)?,
            PayMethod::Balance => payment::pay_by_balance(tx, cx, self.user, id)?,
        };
        if let Basket::Cart { .. } = self.basket {
            cart::take_out(tx, CartOwner::Member(self.user), &skus)?;
        }
        Ok(id)
    }
}

fn no_address() -> Error {
    Error::field("address", "is to be chosen", "请选择收货地址")
}

pub async fn place(
    State(app): State<App>,
    member: Member,
    Form(form): Form<Checkout>,
) -> Result<Response, Failure> {
    let user = member.id();
    let scope = form.scope(user)?;
    let basket = Basket::of(&form.sku, &form.n, &form.kind)?;
    let placed = match Order::of(&form, basket, user) {
        Ok(order) => {
            let terms = app.terms;
            app.db
                .write(member.actor(), move |tx, cx| {
                    once::run(tx, cx, &scope, |tx, cx| order.place(tx, cx, terms).map(|id| id.to_string()))
                })
                .await
        }
        Err(error) => Err(error),
    };
    match placed {
        Ok(answer) if form.pay == PayMethod::Balance.code() => {
            Ok(go_saying(&app, &format!("/orders/{}", answer.body), Note::OrderPaid))
        }
        Ok(answer) => Ok(go(&format!("/orders/{}/pay", answer.body))),
        Err(error) => again(&app, &member, basket, &form, error).await,
    }
}

/// The page again, with the quote of now and what stands in the way.
async fn again(
    app: &App,
    member: &Member,
    basket: Basket,
    form: &Checkout,
    error: Error,
) -> Result<Response, Failure> {
    let lang = member.shopper.lang();
    let sold_out = error.details().first().filter(|_| error.code() == Code::SoldOut).and_then(|detail| {
        let index = detail.field.strip_prefix("lines[")?.strip_suffix(']')?;
        index.parse::<usize>().ok()
    });
    let errors = match error.code() {
        Code::InsufficientBalance => [("pay", error.code().sentence(lang.into()))].into_iter().collect(),
        _ => fault::fields(&error, lang, &[]),
    };
    let failure = fault::mendable(error)?;
    let mut page = match page(app, member, basket, form.typed(errors)).await? {
        Ok(page) => page,
        Err(note) => return Ok(go_saying(app, "/cart", note)),
    };
    // The lines of an order are told by number; people know them by name.
    if let Some(line) = sold_out.and_then(|index| page.lines.get(index)) {
        page.errors = fault::whole(&fill(member.shopper.t().checkout_sold_out, &line.title));
    }
    member.shopper.refuse(app, &failure, &page)
}
