//! The only place that decodes signed tokens: the host's identity tokens and our own visitor tokens.
//! It refuses everything that it does not know; `jsonwebtoken` checks signatures and nothing else,
//! since its `decode` accepts far too much (any `typ`, unknown `crit`, an empty secret).

mod claims;
mod envelope;
mod identity;
mod json;
mod refused;
mod selftest;
mod visitor;

pub use envelope::{IdentityKey, MAX_TOKEN_BYTES, MIN_SECRET_BYTES, secret_fault};
pub use identity::{Identity, MAX_LIFETIME_SECONDS, identity};
pub use refused::Refused;
pub use selftest::self_test;
pub use visitor::{Bearer, SecretFingerprint, SigningFailed, VisitorClaims, VisitorKey, VisitorKind};

#[cfg(test)]
mod tests;
