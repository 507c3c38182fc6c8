//! Certificate mode, from both sides.

use outside::alipay::{Certificates, Client, Config, Query, Reason, SigningKey, Trust, Unknown};

use crate::bench::{Bench, app_key_pem, expect, ours, refusal, unknown};

fn certificates() -> Certificates {
    Certificates::load(
        include_str!("../keys/app_cert.crt"),
        include_str!("../keys/alipay_cert.crt"),
        include_str!("../keys/root_certs.crt"),
    )
    .unwrap()
}

fn client(bench: &Bench, certificates: Certificates) -> Client {
    Client::new(Config {
        gateway: format!("{}/gateway.do", bench.url),
        app_id: "2021000000000001".into(),
        app_key: SigningKey::load(app_key_pem()).unwrap(),
        trust: Trust::Certificates(certificates),
        notify_url: None,
        app_auth_token: None,
        timeout_ms: 2_000,
    })
    .unwrap()
}

#[tokio::test]
async fn calls_and_notifications_work_with_certificates() {
    let bench = Bench::start_with(|config| config.certificates = Some(certificates())).await;
    bench.paid("P1", 100).await;
    assert_eq!(expect(bench.query("P1").await).total_fen, 100);
    assert!(bench.report(&bench.shop.wait_for(1).await[0]).authentic());
}

#[tokio::test]
async fn a_certificate_the_other_side_does_not_know_is_noticed() {
    let bench = Bench::start_with(|config| config.certificates = Some(certificates())).await;
    let query = Query { trade: ours("P1") };
    let known = certificates();
    let wrong_app = Certificates { app_cert_sn: "0".repeat(32), ..known.clone() };
    let answer = client(&bench, wrong_app).query(&query, bench.now_us()).await;
    assert_eq!(refusal(answer).sub_code, "isv.invalid-app-cert-sn");
    let wrong_root = Certificates { alipay_root_cert_sn: "0".repeat(32), ..known.clone() };
    let answer = client(&bench, wrong_root).query(&query, bench.now_us()).await;
    assert_eq!(refusal(answer).reason(), Reason::Other);
    let wrong_alipay = Certificates { alipay_cert_sn: "0".repeat(32), ..known };
    let answer = client(&bench, wrong_alipay).query(&query, bench.now_us()).await;
    assert!(matches!(unknown(answer), Unknown::Malformed(_)));
}
