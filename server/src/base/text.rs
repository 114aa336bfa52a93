//! Text that people wrote, parsed once at the edge: `Text` of many lines and `Line` of one.
//! Refuses control characters and wrong lengths; never rewrites what somebody meant to say.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use unicode_normalization::UnicodeNormalization;
use utoipa::openapi::schema::{Object, ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

use super::invalid::Invalid;

/// Text of `MIN..=MAX` characters in NFC, trimmed, with `\n` and `\t` as its only controls.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

/// One line of `MIN..=MAX` characters in NFC, trimmed, without any control character.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// Reads text of many lines; `\r\n` and `\r` become `\n`.
    ///
    /// # Errors
    /// Occurs when the text is blank, too short, too long, or contains control characters.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let unified = if raw.contains('\r') {
            Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n"))
        } else {
            Cow::Borrowed(raw)
        };
        checked(&unified, MIN, MAX, "Enter a message.", |c| c.is_control() && c != '\n' && c != '\t')
            .map(Self)
    }
}

impl<const MIN: usize, const MAX: usize> Line<MIN, MAX> {
    /// Reads one line; a tab becomes a space.
    ///
    /// # Errors
    /// Occurs when the line is blank, too short, too long, or contains line breaks or other
    /// control characters.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let spaced = raw.trim().replace('\t', " ");
        if spaced.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
            return Err(Invalid::at("", "Remove the line breaks: this must be a single line."));
        }
        checked(&spaced, MIN, MAX, "Enter some text.", char::is_control).map(Self)
    }
}

/// The shared rule: normal form, no controls, visible where something is required (or else `blank` is the error), counted.
fn checked(
    raw: &str,
    min: usize,
    max: usize,
    blank: &str,
    refused: impl Fn(char) -> bool,
) -> Result<String, Invalid> {
    let text: String = raw.trim().nfc().collect();
    if text.chars().any(refused) {
        return Err(Invalid::at(
            "",
            "Remove the control characters, which can't be displayed, and try again.",
        ));
    }
    if min > 0 && is_blank(&text) {
        return Err(Invalid::at("", blank));
    }
    let count = text.chars().count();
    if count < min {
        return Err(Invalid::at("", format!("Use at least {}. This has {count}.", characters(min))));
    }
    if count > max {
        return Err(Invalid::at("", format!("Use at most {}. This has {count}.", characters(max))));
    }
    Ok(text)
}

/// Whether nothing of a text can be seen.
pub fn is_blank(text: &str) -> bool {
    !text.chars().any(visible)
}

/// Spaces, joiners, direction marks and fillers show nothing on their own.
fn visible(c: char) -> bool {
    !(c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}'
            | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'))
}

fn characters(count: usize) -> String {
    let noun = if count == 1 { "character" } else { "characters" };
    format!("{count} {noun}")
}

/// The OpenAPI object of a bounded string; lengths are counted in characters.
pub(crate) fn bounded(min: usize, max: usize) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(None::<SchemaFormat>)
        .min_length((min > 0).then_some(min))
        .max_length(Some(max))
        .build()
}

macro_rules! text_newtype {
    ($name:ident) => {
        impl<const MIN: usize, const MAX: usize> $name<MIN, MAX> {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, owned.
            pub fn into_string(self) -> String {
                self.0
            }

            /// True when nothing was written (only possible with `MIN` = 0).
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl<const MIN: usize, const MAX: usize> fmt::Display for $name<MIN, MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<const MIN: usize, const MAX: usize> fmt::Debug for $name<MIN, MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl<const MIN: usize, const MAX: usize> AsRef<str> for $name<MIN, MAX> {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl<const MIN: usize, const MAX: usize> std::str::FromStr for $name<MIN, MAX> {
            type Err = Invalid;

            fn from_str(raw: &str) -> Result<Self, Invalid> {
                Self::parse(raw)
            }
        }

        impl<const MIN: usize, const MAX: usize> Serialize for $name<MIN, MAX> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for $name<MIN, MAX> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let raw = Cow::<str>::deserialize(deserializer)?;
                Self::parse(&raw).map_err(|fault| de::Error::custom(fault.detail))
            }
        }

        impl<const MIN: usize, const MAX: usize> PartialSchema for $name<MIN, MAX> {
            fn schema() -> RefOr<Schema> {
                bounded(MIN, MAX).into()
            }
        }

        impl<const MIN: usize, const MAX: usize> ToSchema for $name<MIN, MAX> {
            fn name() -> Cow<'static, str> {
                Cow::Owned(format!("{}{MIN}To{MAX}", stringify!($name)))
            }
        }
    };
}

text_newtype!(Text);
text_newtype!(Line);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(raw: &str) -> String {
        Text::<2, 5>::parse(raw).unwrap_err().detail
    }

    #[test]
    fn text_is_trimmed_and_composed() {
        assert_eq!(Text::<1, 1>::parse("  e\u{301}\n").unwrap().as_str(), "é");
    }

    #[test]
    fn line_breaks_of_every_system_become_one_kind() {
        assert_eq!(Text::<1, 9>::parse("a\r\nb\rc\nd").unwrap().as_str(), "a\nb\nc\nd");
    }

    #[test]
    fn a_line_refuses_breaks_and_turns_tabs_into_spaces() {
        assert_eq!(Line::<1, 9>::parse("a\tb\n").unwrap().as_str(), "a b");
        assert!(Line::<1, 9>::parse("a\nb").is_err());
        assert!(Line::<1, 9>::parse("a\u{2028}b").is_err());
    }

    #[test]
    fn refusals_say_what_is_wrong() {
        assert_eq!(refusal("a"), "Use at least 2 characters. This has 1.");
        assert_eq!(refusal("abcdef"), "Use at most 5 characters. This has 6.");
        assert!(refusal("a\0b").starts_with("Remove the control characters"));
        assert!(refusal("a\u{1b}[0m").starts_with("Remove the control characters"));
        assert!(refusal(" \u{200b}\u{200d}\u{feff} ").starts_with("Enter a message."));
    }

    #[test]
    fn right_to_left_text_and_emoji_stay_as_they_are() {
        for kept in ["مرحبا", "👩‍👩‍👧", "שלום\u{200f}!"] {
            assert_eq!(Text::<1, 20>::parse(kept).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn nothing_is_text_where_nothing_is_asked() {
        assert!(Text::<0, 5>::parse("  ").unwrap().is_empty());
    }

    #[test]
    fn the_wire_gives_the_sentence() {
        let fault = serde_json::from_str::<Line<1, 3>>("\"abcd\"").unwrap_err();
        assert!(fault.to_string().starts_with("Use at most 3 characters"));
        assert_eq!(serde_json::from_str::<Line<1, 3>>("\"a\\u0062\"").unwrap().as_str(), "ab");
    }

    proptest! {
        #[test]
        fn parsing_twice_changes_nothing(raw in any::<String>()) {
            if let Ok(once) = Text::<0, 100_000>::parse(&raw) {
                prop_assert_eq!(&Text::parse(once.as_str()).unwrap(), &once);
            }
            if let Ok(once) = Line::<0, 100_000>::parse(&raw) {
                prop_assert_eq!(&Line::parse(once.as_str()).unwrap(), &once);
            }
        }
    }
}
