//! The key of a screen: a path without query, fragment and ids (`/orders/:id`).
//! Refuses what is no path; keeps nothing that names a person.

use std::borrow::Cow;
use std::fmt;
use std::fmt::Write;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};
use unicode_normalization::UnicodeNormalization;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::base::invalid::Invalid;
use crate::base::text::bounded;

/// Longest route in characters.
pub const MAX: usize = 512;
/// What stands for an id.
const ID: &str = ":id";

/// A normalised route; parsing it again changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Route(String);

impl Route {
    /// Normalises a path: query, fragment, empty segments and a trailing slash go, dots are
    /// resolved, ids become `:id`, and percent escapes are written in one way.
    ///
    /// # Errors
    /// Occurs when it does not begin with `/`, holds control characters, or is over 512 characters.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        if !raw.starts_with('/') {
            return Err(Invalid::at("", "Must be a path that begins with “/”, such as /orders/:id."));
        }
        let path = raw.split(['?', '#']).next().unwrap_or_default();
        let mut segments: Vec<String> = Vec::new();
        for segment in path.split('/') {
            let bytes = decoded(segment);
            if String::from_utf8_lossy(&bytes).chars().any(char::is_control) {
                return Err(Invalid::at("", "Must not contain control characters."));
            }
            match bytes.as_slice() {
                b"" | b"." => {}
                b".." => {
                    segments.pop();
                }
                _ => segments.push(canonical(&bytes)),
            }
        }
        let route = format!("/{}", segments.join("/"));
        if route.chars().count() > MAX {
            return Err(Invalid::at("", format!("Must have at most {MAX} characters.")));
        }
        Ok(Self(route))
    }

    /// The route.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The route, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Bytes of a segment with `%41` read as `A`; a `%` that starts no escape stays itself.
fn decoded(segment: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escape = match (first, after) {
            (b'%', [high, low, tail @ ..]) => hex(*high).zip(hex(*low)).map(|nibbles| (nibbles, tail)),
            _ => None,
        };
        match escape {
            Some(((high, low), tail)) => {
                bytes.push(high << 4 | low);
                rest = tail;
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// One spelling of a segment: `:id`, or NFC with escapes only where a character would be
/// read as something else. Undecodable bytes stay escaped.
fn canonical(bytes: &[u8]) -> String {
    let mut written = String::new();
    for chunk in bytes.utf8_chunks() {
        let text: String = chunk.valid().nfc().collect();
        if chunk.valid().len() == bytes.len() && is_id(&text) {
            return ID.to_owned();
        }
        for character in text.chars() {
            if character.is_whitespace() || matches!(character, '/' | '\\' | '?' | '#' | '%') {
                let mut buffer = [0; 4];
                escape(&mut written, character.encode_utf8(&mut buffer).as_bytes());
            } else {
                written.push(character);
            }
        }
        escape(&mut written, chunk.invalid());
    }
    written
}

fn escape(written: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing to a string can't fail.
        let _ = write!(written, "%{byte:02X}");
    }
}

/// True for segments that name one thing rather than a kind of screen.
fn is_id(segment: &str) -> bool {
    let all = |test: fn(char) -> bool| segment.chars().all(test);
    let length = segment.chars().count();
    all(|c| c.is_ascii_digit())
        || length >= 16 && all(|c| c.is_ascii_hexdigit())
        || is_uuid(segment)
        || is_ulid(segment)
        || is_email(segment)
}

fn is_uuid(segment: &str) -> bool {
    segment.len() == 36
        && segment.char_indices().all(|(at, c)| match at {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
}

/// 26 letters of Crockford's base 32; 128 bits leave 0 to 7 for the first.
fn is_ulid(segment: &str) -> bool {
    segment.len() == 26
        && segment.starts_with(|c: char| ('0'..='7').contains(&c))
        && segment
            .chars()
            .all(|c| c.is_ascii_alphanumeric() && !matches!(c, 'I' | 'L' | 'O' | 'U' | 'i' | 'l' | 'o' | 'u'))
}

/// Anything around an `@` may name a person; a leading `@` is a public handle and stays.
fn is_email(segment: &str) -> bool {
    segment.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Route {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}

impl<'de> Deserialize<'de> for Route {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&raw).map_err(|fault| de::Error::custom(fault.detail))
    }
}

impl PartialSchema for Route {
    fn schema() -> RefOr<Schema> {
        let mut object = bounded(1, MAX);
        object.pattern = Some("^/".to_owned());
        object.into()
    }
}

impl ToSchema for Route {}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn route(raw: &str) -> String {
        Route::parse(raw).unwrap().into_string()
    }

    #[test]
    fn query_fragment_and_needless_slashes_go() {
        assert_eq!(route("/orders//new/?a=/b#c"), "/orders/new");
        assert_eq!(route("/#/x"), "/");
        assert_eq!(route("//"), "/");
        assert_eq!(route("/a/./b/../c"), "/a/c");
    }

    #[test]
    fn ids_become_a_placeholder() {
        for id in [
            "7",
            "0018",
            "018f2c1e-7b1a-7c3d-9e4f-0123456789ab",
            "507f1f77bcf86cd799439011",
            "01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "anna@example.com",
            "anna%40example.com",
            "%31%32",
        ] {
            assert_eq!(route(&format!("/orders/{id}/edit")), "/orders/:id/edit", "{id}");
        }
    }

    #[test]
    fn names_of_screens_stay() {
        for kept in ["/orders/:id", "/v2/new", "/@anna", "/deadbeef", "/INV-7", "/über/uns", "/설정"] {
            assert_eq!(route(kept), kept);
        }
    }

    #[test]
    fn escapes_have_one_spelling_and_never_make_a_slash() {
        assert_eq!(route("/a%2fb"), "/a%2Fb");
        assert_eq!(route("/a%252fb"), "/a%252fb");
        assert_eq!(route("/%75ber uns/100%"), "/uber%20uns/100%25");
        assert_eq!(route("/%ff%C3%BC"), "/%FFü");
        assert_eq!(route("/%2e%2e/x"), "/x");
    }

    #[test]
    fn what_is_no_route_is_refused() {
        for bad in ["", "orders", "https://example.com/", "/a\nb", "/a%00b", "/%0a"] {
            assert!(Route::parse(bad).is_err(), "{bad}");
        }
        assert!(Route::parse(&format!("/{}", "é".repeat(511))).is_ok());
        assert!(Route::parse(&format!("/{}", "é".repeat(512))).is_err());
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(
            raw in prop_oneof![any::<String>(), "(/([a-z0-9%.@: ]|%[0-9a-fA-F]{2}){0,8}){0,6}"],
        ) {
            if let Ok(once) = Route::parse(&format!("/{raw}")) {
                prop_assert!(once.as_str().starts_with('/'));
                prop_assert_eq!(&Route::parse(once.as_str()).unwrap(), &once);
            }
        }
    }
}
