//! A shop to tell stories in: a lamp, a shirt, buyers, staff, a gateway that does what it is told.

use std::sync::Arc;

use kernel::{Currency, Money, PageAsk, Result, Text2};
use mall::account::{self, UserId, Username};
use mall::aftersale::{Aftersale, AftersaleId, Request};
use mall::catalog::{self, ProductDraft, SkuDraft, SkuId, SpuKind};
use mall::ledger::{self, AccountKey, Book, Posting, TransferKind};
use mall::order::{self, Order, OrderId, Place, Recipient, Terms, Whole};
use mall::payment::{self, Gateway, Outcome, Payment, PaymentId, notice};
use mall::pricing::Wanted;
use mall::stock::{self, Level, Quantity};
use mall::{aftersale, desk};
use outside::twin::{BlobsTwin, CourierTwin, GatewayTwin};
use testkit::TestDb;
use work::Runner;

pub struct Shop {
    pub db: TestDb,
    pub gateway: Arc<GatewayTwin>,
    pub blobs: Arc<BlobsTwin>,
    runner: Runner,
}

pub fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::CNY).unwrap()
}

pub fn pieces(count: i64) -> Quantity {
    Quantity::new(count).unwrap()
}

impl Shop {
    pub fn open(db: TestDb) -> Self {
        let gateway = Arc::new(GatewayTwin::default());
        let blobs = Arc::new(BlobsTwin::default());
        let courier = Arc::new(CourierTwin::default());
        let world = mall::World { gateway: gateway.clone(), courier, blobs: blobs.clone() };
        let runner = Runner::new(mall::handlers(&world), mall::schedules());
        Self { db, gateway, blobs, runner }
    }

    pub fn item(&self, name: &'static str, price: i64, stock: i64) -> SkuId {
        self.sold_as(SpuKind::Goods, name, price, stock)
    }

    pub fn service(&self, name: &'static str, price: i64, places: i64) -> SkuId {
        self.sold_as(SpuKind::Service, name, price, places)
    }

    fn sold_as(&self, kind: SpuKind, name: &'static str, price: i64, stock: i64) -> SkuId {
        self.db
            .write(move |tx, cx| {
                let draft = ProductDraft {
                    handle: name.to_owned(),
                    kind,
                    title: Text2::new(name, name),
                    on_sale: true,
                    skus: vec![SkuDraft::single(name, cny(price), cny(price))],
                    ..ProductDraft::default()
                };
                let sku = catalog::create(tx, cx, &draft)?.skus[0].id;
                stock::set_level(tx, cx, sku, stock, "opening")?;
                Ok(sku)
            })
            .unwrap()
    }

    pub fn buyer(&self, name: &'static str) -> UserId {
        self.db.write(move |tx, cx| account::guest(tx, cx, &Username::parse(name)?)).unwrap().id
    }

    pub fn fund(&self, user: UserId, minor: i64) {
        let posting = Posting {
            key: format!("opening:{user}"),
            kind: TransferKind::Opening,
            reference: user.raw(),
            from: AccountKey::platform(user.bucket(), Book::Capital),
            to: AccountKey::wallet(user),
            amount: cny(minor),
        };
        self.db.write(move |tx, cx| ledger::post(tx, cx, &posting)).unwrap();
    }

    pub fn balance(&self, user: UserId) -> i64 {
        self.db.read(move |tx| ledger::balance(tx, AccountKey::wallet(user), Currency::CNY)).unwrap().minor()
    }

    pub fn try_place(&self, user: UserId, lines: &[(SkuId, i64)]) -> Result<Whole> {
        self.try_place_to(user, lines, Some(Recipient::default()))
    }

    pub fn try_place_to(
        &self,
        user: UserId,
        lines: &[(SkuId, i64)],
        recipient: Option<Recipient>,
    ) -> Result<Whole> {
        let lines = lines.iter().map(|(sku, count)| Wanted { sku: *sku, quantity: pieces(*count) }).collect();
        let ask = Place { user, lines, recipient, note: String::new(), expected_total: None };
        self.db.write(move |tx, cx| order::place(tx, cx, Terms::default(), &ask))
    }

