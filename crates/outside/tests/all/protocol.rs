//! The sandbox as any client sees it: raw requests, its pages, its switches.

use outside::alipay::sandbox::{Sandbox, SandboxConfig, Switches};
use outside::alipay::{SigningKey, VerifyingKey, form, sign};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::bench::{Bench, app_key_pem};

/// The parameters of a query, signed after `change` changed them.
fn signed(change: impl FnOnce(&mut Vec<(&'static str, String)>)) -> Vec<(&'static str, String)> {
    let mut params = vec![
        ("app_id", "2021000000000001".to_owned()),
        ("method", "alipay.trade.query".to_owned()),
        ("charset", "utf-8".to_owned()),
        ("sign_type", "RSA2".to_owned()),
        ("timestamp", "2026-11-20 12:00:00".to_owned()),
        ("version", "1.0".to_owned()),
        ("biz_content", r#"{"out_trade_no":"P1"}"#.to_owned()),
    ];
    change(&mut params);
    let key = SigningKey::load(app_key_pem()).unwrap();
    let content = sign::request_content(params.iter().map(|(name, value)| (*name, value.as_str())));
    params.push(("sign", key.sign(&content).unwrap()));
    params
}

fn encoded(params: &[(&'static str, String)]) -> String {
    form::encode(params.iter().map(|(name, value)| (*name, value.as_str())))
}

async fn post(bench: &Bench, query: &str, body: String) -> String {
    let url = format!("{}/gateway.do?{query}", bench.url);
    let request =
        reqwest::Client::new().post(url).header("content-type", "application/x-www-form-urlencoded");
    request.body(body).send().await.unwrap().text().await.unwrap()
}

/// The sub code of an answer, or its code when it has none.
fn code(answer: &str) -> String {
    let answer: Value = serde_json::from_str(answer).unwrap();
    let (_, content) =
        answer.as_object().unwrap().iter().find(|(name, _)| name.ends_with("_response")).unwrap();
    content.get("sub_code").or(content.get("code")).and_then(Value::as_str).unwrap().to_owned()
}

#[tokio::test]
async fn parameters_come_in_the_address_the_body_or_both() {
    let bench = Bench::start().await;
    bench.paid("P1", 100).await;
    let params = signed(|_| ());
    assert_eq!(code(&post(&bench, &encoded(&params), String::new()).await), "10000");
    assert_eq!(code(&post(&bench, "", encoded(&params)).await), "10000");
    let (query, body): (Vec<_>, Vec<_>) =
        params.iter().cloned().partition(|(name, _)| *name != "biz_content");
    assert_eq!(code(&post(&bench, &encoded(&query), encoded(&body)).await), "10000");
    assert_eq!(code(&post(&bench, &encoded(&params), encoded(&body)).await), "10000");
    let get = reqwest::get(format!("{}/gateway.do?{}", bench.url, encoded(&params))).await.unwrap();
    assert_eq!(code(&get.text().await.unwrap()), "10000");
    let twice = post(&bench, &encoded(&params), "biz_content=%7B%7D".into()).await;
    assert_eq!(code(&twice), "isv.invalid-parameter");
}

#[tokio::test]
async fn what_alipay_refuses_is_refused_in_its_words() {
    let bench = Bench::start().await;
    let set = |name: &'static str, value: &str| {
        let value = value.to_owned();
        signed(move |params| {
            params.retain(|(known, _)| *known != name);
            params.push((name, value));
        })
    };
    for (name, value, wanted) in [
        ("app_id", "", "isv.missing-app-id"),
        ("app_id", "1", "isv.invalid-app-id"),
        ("method", "", "isv.missing-method"),
        ("method", "alipay.trade.pay", "isv.invalid-method"),
        ("charset", "gbk", "isv.invalid-charset"),
        ("format", "xml", "isv.invalid-format"),
        ("sign_type", "RSA", "isv.invalid-signature-type"),
        ("timestamp", "yesterday", "isv.invalid-timestamp"),
        ("version", "2.0", "isv.invalid-version"),
        ("biz_content", "[]", "isv.invalid-parameter"),
        ("biz_content", "{}", "ACQ.INVALID_PARAMETER"),
        ("biz_content", r#"{"out_trade_no":{}}"#, "ACQ.INVALID_PARAMETER"),
        ("biz_content", r#"{"trade_no":"1"}"#, "ACQ.TRADE_NOT_EXIST"),
    ] {
        assert_eq!(code(&post(&bench, "", encoded(&set(name, value))).await), wanted, "{name}={value}");
    }
    let mut unsigned = signed(|_| ());
    unsigned.retain(|(name, _)| *name != "sign");
    assert_eq!(code(&post(&bench, "", encoded(&unsigned)).await), "isv.missing-signature");
    unsigned.push(("sign", "AAAA".into()));
    assert_eq!(code(&post(&bench, "", encoded(&unsigned)).await), "isv.invalid-signature");
    assert_eq!(code(&post(&bench, "a=%zz", String::new()).await), "isv.invalid-parameter");
}

#[tokio::test]
async fn amounts_and_timeouts_are_read_as_leniently_as_alipay_reads_them() {
    let bench = Bench::start().await;
    let cases = [
        (json!("12.34"), "90m", Some(1234)),
        (json!("12.3"), "2h", Some(1230)),
        (json!("12"), "15d", Some(1200)),
        (json!(0.01), "1c", Some(1)),
        (json!(5), "1m", Some(500)),
        (json!("0"), "1m", None),
        (json!("0.001"), "1m", None),
        (json!("-1"), "1m", None),
        (json!("100000000.01"), "1m", None),
        (json!(1e300), "1m", None),
        (json!("1.00"), "16d", None),
        (json!("1.00"), "0m", None),
        (json!("1.00"), "m", None),
        (json!("1.00"), "99999999999h", None),
    ];
    for (at, (amount, timeout, wanted)) in cases.into_iter().enumerate() {
        let number = format!("N{at}");
        let biz = json!({ "out_trade_no": number, "total_amount": amount, "subject": "灯", "timeout_express": timeout });
        let params = signed(|params| {
            params[1].1 = "alipay.trade.precreate".into();
            params[6].1 = biz.to_string();
        });
        let answer = code(&post(&bench, "", encoded(&params)).await);
        assert_eq!(answer, if wanted.is_some() { "10000" } else { "ACQ.INVALID_PARAMETER" }, "{biz}");
        assert_eq!(bench.sandbox.trade(&number).map(|trade| trade.total_fen), wanted);
    }
}

#[tokio::test]
async fn answers_are_signed_over_their_very_bytes() {
    let bench = Bench::start().await;
    let params = signed(|params| {
        params[1].1 = "alipay.trade.precreate".into();
        params[6].1 = json!({ "out_trade_no": "P1", "total_amount": "1.00", "subject": "灯" }).to_string();
    });
    let answer = post(&bench, "", encoded(&params)).await;
    assert!(answer.contains(r"http:\/\/127.0.0.1"), "slashes are escaped as Alipay escapes them");
    let envelope = sign::open(&answer, "alipay.trade.precreate").unwrap();
    let alipay = VerifyingKey::load(&bench.sandbox.merchant().unwrap().alipay_public_key_pem).unwrap();
    assert!(alipay.verifies(envelope.content, &envelope.sign.unwrap()));
}

#[tokio::test]
async fn a_buyer_pays_on_the_page() {
    let bench = Bench::start().await;
    let qr_code = bench.offer("P1", 1234).await;
    let browser = reqwest::Client::new();
    let page =
        browser.get(&qr_code).header("accept-language", "zh-CN").send().await.unwrap().text().await.unwrap();
    assert!(page.contains("12.34") && page.contains("确认付款") && page.contains("沙箱商家"));
    assert!(page.contains("&#60;b&#62;两件") && !page.contains("<b>两件"), "texts are escaped");
    assert_eq!(bench.sandbox.trade("P1").unwrap().status, "WAIT_BUYER_PAY", "opening is scanning");
    let english =
        browser.get(&qr_code).header("accept-language", "en-US").send().await.unwrap().text().await.unwrap();
    assert!(english.contains("Cancel this trade"));
    let paid = browser.post(format!("{qr_code}/pay")).send().await.unwrap();
    assert_eq!(paid.status(), StatusCode::OK, "after the redirect");
    assert!(paid.text().await.unwrap().contains("付款成功"));
    assert_eq!(bench.sandbox.trade("P1").unwrap().status, "TRADE_SUCCESS");
    browser.post(format!("{qr_code}/cancel")).send().await.unwrap();
    assert_eq!(bench.sandbox.trade("P1").unwrap().status, "TRADE_SUCCESS", "paid is paid");

    let qr_code = bench.offer("P2", 100).await;
    let cancelled = browser.post(format!("{qr_code}/cancel")).send().await.unwrap().text().await.unwrap();
    assert!(cancelled.contains("交易已关闭"));
    let gone = browser.get(format!("{}/pay/nothing", bench.url)).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_switches_are_set_and_shown_over_http() {
    let bench = Bench::start().await;
    let url = format!("{}/sandbox/switches", bench.url);
    let browser = reqwest::Client::new();
    let wanted = json!({ "drop_attempts": 3, "duplicates": 200, "forge": ["wrong_amount"] });
    let set: Switches = browser.put(&url).json(&wanted).send().await.unwrap().json().await.unwrap();
    assert_eq!((set.drop_attempts, set.duplicates), (3, 10), "numbers stay within bounds");
    assert_eq!(bench.sandbox.switches(), set);
    let wrong = browser.put(&url).json(&json!({ "dorp": 1 })).send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let index = browser.get(&bench.url).send().await.unwrap().text().await.unwrap();
    assert!(index.contains("wrong_amount") && index.contains("2021000000000001"));
    let by_form = browser.post(&url).form(&[("json", "{}")]).send().await.unwrap();
    assert_eq!(by_form.status(), StatusCode::OK);
    assert_eq!(bench.sandbox.switches(), Switches::default());

    bench.offer("P1", 100).await;
    let pay = format!("{}/sandbox/trades/P1/pay", bench.url);
    assert_eq!(browser.post(&pay).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(browser.post(&pay).send().await.unwrap().status(), StatusCode::CONFLICT);
    let trades: Value =
        browser.get(format!("{}/sandbox/trades", bench.url)).send().await.unwrap().json().await.unwrap();
    assert_eq!(trades[0]["status"], "TRADE_SUCCESS");
    let index = browser.get(&bench.url).send().await.unwrap().text().await.unwrap();
    assert!(index.contains("P1"));
}

#[tokio::test]
async fn keys_are_made_once_and_survive_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let keys = dir.path().join("keys");
    let open =
        || Sandbox::open(SandboxConfig::local(&keys, "http://127.0.0.1:1")).unwrap().merchant().unwrap();
    let (first, second) = (open(), open());
    assert_eq!(first.app_private_key_pem, second.app_private_key_pem);
    assert_eq!(first.alipay_public_key_pem, second.alipay_public_key_pem);
    std::fs::write(keys.join("app_private_key.pem"), "broken").unwrap();
    let broken = Sandbox::open(SandboxConfig::local(&keys, "http://127.0.0.1:1"));
    assert!(broken.is_err_and(|error| error.to_string().contains("key")));
}
