//! Visitor tokens: signed and verified by this server, kept by the widget.
//! Their key and `typ` are their own, so that no host's token passes here and none of ours there.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use serde_json::Value;
use sha2::Sha256;
use uuid::Uuid;

use super::claims::{self, text};
use super::envelope::{self, Expected, IdentityKey, MIN_SECRET_BYTES};
use super::refused::Refused;

/// The `typ` of every visitor token.
const TYP: &str = "yousaid-visitor";
/// The header of every token, `{"typ":"yousaid-visitor","alg":"HS256"}`, encoded.
const HEADER: &str = "eyJ0eXAiOiJ5b3VzYWlkLXZpc2l0b3IiLCJhbGciOiJIUzI1NiJ9";

/// Sets the visitor key apart from every other key derived from the server's secret.
const LABEL: &[u8] = b"yousaid visitor token v1";

/// Sets the marks of hosts' secrets apart from everything else that the visitor key signs.
const MARK_LABEL: &[u8] = b"yousaid identity secret v1\0";

/// Whether the host vouched for a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitorKind {
    /// Known by nothing but this token.
    Anonymous,
    /// Exchanged from a host's identity token.
    Identified,
}

impl VisitorKind {
    /// The longest lifetime in seconds: 400 days when anonymous, one hour when identified.
    #[must_use]
    pub const fn ttl_seconds(self) -> i64 {
        match self {
            Self::Anonymous => 400 * 86_400,
            Self::Identified => 3600,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Identified => "identified",
        }
    }
}

/// Identifies a host's secret without revealing it: tokens of an identified visitor are valid as long as their secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretFingerprint([u8; 12]);

impl SecretFingerprint {
    fn text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    fn read(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }
}

/// Who a visitor token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// A visitor that nobody vouches for.
    Anonymous,
    /// A visitor that the host vouched for with the secret that has this fingerprint.
    Identified(SecretFingerprint),
}

impl Bearer {
    /// The kind of visitor.
    #[must_use]
    pub const fn kind(self) -> VisitorKind {
        match self {
            Self::Anonymous => VisitorKind::Anonymous,
            Self::Identified(_) => VisitorKind::Identified,
        }
    }

    fn fingerprint(self) -> Option<SecretFingerprint> {
        match self {
            Self::Anonymous => None,
            Self::Identified(fingerprint) => Some(fingerprint),
        }
    }
}

/// What a verified visitor token says; times in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitorClaims {
    /// The visitor of the token.
    pub visitor: Uuid,
    /// The project that it counts for.
    pub project: Uuid,
    /// Whether the host vouched for the visitor.
    pub identified: bool,
    /// The fingerprint of the secret that the host vouched with.
    pub secret_fingerprint: Option<SecretFingerprint>,
    /// When it was signed.
    pub issued_at: i64,
    /// When it ends.
    pub expires_at: i64,
}

/// Occurs when the cryptography behind the token library is not there; never in a sound build.
#[derive(Debug, thiserror::Error)]
#[error("the visitor token could not be signed")]
pub struct SigningFailed(#[from] jsonwebtoken::errors::Error);

/// The key that signs visitor tokens; `Debug` does not show it.
#[derive(Clone)]
pub struct VisitorKey([u8; 32]);

impl fmt::Debug for VisitorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VisitorKey(…)")
    }
}

#[derive(Serialize)]
struct Wire<'a> {
    aud: String,
    sub: String,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<String>,
    iat: i64,
    exp: i64,
}

impl VisitorKey {
    /// Derives the key from the server's secret: HMAC-SHA256 over a label.
    ///
    /// # Errors
    /// [`Refused::SecretWeak`] when the secret is under 32 bytes.
    pub fn derive(server_secret: &[u8]) -> Result<Self, Refused> {
        if server_secret.len() < MIN_SECRET_BYTES {
            return Err(Refused::SecretWeak);
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(server_secret).ok().ok_or(Refused::SecretWeak)?;
        mac.update(LABEL);
        Ok(Self(mac.finalize().into_bytes().into()))
    }

    /// The fingerprint of a host's secret: a keyed digest, which reveals nothing of it.
    #[must_use]
    pub fn fingerprint(&self, secret: &[u8]) -> SecretFingerprint {
        let mut digest = [0; 12];
        // HMAC takes keys of any length.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) {
            mac.update(MARK_LABEL);
            mac.update(secret);
            digest.iter_mut().zip(mac.finalize().into_bytes()).for_each(|(to, from)| *to = from);
        }
        SecretFingerprint(digest)
    }

