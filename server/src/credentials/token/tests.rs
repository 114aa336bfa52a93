//! The tokens that the wrapper accepts and refuses: THREATS 9 and 13–16 as tables.

use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::selftest::forge;
use super::*;

const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";
const OTHER: &[u8] = b"fedcba9876543210fedcba9876543210";
const PROJECT: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001);
const NOW: i64 = 1_800_000_000;
const PLAIN: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn claims() -> Value {
    json!({"sub": "u1", "aud": PROJECT, "iat": NOW, "exp": NOW + 600})
}

/// The good claims with some replaced; null removes one.
fn with(changes: Value) -> String {
    let (mut claims, Value::Object(changes)) = (claims(), changes) else { unreachable!() };
    for (name, value) in changes {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(&name);
        } else {
            claims[name] = value;
        }
    }
    claims.to_string()
}

fn token(header: &str, claims: &str) -> String {
    forge(header, claims, SECRET).unwrap()
}

fn read(token: &str) -> Result<Identity, Refused> {
    identity(token, &[IdentityKey { kid: None, secret: SECRET }], PROJECT, NOW)
}

fn header_gives(header: &str) -> Result<(), Refused> {
    read(&token(header, &claims().to_string())).map(|_| ())
}

fn claims_give(claims: &str) -> Result<(), Refused> {
    read(&token(PLAIN, claims)).map(|_| ())
}

#[test]
fn the_self_test_passes() {
    assert_eq!(self_test(), Ok(()));
}

#[test]
fn a_full_token_is_read() {
    let full = with(json!({
        "iss": "shop", "email": "ann@example.com", "email_verified": true, "name": "Änn",
        "segment": "enterprise", "company": "Acme", "traits": {"plan": {"seats": 5}},
        "nbf": NOW, "jti": "a", "role": "owner",
    }));
    let got = read(&token(PLAIN, &full)).unwrap();
    assert_eq!((got.subject.as_str(), got.issuer.as_deref()), ("u1", Some("shop")));
    assert_eq!(got.email.as_deref(), Some("ann@example.com"));
    assert!(got.email_verified);
    assert_eq!(got.name.as_deref(), Some("Änn"));
    assert_eq!((got.segment.as_deref(), got.company.as_deref()), (Some("enterprise"), Some("Acme")));
    assert_eq!(got.traits.unwrap()["plan"]["seats"], 5);
}

