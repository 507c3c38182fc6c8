//! After-sale: per line and quantity, with and without goods coming back.

use kernel::Code;
use mall::aftersale::{self, AftersaleState};
use mall::order::OrderState;
use outside::twin::Mishap;
use testkit::{TestDb, db_test};

use super::shop::{Shop, cny};

#[db_test]
fn what_was_not_shipped_goes_back_on_the_shelf(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 5), shop.buyer("anna"));
    let order = shop.bought(anna, &[(lamp, 3)]);
    let case = shop.request(anna, order, 1, 1, true).unwrap();
    assert!(!case.with_return, "there is nothing to send back");
    shop.approve(case.id).unwrap();
    shop.work();
    assert_eq!(shop.case(case.id).state, AftersaleState::Refunded);
    assert_eq!((shop.order(order).state, shop.order(order).refunded), (OrderState::Paid, cny(7_900)));
    assert_eq!((shop.level(lamp).sold, shop.level(lamp).available), (2, 3));
    let rest = shop.request(anna, order, 1, 2, false).unwrap();
    shop.approve(rest.id).unwrap();
    shop.work();
    assert_eq!(shop.order(order).state, OrderState::Refunded);
    shop.assert_sound();
    shop.assert_gateway_agrees();
}

#[db_test]
fn goods_come_back_before_the_money_does(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 5), shop.buyer("anna"));
    let order = shop.shipped(anna, &[(lamp, 2)]);
    shop.confirm(anna, order);
    let case = shop.request(anna, order, 1, 1, true).unwrap();
    shop.approve(case.id).unwrap();
    shop.work();
    assert_eq!((shop.case(case.id).state, shop.level(lamp).sold), (AftersaleState::Approved, 2));
    let id = case.id;
    shop.db.write(move |tx, cx| aftersale::send(tx, cx, anna, id, "SF", "1")).unwrap();
    shop.db.write(move |tx, cx| aftersale::receive(tx, cx, id)).unwrap();
    shop.work();
    assert_eq!((shop.case(case.id).state, shop.level(lamp).sold), (AftersaleState::Refunded, 1));
    shop.assert_sound();
    shop.assert_gateway_agrees();
}

#[db_test]
fn no_piece_is_refunded_twice(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 5), shop.buyer("anna"));
    let order = shop.bought(anna, &[(lamp, 2)]);
    let first = shop.request(anna, order, 1, 2, false).unwrap();
    assert_eq!(shop.request(anna, order, 1, 1, false).unwrap_err().code(), Code::RefundTooMuch);
    let id = first.id;
    shop.db.write(move |tx, cx| aftersale::withdraw(tx, cx, anna, id)).unwrap();
    let second = shop.request(anna, order, 1, 1, false).unwrap();
    shop.approve(second.id).unwrap();
    assert_eq!(shop.approve(second.id).unwrap_err().code(), Code::AftersaleMoved);
    assert_eq!(shop.approve(first.id).unwrap_err().code(), Code::AftersaleMoved);
    shop.work();
    assert_eq!(shop.order(order).refunded, cny(7_900));
    shop.assert_sound();
}

#[db_test]
fn a_refund_whose_answer_is_lost_is_paid_once(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 5), shop.buyer("anna"));
    let order = shop.bought(anna, &[(lamp, 2)]);
    let case = shop.request(anna, order, 1, 1, false).unwrap();
    shop.gateway.misbehave(Mishap::AnswerLost);
    shop.approve(case.id).unwrap();
    shop.work();
    assert_eq!(shop.case(case.id).state, AftersaleState::Approved);
    shop.assert_sound();
    shop.wait_s(60);
    assert_eq!(shop.case(case.id).state, AftersaleState::Refunded);
    assert_eq!(shop.gateway.held_minor(kernel::Currency::CNY), 7_900);
    shop.assert_gateway_agrees();
}

#[db_test]
fn a_balance_payment_goes_back_to_the_balance(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 5), shop.buyer("anna"));
    shop.fund(anna, 20_000);
    let order = shop.place(anna, &[(lamp, 2)]);
    shop.db.write(move |tx, cx| mall::payment::pay_by_balance(tx, cx, anna, order)).unwrap();
    let case = shop.request(anna, order, 1, 1, false).unwrap();
    shop.approve(case.id).unwrap();
    shop.work();
    assert_eq!((shop.balance(anna), shop.case(case.id).state), (12_100, AftersaleState::Refunded));
    shop.assert_sound();
}

#[db_test]
fn what_was_never_paid_cannot_be_refunded(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 5), shop.buyer("anna"));
    let order = shop.place(anna, &[(lamp, 2)]);
    assert_eq!(shop.request(anna, order, 1, 1, false).unwrap_err().code(), Code::OrderMoved);
}
