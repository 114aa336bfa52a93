//! The client's address: found behind configured proxies, and turned into a key that fades daily.
//! An address is never stored, printed or compared beyond the day.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use hmac::{Hmac, KeyInit, Mac};
use ipnet::IpNet;
use sha2::Sha256;

/// Sets the address salt apart from every other key derived from the server's secret.
const LABEL: &[u8] = b"yousaid address salt v1";

/// Finds the client's address: the peer, or the right-most entry of `X-Forwarded-For` that is no
/// configured proxy.
///
/// `forwarded_for` is the header's value, several headers joined by commas in their order. It is
/// read only when the peer itself is a configured proxy, and only up to the first entry that is not
/// an address: anything left of that may be forged by the client.
#[must_use]
pub fn client(peer: IpAddr, forwarded_for: Option<&str>, trusted: &[IpNet]) -> IpAddr {
    let mut found = peer.to_canonical();
    for entry in forwarded_for.unwrap_or_default().rsplit(',') {
        if !trusted.iter().any(|net| net.contains(&found)) {
            break;
        }
        match parse(entry.trim()) {
            Some(address) => found = address.to_canonical(),
            None => break,
        }
    }
    found
}

/// An entry with or without a port or brackets, as proxies write them.
fn parse(entry: &str) -> Option<IpAddr> {
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    bare.unwrap_or(entry)
        .parse()
        .ok()
        .or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// The network that counts as one client: an IPv4 address, or an IPv6 /56, which one customer owns.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 72))),
    }
}

/// A pseudonym of a network for one UTC day, for rate limits; `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AddressKey([u8; 32]);

impl fmt::Debug for AddressKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressKey(…)")
    }
}

impl AsRef<[u8]> for AddressKey {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Creates address keys with a salt that changes at midnight UTC; `Debug` does not show it.
#[derive(Clone)]
pub struct AddressSalt(Hmac<Sha256>);

impl fmt::Debug for AddressSalt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressSalt(…)")
    }
}

/// Occurs when the server's secret can't be a key; never in a sound build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server's secret must have at least 32 bytes")]
pub struct SecretTooShort;

impl AddressSalt {
    /// Derives the salt from the server's secret, so that every node counts alike.
    ///
    /// # Errors
    /// [`SecretTooShort`] under 32 bytes.
    pub fn derive(server_secret: &[u8]) -> Result<Self, SecretTooShort> {
        if server_secret.len() < 32 {
            return Err(SecretTooShort);
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(server_secret).ok().ok_or(SecretTooShort)?;
        mac.update(LABEL);
        let salt = mac.finalize().into_bytes();
        Ok(Self(Hmac::<Sha256>::new_from_slice(&salt).ok().ok_or(SecretTooShort)?))
    }

    /// HMAC-SHA256 of the client's network and the UTC day; `now_seconds` since 1970.
    #[must_use]
    pub fn key(&self, address: IpAddr, now_seconds: i64) -> AddressKey {
        let mut mac = self.0.clone();
        mac.update(&now_seconds.div_euclid(86_400).to_be_bytes());
        match network(address) {
            IpAddr::V4(address) => mac.update(&address.octets()),
            IpAddr::V6(address) => mac.update(&address.octets()),
        }
        AddressKey(mac.finalize().into_bytes().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn proxies() -> Vec<IpNet> {
        ["10.0.0.0/8", "fd00::/8"].iter().map(|net| net.parse().unwrap()).collect()
    }

    fn found(peer: &str, header: &str) -> IpAddr {
        client(ip(peer), Some(header), &proxies())
    }

    #[test]
    fn an_unknown_peer_is_the_client_whatever_it_forwards() {
        assert_eq!(found("203.0.113.9", "198.51.100.1"), ip("203.0.113.9"));
        assert_eq!(client(ip("10.0.0.1"), Some("198.51.100.1"), &[]), ip("10.0.0.1"));
    }

    #[test]
    fn behind_a_proxy_the_right_most_foreign_entry_is_the_client() {
        assert_eq!(found("10.0.0.1", "198.51.100.1"), ip("198.51.100.1"));
        assert_eq!(found("10.0.0.1", "1.2.3.4, 198.51.100.1"), ip("198.51.100.1"));
        assert_eq!(found("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.9.9.9"), ip("198.51.100.1"));
        assert_eq!(found("fd00::1", " 2001:db8::7 ,fd00::2"), ip("2001:db8::7"));
    }

    #[test]
    fn entries_that_are_no_address_end_the_search() {
        for junk in ["", "unknown", "1.2.3.4, junk", "1.2.3.4,", "_hidden", "1.2.3.4.5"] {
            assert_eq!(found("10.0.0.1", junk), ip("10.0.0.1"), "{junk}");
        }
        assert_eq!(found("10.0.0.1", "1.2.3.4, junk, 10.0.0.2"), ip("10.0.0.2"));
        assert_eq!(client(ip("10.0.0.1"), None, &proxies()), ip("10.0.0.1"));
    }

    #[test]
    fn ports_brackets_and_mapped_addresses_are_understood() {
        assert_eq!(found("10.0.0.1", "198.51.100.1:4711"), ip("198.51.100.1"));
        assert_eq!(found("10.0.0.1", "[2001:db8::1]:4711"), ip("2001:db8::1"));
        assert_eq!(found("10.0.0.1", "[2001:db8::1]"), ip("2001:db8::1"));
        assert_eq!(found("::ffff:10.0.0.1", "::ffff:198.51.100.1"), ip("198.51.100.1"));
    }

    #[test]
    fn a_whole_56_counts_as_one_client() {
        assert_eq!(network(ip("2001:db8:1:2ff:1::1")), ip("2001:db8:1:200::"));
        assert_ne!(network(ip("2001:db8:1:300::1")), network(ip("2001:db8:1:2ff::1")));
        assert_eq!(network(ip("::ffff:198.51.100.1")), ip("198.51.100.1"));
    }

    #[test]
    fn keys_hold_for_a_day_and_differ_by_day_network_and_server() {
        let salt = AddressSalt::derive(&[7; 32]).unwrap();
        let (noon, night) = (1_800_014_400, 1_800_014_400 / 86_400 * 86_400);
        let key = salt.key(ip("198.51.100.1"), noon);
        assert_eq!(key, salt.key(ip("::ffff:198.51.100.1"), night));
        assert_eq!(key, salt.key(ip("198.51.100.1"), night + 86_399));
        assert_ne!(key, salt.key(ip("198.51.100.1"), night + 86_400));
        assert_ne!(key, salt.key(ip("198.51.100.2"), noon));
        assert_ne!(key, AddressSalt::derive(&[8; 32]).unwrap().key(ip("198.51.100.1"), noon));
        assert_eq!(salt.key(ip("2001:db8::1"), noon), salt.key(ip("2001:db8:0:ff::1"), noon));
    }

    #[test]
    fn nothing_is_shown_and_a_short_secret_is_refused() {
        let salt = AddressSalt::derive(&[7; 32]).unwrap();
        assert_eq!(format!("{salt:?} {:?}", salt.key(ip("1.2.3.4"), 0)), "AddressSalt(…) AddressKey(…)");
        assert!(AddressSalt::derive(&[7; 31]).is_err());
    }
}
