//! The start-up self-test: the wrapper takes a good token and refuses what the crate would accept.
//! It forges its own tokens with its own key; no real secret is touched.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use uuid::Uuid;

use super::envelope::IdentityKey;
use super::identity::identity;
use super::refused::Refused;
use super::visitor::{Bearer, VisitorKey};

const SECRET: &[u8] = b"self-test secret, used for nothing else";
const NOW: i64 = 1_800_000_000;

/// Header, claims, secret, and what must come of it.
type Case = (&'static str, String, &'static [u8], Result<(), Refused>);

/// Forges a token from any two texts; the signature is sound, whatever they say.
pub(super) fn forge(header: &str, claims: &str, secret: &[u8]) -> Result<String, String> {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", encode(header), encode(claims));
    let key = EncodingKey::from_secret(secret);
    let signature = crypto::sign(message.as_bytes(), &key, Algorithm::HS256)
        .map_err(|error| format!("signing fails: {error}"))?;
    Ok(format!("{message}.{signature}"))
}

/// Proves at start-up that dangerous tokens are refused and sound ones accepted.
///
/// # Errors
/// A sentence that names the first case with a wrong outcome; the server must not start.
pub fn self_test() -> Result<(), String> {
    const PLAIN: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
    let project = Uuid::from_u128(0x1c9d_5a7e);
    let aud = format!(r#""aud":"{project}""#);
    let (sub, iat) = (r#""sub":"u1""#, format!(r#""iat":{NOW}"#));
    let exp = format!(r#""exp":{}"#, NOW + 600);
    let good = format!("{{{sub},{aud},{iat},{exp}}}");
    let later = NOW + 600;

    let cases: [Case; 10] = [
        (PLAIN, good.clone(), SECRET, Ok(())),
        (r#"{"alg":"none"}"#, good.clone(), SECRET, Err(Refused::Algorithm)),
        (r#"{"alg":"HS256","crit":["x"],"x":1}"#, good.clone(), SECRET, Err(Refused::Critical)),
        (r#"{"alg":"HS256","typ":"at+jwt"}"#, good.clone(), SECRET, Err(Refused::Type)),
        (PLAIN, good.clone(), b"", Err(Refused::SecretWeak)),
        (PLAIN, format!("{{{sub},{iat},{exp}}}"), SECRET, Err(Refused::ClaimMissing("aud"))),
        (PLAIN, format!(r#"{{{sub},"aud":7,{iat},{exp}}}"#), SECRET, Err(Refused::ClaimType("aud"))),
        (PLAIN, format!(r#"{{{sub},{aud},{iat},{exp},"nbf":{later}}}"#), SECRET, Err(Refused::NotYetValid)),
        (PLAIN, format!(r#"{{{sub},{aud},{exp},"iat":{later}}}"#), SECRET, Err(Refused::IssuedLater)),
        (PLAIN, format!(r#"{{{sub},{aud},{iat},"exp":253402300799}}"#), SECRET, Err(Refused::Lifetime)),
    ];
    for (header, claims, secret, wanted) in cases {
        let token = forge(header, &claims, secret)?;
        let keys = [IdentityKey { kid: None, secret }];
        let got = identity(&token, &keys, project, NOW).map(|_| ());
        if got != wanted {
            return Err(format!("token self-test: {header} {claims} gave {got:?}, not {wanted:?}"));
        }
    }
    visitor_round(project)
}

/// A visitor token passes for its own project, not for another one and not as an identity.
fn visitor_round(project: Uuid) -> Result<(), String> {
    let key = VisitorKey::derive(SECRET).map_err(|refused| refused.to_string())?;
    let visitor = Uuid::from_u128(7);
    let token = key.sign(project, visitor, Bearer::Anonymous, NOW, 600).map_err(|error| error.to_string())?;
    let keys = [IdentityKey { kid: None, secret: SECRET }];
    let sound = key.verify(&token, project, NOW).is_ok_and(|claims| claims.visitor == visitor)
        && key.verify(&token, visitor, NOW) == Err(Refused::Audience)
        && identity(&token, &keys, project, NOW) == Err(Refused::Type);
    if sound { Ok(()) } else { Err("token self-test: visitor tokens are not kept apart".to_owned()) }
}
