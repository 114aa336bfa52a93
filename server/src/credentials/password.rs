//! Members' passwords: argon2id hashes, at most two computed at a time.
//! It sets no rules for good passwords and keeps none of them.

use std::sync::Arc;
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Memory in KiB, passes, lanes: OWASP's recommendation for argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many hashes may be computed at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// How long a caller waits for its turn; a flood of logins must not pile up.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// The hash of a random text that nobody kept: unknown e-mails are checked against it.
const ABSENT: &str = concat!(
    "$argon2id$v=19$m=19456,t=2,p=1$yVgfs3YlytqsDTaKP5cAvQ",
    "$wEEOiT6nzeyYaEbY/slzDkrmFMRmYgvBIezxK+s5lX4"
);

/// Why a password could not be hashed or checked.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Occurs when the parameters or the source of randomness fail.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    /// Occurs when the turn did not come within five seconds: answer 503 with `Retry-After`.
    #[error("too many passwords are being checked at the moment")]
    Busy,
    /// Occurs when the blocking thread stopped, as at shutdown.
    #[error("the password check was cut short")]
    Stopped(#[from] tokio::task::JoinError),
}

fn argon2() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|error| PasswordError::Hash(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password with a fresh salt into a PHC string; blocks for tens of milliseconds.
///
/// # Errors
/// [`PasswordError::Hash`] when there is no randomness.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    argon2()?
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| PasswordError::Hash(error.to_string()))
}

/// Returns whether the password belongs to the PHC string, with that string's own parameters; a broken
/// string is never right. Blocks for tens of milliseconds.
#[must_use]
pub fn verify(password: &str, stored: &str) -> bool {
    argon2().is_ok_and(|argon2| argon2.verify_password(password.as_bytes(), stored).is_ok())
}

/// Hashes and checks on the blocking pool, two at a time; clones share the limit.
#[derive(Debug, Clone)]
pub struct Hasher {
    permits: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

impl Hasher {
    /// Creates a hasher that does two at a time; create one per process.
    #[must_use]
    pub fn new() -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Hashes a password into a PHC string.
    ///
    /// # Errors
    /// [`PasswordError`]: no turn, no randomness, or shutdown.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        self.run(move || hash(&password)).await?
    }

    /// Returns whether the password belongs to the PHC string.
    ///
    /// # Errors
    /// [`PasswordError`]: no turn, or shutdown.
    pub async fn verify(&self, password: String, stored: String) -> Result<bool, PasswordError> {
        self.run(move || verify(&password, &stored)).await
    }

    /// Takes the same turn and time as [`Hasher::verify`] for an e-mail that has no member.
    ///
    /// # Errors
    /// The same as [`Hasher::verify`], so that the responses stay alike.
    pub async fn verify_absent(&self, password: String) -> Result<(), PasswordError> {
        self.verify(password, ABSENT.to_owned()).await.map(|_| ())
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let permit = self.permit().await?;
        // The permit moves into the work: a caller who hangs up does not release it early.
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        Ok(done.await?)
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, PasswordError> {
        let turn = tokio::time::timeout(MAX_WAIT, Arc::clone(&self.permits).acquire_owned());
        match turn.await {
            Ok(Ok(permit)) => Ok(permit),
            // The semaphore is never closed, so both arms mean: not now.
            Ok(Err(_)) | Err(_) => Err(PasswordError::Busy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_verifies_against_its_own_hash_only() {
        let stored = hash("correct horse").unwrap();
        assert!(verify("correct horse", &stored));
        assert!(!verify("correct horsf", &stored));
        assert!(!verify("", &stored));
    }

    #[test]
    fn hashes_are_argon2id_with_the_agreed_cost_and_a_fresh_salt() {
        let (one, two) = (hash("same").unwrap(), hash("same").unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, two);
    }

    #[test]
    fn the_hash_for_unknown_emails_costs_the_same_and_fits_no_password() {
        assert!(ABSENT.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(argon2::PasswordHash::new(ABSENT).is_ok());
        assert!(!verify("", ABSENT));
        assert!(!verify("password", ABSENT));
    }

    #[test]
    fn a_broken_hash_is_never_right() {
        for stored in ["", "x", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1$AAAA"] {
            assert!(!verify("anything", stored), "{stored}");
        }
    }

    #[tokio::test]
    async fn the_hasher_answers_many_callers_with_two_permits() {
        let hasher = Hasher::new();
        let stored = hasher.hash("secret words".to_owned()).await.unwrap();
        let mut calls = tokio::task::JoinSet::new();
        for turn in 0..6 {
            let (hasher, stored) = (hasher.clone(), stored.clone());
            let password = if turn % 2 == 0 { "secret words" } else { "other words" };
            calls.spawn(
                async move { (turn % 2 == 0, hasher.verify(password.to_owned(), stored).await.unwrap()) },
            );
        }
        while let Some(call) = calls.join_next().await {
            let (wanted, got) = call.unwrap();
            assert_eq!(wanted, got);
        }
        hasher.verify_absent("whatever".to_owned()).await.unwrap();
        assert_eq!(hasher.permits.available_permits(), AT_ONCE);
    }
}
