//! The origin of a host page (`https://shop.example.com`), as browsers write it.
//! Refuses wildcards, `null`, paths and everything else that an allow-list could be tricked by.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};
use url::Url;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::base::{invalid::Invalid, text::bounded};

/// Longest origin in characters: a full host name with scheme and port.
const MAX: usize = 270;

/// An http or https origin in its one spelling: lower case, IDNA, without a default port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Origin(String);

impl Origin {
    /// Reads exactly `scheme://host[:port]`.
    ///
    /// # Errors
    /// Occurs when anything else is given; the sentence says what to take away.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let wrong = |detail: &str| Err(Invalid::at("", detail));
        let Some((scheme, host)) = raw.split_once("://") else {
            return wrong("Enter a valid address like https://app.example.com.");
        };
        if raw.len() > MAX {
            return wrong("This address is too long.");
        }
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return wrong("Start with https:// or http://.");
        }
        let wild = "Wildcards (*) are not supported. Add each domain separately.";
        if host.contains('*') {
            return wrong(wild);
        }
        if host.contains('@') {
            return wrong("Remove the user name and password.");
        }
        if host.contains(['/', '?', '#', '\\']) {
            return wrong("Remove everything after the host and port, including the last “/”.");
        }
        if host.ends_with(':') || raw.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return wrong("Enter a valid address like https://app.example.com, without spaces.");
        }
        // The url crate reads the host as browsers do: lower case, IDNA, odd IPv4 spellings.
        match Url::parse(raw) {
            // An escape or a wide form may have become an asterisk only now.
            Ok(url) if url.host_str().is_some_and(|host| host.contains('*')) => wrong(wild),
            Ok(url) if url.host_str().is_some_and(is_host) => Ok(Self(url.origin().ascii_serialization())),
            _ => wrong("Enter a valid address like https://app.example.com."),
        }
    }

    /// The origin, as in the `Origin` header of a browser.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The origin, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Whether a host, in its one spelling, is a name or an address: browsers let more characters through than any name has.
fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_[]:".contains(&byte))
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Origin {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&raw).map_err(|fault| de::Error::custom(fault.detail))
    }
}

impl PartialSchema for Origin {
    fn schema() -> RefOr<Schema> {
        bounded(1, MAX).into()
    }
}

impl ToSchema for Origin {
    fn name() -> Cow<'static, str> {
        // The wire has another `Origin`: the row of the allow-list.
        Cow::Borrowed("OriginText")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_origin_has_one_spelling() {
        for (raw, one) in [
            ("HTTPS://Shop.Example.COM:443", "https://shop.example.com"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
        ] {
            assert_eq!(Origin::parse(raw).unwrap().as_str(), one);
        }
    }

    #[test]
    fn what_could_trick_an_allow_list_is_refused() {
        for bad in [
            "",
            "null",
            "*",
            "https://*",
            "https://*.example.com",
            "https://＊.example.com",
            "https://%2A.example.com",
            "https://a,b.example.com",
            "https://a;b.example.com",
            "example.com",
            "//example.com",
            "https://example.com/",
            "https://example.com/a",
            "https://example.com?x",
            "https://example.com#x",
            "https://user@example.com",
            "https://example.com\\@evil.com",
            "https:///example.com",
            "https://",
            "https://:443",
            "https://example.com:",
            "https://example.com:99999",
            "https://exa mple.com",
            " https://example.com",
            "https://example.com\n",
            "ftp://example.com",
            "file://x",
            "javascript://example.com",
            "chrome-extension://abc",
        ] {
            assert!(Origin::parse(bad).is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn reading_an_origin_again_changes_nothing(host in "\\PC{0,40}", port in any::<u16>()) {
            if let Ok(once) = Origin::parse(&format!("https://{host}:{port}")) {
                prop_assert_eq!(&Origin::parse(once.as_str()).unwrap(), &once);
            }
        }
    }
}
