//! The life of a trade, asked through our client.

use outside::alipay::{Close, Precreate, Reason, Refund, RefundQuery, RefundState, TradeKey, TradeStatus};

use crate::bench::{Bench, NOON_US, expect, ours, precreate, refusal};

#[tokio::test]
async fn a_trade_is_offered_scanned_paid_and_refunded() {
    let bench = Bench::start().await;
    let qr_code = bench.offer("P1", 1234).await;
    assert!(qr_code.starts_with(&format!("{}/pay/bax", bench.url)));
    assert_eq!(refusal(bench.query("P1").await).reason(), Reason::TradeNotExist, "nobody scanned it yet");

    assert!(bench.sandbox.scan("P1"));
    let waiting = expect(bench.query("P1").await);
    assert_eq!(
        (waiting.status, waiting.total_fen, waiting.paid_at_us),
        (TradeStatus::WaitBuyerPay, 1234, None)
    );

    bench.sandbox.pay("P1").unwrap();
    let paid = expect(bench.query("P1").await);
    assert_eq!((paid.status, paid.paid_at_us), (TradeStatus::Success, Some(NOON_US)));
    assert_eq!(paid.trade_no.len(), 28);

    let trade = TradeKey::TradeNo(paid.trade_no.clone());
    let refund = |number: &str, fen| Refund {
        trade: trade.clone(),
        out_request_no: number.into(),
        refund_fen: fen,
        reason: Some("不想要了".into()),
    };
    let now_us = bench.now_us();
    let first = expect(bench.client.refund(&refund("R1", 234), now_us).await);
    assert_eq!((first.refunded_total_fen, first.fund_changed), (234, true));
    let again = expect(bench.client.refund(&refund("R1", 234), now_us).await);
    assert_eq!((again.refunded_total_fen, again.fund_changed), (234, false));
    assert_eq!(
        refusal(bench.client.refund(&refund("R1", 235), now_us).await).reason(),
        Reason::DiscordantRepeat
    );
    assert_eq!(
        refusal(bench.client.refund(&refund("R2", 1001), now_us).await).reason(),
        Reason::RefundAmount
    );

    let ask = RefundQuery { trade: trade.clone(), out_request_no: "R1".into() };
    let known = expect(bench.client.refund_query(&ask, now_us).await);
    assert_eq!(
        known,
        RefundState::Succeeded { refund_fen: 234, total_fen: 1234, refunded_at_us: Some(NOON_US) }
    );
    let ask = RefundQuery { trade: trade.clone(), out_request_no: "R2".into() };
    assert_eq!(expect(bench.client.refund_query(&ask, now_us).await), RefundState::NotSucceeded);

    let rest = expect(bench.client.refund(&refund("R2", 1000), now_us).await);
    assert_eq!(rest.refunded_total_fen, 1234);
    assert_eq!(expect(bench.query("P1").await).status, TradeStatus::Closed);
}

#[tokio::test]
async fn the_same_offer_is_the_same_code_and_another_is_refused() {
    let bench = Bench::start().await;
    let first = bench.offer("P1", 100).await;
    assert_eq!(bench.offer("P1", 100).await, first);
    let other = bench.client.precreate(&precreate("P1", 101), bench.now_us()).await;
    assert_eq!(refusal(other).reason(), Reason::ContextInconsistent);
    bench.sandbox.pay("P1").unwrap();
    let paid = bench.client.precreate(&precreate("P1", 100), bench.now_us()).await;
    assert_eq!(refusal(paid).reason(), Reason::TradeHasSuccess);
}

#[tokio::test]
async fn a_scanned_trade_can_be_closed_and_not_paid_afterwards() {
    let bench = Bench::start().await;
    bench.offer("P1", 100).await;
    let close = Close { trade: ours("P1") };
    let unscanned = bench.client.close(&close, bench.now_us()).await;
    assert_eq!(refusal(unscanned).reason(), Reason::TradeNotExist);
    bench.sandbox.scan("P1");
    let closed = expect(bench.client.close(&close, bench.now_us()).await);
    assert_eq!(closed.out_trade_no.as_deref(), Some("P1"));
    assert_eq!(refusal(bench.client.close(&close, bench.now_us()).await).reason(), Reason::TradeStatus);
    assert_eq!(bench.sandbox.pay("P1"), Err("ACQ.TRADE_HAS_CLOSE"));
    assert_eq!(expect(bench.query("P1").await).status, TradeStatus::Closed);
    let again = bench.client.precreate(&precreate("P1", 100), bench.now_us()).await;
    assert_eq!(refusal(again).reason(), Reason::TradeHasClosed);
}

#[tokio::test]
async fn unpaid_trades_end_when_their_time_is_up() {
    let bench = Bench::start().await;
    let short = |number: &str| Precreate { timeout_min: Some(5), ..precreate(number, 100) };
    expect(bench.client.precreate(&short("P1"), bench.now_us()).await);
    bench.sandbox.scan("P1");
    let absolute = Precreate { expires_at_us: Some(NOON_US + 60_000_000), ..precreate("P2", 100) };
    expect(bench.client.precreate(&absolute, bench.now_us()).await);
    bench.advance_s(61);
    assert!(bench.sandbox.trade("P2").is_none(), "the code lapsed before anybody scanned it");
    assert_eq!(expect(bench.query("P1").await).status, TradeStatus::WaitBuyerPay);
    bench.advance_s(240);
    assert_eq!(expect(bench.query("P1").await).status, TradeStatus::Closed);
    assert_eq!(bench.sandbox.pay("P1"), Err("ACQ.TRADE_HAS_CLOSE"));
    let late = bench.client.precreate(&absolute, bench.now_us()).await;
    assert_eq!(refusal(late).sub_code, "ACQ.INVALID_PARAMETER");
}

#[tokio::test]
async fn what_is_wrong_before_it_is_sent_is_refused_here() {
    let bench = Bench::start().await;
    let now_us = bench.now_us();
    for ask in [
        precreate("", 100),
        precreate("中文", 100),
        precreate(&"P".repeat(65), 100),
        precreate("P1", 0),
        precreate("P1", -1),
        precreate("P1", i64::MAX),
        Precreate { subject: String::new(), ..precreate("P1", 100) },
        Precreate { timeout_min: Some(0), ..precreate("P1", 100) },
        Precreate { qr_code_timeout_min: Some(u32::MAX), ..precreate("P1", 100) },
    ] {
        assert_eq!(refusal(bench.client.precreate(&ask, now_us).await).reason(), Reason::Local, "{ask:?}");
    }
    assert_eq!(bench.sandbox.trade_count(), 0);
}

#[tokio::test]
async fn a_refund_of_what_was_not_paid_is_refused() {
    let bench = Bench::start().await;
    let refund = Refund { trade: ours("P1"), out_request_no: "R1".into(), refund_fen: 1, reason: None };
    assert_eq!(refusal(bench.client.refund(&refund, bench.now_us()).await).reason(), Reason::TradeNotExist);
    bench.offer("P1", 100).await;
    bench.sandbox.scan("P1");
    assert_eq!(refusal(bench.client.refund(&refund, bench.now_us()).await).reason(), Reason::TradeStatus);
}
