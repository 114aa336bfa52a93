//! Passwords, opaque secrets and signed tokens: made and checked. Knows no database and no HTTP.

pub mod password;
pub mod secret;
pub mod token;
