//! Services: sold without an address, worked on, done; never mixed with goods.

use kernel::{Code, PageAsk, Result};
use mall::aftersale::AftersaleState;
use mall::catalog::{self, ListAsk, SpuKind};
use mall::ledger::{self, Book};
use mall::order::{OrderId, OrderState, Recipient, list, step};
use mall::pricing::{self, Wanted};
use testkit::{TestDb, db_test};

use super::shop::{Shop, cny, pieces};

impl Shop {
    fn begin(&self, id: OrderId) -> Result<()> {
        self.db.write(move |tx, cx| step::work(tx, cx, id))
    }

    fn finish(&self, id: OrderId) -> Result<()> {
        self.db.write(move |tx, cx| step::finish(tx, cx, id))
    }

    fn book(&self, book: Book) -> i64 {
        let totals = self.db.read(ledger::totals).unwrap();
        totals.iter().filter(|total| total.book == book).map(|total| total.balance_minor).sum()
    }
}

#[db_test]
fn a_service_is_bought_without_an_address_worked_on_and_earned(db: TestDb) {
    let shop = Shop::open(db);
    let (errand, anna) = (shop.service("errand", 300, 5), shop.buyer("anna"));
    let placed = shop.try_place_to(anna, &[(errand, 2)], None).unwrap().order;
    assert_eq!((placed.kind, placed.recipient), (SpuKind::Service, None));
    let (id, payment) = (placed.id, shop.present(anna, placed.id));
    shop.pay(payment);
    shop.work();
    assert_eq!(shop.level(errand).sold, 2, "places are stock");
    shop.begin(id).unwrap();
    assert_eq!(shop.order(id).state, OrderState::Working);
    assert_eq!((shop.book(Book::Escrow), shop.book(Book::Sales)), (600, 0));
    shop.assert_sound();
    shop.wait_s(30 * 86_400);
    assert_eq!(shop.order(id).state, OrderState::Working, "nothing ends it but somebody");
    shop.finish(id).unwrap();
    let done = shop.order(id);
    assert_eq!(done.state, OrderState::Done);
    assert!(done.times.working.unwrap() < done.times.done.unwrap());
    assert_eq!((shop.book(Book::Escrow), shop.book(Book::Sales)), (0, 600));
    let cards = shop.db.read(|tx| catalog::list(tx, &ListAsk::default(), &PageAsk::first(9))).unwrap();
    assert_eq!(cards.items[0].sales, 2);
    shop.assert_sound();
    shop.assert_gateway_agrees();
}

#[db_test]
fn each_kind_takes_its_own_steps(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, errand, anna) =
        (shop.item("lamp", 100, 5), shop.service("errand", 300, 5), shop.buyer("anna"));
    let (goods, service) = (shop.bought(anna, &[(lamp, 1)]), shop.bought(anna, &[(errand, 1)]));
    let moved = |outcome: Result<()>| assert_eq!(outcome.unwrap_err().code(), Code::OrderMoved);
    moved(shop.begin(goods));
    moved(shop.finish(goods));
    moved(shop.finish(service));
    let not_goods = || {
        moved(shop.db.write(move |tx, cx| step::pack(tx, cx, service)));
        moved(shop.db.write(move |tx, cx| step::ship(tx, cx, service, "SF", "1")));
        moved(shop.db.write(move |tx, cx| step::deliver(tx, cx, service)));
        moved(shop.db.write(move |tx, cx| step::confirm_receipt(tx, cx, anna, service)));
    };
    not_goods();
    shop.begin(service).unwrap();
    not_goods();
    moved(shop.begin(service));
    shop.finish(service).unwrap();
    moved(shop.finish(service));
    assert_eq!(shop.order(goods).state, OrderState::Paid);
    shop.assert_sound();
}

