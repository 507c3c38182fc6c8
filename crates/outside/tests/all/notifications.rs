//! Notifications: genuine, repeated, lost, late, overtaken and forged.

use std::time::Duration;

use outside::alipay::sandbox::{DeliveryOutcome, Forgery, Switches};
use outside::alipay::{Precreate, Refund, TradeStatus, Verdict};

use crate::bench::{Bench, NOON_US, expect, ours, precreate};

#[tokio::test]
async fn a_payment_is_told_once_with_everything_in_it() {
    let bench = Bench::start().await;
    bench.paid("P1", 1234).await;
    let report = bench.report(&bench.shop.wait_for(1).await[0]);
    assert!(report.authentic(), "{report:?}");
    let told = report.notification;
    assert_eq!(told.out_trade_no.as_deref(), Some("P1"));
    assert_eq!((told.trade_status, told.total_fen), (Some(TradeStatus::Success), Some(1234)));
    assert_eq!((told.receipt_fen, told.buyer_pay_fen), (Some(1234), Some(1234)));
    assert_eq!((told.gmt_payment_us, told.notify_time_us), (Some(NOON_US), Some(NOON_US)));
    assert_eq!(told.passback_params.as_deref(), Some("k=v&w=中"));
    assert_eq!(told.trade_no, bench.sandbox.trade("P1").unwrap().trade_no);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(bench.shop.bodies().len(), 1, "accepted is accepted");
    assert_eq!(bench.sandbox.deliveries()[0].outcome, DeliveryOutcome::Accepted);
}

#[tokio::test]
async fn refunds_and_closings_are_told_too() {
    let bench = Bench::start().await;
    bench.paid("P1", 1000).await;
    bench.shop.wait_for(1).await;
    for (count, (number, fen)) in [("R1", 300), ("R2", 700)].into_iter().enumerate() {
        let refund =
            Refund { trade: ours("P1"), out_request_no: number.into(), refund_fen: fen, reason: None };
        expect(bench.client.refund(&refund, bench.now_us()).await);
        let bodies = bench.shop.wait_for(count + 2).await;
        let report = bench.report(&bodies[count + 1]);
        assert!(report.authentic());
        let told = report.notification;
        assert_eq!(told.out_biz_no.as_deref(), Some(number));
        assert_eq!(told.refund_fen, Some(if count == 0 { 300 } else { 1000 }));
        assert_eq!(told.gmt_refund_us, Some(NOON_US));
        let status = if count == 0 { TradeStatus::Success } else { TradeStatus::Closed };
        assert_eq!(told.trade_status, Some(status));
    }
    bench.offer("P2", 100).await;
    bench.sandbox.cancel("P2").unwrap();
    let bodies = bench.shop.wait_for(4).await;
    let told = bench.report(&bodies[3]).notification;
    assert_eq!((told.trade_status, told.gmt_payment_us), (Some(TradeStatus::Closed), None));
}

#[tokio::test]
async fn an_expired_trade_is_told_though_nobody_asks() {
    let bench = Bench::start().await;
    let ask = Precreate { timeout_min: Some(1), ..precreate("P1", 100) };
    expect(bench.client.precreate(&ask, bench.now_us()).await);
    bench.sandbox.scan("P1");
    bench.advance_s(60);
    let told = bench.report(&bench.shop.wait_for(1).await[0]).notification;
    assert_eq!(told.trade_status, Some(TradeStatus::Closed));
}

#[tokio::test]
async fn what_is_not_accepted_is_repeated_under_the_same_id() {
    let bench = Bench::start().await;
    bench.shop.refuse(true);
    bench.paid("P1", 100).await;
    bench.shop.wait_for(3).await;
    bench.shop.refuse(false);
    let bodies = bench.shop.wait_for(4).await;
    let ids: Vec<_> = bodies.iter().map(|body| bench.report(body).notification.notify_id).collect();
    assert!(ids.iter().all(|id| id.is_some() && *id == ids[0]), "{ids:?}");
    let attempts: Vec<u8> =
        bench.sandbox.deliveries().iter().rev().map(|delivery| delivery.attempt).collect();
    assert_eq!(attempts[..3], [1, 2, 3]);
}

