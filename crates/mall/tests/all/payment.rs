//! Payments: notifications that come late, twice, forged or never; money that comes for what was given up.

use kernel::Code;
use mall::order::{OrderState, step};
use mall::payment::{self, Outcome, PaymentState};
use outside::twin::{Mishap, News};
use testkit::{TestDb, db_test};

use super::shop::{Shop, cny};

#[db_test]
fn a_repeated_notification_is_known(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 5), shop.buyer("anna"));
    let order = shop.place(anna, &[(lamp, 1)]);
    let payment = shop.present(anna, order);
    assert_eq!(shop.pay(payment), Outcome::Applied);
    let raw = shop.gateway.notification(payment).unwrap();
    assert_eq!(shop.notify(raw), Outcome::Known);
    let notices = shop.notices();
    assert_eq!(
        notices.iter().map(|notice| notice.verdict.fresh).collect::<Vec<_>>(),
        [Some(false), Some(true)]
    );
    shop.assert_sound();
}

#[db_test]
fn lies_move_nothing_and_are_kept_with_their_verdict(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 5), shop.buyer("anna"));
    let order = shop.place(anna, &[(lamp, 1)]);
    let payment = shop.present(anna, order);
    shop.gateway.pay(payment).unwrap();
    let news = shop.gateway.news(payment).unwrap();
    let lies = [
        shop.gateway.forged(&news),
        shop.gateway.sign(&News { amount_minor: 1, ..news.clone() }),
        shop.gateway.sign(&News { currency: kernel::Currency::USD, ..news.clone() }),
        shop.gateway.sign(&News { app_id: "other".into(), ..news.clone() }),
        shop.gateway.sign(&News { seller_id: "other".into(), ..news.clone() }),
        b"\xff&sign=00".to_vec(),
        Vec::new(),
    ];
    for lie in lies {
        assert_eq!(shop.notify(lie), Outcome::Rejected);
    }
    assert_eq!(shop.order(order).state, OrderState::Placed);
    let notices = shop.notices();
    assert_eq!(notices.len(), 7);
    assert_eq!(notices[6].verdict.signature, Some(false));
    assert_eq!(notices[5].verdict.amount, Some(false));
    assert_eq!(notices[4].verdict.currency, Some(false));
    assert_eq!((notices[3].verdict.app, notices[2].verdict.seller), (Some(false), Some(false)));
    shop.assert_sound();
    assert_eq!(shop.notify(shop.gateway.sign(&news)), Outcome::Applied, "the truth still counts");
}

#[db_test]
fn a_payment_whose_notification_never_comes_is_found_by_asking(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 5), shop.buyer("anna"));
    let order = shop.place(anna, &[(lamp, 1)]);
    let payment = shop.present(anna, order);
    shop.gateway.pay(payment).unwrap();
    shop.wait_s(25);
    assert_eq!(shop.order(order).state, OrderState::Paid);
    shop.assert_sound();
    shop.assert_gateway_agrees();
}

#[db_test]
fn late_money_revives_the_order_while_stock_lasts(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 1), shop.buyer("anna"));
    let order = shop.place(anna, &[(lamp, 1)]);
    let payment = shop.present(anna, order);
    shop.wait_s(16 * 60);
    assert_eq!(shop.order(order).state, OrderState::Expired);
    assert_eq!(shop.pay(payment), Outcome::Applied);
    assert_eq!(shop.order(order).state, OrderState::Paid);
    assert_eq!((shop.level(lamp).sold, shop.level(lamp).available), (1, 0));
    shop.assert_sound();
}

#[db_test]
fn late_money_goes_back_when_the_stock_is_gone(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 1), shop.buyer("anna"));
    let order = shop.place(anna, &[(lamp, 1)]);
    let payment = shop.present(anna, order);
    shop.wait_s(16 * 60);
    shop.bought(shop.buyer("bert"), &[(lamp, 1)]);
    assert_eq!(shop.pay(payment), Outcome::Applied);
    shop.assert_sound();
    shop.work();
    assert_eq!(shop.order(order).state, OrderState::Expired);
    assert_eq!(shop.payments(order)[0].refunded, cny(7_900));
    shop.assert_sound();
    shop.assert_gateway_agrees();
}

#[db_test]
fn an_order_paid_twice_keeps_one_payment(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 5), shop.buyer("anna"));
    shop.fund(anna, 10_000);
    let order = shop.place(anna, &[(lamp, 1)]);
    let payment = shop.present(anna, order);
    shop.db.write(move |tx, cx| payment::pay_by_balance(tx, cx, anna, order)).unwrap();
    assert_eq!(shop.balance(anna), 2_100);
    shop.pay(payment);
    shop.work();
    let payments = shop.payments(order);
    assert_eq!(payments.iter().filter(|payment| payment.settled).count(), 1);
    assert_eq!(payments.iter().map(|payment| payment.refunded.minor()).sum::<i64>(), 7_900);
    shop.assert_sound();
    shop.assert_gateway_agrees();
}

#[db_test]
fn a_balance_is_never_overdrawn(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 5), shop.buyer("anna"));
    shop.fund(anna, 10_000);
    let orders = [shop.place(anna, &[(lamp, 1)]), shop.place(anna, &[(lamp, 1)])];
    let answers: Vec<_> = std::thread::scope(|scope| {
        let pay = |order| shop.db.write(move |tx, cx| payment::pay_by_balance(tx, cx, anna, order));
        let asks: Vec<_> = orders.map(|order| scope.spawn(move || pay(order))).into_iter().collect();
        asks.into_iter().map(|ask| ask.join().unwrap()).collect()
    });
    let refused: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().err()).collect();
    assert_eq!((refused.len(), refused[0].code()), (1, Code::InsufficientBalance));
    assert_eq!(shop.balance(anna), 2_100);
    shop.assert_sound();
}

#[db_test]
fn a_gateway_that_does_not_answer_is_asked_again(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 5), shop.buyer("anna"));
    let order = shop.place(anna, &[(lamp, 1)]);
    shop.gateway.outage(Some(Mishap::AnswerLost));
    let payment = shop.present(anna, order);
    assert_eq!(shop.payments(order)[0].state, PaymentState::Created);
    shop.gateway.outage(None);
    shop.wait_s(10);
    assert_eq!(shop.payments(order)[0].state, PaymentState::Waiting);
    shop.pay(payment);
    shop.assert_sound();
}

#[db_test]
fn a_cancelled_order_closes_its_payment(db: TestDb) {
    let shop = Shop::open(db);
    let (lamp, anna) = (shop.item("lamp", 7_900, 5), shop.buyer("anna"));
    let order = shop.place(anna, &[(lamp, 1)]);
    let payment = shop.present(anna, order);
    shop.gateway.scan(payment);
    shop.db.write(move |tx, cx| step::cancel(tx, cx, anna, order)).unwrap();
    shop.work();
    assert_eq!(shop.payments(order)[0].state, PaymentState::Closed);
    assert!(shop.gateway.pay(payment).is_err());
    shop.assert_sound();
}
