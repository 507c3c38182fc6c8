//! The goods of a story.

use kernel::{Currency, Money, Text2};
use mall::catalog::{self, ProductDraft, SkuDraft, SkuId, SpuId, SpuKind};
use mall::stock::{self, Level, Quantity};
use serde_json::{Value, json};

use super::people::Person;
use super::{Reply, TestApp};

/// A product with one SKU.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    pub spu: SpuId,
    pub sku: SkuId,
}

/// An item as a story describes it.
#[must_use = "an item is made by insert"]
pub struct NewItem {
    app: TestApp,
    name: String,
    kind: SpuKind,
    price_minor: i64,
    stock: i64,
    on_sale: bool,
}

impl NewItem {
    pub fn price(self, price_minor: i64) -> Self {
        Self { price_minor, ..self }
    }

    pub fn stock(self, stock: i64) -> Self {
        Self { stock, ..self }
    }

    /// Not goods but a service: its stock is the places there are.
    pub fn service(self) -> Self {
        Self { kind: SpuKind::Service, ..self }
    }

    pub fn off_sale(self) -> Self {
        Self { on_sale: false, ..self }
    }

    /// # Panics
    /// When the catalogue refuses.
    pub async fn insert(self) -> Item {
        let Self { app, name, kind, price_minor, stock, on_sale } = self;
        app.write(move |tx, cx| {
            let price = Money::new(price_minor, Currency::CNY)?;
            let draft = ProductDraft {
                handle: name.clone(),
                kind,
                title: Text2::new(format!("货品 {name}"), format!("The {name}")),
                on_sale,
                skus: vec![SkuDraft::single(format!("code-{name}"), price, price)],
                ..ProductDraft::default()
            };
            let product = catalog::create(tx, cx, &draft)?;
            let sku = product.skus.first().map(|sku| sku.id).ok_or(kernel::Code::NotFound)?;
            if stock > 0 {
                stock::receive(tx, cx, sku, Quantity::new(stock)?, "story")?;
            }
            Ok(Item { spu: product.id, sku })
        })
        .await
        .expect("a new item")
    }
}

impl TestApp {
    /// An item on sale at 12.34 with 10 in stock, unless told otherwise.
    pub fn item(&self, name: &str) -> NewItem {
        let (app, name, kind) = (self.clone(), name.to_owned(), SpuKind::Goods);
        NewItem { app, name, kind, price_minor: 1_234, stock: 10, on_sale: true }
    }

    /// What there is of an item.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn level(&self, item: Item) -> Level {
        self.read(move |tx| stock::level(tx, item.sku)).await.expect("a level")
    }

    /// Orders pieces of an item to a new address.
    pub async fn buy(&self, person: &Person, item: Item, quantity: i64, key: &str) -> Reply {
        self.post("/api/v1/orders").by(person).key(key).json(&order_of(item, quantity)).await
    }

    /// Orders and pays from the balance, which must cover it; the order's data.
    ///
    /// # Panics
    /// When the order is refused.
    pub async fn buy_and_pay(&self, person: &Person, item: Item, quantity: i64, key: &str) -> Value {
        let mut body = order_of(item, quantity);
        body["pay_with"] = json!("balance");
        self.post("/api/v1/orders").by(person).key(key).json(&body).await.expect(201).data()
    }
}

/// The body of an order for pieces of one item.
#[must_use]
pub fn order_of(item: Item, quantity: i64) -> Value {
    json!({
        "lines": [{ "sku": item.sku.to_string(), "quantity": quantity }],
        "address": super::people::address(),
    })
}

/// The body of an order for a service, which goes nowhere.
#[must_use]
pub fn order_of_service(item: Item, quantity: i64) -> Value {
    json!({ "lines": [{ "sku": item.sku.to_string(), "quantity": quantity }] })
}