#[test]
fn profile_fields_may_be_null_or_empty_and_an_address_is_unverified_until_told() {
    let text = format!(
        r#"{{"sub":"u","aud":["{PROJECT}"],"iat":{NOW},"exp":{},"name":null,"company":"","traits":null,"email":"a@b"}}"#,
        NOW + 3600
    );
    let got = read(&token(r#"{"alg":"HS256"}"#, &text)).unwrap();
    assert_eq!((got.name, got.company, got.traits, got.email_verified), (None, None, None, false));
    let verified_nothing = read(&token(PLAIN, &with(json!({"email_verified": true})))).unwrap();
    assert!(!verified_nothing.email_verified);
}

#[test]
fn headers_that_are_not_plain_hs256_are_refused() {
    use Refused::*;
    let cases = [
        (r#"{"alg":"none"}"#, Algorithm),
        (r#"{"alg":"None"}"#, Algorithm),
        (r#"{"alg":"NONE"}"#, Algorithm),
        (r#"{"alg":"nOnE"}"#, Algorithm),
        (r#"{"alg":"\u006eone"}"#, Algorithm),
        (r#"{"alg":""}"#, Algorithm),
        (r#"{"alg":null}"#, Algorithm),
        (r#"{"alg":["HS256"]}"#, Algorithm),
        (r#"{"alg":"hs256"}"#, Algorithm),
        (r#"{"alg":"HS256 "}"#, Algorithm),
        (r#"{"alg":"HS384"}"#, Algorithm),
        (r#"{"alg":"HS512"}"#, Algorithm),
        (r#"{"alg":"RS256"}"#, Algorithm),
        (r#"{"alg":"ES256"}"#, Algorithm),
        (r#"{"alg":"EdDSA"}"#, Algorithm),
        (r#"{"typ":"JWT"}"#, Algorithm),
        (r#"{"alg":"HS256","alg":"none"}"#, HeaderDuplicate),
        (r#"{"alg":"HS256","\u0061lg":"HS256"}"#, HeaderDuplicate),
        (r#"{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}"#, ForeignKey),
        (r#"{"alg":"HS256","jku":"https://evil.example/jwks"}"#, ForeignKey),
        (r#"{"alg":"HS256","x5u":"http://169.254.169.254/"}"#, ForeignKey),
        (r#"{"alg":"HS256","x5c":["AAAA"]}"#, ForeignKey),
        (r#"{"alg":"HS256","x5t":"AAAA"}"#, ForeignKey),
        (r#"{"alg":"HS256","x5t#S256":"AAAA"}"#, ForeignKey),
        (r#"{"alg":"HS256","jwk":null}"#, ForeignKey),
        (r#"{"alg":"HS256","crit":["exp"]}"#, Critical),
        (r#"{"alg":"HS256","crit":[]}"#, Critical),
        (r#"{"alg":"HS256","crit":["b64"],"b64":false}"#, Critical),
        (r#"{"alg":"HS256","b64":false}"#, HeaderUnknown),
        (r#"{"alg":"HS256","zip":"DEF"}"#, HeaderUnknown),
        (r#"{"alg":"HS256","cty":"JWT"}"#, HeaderUnknown),
        (r#"{"alg":"HS256","typ":"at+jwt"}"#, Type),
        (r#"{"alg":"HS256","typ":"yousaid-visitor"}"#, Type),
        (r#"{"alg":"HS256","typ":""}"#, Type),
        (r#"{"alg":"HS256","typ":null}"#, Type),
        (r#"{"alg":"HS256","typ":1}"#, Type),
        (r#"{"alg":"HS256","kid":""}"#, KeyIdForm),
        (r#"{"alg":"HS256","kid":1}"#, KeyIdForm),
        (r#"{"alg":"HS256","kid":null}"#, KeyIdForm),
        (r#"{"alg":"HS256","kid":"../../dev/null"}"#, KeyIdForm),
        (r#"{"alg":"HS256","kid":"/dev/null"}"#, KeyIdForm),
        (r#"{"alg":"HS256","kid":"x' UNION SELECT 'a"}"#, KeyIdForm),
        (r#"{"alg":"HS256","kid":"k\u0000"}"#, KeyIdForm),
        (r#"{"alg":"HS256","kid":"https://evil.example"}"#, KeyIdForm),
        (r#"{"alg":"HS256","kid":"unknown"}"#, KeyIdUnknown),
        (r#"["HS256"]"#, HeaderJson),
        (r#""HS256""#, HeaderJson),
        (r#"{"alg":"HS256"}{}"#, HeaderJson),
        (r#"{"alg":"HS256",}"#, HeaderJson),
        ("", HeaderJson),
    ];
    for (header, rule) in cases {
        assert_eq!(header_gives(header), Err(rule), "{header}");
    }
    for header in [PLAIN, r#"{"alg":"HS256"}"#, r#"{"alg":"HS256","typ":"jwt"}"#] {
        assert_eq!(header_gives(header), Ok(()), "{header}");
    }
}

#[test]
fn claims_that_break_a_rule_are_refused() {
    use Refused::*;
    let other = Uuid::from_u128(9);
    let cases = [
        (json!({"sub": null}), ClaimMissing("sub")),
        (json!({"sub": 7}), ClaimType("sub")),
        (json!({"sub": ["u1"]}), ClaimType("sub")),
        (json!({"sub": ""}), ClaimValue("sub")),
        (json!({"sub": "  "}), ClaimValue("sub")),
        (json!({"sub": "a\u{0}b"}), ClaimValue("sub")),
        (json!({"sub": "x".repeat(201)}), ClaimValue("sub")),
        (json!({"aud": null}), ClaimMissing("aud")),
        (json!({"aud": 7}), ClaimType("aud")),
        (json!({"aud": {"x": 1}}), ClaimType("aud")),
        (json!({"aud": other}), Audience),
        (json!({"aud": ""}), Audience),
        (json!({"aud": []}), Audience),
        (json!({"aud": [other]}), Audience),
        (json!({"aud": [PROJECT, other]}), Audience),
        (json!({"aud": PROJECT.simple().to_string()}), Audience),
        (json!({"aud": format!(" {PROJECT}")}), Audience),
        (json!({"exp": null}), ClaimMissing("exp")),
        (json!({"exp": (NOW + 600).to_string()}), ClaimType("exp")),
        (json!({"exp": NOW as f64 + 0.5}), ClaimType("exp")),
        (json!({"exp": true}), ClaimType("exp")),
        (json!({"exp": u64::MAX}), ClaimType("exp")),
        (json!({"exp": i64::MAX}), ClaimValue("exp")),
        (json!({"exp": -1}), ClaimValue("exp")),
        (json!({"exp": 253_402_300_799_i64}), Lifetime),
        (json!({"exp": NOW + 3601}), Lifetime),
        (json!({"exp": NOW}), Lifetime),
        (json!({"exp": NOW - 30}), Lifetime),
        (json!({"iat": NOW - 3600, "exp": NOW - 61}), Expired),
        (json!({"exp": 0}), Expired),
        (json!({"iat": null}), ClaimMissing("iat")),
        (json!({"iat": "now"}), ClaimType("iat")),
        (json!({"iat": i64::MIN}), ClaimValue("iat")),
        (json!({"iat": NOW + 61}), IssuedLater),
        (json!({"nbf": NOW + 61}), NotYetValid),
        (json!({"nbf": "0"}), ClaimType("nbf")),
        (json!({"jti": 1}), ClaimType("jti")),
        (json!({"iss": 1}), ClaimType("iss")),
        (json!({"iss": ["shop"]}), ClaimType("iss")),
        (json!({"email": 1}), ClaimType("email")),
        (json!({"email": "ann"}), ClaimValue("email")),
        (json!({"email": "a@b@c"}), ClaimValue("email")),
        (json!({"email": "a b@c"}), ClaimValue("email")),
        (json!({"email": "a@b\r\nBcc: c@d"}), ClaimValue("email")),
        (json!({"email": "a@b", "email_verified": "true"}), ClaimType("email_verified")),
        (json!({"email": "a@b", "email_verified": 1}), ClaimType("email_verified")),
        (json!({"name": {"first": "Ann"}}), ClaimType("name")),
        (json!({"name": "x".repeat(201)}), ClaimValue("name")),
        (json!({"segment": true}), ClaimType("segment")),
        (json!({"company": []}), ClaimType("company")),
        (json!({"traits": []}), ClaimType("traits")),
        (json!({"traits": "x"}), ClaimType("traits")),
        (json!({"traits": {"x": "y".repeat(4096)}}), ClaimValue("traits")),
    ];
    for (change, rule) in cases {
        assert_eq!(claims_give(&with(change.clone())), Err(rule), "{change}");
    }
}

#[test]
fn claims_that_keep_the_rules_to_the_second_are_taken() {
    for change in [
        json!({"iat": NOW + 60, "exp": NOW + 3660}),
        json!({"iat": NOW - 3660, "exp": NOW - 60}),
        json!({"nbf": NOW + 60}),
        json!({"sub": "ü".repeat(200)}),
        json!({"aud": [PROJECT]}),
        json!({"exp": NOW + 3600}),
    ] {
        assert_eq!(claims_give(&with(change.clone())), Ok(()), "{change}");
    }
}

#[test]
fn duplicate_claims_are_refused_at_any_depth() {
    let good = claims().to_string();
    let open = good.strip_suffix('}').unwrap();
    for more in [
        r#","sub":"u2""#,
        r#","\u0073ub":"u1""#,
        r#","x":1,"x":1"#,
        r#","traits":{"a":1,"a":2}"#,
        r#","x":[{"b":{"c":1,"c":1}}]"#,
    ] {
        let twice = format!("{open}{more}}}");
        assert_eq!(claims_give(&twice), Err(Refused::ClaimDuplicate), "{more}");
    }
}

#[test]
fn claims_that_are_no_object_are_refused() {
    let deep = format!("{{\"x\":{}1{}}}", "[".repeat(500), "]".repeat(500));
    for text in ["", "null", "[]", "7", r#""x""#, "{", "{}{}", "{} x", "\u{feff}{}", deep.as_str()] {
        assert_eq!(claims_give(text), Err(Refused::ClaimsJson), "{text}");
    }
}

#[test]
fn a_token_with_a_broken_shape_is_refused() {
    use Refused::*;
    let good = token(PLAIN, &claims().to_string());
    let (message, signature) = good.rsplit_once('.').unwrap();
    let cases = [
        (String::new(), Shape),
        ("x".to_owned(), Shape),
        ("a.b".to_owned(), Shape),
        (format!("{good}.x"), Shape),
        (format!("{good}.x.y"), Shape),
        (message.to_owned(), Shape),
        (format!("{message}."), SignatureMissing),
        (format!("{good}="), Encoding),
        (format!("{good} "), Encoding),
        (format!("\n{good}"), Encoding),
        (format!("{message}.{}", signature.replace(['-', '_'], "+") + "/"), Encoding),
        (format!("{message}.AAAA"), Signature),
        (format!("{message}.{}", &signature[..42]), Encoding),
        (format!("..{signature}"), HeaderJson),
        ("é.é.é".to_owned(), Encoding),
        (format!("{good}{}", "A".repeat(8192)), TooLong),
    ];
    for (token, rule) in cases {
        assert_eq!(read(&token), Err(rule), "{token}");
    }
}

#[test]
fn an_unsigned_token_is_refused_whatever_its_header_says() {
    let bare = |header| {
        let token = token(header, &claims().to_string());
        format!("{}.", token.rsplit_once('.').unwrap().0)
    };
    assert_eq!(read(&bare(r#"{"alg":"none"}"#)), Err(Refused::Algorithm));
    assert_eq!(read(&bare(PLAIN)), Err(Refused::SignatureMissing));
}

#[test]
fn weak_and_public_secrets_never_verify() {
    let pem = b"-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----";
    let jwk = br#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78","e":"AQAB"}"#;
    let cases: [(&[u8], Refused); 6] = [
        (b"", Refused::SecretWeak),
        (b"secret", Refused::SecretWeak),
        (&SECRET[..31], Refused::SecretWeak),
        (pem, Refused::SecretPublic),
        (jwk, Refused::SecretPublic),
        (b"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB", Refused::SecretPublic),
    ];
    for (secret, rule) in cases {
        let token = forge(PLAIN, &claims().to_string(), secret).unwrap();
        assert_eq!(identity(&token, &[IdentityKey { kid: None, secret }], PROJECT, NOW), Err(rule));
        assert_eq!(secret_fault(secret), Err(rule));
    }
    assert_eq!(secret_fault(SECRET), Ok(()));
    let good = token(PLAIN, &claims().to_string());
    assert_eq!(identity(&good, &[], PROJECT, NOW), Err(Refused::KeyMissing));
}

#[test]
fn during_rotation_both_keys_verify_and_afterwards_only_the_new_one() {
    let text = claims().to_string();
    let old = IdentityKey { kid: Some("2025"), secret: OTHER };
    let new = IdentityKey { kid: Some("2026"), secret: SECRET };
    let sign = |header: &str, secret| forge(header, &text, secret).unwrap();
    let (h25, h26) = (r#"{"alg":"HS256","kid":"2025"}"#, r#"{"alg":"HS256","kid":"2026"}"#);
    let read = |token: &str, keys: &[IdentityKey<'_>]| identity(token, keys, PROJECT, NOW).err();

    for token in [sign(h25, OTHER), sign(h26, SECRET), sign(PLAIN, OTHER), sign(PLAIN, SECRET)] {
        assert_eq!(read(&token, &[new, old]), None);
    }
    assert_eq!(read(&sign(h26, OTHER), &[new, old]), Some(Refused::Signature));
    assert_eq!(read(&sign(h25, OTHER), &[new]), Some(Refused::KeyIdUnknown));
    assert_eq!(read(&sign(PLAIN, OTHER), &[new]), Some(Refused::Signature));
    assert_eq!(
        read(&sign(PLAIN, b"a third secret of thirty-two bytes"), &[new, old]),
        Some(Refused::Signature)
    );
}

#[test]
fn a_visitor_token_comes_back_as_it_was_signed() {
    let key = VisitorKey::derive(SECRET).unwrap();
    let visitor = Uuid::from_u128(5);
    let fingerprint = key.fingerprint(&[9; 32]);
    assert_ne!(fingerprint, key.fingerprint(&[8; 32]));
    for (bearer, identified) in
        [(Bearer::Anonymous, None), (Bearer::Identified(fingerprint), Some(fingerprint))]
    {
        let kind = bearer.kind();
        let token = key.sign(PROJECT, visitor, bearer, NOW, i64::MAX).unwrap();
        let expires_at = NOW + kind.ttl_seconds();
        let wanted = VisitorClaims {
            visitor,
            project: PROJECT,
            identified: identified.is_some(),
            secret_fingerprint: identified,
            issued_at: NOW,
            expires_at,
        };
        assert_eq!(key.verify(&token, PROJECT, NOW), Ok(wanted));
        assert_eq!(key.verify(&token, PROJECT, expires_at + 60), Ok(wanted));
        assert_eq!(key.verify(&token, PROJECT, expires_at + 61), Err(Refused::Expired));
        assert_eq!(key.verify(&token, PROJECT, NOW - 61), Err(Refused::IssuedLater));
        assert_eq!(key.verify(&token, visitor, NOW), Err(Refused::Audience));
        let stranger = VisitorKey::derive(OTHER).unwrap();
        assert_eq!(stranger.verify(&token, PROJECT, NOW), Err(Refused::Signature));
    }
    assert!(VisitorKey::derive(&SECRET[..31]).is_err());
    assert_eq!(format!("{key:?}"), "VisitorKey(…)");
}

#[test]
fn identity_and_visitor_tokens_are_never_taken_for_each_other() {
    let key = VisitorKey::derive(SECRET).unwrap();
    let own = key
        .sign(PROJECT, Uuid::from_u128(5), Bearer::Identified(key.fingerprint(&[9; 32])), NOW, 600)
        .unwrap();
    assert_eq!(read(&own), Err(Refused::Type));
    let host = token(PLAIN, &claims().to_string());
    assert_eq!(key.verify(&host, PROJECT, NOW), Err(Refused::Type));
    // A host that copies our typ, and even uses the server's secret, still has another key.
    let sub = Uuid::from_u128(5);
    let copied = with(json!({"kind": "identified", "sub": sub}));
    let header = r#"{"alg":"HS256","typ":"yousaid-visitor"}"#;
    assert_eq!(key.verify(&token(header, &copied), PROJECT, NOW), Err(Refused::Signature));
}

#[test]
fn every_rule_has_a_name_and_a_sentence_of_its_own() {
    let rules = [Refused::TooLong, Refused::Expired, Refused::ClaimMissing("aud"), Refused::Signature];
    for rule in rules {
        assert!(rule.to_string().ends_with('.'), "{rule}");
        assert!(rule.rule().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
    }
}

proptest! {
    #[test]
    fn no_text_is_a_token(text in ".{0,300}") {
        prop_assert!(read(&text).is_err());
    }

    #[test]
    fn one_changed_byte_is_refused(at in 0_usize..200, by in 1_u8..=127) {
        let mut raw = token(PLAIN, &claims().to_string()).into_bytes();
        let at = at % raw.len();
        raw[at] = (raw[at] ^ by) & 0x7f;
        let changed = String::from_utf8(raw).unwrap();
        prop_assert!(read(&changed).is_err());
    }

    #[test]
    fn signed_claims_of_any_kind_never_panic(sub in any::<i64>(), iat in any::<i64>(), exp in any::<i64>(), now in any::<i64>()) {
        let text = json!({"sub": sub.to_string(), "aud": PROJECT, "iat": iat, "exp": exp, "nbf": exp}).to_string();
        let keys = [IdentityKey { kid: None, secret: SECRET }];
        let _ = identity(&token(PLAIN, &text), &keys, PROJECT, now);
    }
}
