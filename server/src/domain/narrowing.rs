//! What members narrow the triage to, as they write it: in the address of a list, and in a saved view. The values of one filter are
//! alternatives; of several filters each has to pass.
//! Finds nothing, and does not know which members, screens and tags there are.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::ToSchema;

use super::{
    status::{Kind, Status},
    triage,
};
use crate::base::{
    id::{self, Id},
    invalid::Invalid,
    text::Line,
};

/// Maximum number of values of one filter.
pub const MAX_VALUES: usize = 10;

/// Maximum number of characters of a search that a view keeps.
const MAX_WORDS: usize = 200;

/// Whose requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Those of the member who reads the list.
    Me,
    /// Those of nobody.
    Nobody,
    /// Those of this member.
    Member(Id<id::Member>),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Me => f.write_str("me"),
            Self::Nobody => f.write_str("none"),
            Self::Member(id) => id.fmt(f),
        }
    }
}

impl FromStr for Owner {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "me" => Ok(Self::Me),
            "none" => Ok(Self::Nobody),
            id => id.parse().map(Self::Member).map_err(|_no_id| {
                Invalid::at("", "Use the ID of a member, me, or none for the requests of nobody.")
            }),
        }
    }
}

impl Serialize for Owner {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Owner {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|wrong: Invalid| de::Error::custom(wrong.detail))
    }
}

/// Filters of the triage. An empty one lets everything pass.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Narrowing {
    /// Only requests with one of these statuses, at most 10.
    #[schema(max_items = 10)]
    pub status: Vec<Status>,
    /// Only requests of one of these kinds.
    #[schema(max_items = 10)]
    pub kind: Vec<Kind>,
    /// Only those of one of the screens with these IDs, at most 10.
    #[schema(max_items = 10)]
    pub screen: Vec<Id<id::Screen>>,
    /// Only those of one of the members with these IDs, `me` for one's own, or `none` for those of nobody; at most 10.
    #[schema(max_items = 10, value_type = Vec<String>)]
    pub assignee: Vec<Owner>,
    /// Only those with one of these tags, at most 10.
    #[schema(max_items = 10)]
    pub tag: Vec<String>,
    /// Only those that a visitor of one of these segments voted for, at most 10.
    #[schema(max_items = 10)]
    pub segment: Vec<String>,
    /// Only those suggested on this day or later, such as `2026-12-01`; a day is one of UTC.
    pub suggested_from: Option<String>,
    /// Only those suggested on this day or earlier.
    pub suggested_to: Option<String>,
    /// Only those with linked reports, or only those without.
    pub reports: Option<bool>,
    /// Only snoozed ones, or only those that are not.
    pub snoozed: Option<bool>,
    /// What is searched for.
    pub q: Option<String>,
}

impl Narrowing {
    /// Checks the numbers and the lengths of the values, the days and their order.
    ///
    /// # Errors
    /// Occurs at the first filter that is wrong, with its name as the pointer.
    pub fn checked(self) -> Result<Self, Invalid> {
        let sizes = [
            ("/status", self.status.len()),
            ("/kind", self.kind.len()),
            ("/screen", self.screen.len()),
            ("/assignee", self.assignee.len()),
            ("/tag", self.tag.len()),
            ("/segment", self.segment.len()),
        ];
        if let Some((pointer, _)) = sizes.into_iter().find(|(_, size)| *size > MAX_VALUES) {
            return Err(Invalid::at(pointer, format!("Use at most {MAX_VALUES} values of one filter.")));
        }
        for (pointer, words) in [("/tag", &self.tag), ("/segment", &self.segment)] {
            for word in words {
                Line::<1, 200>::parse(word).map_err(|wrong| wrong.under(pointer))?;
            }
        }
        let (from, to) = self.days()?;
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(Invalid::at("/suggested_to", "Use the same day or a later one than suggested_from."));
        }
        if self.q.as_ref().is_some_and(|words| words.chars().count() > MAX_WORDS) {
            return Err(Invalid::at("/q", format!("Use at most {MAX_WORDS} characters.")));
        }
        Ok(self)
    }

    /// The first and the last day of the suggestions, in days since 1970-01-01.
    ///
    /// # Errors
    /// Occurs when one is no day.
    pub fn days(&self) -> Result<(Option<i64>, Option<i64>), Invalid> {
        let read = |pointer: &str, text: &Option<String>| {
            text.as_deref().map(triage::day).transpose().map_err(|wrong| wrong.under(pointer))
        };
        Ok((read("/suggested_from", &self.suggested_from)?, read("/suggested_to", &self.suggested_to)?))
    }
}

/// The values of a filter in an address: separated by commas. A comma or a backslash inside of a value has a backslash before it.
pub fn values(text: &str) -> Vec<String> {
    let (mut values, mut value) = (Vec::new(), String::new());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => value.extend(characters.next()),
            ',' => values.push(std::mem::take(&mut value)),
            other => value.push(other),
        }
    }
    values.push(value);
    values.retain(|value| !value.trim().is_empty());
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_separated_by_commas_that_no_backslash_protects() {
        assert_eq!(values("new,planned"), ["new", "planned"]);
        assert_eq!(values("a\\,b,c\\\\,,\\"), ["a,b", "c\\"]);
        assert_eq!(values(""), Vec::<String>::new());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |narrowing: Narrowing| narrowing.checked().expect_err("wrong").pointer;
        let day = |day: &str| Some(day.to_owned());
        assert_eq!(
            wrong(Narrowing { suggested_from: day("2026-02-30"), ..Narrowing::default() }),
            "/suggested_from"
        );
        let turned = Narrowing {
            suggested_from: day("2026-02-02"),
            suggested_to: day("2026-02-01"),
            ..Narrowing::default()
        };
        assert_eq!(wrong(turned), "/suggested_to");
        let many = (0..11).map(|n| format!("t{n}")).collect();
        assert_eq!(wrong(Narrowing { tag: many, ..Narrowing::default() }), "/tag");
        assert_eq!(wrong(Narrowing { segment: vec![" ".to_owned()], ..Narrowing::default() }), "/segment");
    }
}
