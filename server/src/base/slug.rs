//! Names in addresses: that of a project's board, and the readable end of a request's address.
//! Translates nothing: letters of other scripts become their usual spelling in Latin letters.

use std::fmt;

use deunicode::deunicode;
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};

use super::invalid::Invalid;

/// Shortest and longest name, in characters.
const MIN: usize = 2;
const MAX: usize = 60;

/// The name of a board in addresses: 2 to 60 of `a-z`, `0-9` and `-`, with a letter or digit at both ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

impl Slug {
    /// Reads a name as it was typed.
    ///
    /// # Errors
    /// Occurs when it has other characters, or too few or too many.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let ends = raw.bytes().next().is_some_and(plain) && raw.bytes().last().is_some_and(plain);
        let fits = (MIN..=MAX).contains(&raw.len());
        if fits && ends && raw.bytes().all(|byte| plain(byte) || byte == b'-') {
            return Ok(Self(raw.to_owned()));
        }
        Err(Invalid::at(
            "",
            "Use 2 to 60 lower-case letters, digits and hyphens, beginning and ending with a letter or digit.",
        ))
    }

    /// The name that a project's name suggests; `None` where nothing of it can be spelled in Latin letters and digits.
    pub fn suggested(name: &str) -> Option<Self> {
        Self::parse(&spelled(name, MAX)).ok()
    }

    /// This name, made another one by a number.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        let end = format!("-{number}");
        let stem: String = self.0.chars().take(MAX - end.len()).collect();
        Self(format!("{}{end}", stem.trim_end_matches('-')))
    }

    /// A name where nothing else can be said.
    pub fn plain() -> Self {
        Self("board".to_owned())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// A text in `a-z`, `0-9` and single hyphens, at most so many characters; empty where nothing can be spelled so.
pub fn spelled(text: &str, most: usize) -> String {
    let mut slug = String::new();
    for word in deunicode(text)
        .to_ascii_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let gap = usize::from(!slug.is_empty());
        if slug.len() + gap + word.len() > most {
            if slug.is_empty() {
                slug = word.chars().take(most).collect();
            }
            break;
        }
        if gap == 1 {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Self::parse(&raw).map_err(|invalid| de::Error::custom(invalid.detail))
    }
}

impl PartialSchema for Slug {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(MIN))
            .max_length(Some(MAX))
            .pattern(Some("^[a-z0-9][a-z0-9-]*[a-z0-9]$"))
            .into()
    }
}

impl ToSchema for Slug {}

/// How many names are tried before one gets another end.
const TRIED: u32 = 50;

/// A name in addresses for a text that is not taken yet: with a number behind it where others have the same, and with `last` where
/// very many do. `fallback` stands for a text without letters.
///
/// # Errors
/// Occurs when `taken` fails.
pub fn free<E>(
    text: &str,
    fallback: &str,
    most: usize,
    last: impl FnOnce() -> String,
    mut taken: impl FnMut(&str) -> Result<bool, E>,
) -> Result<String, E> {
    let spelled = spelled(text, most);
    let stem = if spelled.is_empty() { fallback.to_owned() } else { spelled };
    if !taken(&stem)? {
        return Ok(stem);
    }
    for number in 2..TRIED {
        let name = format!("{stem}-{number}");
        if !taken(&name)? {
            return Ok(name);
        }
    }
    Ok(format!("{stem}-{}", last()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_every_script_are_spelled() {
        for (name, slug) in [
            ("Kontor", "kontor"),
            ("Überweisungen & Größen", "uberweisungen-grossen"),
            ("  CSV -- export!  ", "csv-export"),
            ("Привет мир", "privet-mir"),
            ("請求書", "qing-qiu-shu"),
        ] {
            assert_eq!(Slug::suggested(name).unwrap().as_str(), slug, "{name}");
        }
        assert_eq!(Slug::suggested("—"), None);
        assert_eq!(Slug::suggested("x"), None);
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for bad in ["", "a", "-ab", "ab-", "Ab", "a b", "ü1", "a/b", "a.b", "ab\n", &"a".repeat(61)] {
            assert!(Slug::parse(bad).is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_suggested_and_numbered_is_a_name(name in "\\PC{0,200}", number in any::<u32>()) {
            if let Some(slug) = Slug::suggested(&name) {
                prop_assert!(Slug::parse(slug.numbered(number).as_str()).is_ok());
            }
            prop_assert!(spelled(&name, 60).len() <= 60);
        }
    }

    #[test]
    fn a_free_name_has_a_number_where_others_have_the_same() {
        let free_of = |text: &str, names: &[&str]| {
            free(text, "release", 60, || "last".to_owned(), |name| Ok::<_, ()>(names.contains(&name)))
                .unwrap()
        };
        assert_eq!(free_of("Dark mode", &[]), "dark-mode");
        assert_eq!(free_of("Dark mode", &["dark-mode", "dark-mode-2"]), "dark-mode-3");
        assert_eq!(free_of("—", &[]), "release");
        assert_eq!(free("a", "b", 60, || "last".to_owned(), |_| Ok::<_, ()>(true)), Ok("a-last".to_owned()));
    }
}
