//! Our gateway against the sandbox: the business's words on one side, Alipay's protocol on the other.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use kernel::{Clock, Currency};
use maidian::gateway::AlipayGateway;
use mall::payment::{Answer, Gateway, PaymentId, PrecreateAsk, RefundAsk, RefundId, Trade};
use outside::alipay::sandbox::{FaultKind, GatewayFault, Switches};
use outside::alipay::{Client, Config, Sandbox, SandboxConfig, SigningKey, Trust, VerifyingKey};
use outside::clock::SystemClock;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const PAYMENT: PaymentId = PaymentId::from_raw(1_234_567);
const SELLER: &str = "2088000000000001";

struct Bench {
    sandbox: Sandbox,
    gateway: AlipayGateway,
    notified: Receiver<Vec<u8>>,
    _keys: TempDir,
    _runtime: Runtime,
}

impl Bench {
    fn start() -> Self {
        Self::for_seller(SELLER)
    }

    /// A gateway that expects notifications for this seller.
    fn for_seller(seller: &str) -> Self {
        let keys = tempfile::tempdir().unwrap();
        let key = include_str!("../../../outside/tests/keys/app_private_pkcs8.pem");
        std::fs::write(keys.path().join("app_private_key.pem"), key).unwrap();
        let key = include_str!("../../../outside/tests/keys/alipay_private_pkcs8.pem");
        std::fs::write(keys.path().join("alipay_private_key.pem"), key).unwrap();
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let sandbox = {
            let _entered = runtime.enter();
            Sandbox::open(SandboxConfig::local(keys.path(), &url)).unwrap()
        };
        runtime.spawn(sandbox.clone().serve(listener));
        let merchant = sandbox.merchant().unwrap();
        let (notify_url, notified) = shop(&runtime);
        let client = Client::new(Config {
            gateway: merchant.gateway,
            app_id: merchant.app_id,
            app_key: SigningKey::load(&merchant.app_private_key_pem).unwrap(),
            trust: Trust::Key(VerifyingKey::load(&merchant.alipay_public_key_pem).unwrap()),
            notify_url: Some(notify_url),
            app_auth_token: None,
            timeout_ms: 2_000,
        })
        .unwrap();
        let handle = runtime.handle().clone();
        let gateway = AlipayGateway::new(client, seller.to_owned(), Arc::new(SystemClock), handle);
        Self { sandbox, gateway, notified, _keys: keys, _runtime: runtime }
    }

    /// The gateway carries the next call of a method out, and its answer is lost.
    fn lose_answer(&self, method: &str) {
        let fault = GatewayFault {
            kind: FaultKind::Http500,
            carried_out: true,
            method: Some(method.to_owned()),
            times: Some(1),
        };
        self.sandbox.set_switches(Switches { gateway: Some(fault), ..Switches::default() });
    }

    /// Pays what was offered and returns the notification that comes of it.
    fn notification(&self) -> Vec<u8> {
        assert!(matches!(self.gateway.precreate(&ask()), Answer::Ok(_)));
        self.sandbox.pay(&PAYMENT.to_string()).unwrap();
        self.notified.recv_timeout(Duration::from_secs(20)).expect("a notification")
    }
}

/// Where the sandbox's notifications arrive.
fn shop(runtime: &Runtime) -> (String, Receiver<Vec<u8>>) {
    let (told, notified) = channel();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let take = post(async move |body: Bytes| {
        let _ = told.send(body.to_vec());
        "success"
    });
    runtime.spawn(async move { axum::serve(listener, Router::new().route("/", take)).await });
    (url, notified)
}

fn ask() -> PrecreateAsk {
    PrecreateAsk {
        payment: PAYMENT,
        amount_minor: 1_250,
        currency: Currency::CNY,
        subject: "麦店订单 1".to_owned(),
        expires_at: SystemClock.now().plus_s(900),
    }
}

fn refund(refund: i64, amount_minor: i64) -> RefundAsk {
    let refund = RefundId::from_raw(refund);
    RefundAsk { payment: PAYMENT, refund, amount_minor, currency: Currency::CNY, reason: "破损".to_owned() }
}

fn is_refused<T>(answer: &Answer<T>, code: &str) -> bool {
    matches!(answer, Answer::Refused { code: told, .. } if told == code)
}

