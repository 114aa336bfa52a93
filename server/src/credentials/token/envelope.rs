//! Opens a compact JWS: its shape, its header, its signature; hands out claims that are authentic.
//! It reads no claim, follows no address and accepts no key but those it is given.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::{Map, Value};

use super::json::{self, Fault};
use super::refused::Refused;

/// The longest token that is looked at, in bytes.
pub const MAX_TOKEN_BYTES: usize = 8192;

/// The shortest secret that may sign, in bytes (RFC 7518, section 3.2: the size of the hash).
pub const MIN_SECRET_BYTES: usize = 32;

/// A secret that may sign tokens, with the `kid` that selects it.
#[derive(Clone, Copy)]
pub struct IdentityKey<'a> {
    /// The name of the key in a token's header; a key without one is tried only for tokens without.
    pub kid: Option<&'a str>,
    /// The bytes of the shared secret, at least [`MIN_SECRET_BYTES`].
    pub secret: &'a [u8],
}

/// The kind of token that is expected, as its header's `typ` says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// `JWT` in any case or no `typ` at all: several signing libraries leave it out.
    Host,
    /// Exactly this `typ`.
    Own {
        /// The `typ`.
        typ: &'static str,
        /// The whole header as we write it, encoded.
        header: &'static str,
    },
}

/// Says why these bytes can't be a signing secret, so that they are refused when saved as well.
///
/// # Errors
/// [`Refused::SecretWeak`] under 32 bytes, [`Refused::SecretPublic`] for a public key.
pub fn secret_fault(secret: &[u8]) -> Result<(), Refused> {
    if secret.len() < MIN_SECRET_BYTES {
        return Err(Refused::SecretWeak);
    }
    // A public key as an HMAC secret is the classic confusion: everyone can sign with it.
    let start = secret.trim_ascii_start();
    let jwk = start.starts_with(b"{") && start.windows(5).any(|part| part == b"\"kty\"");
    if jwk || start.starts_with(b"-----BEGIN") || start.starts_with(b"ssh-") {
        return Err(Refused::SecretPublic);
    }
    Ok(())
}

/// Checks shape, header and signature, and returns the claims.
pub(super) fn open(
    token: &str,
    expected: Expected,
    keys: &[IdentityKey<'_>],
) -> Result<Map<String, Value>, Refused> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(Refused::TooLong);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(Refused::Shape)?;
    let (header, claims) = message.split_once('.').ok_or(Refused::Shape)?;
    if claims.contains('.') {
        return Err(Refused::Shape);
    }

    let parsed;
    let kid = match expected {
        // As we write it ourselves, for every token: the rules are met without reading it.
        Expected::Own { header: own, .. } if header == own => None,
        _ => {
            parsed = json::object(&bytes(header)?).map_err(|fault| match fault {
                Fault::Syntax => Refused::HeaderJson,
                Fault::Duplicate => Refused::HeaderDuplicate,
            })?;
            header_rules(&parsed, expected)?
        }
    };

    if signature.is_empty() {
        return Err(Refused::SignatureMissing);
    }
    bytes(signature)?;
    let claims = bytes(claims)?;
    if !signed(message, signature, kid, keys)? {
        return Err(Refused::Signature);
    }
    json::object(&claims).map_err(|fault| match fault {
        Fault::Syntax => Refused::ClaimsJson,
        Fault::Duplicate => Refused::ClaimDuplicate,
    })
}

/// Applies the rules of the header and returns its `kid`.
fn header_rules(header: &Map<String, Value>, expected: Expected) -> Result<Option<&str>, Refused> {
    if header.get("alg").and_then(Value::as_str) != Some("HS256") {
        return Err(Refused::Algorithm);
    }
    if header.contains_key("crit") {
        return Err(Refused::Critical);
    }
    for name in header.keys() {
        match name.as_str() {
            "alg" | "typ" | "kid" => {}
            "jwk" | "jku" | "x5u" | "x5c" | "x5t" | "x5t#S256" => return Err(Refused::ForeignKey),
            _ => return Err(Refused::HeaderUnknown),
        }
    }
    let typ_fits = match (header.get("typ"), expected) {
        (None, Expected::Host) => true,
        (Some(Value::String(typ)), Expected::Host) => typ.eq_ignore_ascii_case("JWT"),
        (Some(Value::String(typ)), Expected::Own { typ: own, .. }) => typ == own,
        _ => false,
    };
    if !typ_fits {
        return Err(Refused::Type);
    }
    match header.get("kid") {
        None => Ok(None),
        Some(Value::String(kid)) if plain(kid) => Ok(Some(kid)),
        Some(_) => Err(Refused::KeyIdForm),
    }
}

/// Returns whether one of the keys that `kid` selects made the signature.
fn signed(
    message: &str,
    signature: &str,
    kid: Option<&str>,
    keys: &[IdentityKey<'_>],
) -> Result<bool, Refused> {
    if keys.is_empty() {
        return Err(Refused::KeyMissing);
    }
    let mut known = false;
    for key in keys.iter().filter(|key| kid.is_none() || key.kid == kid) {
        known = true;
        secret_fault(key.secret)?;
        let key = DecodingKey::from_secret(key.secret);
        // A failure inside the crate counts as "not signed": it must never let a token through.
        if crypto::verify(signature, message.as_bytes(), &key, Algorithm::HS256).unwrap_or(false) {
            return Ok(true);
        }
    }
    if known { Ok(false) } else { Err(Refused::KeyIdUnknown) }
}

/// Decodes one part; padding, white space and stray trailing bits are refused.
fn bytes(part: &str) -> Result<Vec<u8>, Refused> {
    URL_SAFE_NO_PAD.decode(part).ok().ok_or(Refused::Encoding)
}

/// Returns whether a `kid` is a plain name, and so neither a path nor a query.
fn plain(kid: &str) -> bool {
    (1..=64).contains(&kid.len())
        && kid.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}
