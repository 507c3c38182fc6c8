//! Orders: placed, paid, carried out, given up.

use kernel::{Code, PageAsk};
use mall::order::{OrderState, list, step};
use mall::payment;
use mall::stock::Level;
use testkit::{TestDb, db_test};

use super::shop::{Shop, cny};

#[db_test]
fn an_order_is_bought_shipped_and_earned(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, shirt) = (shop.item("lamp", 7_900, 5), shop.item("shirt", 4_900, 5));
    let buyer = shop.buyer("anna");
    let order = shop.place(buyer, &[(lamp, 2), (shirt, 1), (lamp, 1)]);
    assert_eq!(shop.order(order).total, cny(3 * 7_900 + 4_900));
    assert_eq!(shop.level(lamp), Level { received: 5, available: 2, reserved: 3, sold: 0 });
    shop.assert_sound();
    let payment = shop.present(buyer, order);
    assert!(shop.payments(order)[0].qr.contains(&payment.to_string()));
    shop.pay(payment);
    assert_eq!(shop.level(lamp), Level { received: 5, available: 2, reserved: 0, sold: 3 });
    shop.assert_sound();
    shop.db
        .write(move |tx, cx| {
            step::pack(tx, cx, order)?;
            step::ship(tx, cx, order, "顺丰", "SF123")?;
            step::deliver(tx, cx, order)
        })
        .unwrap();
    assert_eq!(shop.order(order).state, OrderState::Delivered);
    shop.wait_s(8 * 86_400);
    let done = shop.order(order);
    assert_eq!(done.state, OrderState::Completed, "it completes by itself after a week");
    assert!(done.times.paid.is_some() && done.times.completed.is_some());
    shop.assert_sound();
    shop.assert_gateway_agrees();
}

#[db_test]
fn the_last_lamp_is_sold_once(db: TestDb) {
    let shop = Shop::open(db);
    let lamp = shop.item("lamp", 7_900, 1);
    let buyers = ["anna", "bert", "cleo", "dora"].map(|name| shop.buyer(name));
    let answers: Vec<_> = std::thread::scope(|scope| {
        let place = |buyer| shop.try_place(buyer, &[(lamp, 1)]);
        let asks: Vec<_> = buyers.map(|buyer| scope.spawn(move || place(buyer))).into_iter().collect();
        asks.into_iter().map(|ask| ask.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert!(answers.iter().filter_map(|answer| answer.as_ref().err()).all(|e| e.code() == Code::SoldOut));
    shop.assert_sound();
}

#[db_test]
fn an_order_that_cannot_be_had_whole_takes_nothing(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, shirt) = (shop.item("lamp", 7_900, 5), shop.item("shirt", 4_900, 0));
    let refused = shop.try_place(shop.buyer("anna"), &[(lamp, 1), (shirt, 1)]).unwrap_err();
    assert_eq!((refused.code(), refused.details()[0].field.as_str()), (Code::SoldOut, "lines[1]"));
    assert_eq!(shop.level(lamp).available, 5);
    shop.assert_sound();
}

#[db_test]
fn an_unpaid_order_expires_and_gives_its_stock_back(db: TestDb) {
    let shop = Shop::open(db);
    let lamp = shop.item("lamp", 7_900, 1);
    let order = shop.place(shop.buyer("anna"), &[(lamp, 1)]);
    shop.wait_s(14 * 60);
    assert_eq!(shop.order(order).state, OrderState::Placed);
    shop.wait_s(2 * 60);
    assert_eq!(shop.order(order).state, OrderState::Expired);
    assert_eq!(shop.level(lamp).available, 1);
    shop.assert_sound();
}

#[db_test]
fn what_is_anothers_is_not_found(db: TestDb) {
    let shop = Shop::open(db);
    let lamp = shop.item("lamp", 7_900, 1);
    let (anna, bert) = (shop.buyer("anna"), shop.buyer("bert"));
    let order = shop.place(anna, &[(lamp, 1)]);
    let cancel = shop.db.write(move |tx, cx| step::cancel(tx, cx, bert, order));
    assert_eq!(cancel.unwrap_err().code(), Code::NotFound);
    let pay = shop.db.write(move |tx, cx| payment::start_alipay(tx, cx, bert, order));
    assert_eq!(pay.unwrap_err().code(), Code::NotFound);
    assert_eq!(shop.request(bert, order, 1, 1, false).unwrap_err().code(), Code::NotFound);
}

#[db_test]
fn steps_out_of_turn_are_refused(db: TestDb) {
    let shop = Shop::open(db);
    let lamp = shop.item("lamp", 7_900, 3);
    let anna = shop.buyer("anna");
    let order = shop.place(anna, &[(lamp, 1)]);
    let moved = |outcome: kernel::Result<()>| assert_eq!(outcome.unwrap_err().code(), Code::OrderMoved);
    moved(shop.db.write(move |tx, cx| step::pack(tx, cx, order)));
    moved(shop.db.write(move |tx, cx| step::deliver(tx, cx, order)));
    moved(shop.db.write(move |tx, cx| step::confirm_receipt(tx, cx, anna, order)));
    shop.db.write(move |tx, cx| step::cancel(tx, cx, anna, order)).unwrap();
    moved(shop.db.write(move |tx, cx| step::cancel(tx, cx, anna, order)));
    shop.assert_sound();
}

#[db_test]
fn pages_of_orders_are_numbered_from_both_ends(db: TestDb) {
    let shop = Shop::open(db);
    let lamp = shop.item("lamp", 100, 100);
    let anna = shop.buyer("anna");
    let placed: Vec<_> = (0..23).map(|_| shop.place(anna, &[(lamp, 1)])).collect();
    let page = |number: i64| shop.db.read(move |tx| list::page_of_user(tx, anna, number, 5));
    let (first, last) = (page(1).unwrap(), page(5).unwrap());
    assert_eq!((first.total, first.pages, first.items[0].id), (23, 5, placed[22]));
    assert_eq!(
        last.items.iter().map(|order| order.id).collect::<Vec<_>>(),
        [placed[2], placed[1], placed[0]]
    );
    assert_eq!(page(6).unwrap_err().code(), Code::Invalid);
    let mut ask = PageAsk::first(10);
    let mut walked = Vec::new();
    loop {
        let here = ask.clone();
        let page = shop.db.read(move |tx| list::of_user(tx, anna, Some(OrderState::Placed), &here)).unwrap();
        walked.extend(page.items.iter().map(|order| order.id));
        match page.next {
            Some(next) => ask.after = Some(next),
            None => break,
        }
    }
    walked.reverse();
    assert_eq!(walked, placed);
}

#[db_test]
fn the_largest_cart_is_one_order(db: TestDb) {
    let shop = Shop::open(db);
    let names: Vec<&'static str> = (0..1_114).map(|n| &*format!("thing-{n}").leak()).collect();
    let lines: Vec<_> = names.iter().map(|name| (shop.item(name, 85, 3), 2)).collect();
    let order = shop.bought(shop.buyer("anna"), &lines);
    let placed = shop.order(order);
    assert_eq!((placed.line_count, placed.total), (1_114, cny(1_114 * 2 * 85)));
    shop.assert_sound();
}
