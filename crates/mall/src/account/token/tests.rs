//! Tokens as an attacker would send them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jsonwebtoken::{EncodingKey, Header};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const NOW: Time = Time(1_795_161_600_000_000);
const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";
const USER: UserId = UserId::from_raw(41);
const SESSION: SessionId = SessionId::from_raw(42);

fn keys(list: &[(&str, &[u8])]) -> Keys {
    let list: Vec<_> = list.iter().map(|(id, secret)| ((*id).to_owned(), secret.to_vec())).collect();
    Keys::new("maidian", "maidian-api", &list).unwrap()
}

fn ours() -> Keys {
    keys(&[("k1", SECRET)])
}

fn claims() -> Value {
    json!({
        "iss": "maidian", "aud": "maidian-api", "sub": "41", "sid": "42",
        "iat": NOW.seconds(), "exp": NOW.seconds() + 900, "ver": 1,
    })
}

fn header(algorithm: Algorithm) -> Header {
    Header { kid: Some("k1".into()), ..Header::new(algorithm) }
}

/// A token with our key and any header and claims.
fn signed(header: &Header, claims: &Value) -> String {
    encode(header, claims, &EncodingKey::from_secret(SECRET)).unwrap()
}

/// A token whose header is written by hand, signed as HS256 with our key all the same.
fn with_header(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let signature =
        jsonwebtoken::crypto::sign(message.as_bytes(), &EncodingKey::from_secret(SECRET), ALGORITHM).unwrap();
    format!("{message}.{signature}")
}

fn refusal(token: &str) -> Code {
    ours().read(token, NOW).unwrap_err().code()
}

#[test]
fn a_token_of_ours_is_read_until_it_expires() {
    let keys = ours();
    let token = keys.issue(USER, SESSION, NOW).unwrap();
    let claims = Claims { user: USER, session: SESSION };
    assert_eq!(keys.read(&token, NOW.plus_s(ACCESS_S - 1)).unwrap(), claims);
    assert_eq!(keys.read(&token, NOW.plus_s(ACCESS_S)).unwrap_err().code(), Code::TokenExpired);
    assert_eq!(keys.read(&signed(&header(ALGORITHM), &self::claims()), NOW).unwrap(), claims);
    assert_eq!(
        keys.read(&with_header(&json!({"alg": "HS256", "kid": "k1"}), &self::claims()), NOW).unwrap(),
        claims
    );
}

#[test]
fn keys_are_rotated() {
    let old = ours();
    let new = keys(&[("k2", &[7; 32]), ("k1", SECRET)]);
    let dropped = keys(&[("k2", &[7; 32])]);
    let token = old.issue(USER, SESSION, NOW).unwrap();
    assert!(new.read(&token, NOW).is_ok());
    assert_eq!(dropped.read(&token, NOW).unwrap_err().code(), Code::TokenInvalid);
    let token = new.issue(USER, SESSION, NOW).unwrap();
    assert!(new.read(&token, NOW).is_ok() && dropped.read(&token, NOW).is_ok());
    assert_eq!(old.read(&token, NOW).unwrap_err().code(), Code::TokenInvalid);
    // A known id with another key's signature.
    let confused = keys(&[("k2", SECRET)]).issue(USER, SESSION, NOW).unwrap();
    assert_eq!(new.read(&confused, NOW).unwrap_err().code(), Code::TokenInvalid);
}

#[test]
fn weak_key_rings_are_refused() {
    let key = |id: &str, length: usize| (id.to_owned(), vec![1; length]);
    let nine: Vec<_> = (0..9).map(|n| key(&n.to_string(), 32)).collect();
    for list in [vec![], vec![key("a", 31)], vec![key("a", 32), key("a", 32)], nine] {
        assert!(Keys::new("i", "a", &list).is_err());
    }
}

#[test]
fn no_algorithm_but_ours() {
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        assert_eq!(refusal(&signed(&header(algorithm), &claims())), Code::TokenInvalid);
    }
    for name in ["none", "None", "NONE", "", "HS384", "RS256", "ES256", "PS256", "EdDSA", "hs256"] {
        let head = json!({"alg": name, "kid": "k1", "typ": "JWT"});
        assert_eq!(refusal(&with_header(&head, &claims())), Code::TokenInvalid, "{name}");
        let unsigned =
            format!("{}.{}.", BASE64.encode(head.to_string()), BASE64.encode(claims().to_string()));
        assert_eq!(refusal(&unsigned), Code::TokenInvalid, "{name}");
    }
}