#[test]
fn a_payment_is_offered_paid_and_refunded() {
    let bench = Bench::start();
    let Answer::Ok(qr) = bench.gateway.precreate(&ask()) else { panic!("no code") };
    assert!(qr.contains("/pay/"), "{qr}");
    assert_eq!(bench.gateway.query(PAYMENT), Answer::Ok(Trade::NotFound), "nobody scanned it");
    assert!(bench.sandbox.scan(&PAYMENT.to_string()));
    assert_eq!(bench.gateway.query(PAYMENT), Answer::Ok(Trade::Waiting));
    bench.sandbox.pay(&PAYMENT.to_string()).unwrap();
    let Answer::Ok(Trade::Paid { trade_no, amount_minor }) = bench.gateway.query(PAYMENT) else {
        panic!("not paid")
    };
    assert_eq!((trade_no.len(), amount_minor), (28, 1_250));
    assert!(matches!(bench.gateway.precreate(&ask()), Answer::Unknown(_)), "paid in between is no failure");
    assert!(matches!(bench.gateway.close(PAYMENT), Answer::Refused { .. }));

    assert_eq!(bench.gateway.refund(&refund(1, 250)), Answer::Ok(()));
    assert_eq!(bench.gateway.refund(&refund(1, 250)), Answer::Ok(()), "asked again, it is found");
    assert!(matches!(bench.gateway.refund(&refund(1, 251)), Answer::Refused { .. }));
    assert!(is_refused(&bench.gateway.refund(&refund(2, 1_001)), "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"));
    assert_eq!(bench.gateway.refund(&refund(2, 1_000)), Answer::Ok(()));
    assert_eq!(bench.sandbox.trade(&PAYMENT.to_string()).unwrap().refunded_fen, 1_250);
    assert_eq!(bench.gateway.query(PAYMENT), Answer::Ok(Trade::Closed));
}

#[test]
fn what_nobody_paid_is_closed() {
    let bench = Bench::start();
    assert_eq!(bench.gateway.close(PAYMENT), Answer::Ok(()), "there is nothing to close");
    assert!(matches!(bench.gateway.precreate(&ask()), Answer::Ok(_)));
    bench.sandbox.scan(&PAYMENT.to_string());
    assert_eq!(bench.gateway.close(PAYMENT), Answer::Ok(()));
    assert_eq!(bench.gateway.query(PAYMENT), Answer::Ok(Trade::Closed));
    assert!(matches!(bench.gateway.refund(&refund(1, 1)), Answer::Refused { .. }));
}

#[test]
fn another_currency_never_leaves_the_house() {
    let bench = Bench::start();
    let pounds = PrecreateAsk { currency: Currency::GBP, ..ask() };
    assert!(is_refused(&bench.gateway.precreate(&pounds), "currency"));
    let pounds = RefundAsk { currency: Currency::GBP, ..refund(1, 1) };
    assert!(is_refused(&bench.gateway.refund(&pounds), "currency"));
    assert_eq!(bench.sandbox.trade_count(), 0);
}

#[test]
fn a_refund_whose_answer_was_lost_moves_money_once() {
    let bench = Bench::start();
    assert!(matches!(bench.gateway.precreate(&ask()), Answer::Ok(_)));
    bench.sandbox.pay(&PAYMENT.to_string()).unwrap();
    bench.lose_answer("alipay.trade.refund");
    assert!(matches!(bench.gateway.refund(&refund(1, 250)), Answer::Unknown(_)));
    assert_eq!(bench.gateway.refund(&refund(1, 250)), Answer::Ok(()));
    assert_eq!(bench.sandbox.trade(&PAYMENT.to_string()).unwrap().refunded_fen, 250);
}

#[test]
fn a_notification_is_judged_check_by_check() {
    let bench = Bench::start();
    let raw = bench.notification();
    let checked = bench.gateway.check(&raw);
    assert!(checked.signature && checked.is_paid && !checked.is_refund, "{checked:?}");
    assert_eq!((checked.app, checked.seller), (Some(true), Some(true)));
    assert_eq!((checked.amount_minor, checked.currency.as_deref()), (Some(1_250), None));
    assert_eq!(checked.out_trade_no, PAYMENT.to_string());

    let changed = String::from_utf8(raw.clone()).unwrap().replace("12.50", "12.51");
    let forged = bench.gateway.check(changed.as_bytes());
    assert!(!forged.signature && forged.app.is_none() && !forged.is_paid, "{forged:?}");
    for rubbish in [&b""[..], b"%", b"a=1&a=2", b"sign=x&sign_type=RSA2"] {
        assert!(!bench.gateway.check(rubbish).signature);
    }

    let other = Bench::for_seller("2088000000000002");
    let checked = other.gateway.check(&raw);
    assert_eq!((checked.signature, checked.seller), (true, Some(false)));
}

#[test]
fn the_notification_of_a_refund_is_told_from_that_of_a_payment() {
    let bench = Bench::start();
    bench.notification();
    assert_eq!(bench.gateway.refund(&refund(1, 250)), Answer::Ok(()));
    let raw = bench.notified.recv_timeout(Duration::from_secs(20)).expect("a notification");
    let checked = bench.gateway.check(&raw);
    assert!(checked.signature && checked.is_refund, "{checked:?}");
}
