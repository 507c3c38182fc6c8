//! Feeds the Wycheproof vectors for JSON web signatures, crypto and keys to the reader of access tokens:
//! `cargo run -p mall --example acceptance_jose -- DIR`.
//!
//! - No token of them, and no token forged with any of their keys, is ours.
//! - Under a vector's own HS256 key, the signature of every valid token passes and that of no invalid one does. Their
//!   payloads are not claims of ours, so a token whose signature passed is refused as soon as its claims are read.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use kernel::{Code, Error, Time};
use mall::account::Keys;
use serde_json::{Value, json};

const FILES: [&str; 3] =
    ["json_web_signature_test.json", "json_web_crypto_test.json", "json_web_key_test.json"];
const NOW: Time = Time(1_795_161_600_000_000);
const OUR_KEY: &str = "k1";
const OUR_SECRET: &[u8; 32] = b"the ring of this run, 32 octets!";

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// How a token was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// It is no token, or names no key of ours, or another algorithm, or its signature is not the key's.
    Signature,
    /// Its signature passed; its claims are not ours.
    Claims,
}

#[derive(Default)]
struct Report {
    counts: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
}

impl Report {
    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    fn unless(&mut self, holds: bool, what: &'static str, place: impl fmt::Display) {
        self.count(what);
        if !holds {
            self.wrong.push(format!("{what}: {place}"));
        }
    }
}

fn ring(kid: &str, secret: &[u8]) -> kernel::Result<Keys> {
    Keys::new("maidian", "maidian-api", &[(kid.to_owned(), secret.to_vec())])
}

/// Where a token was refused; an error when it was not.
fn stage(keys: &Keys, token: &str) -> Result<Stage, String> {
    let refusal: Error = match keys.read(token, NOW) {
        Ok(claims) => return Err(format!("was read as {claims:?}")),
        Err(error) => error,
    };
    if refusal.code() != Code::TokenInvalid {
        return Err(format!("was refused as {refusal}"));
    }
    // The library reads the claims, which are JSON, after it has checked the signature.
    let at_claims = jsonwebtoken::decode_header(token).is_ok() && refusal.to_string().contains("JSON error");
    Ok(if at_claims { Stage::Claims } else { Stage::Signature })
}

fn claims() -> Value {
    json!({
        "iss": "maidian", "aud": "maidian-api", "sub": "41", "sid": "42",
        "iat": NOW.seconds(), "exp": NOW.seconds() + 900, "ver": 1,
    })
}

/// Tokens with good claims, made with a stranger's key, that name our key or theirs and bring the stranger's along.
fn forged(jwk: &Value) -> Outcome<Vec<String>> {
    let mut secrets = vec![jwk.to_string().into_bytes()];
    for field in ["k", "n", "x", "d"] {
        if let Some(text) = jwk[field].as_str() {
            secrets.push(text.as_bytes().to_vec());
            secrets.extend(BASE64.decode(text).ok());
        }
    }
    let mut tokens = Vec::new();
    for kid in [OUR_KEY, jwk["kid"].as_str().unwrap_or_default()] {
        for secret in &secrets {
            let header = Header {
                kid: Some(kid.to_owned()),
                jwk: serde_json::from_value(jwk.clone()).ok(),
                ..Header::new(Algorithm::HS256)
            };
            tokens.push(jsonwebtoken::encode(&header, &claims(), &EncodingKey::from_secret(secret))?);
        }
    }
    Ok(tokens)
}

/// The keys of a group, or of a set of them.
fn keys_of(group: &Value) -> Vec<Value> {
    let sets = [&group["private"], &group["public"]];
    sets.into_iter()
        .flat_map(|set| set["keys"].as_array().cloned().unwrap_or_else(|| vec![set.clone()]))
        .filter(Value::is_object)
        .collect()
}

