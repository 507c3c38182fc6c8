//! `/gateway.do`: reads what any client sends, verifies it, carries it out, and signs the answer.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Map, Value};

use super::super::{beijing, form, sign};
use super::methods::{self, Outcome, Request};
use super::switches::{FaultKind, GatewayFault};
use super::{Core, Sandbox};

/// How long a request hangs when answers are switched to time out.
const HANG: Duration = Duration::from_secs(30);

pub fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/gateway.do", get(serve).post(serve))
        .layer(DefaultBodyLimit::max(form::FORM_BYTES_MAX))
}

async fn serve(State(sandbox): State<Sandbox>, RawQuery(query): RawQuery, body: Bytes) -> Response {
    let core = &sandbox.core;
    let params = match merge(query.as_deref().unwrap_or_default(), &body) {
        Ok(params) => Params(params),
        Err(why) => {
            return json_response(core.answer(
                "",
                &Outcome::refused("40002", "isv.invalid-parameter", &why),
                None,
            ));
        }
    };
    let method = params.get("method").unwrap_or_default().to_owned();
    if let Err(refused) = check(core, &params) {
        // An app Alipay does not know has no key pair it could sign with.
        let known = params.get("app_id") == Some(&core.config.app_id);
        return json_response(core.answer(&method, &refused, (!known).then_some(FaultKind::Unsigned)));
    }
    let fault = core.switches().take_fault(&method);
    let hangs = fault.as_ref().is_some_and(|fault| fault.kind == FaultKind::Timeout);
    let outcome = match &fault {
        Some(fault) if !fault.carried_out => Outcome::refused("20000", "isp.unknow-error", "系统繁忙"),
        Some(_) | None => core.carry_out(&method, &params),
    };
    if hangs {
        tokio::time::sleep(HANG).await;
        return StatusCode::GATEWAY_TIMEOUT.into_response();
    }
    match fault {
        Some(GatewayFault { kind: FaultKind::Http500, .. }) => {
            (StatusCode::INTERNAL_SERVER_ERROR, "<html><body>500</body></html>").into_response()
        }
        fault => json_response(core.answer(&method, &outcome, fault.map(|fault| fault.kind))),
    }
}

impl Core {
    fn carry_out(&self, method: &str, params: &Params) -> Outcome {
        self.with_book(|book, now_us, news| {
            let Ok(token) = new_token() else {
                return Outcome::refused("20000", "isp.unknow-error", "系统繁忙");
            };
            let request = Request {
                method,
                biz_content: params.get("biz_content").unwrap_or("{}"),
                notify_url: params.get("notify_url"),
                now_us,
                token,
                public_url: &self.config.public_url,
            };
            methods::carry_out(book, request, news)
        })
    }