    /// Signs a token for `ttl_seconds`, cut to 1 s … the longest lifetime of its kind.
    ///
    /// # Errors
    /// [`SigningFailed`] when the token library refuses.
    pub fn sign(
        &self,
        project: Uuid,
        visitor: Uuid,
        bearer: Bearer,
        now_seconds: i64,
        ttl_seconds: i64,
    ) -> Result<String, SigningFailed> {
        let kind = bearer.kind();
        let ttl_seconds = ttl_seconds.clamp(1, kind.ttl_seconds());
        let header = Header { typ: Some(TYP.to_owned()), ..Header::new(Algorithm::HS256) };
        let claims = Wire {
            aud: project.to_string(),
            sub: visitor.to_string(),
            kind: kind.word(),
            mark: bearer.fingerprint().map(SecretFingerprint::text),
            iat: now_seconds,
            exp: now_seconds.saturating_add(ttl_seconds),
        };
        Ok(jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(&self.0))?)
    }

    /// The id of the visitor whose browser made this seed: the same one for every attempt, so that a first write that is
    /// sent again, or two first writes of two tabs, create one visitor. Version 8 (RFC 9562) sets it apart from minted ids.
    ///
    /// # Errors
    /// [`Refused::SecretWeak`] never in a sound build: an HMAC takes keys of any length.
    pub fn seeded(&self, project: Uuid, seed: Uuid) -> Result<Uuid, Refused> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok().ok_or(Refused::SecretWeak)?;
        mac.update(b"yousaid visitor seed v1");
        mac.update(project.as_bytes());
        mac.update(seed.as_bytes());
        let digest: [u8; 32] = mac.finalize().into_bytes().into();
        let (half, _) = digest.split_at(16);
        let bytes: [u8; 16] = half.try_into().ok().ok_or(Refused::SecretWeak)?;
        Ok(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// Verifies a token for one project; skew 60 s.
    ///
    /// # Errors
    /// The first rule that rejects the token; the API answers 401 to each.
    pub fn verify(&self, token: &str, project: Uuid, now_seconds: i64) -> Result<VisitorClaims, Refused> {
        let key = [IdentityKey { kid: None, secret: &self.0 }];
        let claims = envelope::open(token, Expected::Own { typ: TYP, header: HEADER }, &key)?;
        claims::audience(&claims, project)?;
        let kind = match claims.get("kind").and_then(Value::as_str) {
            Some("anonymous") => VisitorKind::Anonymous,
            Some("identified") => VisitorKind::Identified,
            _ => return Err(Refused::ClaimValue("kind")),
        };
        let secret_fingerprint = match text(&claims, "mark", 16)? {
            Some(mark) => Some(SecretFingerprint::read(mark).ok_or(Refused::ClaimValue("mark"))?),
            None if kind == VisitorKind::Identified => return Err(Refused::ClaimMissing("mark")),
            None => None,
        };
        let span = claims::span(&claims, now_seconds, kind.ttl_seconds())?;
        let subject = text(&claims, "sub", 36)?.ok_or(Refused::ClaimMissing("sub"))?;
        Ok(VisitorClaims {
            visitor: Uuid::try_parse(subject).ok().ok_or(Refused::ClaimValue("sub"))?,
            project,
            identified: kind == VisitorKind::Identified,
            secret_fingerprint,
            issued_at: span.issued_at,
            expires_at: span.expires_at,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_token_begins_with_the_header_that_need_not_be_read() {
        let key = VisitorKey::derive(&[7; 32]).unwrap();
        let token = key.sign(Uuid::nil(), Uuid::nil(), Bearer::Anonymous, 1_800_000_000, 60).unwrap();
        assert_eq!(token.split('.').next(), Some(HEADER), "{token}");
    }

    #[test]
    fn a_seed_names_one_visitor_of_one_project_and_of_one_server() {
        let key = VisitorKey::derive(&[7; 32]).unwrap();
        let (project, seed) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let id = key.seeded(project, seed).unwrap();
        assert_eq!(id, key.seeded(project, seed).unwrap());
        assert_eq!(id.get_version_num(), 8);
        assert_ne!(id, key.seeded(project, Uuid::from_u128(3)).unwrap());
        assert_ne!(id, key.seeded(Uuid::from_u128(3), seed).unwrap());
        assert_ne!(id, VisitorKey::derive(&[8; 32]).unwrap().seeded(project, seed).unwrap());
    }
}