    pub fn place(&self, user: UserId, lines: &[(SkuId, i64)]) -> OrderId {
        self.try_place(user, lines).unwrap().order.id
    }

    /// The QR code is there to be scanned.
    pub fn present(&self, user: UserId, order: OrderId) -> PaymentId {
        let payment = self.db.write(move |tx, cx| payment::start_alipay(tx, cx, user, order)).unwrap();
        self.work();
        payment.id
    }

    pub fn notify(&self, raw: Vec<u8>) -> Outcome {
        let checked = self.gateway.check(&raw);
        self.db.write(move |tx, cx| notice::receive(tx, cx, "test", &raw, &checked)).unwrap()
    }

    /// Scans, pays, and lets the notification arrive.
    pub fn pay(&self, payment: PaymentId) -> Outcome {
        self.gateway.pay(payment).unwrap();
        self.notify(self.gateway.notification(payment).unwrap())
    }

    pub fn bought(&self, user: UserId, lines: &[(SkuId, i64)]) -> OrderId {
        let order = self.place(user, lines);
        let payment = self.present(user, order);
        assert_eq!(self.pay(payment), Outcome::Applied);
        order
    }

    pub fn shipped(&self, user: UserId, lines: &[(SkuId, i64)]) -> OrderId {
        let id = self.bought(user, lines);
        self.db
            .write(move |tx, cx| {
                order::step::pack(tx, cx, id)?;
                order::step::ship(tx, cx, id, "SF", "SF1")
            })
            .unwrap();
        id
    }

    pub fn confirm(&self, user: UserId, id: OrderId) {
        self.db.write(move |tx, cx| order::step::confirm_receipt(tx, cx, user, id)).unwrap();
    }

    pub fn request(&self, user: UserId, id: OrderId, line: i64, count: i64, back: bool) -> Result<Aftersale> {
        let ask = Request {
            user,
            order: id,
            lines: vec![(line, pieces(count))],
            with_return: back,
            reason: "坏了".to_owned(),
        };
        self.db.write(move |tx, cx| aftersale::request(tx, cx, &ask))
    }

    pub fn approve(&self, id: AftersaleId) -> Result<()> {
        self.db.write(move |tx, cx| aftersale::approve(tx, cx, id, "好的"))
    }

    pub fn case(&self, id: AftersaleId) -> Aftersale {
        self.db.read(move |tx| aftersale::get(tx, id)).unwrap()
    }

    pub fn order(&self, id: OrderId) -> Order {
        self.db.read(move |tx| order::get(tx, id)).unwrap()
    }

    pub fn payments(&self, id: OrderId) -> Vec<Payment> {
        self.db.read(move |tx| payment::of_order(tx, id)).unwrap()
    }

    pub fn level(&self, sku: SkuId) -> Level {
        self.db.read(move |tx| stock::level(tx, sku)).unwrap()
    }

    pub fn notices(&self) -> Vec<payment::Notice> {
        self.db.read(|tx| notice::list(tx, &PageAsk::first(50))).unwrap().items
    }

    /// Runs every job that is due.
    pub fn work(&self) {
        while self.runner.step(&self.db.db).unwrap() > 0 {}
    }

    pub fn wait_s(&self, seconds: i64) {
        self.db.clock.advance_s(seconds);
        self.work();
    }

    /// Time passes and the clock's work is done.
    pub fn pass_s(&self, seconds: i64) {
        self.runner.enter_schedules(&self.db.db).unwrap();
        self.db.clock.advance_s(seconds);
        self.runner.turn_schedules(&self.db.db).unwrap();
        self.work();
    }

    pub fn assert_sound(&self) {
        let audit = self.db.read(desk::audit).unwrap();
        assert!(audit.is_sound(), "{audit}");
    }

    /// What the books say is at the gateway is what the gateway holds.
    pub fn assert_gateway_agrees(&self) {
        let totals = self.db.read(ledger::totals).unwrap();
        let alipay: i64 = totals.iter().filter(|t| t.book == Book::Alipay).map(|t| t.balance_minor).sum();
        assert_eq!(-alipay, self.gateway.held_minor(Currency::CNY));
    }
}
