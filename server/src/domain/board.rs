//! Who may read the public board of a project, and what a host name of its own may be.
//! Does not say who is asking.

use std::net::IpAddr;

use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::{origin::Origin, words::words};
use crate::base::{invalid::Invalid, text::bounded};

words! {
    /// Who may read a project's board.
    pub enum Board {
        /// Nobody: there is none.
        Off = "off",
        /// Everybody.
        Public = "public",
        /// Members of the project.
        Members = "members",
        /// Members, and visitors whom the host identified.
        Identified = "identified",
    }
}

/// Longest host name, in characters.
const MAX: usize = 253;

/// A host name in its one spelling: lower case, IDNA, with a dot, no port, and no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct HostName(String);

impl HostName {
    /// Reads exactly a host name.
    ///
    /// # Errors
    /// Occurs when anything else is given.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let wrong =
            || Invalid::at("", "Enter a host name like feedback.example.com, without https:// and port.");
        if raw.len() > MAX || raw.contains([':', '[', ']']) {
            return Err(wrong());
        }
        let origin = Origin::parse(&format!("https://{raw}")).map_err(|_other_words| wrong())?;
        let host = origin.as_str().strip_prefix("https://").unwrap_or_default();
        let labels = || host.split('.');
        let named = labels().count() > 1
            && labels().all(|label| {
                let ends = !label.starts_with('-') && !label.ends_with('-');
                ends && (1..=63).contains(&label.len()) && !label.contains('_')
            });
        if !named || host.parse::<IpAddr>().is_ok() {
            return Err(wrong());
        }
        Ok(Self(host.to_owned()))
    }

    /// The host name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The origin of a board at a host name of its own: browsers reach it by the scheme and port of the server's public origin.
pub fn origin_of(host: &str, public: &Origin) -> String {
    let (scheme, rest) = public.as_str().split_once("://").unwrap_or(("https", ""));
    // The host of an origin has no colon but in brackets.
    let port = rest.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    match port {
        Some((_, port)) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    }
}

impl<'de> Deserialize<'de> for HostName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Self::parse(&raw).map_err(|invalid| de::Error::custom(invalid.detail))
    }
}

impl PartialSchema for HostName {
    fn schema() -> RefOr<Schema> {
        bounded(1, MAX).into()
    }
}

impl ToSchema for HostName {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_name_has_one_spelling() {
        for (raw, one) in
            [("Feedback.Example.COM", "feedback.example.com"), ("bücher.example", "xn--bcher-kva.example")]
        {
            assert_eq!(HostName::parse(raw).unwrap().as_str(), one);
        }
    }

    #[test]
    fn what_is_no_host_name_is_refused() {
        for bad in [
            "",
            "localhost",
            "a.b:80",
            "https://a.b",
            "a.b/",
            "*.a.b",
            "a b.c",
            "127.0.0.1",
            "0x7f.1",
            "[::1]",
            "a..b",
            ".a.b",
            "a.b.",
            "-a.b",
            "a-.b",
            "a_b.c",
            "user@a.b",
            "a.b\n",
        ] {
            assert!(HostName::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_own_host_has_the_scheme_and_port_of_the_server() {
        let of = |public: &str| origin_of("board.example", &Origin::parse(public).unwrap());
        assert_eq!(of("https://feedback.example.com"), "https://board.example");
        assert_eq!(of("http://localhost:8080"), "http://board.example:8080");
        assert_eq!(of("http://[::1]:8080"), "http://board.example:8080");
        assert_eq!(of("http://[::1]"), "http://board.example");
    }
}