#[tokio::test]
async fn the_schedule_ends_after_eight_attempts() {
    let bench = Bench::start_with(|config| config.time_factor = 1_000_000).await;
    bench.shop.refuse(true);
    bench.paid("P1", 100).await;
    bench.shop.wait_for(8).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(bench.shop.bodies().len(), 8);
    let outcomes = bench.sandbox.deliveries();
    assert!(outcomes.iter().all(|delivery| delivery.outcome == DeliveryOutcome::NotAccepted));
}

#[tokio::test]
async fn lost_attempts_are_made_up_by_later_ones() {
    let bench = Bench::start().await;
    bench.sandbox.set_switches(Switches { drop_attempts: 2, ..Switches::default() });
    bench.paid("P1", 100).await;
    let bodies = bench.shop.wait_for(1).await;
    assert!(bench.report(&bodies[0]).authentic());
    let outcomes: Vec<_> = bench.sandbox.deliveries().iter().rev().map(|delivery| delivery.outcome).collect();
    assert_eq!(outcomes[..2], [DeliveryOutcome::Dropped, DeliveryOutcome::Dropped]);
}

#[tokio::test]
async fn duplicates_carry_the_same_id_and_delays_delay() {
    let bench = Bench::start().await;
    bench.sandbox.set_switches(Switches { duplicates: 2, delay_ms: 200, ..Switches::default() });
    let from = std::time::Instant::now();
    bench.paid("P1", 100).await;
    let bodies = bench.shop.wait_for(3).await;
    assert!(Duration::from_millis(200) <= from.elapsed());
    let ids: Vec<_> = bodies.iter().map(|body| bench.report(body).notification.notify_id).collect();
    assert!(ids[0].is_some() && ids.iter().all(|id| *id == ids[0]));
}

#[tokio::test]
async fn a_notification_can_be_overtaken_by_the_next() {
    let bench = Bench::start().await;
    bench.sandbox.set_switches(Switches { reorder: true, ..Switches::default() });
    bench.paid("P1", 100).await;
    let refund = Refund { trade: ours("P1"), out_request_no: "R1".into(), refund_fen: 100, reason: None };
    expect(bench.client.refund(&refund, bench.now_us()).await);
    let bodies = bench.shop.wait_for(2).await;
    let statuses: Vec<_> = bodies.iter().map(|body| bench.report(body).notification.trade_status).collect();
    assert_eq!(statuses, [Some(TradeStatus::Closed), Some(TradeStatus::Success)]);
}

#[tokio::test]
async fn each_forgery_fails_exactly_its_check() {
    let all = [Forgery::BadSignature, Forgery::WrongAmount, Forgery::WrongSeller, Forgery::WrongAppId];
    for forgery in all {
        let bench = Bench::start().await;
        bench.sandbox.set_switches(Switches {
            forge: vec![forgery],
            drop_attempts: 8,
            ..Switches::default()
        });
        bench.paid("P1", 100).await;
        let report = bench.report(&bench.shop.wait_for(1).await[0]);
        let verdicts = (report.signature, report.app, report.seller, report.notification.total_fen);
        let (pass, fail) = (Verdict::Pass, Verdict::Fail);
        match forgery {
            Forgery::BadSignature => assert_eq!(verdicts, (fail, pass, pass, Some(100))),
            // Only the merchant's own books can tell this one.
            Forgery::WrongAmount => assert_eq!(verdicts, (pass, pass, pass, Some(101))),
            Forgery::WrongSeller => assert_eq!(verdicts, (pass, pass, fail, Some(100))),
            Forgery::WrongAppId => assert_eq!(verdicts, (pass, fail, pass, Some(100))),
        }
        assert_eq!(report.authentic(), forgery == Forgery::WrongAmount);
    }
}

#[tokio::test]
async fn only_loopback_is_notified_unless_configured() {
    let bench = Bench::start().await;
    let ask = Precreate { notify_url: Some("http://192.0.2.1/notify".into()), ..precreate("P1", 100) };
    expect(bench.client.precreate(&ask, bench.now_us()).await);
    bench.sandbox.pay("P1").unwrap();
    for _ in 0..100 {
        if let Some(delivery) = bench.sandbox.deliveries().first() {
            assert_eq!(delivery.outcome, DeliveryOutcome::NotLoopback);
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the attempt was not recorded");
}