    /// The answer's text, signed, spoiled as the fault says.
    fn answer(&self, method: &str, outcome: &Outcome, fault: Option<FaultKind>) -> String {
        let content = match fault {
            Some(FaultKind::SystemError) => {
                members(&Outcome::refused("40004", "ACQ.SYSTEM_ERROR", "系统错误"))
            }
            Some(FaultKind::ServiceUnavailable) => {
                members(&Outcome::refused("20000", "isp.unknow-error", "系统繁忙"))
            }
            Some(
                FaultKind::Http500
                | FaultKind::Timeout
                | FaultKind::Truncated
                | FaultKind::BadSignature
                | FaultKind::Unsigned,
            )
            | None => members(outcome),
        };
        let name = if method.is_empty() { "error".to_owned() } else { method.replace('.', "_") };
        let name = Value::from(format!("{name}_response"));
        let mut tail = String::new();
        if !method.is_empty() && fault != Some(FaultKind::Unsigned) {
            let signed = if fault == Some(FaultKind::BadSignature) { "{}" } else { content.as_str() };
            let signature = self.keys.alipay.sign(signed).unwrap_or_default();
            if let Some(certificates) = &self.config.certificates {
                tail.push_str(&format!(r#","alipay_cert_sn":"{}""#, certificates.alipay_cert_sn));
            }
            tail.push_str(&format!(r#","sign":"{signature}""#));
        }
        let mut text = format!("{{{name}:{content}{tail}}}");
        if fault == Some(FaultKind::Truncated) {
            let half = (0..=text.len() / 2).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            text.truncate(half);
        }
        text
    }
}

/// The members as Alipay writes them: with `\/` for `/`, so that a client that signs what it has re-encoded is found out.
fn members(outcome: &Outcome) -> String {
    let mut members = Map::new();
    match outcome {
        Outcome::Done(done) => {
            members.insert("code".into(), "10000".into());
            members.insert("msg".into(), "Success".into());
            members.extend(done.clone());
        }
        Outcome::Refused { code, msg, sub_code, sub_msg } => {
            members.insert("code".into(), (*code).into());
            members.insert("msg".into(), (*msg).into());
            members.insert("sub_code".into(), sub_code.as_str().into());
            members.insert("sub_msg".into(), sub_msg.as_str().into());
        }
    }
    Value::Object(members).to_string().replace('/', "\\/")
}

fn json_response(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/html;charset=utf-8")], text).into_response()
}

struct Params(Vec<(String, String)>);

impl Params {
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }
}

/// Query string and body together. Clients differ in what they put where; the same parameter twice must be the same.
fn merge(query: &str, body: &[u8]) -> Result<Vec<(String, String)>, String> {
    let mut params = form::parse(query.as_bytes()).map_err(|error| error.to_string())?;
    for (name, value) in form::parse(body).map_err(|error| error.to_string())? {
        match params.iter().find(|(known, _)| *known == name) {
            Some((_, known)) if *known == value => {}
            Some(_) => return Err(format!("{name:?} 有两个不同的值")),
            None => params.push((name, value)),
        }
    }
    Ok(params)
}

/// Everything Alipay checks before it looks at the business.
fn check(core: &Core, params: &Params) -> Result<(), Outcome> {
    const REQUIRED: [(&str, &str, &str); 6] = [
        ("app_id", "isv.missing-app-id", "缺少应用标识参数"),
        ("method", "isv.missing-method", "缺少方法名参数"),
        ("sign_type", "isv.missing-signature-type", "缺少签名类型参数"),
        ("sign", "isv.missing-signature", "缺少签名参数"),
        ("timestamp", "isv.missing-timestamp", "缺少时间戳参数"),
        ("version", "isv.missing-version", "缺少版本参数"),
    ];
    for (name, sub_code, sub_msg) in REQUIRED {
        if params.get(name).is_none() {
            return Err(Outcome::refused("40001", sub_code, sub_msg));
        }
    }
    let invalid = |good: bool, sub_code: &str, sub_msg: &str| {
        if good { Ok(()) } else { Err(Outcome::refused("40002", sub_code, sub_msg)) }
    };
    let is =
        |name: &str, wanted: &str| params.get(name).is_some_and(|value| value.eq_ignore_ascii_case(wanted));
    let optional = |name: &str, wanted: &str| params.get(name).is_none() || is(name, wanted);
    invalid(is("app_id", &core.config.app_id), "isv.invalid-app-id", "无效的AppID参数")?;
    invalid(is("sign_type", "RSA2"), "isv.invalid-signature-type", "无效签名类型")?;
    invalid(optional("charset", "utf-8"), "isv.invalid-charset", "字符集错误")?;
    invalid(optional("format", "JSON"), "isv.invalid-format", "无效数据格式")?;
    invalid(is("version", "1.0"), "isv.invalid-version", "无效的版本参数")?;
    let timestamp = params.get("timestamp").and_then(beijing::parse);
    invalid(timestamp.is_some(), "isv.invalid-timestamp", "非法的时间戳参数")?;
    if let Some(certificates) = &core.config.certificates {
        invalid(
            is("app_cert_sn", &certificates.app_cert_sn),
            "isv.invalid-app-cert-sn",
            "无效的应用证书序列号",
        )?;
        let root = is("alipay_root_cert_sn", &certificates.alipay_root_cert_sn);
        invalid(root, "isv.invalid-alipay-root-cert-sn", "无效的根证书序列号")?;
    }
    let content = sign::request_content(params.0.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let verified = params.get("sign").is_some_and(|sign| core.app_key.verifies(&content, sign));
    invalid(verified, "isv.invalid-signature", "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配")
}

/// 128 random bits: whoever knows a code's address may pay it, nobody may guess it.
fn new_token() -> Result<String, aws_lc_rs::error::Unspecified> {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes)?;
    Ok(format!("bax{}", hex::encode(bytes)))
}