#[test]
fn no_key_but_ours() {
    let forged = encode(&header(ALGORITHM), &claims(), &EncodingKey::from_secret(&[9; 32])).unwrap();
    assert_eq!(refusal(&forged), Code::TokenInvalid);
    for kid in [None, Some("k2"), Some(""), Some("../../dev/null"), Some("k1\0")] {
        let header = Header { kid: kid.map(str::to_owned), ..header(ALGORITHM) };
        assert_eq!(refusal(&signed(&header, &claims())), Code::TokenInvalid, "{kid:?}");
    }
    // A key the token brings along is not a key.
    let octets = json!({"kty": "oct", "k": BASE64.encode([9; 32]), "alg": "HS256"});
    let mut brought = header(ALGORITHM);
    brought.jwk = serde_json::from_value(octets).unwrap();
    let token = encode(&brought, &claims(), &EncodingKey::from_secret(&[9; 32])).unwrap();
    assert_eq!(refusal(&token), Code::TokenInvalid);
}

#[test]
fn extensions_are_refused() {
    for (name, value) in
        [("crit", json!(["exp"])), ("crit", json!([])), ("zip", json!("DEF")), ("b64", json!(false))]
    {
        let mut head = json!({"alg": "HS256", "kid": "k1"});
        head[name] = value;
        if name == "b64" {
            head["crit"] = json!(["b64"]);
        }
        assert_eq!(refusal(&with_header(&head, &claims())), Code::TokenInvalid, "{name}");
    }
}

#[test]
fn claims_are_complete_and_for_us() {
    let bad = [
        ("iss", json!("somebody")),
        ("aud", json!("another-api")),
        ("aud", json!(["maidian-api", "another"])),
        ("sub", json!(41)),
        ("sub", json!("-41")),
        ("sub", json!("")),
        ("sid", json!("42 ")),
        ("exp", json!("9999999999")),
        ("exp", json!(1e300)),
        ("ver", json!(2)),
        ("role", json!("admin")),
    ];
    for (name, value) in bad {
        let mut claims = claims();
        claims[name] = value;
        assert_eq!(refusal(&signed(&header(ALGORITHM), &claims)), Code::TokenInvalid, "{name}");
    }
    for name in ["iss", "aud", "sub", "sid", "iat", "exp", "ver"] {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(name);
        assert_eq!(refusal(&signed(&header(ALGORITHM), &claims)), Code::TokenInvalid, "{name}");
    }
    let mut expired = claims();
    expired["exp"] = json!(NOW.seconds());
    assert_eq!(refusal(&signed(&header(ALGORITHM), &expired)), Code::TokenExpired);
    expired["exp"] = json!(-1);
    assert_eq!(refusal(&signed(&header(ALGORITHM), &expired)), Code::TokenInvalid);
}

#[test]
fn every_changed_letter_is_noticed() {
    let token = ours().issue(USER, SESSION, NOW).unwrap();
    let last = token.len() - 1;
    // The last letter of a signature carries two bits that mean nothing; a lax decoder ignores them.
    for at in 0..=last {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert_eq!(refusal(&changed), Code::TokenInvalid, "letter {at}");
    }
    for changed in [
        format!("{token}."),
        format!(".{token}"),
        format!("{token}="),
        format!("{token} "),
        token[..last].into(),
    ] {
        assert_eq!(refusal(&changed), Code::TokenInvalid);
    }
}

#[test]
fn garbage_is_refused() {
    let long = "A".repeat(1_000_000);
    for token in [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "{}.{}.{}",
        "bnVsbA.bnVsbA.bnVsbA",
        "麦店.麦店.麦店",
        "\0.\0.\0",
        &long,
    ] {
        assert_eq!(refusal(token), Code::TokenInvalid);
    }
}

proptest! {
    #[test]
    fn nothing_sent_panics(token in "[A-Za-z0-9_=\\-]{0,40}\\.[A-Za-z0-9_\\-]{0,60}\\.\\PC{0,20}") {
        prop_assert_eq!(refusal(&token), Code::TokenInvalid);
    }
}
