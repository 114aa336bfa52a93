//! Random opaque secrets (sessions, API keys, invites, set-up links) and the hashes that are stored.
//! It never stores or prints a secret; a lost one is replaced by a new one.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The random part of a secret in bytes: 256 bits, 43 characters.
const SECRET_BYTES: usize = 32;

/// The random part of a widget key in bytes: 128 bits, 22 characters.
const WIDGET_KEY_BYTES: usize = 16;

/// The SHA-256 of a secret: the only form that is stored. A fast hash suffices for 256 random bits.
pub type SecretHash = [u8; 32];

/// A fresh secret: the text to show once and the hash to store; `Debug` shows neither.
#[derive(Clone)]
pub struct Secret {
    shown: String,
    hash: SecretHash,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// Draws a secret: the prefix as given (`"sk_"`, or empty) and 43 base64url characters.
    #[must_use]
    pub fn new(prefix: &str) -> Self {
        let shown = random::<SECRET_BYTES>(prefix);
        let hash = hash(&shown);
        Self { shown, hash }
    }

    /// The secret itself, to be shown once.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The hash to store and to look up by.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        self.hash
    }

    /// The secret and its hash, apart.
    #[must_use]
    pub fn into_parts(self) -> (String, SecretHash) {
        (self.shown, self.hash)
    }
}

/// The SHA-256 of a presented secret, to look it up by.
#[must_use]
pub fn hash(secret: &str) -> SecretHash {
    Sha256::digest(secret.as_bytes()).into()
}

/// Compares two byte strings in a time that depends on their lengths only.
#[must_use]
pub fn equal(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

/// Returns whether a text has the form of a secret with this prefix, so that junk costs no query.
#[must_use]
pub fn well_formed(prefix: &str, text: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|rest| URL_SAFE_NO_PAD.decode(rest).is_ok_and(|raw| raw.len() == SECRET_BYTES))
}

/// The first characters of a secret, to recognise it in a list: the prefix and six characters.
#[must_use]
pub fn head<'s>(prefix: &str, secret: &'s str) -> &'s str {
    secret.get(..prefix.len() + 6).unwrap_or(secret)
}

/// A fresh public widget key: `pk_` and 22 base64url characters.
#[must_use]
pub fn widget_key() -> String {
    random::<WIDGET_KEY_BYTES>("pk_")
}

/// Returns whether a text has the form of a widget key, so that junk costs no query.
#[must_use]
pub fn is_widget_key(text: &str) -> bool {
    text.strip_prefix("pk_")
        .is_some_and(|rest| URL_SAFE_NO_PAD.decode(rest).is_ok_and(|raw| raw.len() == WIDGET_KEY_BYTES))
}

fn random<const N: usize>(prefix: &str) -> String {
    let mut raw = [0_u8; N];
    // The thread's generator is a CSPRNG seeded and reseeded by the operating system.
    rand::fill(&mut raw);
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(raw))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_secret_is_its_prefix_and_43_url_safe_characters() {
        let secret = Secret::new("sk_");
        let rest = secret.shown().strip_prefix("sk_").unwrap();
        assert_eq!(rest.len(), 43);
        assert!(rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        assert!(well_formed("sk_", secret.shown()));
    }

    #[test]
    fn the_hash_of_what_was_shown_finds_what_was_stored() {
        let (shown, stored) = Secret::new("").into_parts();
        assert!(equal(&hash(&shown), &stored));
        assert!(!equal(&hash(&format!("{shown}x")), &stored));
        assert!(!equal(&stored[..31], &stored));
    }

    #[test]
    fn sha256_is_the_published_one() {
        assert_eq!(hash("abc")[..4], [0xba, 0x78, 0x16, 0xbf]);
    }

    #[test]
    fn debug_shows_nothing() {
        let secret = Secret::new("sk_");
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }

    #[test]
    fn no_two_are_alike() {
        let drawn: HashSet<String> = (0..1000)
            .map(|_| Secret::new("").into_parts().0)
            .chain((0..1000).map(|_| widget_key()))
            .collect();
        assert_eq!(drawn.len(), 2000);
    }

    #[test]
    fn a_widget_key_is_pk_and_22_characters() {
        let key = widget_key();
        assert!(key.starts_with("pk_"));
        assert_eq!(key.len(), 25);
    }

    #[test]
    fn junk_is_not_well_formed() {
        for junk in ["", "sk_", "sk_short", "pk_x", "sk_é", "sk_\0"] {
            assert!(!well_formed("sk_", junk), "{junk}");
        }
        let long = format!("sk_{}", "A".repeat(100_000));
        assert!(!well_formed("sk_", &long));
    }

    #[test]
    fn the_head_is_short_and_never_splits_a_character() {
        assert_eq!(head("sk_", "sk_abcdefghijkl"), "sk_abcdef");
        assert_eq!(head("sk_", "sk_a"), "sk_a");
        assert_eq!(head("sk_", "sk_aaaaaé"), "sk_aaaaaé");
    }
}
