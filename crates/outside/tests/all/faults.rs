//! When the gateway's answers fail, nothing is called done or refused that may be otherwise.

use outside::alipay::sandbox::{FaultKind, GatewayFault, Switches};
use outside::alipay::{
    Client, Config, ConfigError, Query, Reason, Refund, SigningKey, Trust, Unknown, VerifyingKey,
};

use crate::bench::{Bench, alipay_key_pem, app_key_pem, expect, ours, refusal, unknown};

fn fault(kind: FaultKind, carried_out: bool) -> Switches {
    let gateway =
        GatewayFault { kind, carried_out, method: Some("alipay.trade.refund".into()), times: Some(1) };
    Switches { gateway: Some(gateway), ..Switches::default() }
}

fn config(bench: &Bench, app_key: &str, alipay_key: &str) -> Config {
    Config {
        gateway: format!("{}/gateway.do", bench.url),
        app_id: "2021000000000001".into(),
        app_key: SigningKey::load(app_key).unwrap(),
        trust: Trust::Key(VerifyingKey::load(alipay_key).unwrap()),
        notify_url: None,
        app_auth_token: Some("token".into()),
        timeout_ms: 1_000,
    }
}

#[tokio::test]
async fn every_failed_answer_is_unknown_and_repeating_settles_it() {
    let bench = Bench::start().await;
    let merchant = bench.sandbox.merchant().unwrap();
    let client = Client::new(config(&bench, app_key_pem(), &merchant.alipay_public_key_pem)).unwrap();
    let kinds = [
        (FaultKind::Http500, "Status(500)"),
        (FaultKind::Timeout, "Timeout"),
        (FaultKind::ServiceUnavailable, "Gateway("),
        (FaultKind::SystemError, "Gateway("),
        (FaultKind::Truncated, "Malformed("),
        (FaultKind::BadSignature, "BadSignature"),
        (FaultKind::Unsigned, "Unsigned("),
    ];
    for (at, (kind, said)) in kinds.into_iter().enumerate() {
        for carried_out in [false, true] {
            let number = format!("P{at}{carried_out}");
            bench.paid(&number, 100).await;
            let refund =
                Refund { trade: ours(&number), out_request_no: "R1".into(), refund_fen: 40, reason: None };
            bench.sandbox.set_switches(fault(kind, carried_out));
            let why = unknown(client.refund(&refund, bench.now_us()).await);
            assert!(format!("{why:?}").starts_with(said), "{kind:?}: {why:?}");
            assert_eq!(bench.sandbox.trade(&number).unwrap().refunded_fen, if carried_out { 40 } else { 0 });
            let again = expect(client.refund(&refund, bench.now_us()).await);
            assert_eq!((again.fund_changed, again.refunded_total_fen), (!carried_out, 40), "{kind:?}");
        }
    }
}

#[tokio::test]
async fn a_gateway_that_is_not_there_is_unknown() {
    let bench = Bench::start().await;
    let merchant = bench.sandbox.merchant().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let gateway = format!("http://{}/gateway.do", listener.local_addr().unwrap());
    drop(listener);
    let config = Config { gateway, ..config(&bench, app_key_pem(), &merchant.alipay_public_key_pem) };
    let answer = Client::new(config).unwrap().query(&Query { trade: ours("P1") }, 0).await;
    assert_eq!(unknown(answer), Unknown::Unreachable);
}

#[tokio::test]
async fn a_wrong_app_key_is_refused_and_a_wrong_alipay_key_is_unknown() {
    let bench = Bench::start().await;
    let merchant = bench.sandbox.merchant().unwrap();
    let client = Client::new(config(&bench, alipay_key_pem(), &merchant.alipay_public_key_pem)).unwrap();
    let answer = client.query(&Query { trade: ours("P1") }, bench.now_us()).await;
    let refused = refusal(answer);
    assert_eq!((refused.code.as_str(), refused.reason()), ("40002", Reason::Signature));

    let app_public = include_str!("../keys/app_public_bare_spki.txt");
    let client = Client::new(config(&bench, app_key_pem(), app_public)).unwrap();
    let answer = client.query(&Query { trade: ours("P1") }, bench.now_us()).await;
    assert_eq!(unknown(answer), Unknown::BadSignature);
}

#[tokio::test]
async fn an_app_the_gateway_does_not_know_gets_an_answer_nobody_signed() {
    let bench = Bench::start().await;
    let merchant = bench.sandbox.merchant().unwrap();
    let config = Config {
        app_id: "2021000000000009".into(),
        ..config(&bench, app_key_pem(), &merchant.alipay_public_key_pem)
    };
    let answer = Client::new(config).unwrap().query(&Query { trade: ours("P1") }, bench.now_us()).await;
    match unknown(answer) {
        Unknown::Unsigned(said) => assert_eq!(said.sub_code, "isv.invalid-app-id"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_gateway_without_tls_must_be_on_this_machine() {
    let bench = Bench::start().await;
    let public = bench.sandbox.merchant().unwrap().alipay_public_key_pem;
    let error = |gateway: &str| {
        let config = Config { gateway: gateway.into(), ..config(&bench, app_key_pem(), &public) };
        Client::new(config).map(|_| ()).err()
    };
    assert_eq!(error("http://openapi.example/gateway.do"), Some(ConfigError::PlainHttp));
    assert!(matches!(error("gateway"), Some(ConfigError::Gateway(_))));
    assert!(matches!(error("file:///etc/passwd"), Some(ConfigError::Gateway(_))));
    assert_eq!(error("https://openapi.alipay.com/gateway.do"), None);
    assert_eq!(error("http://[::1]:1/gateway.do"), None);
}
