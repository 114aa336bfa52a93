//! The key of a screen: a path without query, fragment, ids and secrets (`/orders/:id`, `/reset/:token`).
//! Refuses what is no path; keeps nothing that names a person. The widget has the same rules: `tests/data/routes.json`.

use std::borrow::Cow;
use std::fmt;
use std::fmt::Write;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};
use unicode_normalization::UnicodeNormalization;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::base::{invalid::Invalid, text::bounded};

mod mask;

/// Longest route in characters.
pub const MAX: usize = 512;
/// Longest path that is accepted as a route.
const MAX_PATH: usize = 10_000;
/// Characters that are kept of a route that is too long, before the digest of all of it.
const KEPT: usize = MAX - 12;

/// A normalised route; parsing it again changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Route(String);

impl Route {
    /// Normalises a path: query, fragment, parameters of segments, empty segments and a trailing slash go, dots are
    /// resolved, ids become `:id` and secrets `:token`, and percent escapes are written in one way. What is over 512
    /// characters is cut and made unique by a digest of the whole.
    ///
    /// # Errors
    /// Occurs when it does not begin with `/`, contains control characters, or is over 10 000 characters.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        if !raw.starts_with('/') {
            return Err(Invalid::at("", "Must be a path that starts with “/”, such as /orders/:id."));
        }
        let path = raw.split(['?', '#']).next().unwrap_or_default();
        if path.chars().count() > MAX_PATH {
            return Err(Invalid::at("", format!("Must have at most {MAX_PATH} characters.")));
        }
        let mut segments: Vec<Vec<u8>> = Vec::new();
        for segment in path.split('/') {
            let mut bytes = decoded(segment);
            if String::from_utf8_lossy(&bytes).chars().any(char::is_control) {
                return Err(Invalid::at("", "Must not contain control characters."));
            }
            bytes.truncate(parameters(&bytes));
            match bytes.as_slice() {
                b"" | b"." => {}
                b".." => {
                    segments.pop();
                }
                _ => segments.push(bytes),
            }
        }
        let texts: Vec<_> = segments.iter().map(|bytes| String::from_utf8_lossy(bytes)).collect();
        let mut masks = mask::masks(&texts);
        if is_cut(path)
            && let Some(last) = masks.last_mut()
        {
            // What is left of a segment that was cut looks like a token, with the digest behind it.
            *last = None;
        }
        let written: Vec<_> = segments
            .iter()
            .zip(masks)
            .map(|(bytes, mask)| mask.map_or_else(|| canonical(bytes), str::to_owned))
            .collect();
        Ok(Self(cut(format!("/{}", written.join("/")))))
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

/// Where the parameters of a segment begin, such as ";jsessionid=…", which name no screen. They may begin with the Greek question
/// mark, which becomes a semicolon in NFC.
fn parameters(segment: &[u8]) -> usize {
    let semicolon = segment.iter().position(|byte| *byte == b';');
    let greek = segment.windows(2).position(|pair| pair == "\u{37e}".as_bytes());
    semicolon.into_iter().chain(greek).min().unwrap_or(segment.len())
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

/// A route of at most 512 characters: two long ones with the same beginning stay different screens.
fn cut(route: String) -> String {
    if route.chars().count() <= MAX {
        return route;
    }
    let sum = route.chars().fold(0_u32, |sum, c| sum.wrapping_mul(31).wrapping_add(c as u32));
    let mut kept: String = route.chars().take(KEPT).collect();
    // Half an escape would be read as something else.
    if let Some(at) = kept.rfind('%').filter(|at| kept.len() - at < 3) {
        kept.truncate(at);
    }
    format!("{kept}~{}", base36(sum))
}

/// Whether a path was cut before, here or by a widget.
fn is_cut(path: &str) -> bool {
    let length = path.chars().count();
    let digest = path.rsplit_once('~').map(|(_, digest)| digest).unwrap_or_default();
    (KEPT - 1..=MAX).contains(&length)
        && (1..=7).contains(&digest.len())
        && digest.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase())
}

fn base36(mut value: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.extend(char::from_digit(value % 36, 36));
        value /= 36;
        if value == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

/// One spelling of a segment: NFC with escapes only where a character would be read as something else.
/// Undecodable bytes stay escaped.
fn canonical(bytes: &[u8]) -> String {
    let mut written = String::new();
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().nfc() {
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
        /// Has the name by which `api/scrubbed.rs` knows a route: the scan leaves it to the rules here.
        #[derive(Deserialize)]
        #[serde(rename = "Route")]
        struct Raw<'r>(#[serde(borrow)] Cow<'r, str>);
        let Raw(raw) = Raw::deserialize(deserializer)?;
        Self::parse(&raw).map_err(|fault| de::Error::custom(fault.detail))
    }
}

impl PartialSchema for Route {
    fn schema() -> RefOr<Schema> {
        let mut object = bounded(1, MAX_PATH);
        object.pattern = Some("^/".to_owned());
        object.into()
    }
}

impl ToSchema for Route {}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
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
        assert!(Route::parse(&format!("/{}", "é".repeat(9_999))).is_ok());
        assert!(Route::parse(&format!("/{}", "é".repeat(10_000))).is_err());
    }

    #[test]
    fn long_routes_with_one_beginning_stay_different() {
        let page = |end: &str| route(&format!("/{}", format!("設定{end}/").repeat(200)));
        let (one, other) = (page("甲"), page("乙"));
        assert_ne!(one, other);
        for long in [one, other, page("%20"), page("a/%2F")] {
            assert!(long.chars().count() <= MAX, "{long}");
            assert_eq!(route(&long), long);
        }
        assert_eq!(route(&format!("/{}", "é".repeat(511))), format!("/{}", "é".repeat(511)));
    }

    #[test]
    fn routes_are_those_of_the_widget() {
        let examples: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("../../../tests/data/routes.json")).unwrap();
        assert!(examples.len() > 40);
        for example in examples {
            let (path, wanted) = (example["path"].as_str().unwrap(), example["route"].as_str().unwrap());
            assert_eq!(route(path), wanted, "{path}");
            assert_eq!(route(wanted), wanted, "twice: {path}");
        }
    }

    #[test]
    fn what_the_scan_knows_as_a_secret_is_masked_too() {
        assert_eq!(route("/to/анна@пример.рф"), "/to/:id");
        assert_eq!(route("/pay/4111.1111.1111.1111"), "/pay/:id");
        assert_eq!(route("/x/ghp_abcdefghijklmnopqrstuvwxyzabcd1"), "/x/:token");
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(
            raw in prop_oneof![
                any::<String>(),
                "(/([a-z0-9%.@: ;=~]|%[0-9a-fA-F]{2}){0,8}){0,6}",
                "(/(reset|verify|:token|:id|[A-Z0-9]{3,16}|[a-z]{1,9}[-_.][0-9a-z]{1,4})){0,5}",
                "(/([a-z0-9é設%]|%[0-9a-f]{2}){40,60}){8,14}",
            ],
        ) {
            if let Ok(once) = Route::parse(&format!("/{raw}")) {
                prop_assert!(once.as_str().starts_with('/'));
                prop_assert_eq!(&Route::parse(once.as_str()).unwrap(), &once);
            }
        }
    }
}
