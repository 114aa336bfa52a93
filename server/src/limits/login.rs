//! The three buckets of one attempt to log in: by address, by e-mail and address, by e-mail.
//! Knows no password, and keeps nothing.

use super::{Call, Class};

/// One attempt to log in.
pub struct Login<'a> {
    address: &'a [u8],
    email: String,
    pair: Vec<u8>,
}

impl<'a> Login<'a> {
    /// An attempt from an address; the e-mail counts without regard to case and outer white space.
    pub fn new(address: &'a (impl AsRef<[u8]> + ?Sized), email: &str) -> Self {
        let address = address.as_ref();
        let email = email.trim().to_lowercase();
        // The length keeps the two parts apart.
        let length = address.len().to_be_bytes();
        let pair = [length.as_slice(), address, email.as_bytes()].concat();
        Self { address, email, pair }
    }

    /// Its calls, the widest bucket of one address first: a flood from there does not use up the account's.
    #[must_use]
    pub fn calls(&self) -> [Call<'_>; 3] {
        [
            Call::new(Class::LoginAddress, self.address),
            Call::new(Class::LoginPair, &self.pair),
            Call::new(Class::LoginAccount, &self.email),
        ]
    }
}