/// The ring of a group whose keys are all of our algorithm; `None` when ours cannot be such a ring.
fn ring_of(group: &Value) -> Option<Keys> {
    let private = &group["private"];
    let keys = private["keys"].as_array().cloned().unwrap_or_else(|| vec![private.clone()]);
    let pairs: Option<Vec<_>> = keys
        .iter()
        .map(|key| {
            let secret = BASE64.decode(key["k"].as_str()?).ok()?;
            (key["alg"] == "HS256").then(|| Some((key["kid"].as_str()?.to_owned(), secret)))?
        })
        .collect();
    Keys::new("maidian", "maidian-api", &pairs?).ok()
}

fn check(report: &mut Report, ours: &Keys, file: &str, group: &Value) -> Outcome<()> {
    let under_their_key = ring_of(group);
    if under_their_key.is_none() {
        report.count("groups whose keys no ring of ours could have");
    }
    let tests = group["tests"].as_array().ok_or("a group without tests")?;
    for test in tests {
        let place = format!("{file} {} {}", test["tcId"], test["comment"]);
        let token = test["jws"].as_str().or(test["jwe"].as_str()).unwrap_or_default();
        let refused = stage(ours, token) == Ok(Stage::Signature);
        report.unless(refused, "tokens refused by our own ring", &place);
        let Some(theirs) = &under_their_key else { continue };
        let stage = stage(theirs, token);
        // Base64 has no such letters (RFC 7515, 2). The vectors leave it to the reader to pass over them.
        let is_base64 = token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        match test["result"].as_str() {
            Some("valid") if is_base64 => {
                report.unless(stage == Ok(Stage::Claims), "valid signatures passed under their key", place);
            }
            Some("valid") => {
                report.unless(stage == Ok(Stage::Signature), "lenient base64 refused under their key", place);
            }
            // Two vectors about padding have lost theirs: letter by letter they are one that is valid.
            Some("invalid") if tests.iter().any(|twin| twin["result"] == "valid" && twin["jws"] == token) => {
                report.unless(stage == Ok(Stage::Claims), "vectors called valid and invalid at once", place);
            }
            Some("invalid") => {
                report.unless(stage == Ok(Stage::Signature), "invalid tokens refused under their key", place);
            }
            other => return Err(format!("{place}: the result {other:?} is not known").into()),
        }
    }
    for jwk in keys_of(group) {
        for token in forged(&jwk)? {
            let refused = stage(ours, &token) == Ok(Stage::Signature);
            report.unless(refused, "forgeries with their keys refused by our own ring", &jwk);
        }
    }
    Ok(())
}

fn run(dir: &Path) -> Outcome<Report> {
    let mut report = Report::default();
    let ours = ring(OUR_KEY, OUR_SECRET)?;
    let good = jsonwebtoken::encode(
        &Header { kid: Some(OUR_KEY.to_owned()), ..Header::new(Algorithm::HS256) },
        &claims(),
        &EncodingKey::from_secret(OUR_SECRET),
    )?;
    // Or nothing below would mean anything.
    report.unless(ours.read(&good, NOW).is_ok(), "tokens of our own read", "a good token");
    for file in FILES {
        let text = std::fs::read_to_string(dir.join(file)).map_err(|error| format!("{file}: {error}"))?;
        let vectors: Value = serde_json::from_str(&text)?;
        for group in vectors["testGroups"].as_array().ok_or("a file without groups")? {
            check(&mut report, &ours, file, group)?;
        }
    }
    Ok(report)
}

fn main() -> ExitCode {
    let Some(dir) = std::env::args_os().nth(1) else {
        eprintln!("usage: acceptance_jose DIR, with {}", FILES.join(", "));
        return ExitCode::FAILURE;
    };
    match run(Path::new(&dir)) {
        Ok(report) => {
            for (what, count) in &report.counts {
                println!("{count:>6} {what}");
            }
            report.wrong.iter().for_each(|wrong| println!(" WRONG {wrong}"));
            println!("{:>6} wrong verdicts", report.wrong.len());
            if report.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("acceptance_jose: {error}");
            ExitCode::FAILURE
        }
    }
}