#[db_test]
fn goods_and_services_are_ordered_apart(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, errand, print) =
        (shop.item("lamp", 100, 5), shop.service("errand", 300, 5), shop.service("print", 20, 500));
    let anna = shop.buyer("anna");
    let refused = shop.try_place(anna, &[(errand, 1), (lamp, 1), (print, 9)]).unwrap_err();
    assert_eq!(refused.code(), Code::KindMix);
    let fields: Vec<_> = refused.details().iter().map(|detail| detail.field.as_str()).collect();
    assert_eq!(fields, ["lines[0]", "lines[2]"]);
    // A line that was asked for twice is one line, but errors name what the buyer sent.
    let refused = shop.try_place(anna, &[(lamp, 1), (lamp, 1), (errand, 1)]).unwrap_err();
    assert_eq!(refused.details()[0].field, "lines[2]");
    let refused = shop.try_place(anna, &[(print, 1), (print, 1), (errand, 6)]).unwrap_err();
    assert_eq!((refused.code(), refused.details()[0].field.as_str()), (Code::SoldOut, "lines[2]"));
    let quote = |sku| {
        let wanted = [Wanted { sku, quantity: pieces(1) }];
        shop.db.read(move |tx| pricing::quote(tx, &wanted)).unwrap().kind
    };
    assert_eq!((quote(lamp), quote(errand)), (SpuKind::Goods, SpuKind::Service));
    assert_eq!(shop.level(lamp).available, 5);
    let nowhere = shop.try_place_to(anna, &[(lamp, 1)], None).unwrap_err();
    assert_eq!((nowhere.code(), nowhere.details()[0].field.as_str()), (Code::Invalid, "address_id"));
    let both = shop.try_place_to(anna, &[(errand, 1), (print, 1)], Some(Recipient::default())).unwrap();
    assert!(both.order.recipient.is_some(), "who is to come needs to know where");
    shop.assert_sound();
}

#[db_test]
fn a_service_is_refunded_while_it_is_worked_on(db: TestDb) {
    let shop = Shop::open(db);
    let (errand, anna) = (shop.service("errand", 300, 3), shop.buyer("anna"));
    let id = shop.bought(anna, &[(errand, 3)]);
    shop.begin(id).unwrap();
    let case = shop.request(anna, id, 1, 1, true).unwrap();
    assert!(!case.with_return, "there is nothing to send back");
    shop.approve(case.id).unwrap();
    shop.work();
    assert_eq!(shop.case(case.id).state, AftersaleState::Refunded);
    assert_eq!((shop.order(id).state, shop.order(id).refunded), (OrderState::Working, cny(300)));
    assert_eq!(shop.level(errand).available, 1, "somebody else can have the place");
    let rest = shop.request(anna, id, 1, 2, false).unwrap();
    shop.approve(rest.id).unwrap();
    shop.work();
    assert_eq!(shop.order(id).state, OrderState::Refunded);
    assert_eq!(shop.finish(id).unwrap_err().code(), Code::OrderMoved);
    assert_eq!((shop.book(Book::Escrow), shop.book(Book::Sales)), (0, 0));
    shop.assert_sound();
    shop.assert_gateway_agrees();
}

#[db_test]
fn a_service_that_was_done_is_refunded_from_the_sales(db: TestDb) {
    let shop = Shop::open(db);
    let (errand, anna) = (shop.service("errand", 300, 3), shop.buyer("anna"));
    let id = shop.bought(anna, &[(errand, 2)]);
    shop.begin(id).unwrap();
    shop.finish(id).unwrap();
    let case = shop.request(anna, id, 1, 1, true).unwrap();
    assert!(!case.with_return);
    shop.approve(case.id).unwrap();
    shop.work();
    assert_eq!(
        (shop.order(id).state, shop.case(case.id).state),
        (OrderState::Done, AftersaleState::Refunded)
    );
    assert_eq!((shop.book(Book::Sales), shop.level(errand).available), (300, 1));
    shop.assert_sound();
    shop.assert_gateway_agrees();
}

#[db_test]
fn work_lists_and_days_count_services_too(db: TestDb) {
    let shop = Shop::open(db);
    let (errand, anna) = (shop.service("errand", 300, 9), shop.buyer("anna"));
    let ids = [(); 3].map(|()| shop.bought(anna, &[(errand, 1)]));
    shop.begin(ids[1]).unwrap();
    shop.begin(ids[2]).unwrap();
    shop.finish(ids[2]).unwrap();
    for (state, id) in [OrderState::Paid, OrderState::Working, OrderState::Done].into_iter().zip(ids) {
        let queue = shop.db.read(move |tx| list::in_state(tx, state, &PageAsk::first(9))).unwrap();
        assert_eq!(queue.items.iter().map(|order| order.id).collect::<Vec<_>>(), [id], "{state}");
    }
    let now = shop.order(ids[0]).times.placed;
    let days =
        shop.db.read(move |tx| list::placed_between(tx, now.minus_s(3_600), now.plus_s(3_600))).unwrap();
    assert_eq!((days[0].orders, days[0].paid, days[0].paid_minor), (3, 3, 900));
}
