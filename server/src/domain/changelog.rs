//! Changelogs of others, read: the JSON of GitHub's releases and files in the form of Keep a Changelog.
//! Creates nothing; a part that can't be read is an error of that part, and the others are read.

use chrono::{DateTime, NaiveDate};
use parse_changelog::Parser;
use serde::Deserialize;

use super::release_note::MAX_IMPORTED;
use crate::base::{
    invalid::Invalid,
    text::{Line, Text},
    time::{DAY, Time},
};

/// A release note of somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name at its source, by which it is known again.
    pub source_id: String,
    /// The title.
    pub title: String,
    /// The version.
    pub version: Option<String>,
    /// The text.
    pub body: String,
    /// When it was published; `None` for a draft.
    pub published_at: Option<Time>,
}

/// What was read: the entries, and what is wrong with each part that is none.
#[derive(Debug, Default)]
pub struct Read {
    /// The entries, in the order of the file.
    pub entries: Vec<Entry>,
    /// The place of each wrong part, such as `Release 3`, and why.
    pub wrong: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Release {
    id: Option<u64>,
    tag_name: Option<String>,
    name: Option<String>,
    body: Option<String>,
    #[serde(default)]
    draft: bool,
    published_at: Option<String>,
    created_at: Option<String>,
}

/// Reads the JSON of GitHub's releases: a list, or several lists one after the other as `gh api --paginate` writes them.
///
/// # Errors
/// Occurs when it is not a list of objects, or has too many.
pub fn github(text: &str) -> Result<Read, Invalid> {
    let mut releases = Vec::new();
    for part in serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'))
        .into_iter::<Vec<serde_json::Value>>()
    {
        let part = part.map_err(|_other| {
            Invalid::at("", "This is not the JSON of GitHub releases: a list was expected.")
        })?;
        releases.extend(part);
    }
    bounded(releases.len())?;
    let mut read = Read::default();
    for (at, value) in (1..).zip(releases) {
        match serde_json::from_value::<Release>(value).map_err(|error| error.to_string()).and_then(release) {
            Ok(entry) => add(&mut read, &format!("Release {at}"), entry),
            Err(why) => read.wrong.push((format!("Release {at}"), why)),
        }
    }
    Ok(read)
}

fn release(release: Release) -> Result<Entry, String> {
    let named =
        |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let tag = named(release.tag_name);
    let source_id = release.id.map(|id| id.to_string()).or_else(|| tag.clone());
    let at = if release.draft { None } else { release.published_at.or(release.created_at) };
    let at = at.map(|at| {
        DateTime::parse_from_rfc3339(&at)
            .map(|at| Time::from_micros(at.timestamp_micros()))
            .map_err(|_malformed| "Its date can't be read.".to_owned())
    });
    Ok(Entry {
        source_id: source_id.ok_or("It has neither an id nor a tag.")?,
        title: named(release.name).or_else(|| tag.clone()).ok_or("It has neither a name nor a tag.")?,
        version: tag,
        body: release.body.unwrap_or_default(),
        published_at: at.transpose()?,
    })
}

/// Reads a file in the form of Keep a Changelog. What is not released yet becomes no entry.
///
/// # Errors
/// Occurs when it has no release, or too many.
pub fn keep_a_changelog(text: &str) -> Result<Read, Invalid> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let parsed = Parser::new().parse(&text).map_err(|_none| {
        Invalid::at("", "This file has no heading of a release, such as “## [1.2.0] - 2026-03-01”.")
    })?;
    bounded(parsed.len())?;
    let mut read = Read::default();
    for (version, release) in &parsed {
        if version.eq_ignore_ascii_case("unreleased") {
            continue;
        }
        let date = release.title.split(|c: char| c.is_whitespace() || "()".contains(c)).rev().find_map(day);
        let Some(day) = date else {
            read.wrong
                .push((release.title.to_owned(), "Its heading has no date such as 2026-03-01.".to_owned()));
            continue;
        };
        let entry = Entry {
            source_id: (*version).to_owned(),
            title: (*version).to_owned(),
            version: Some((*version).to_owned()),
            body: release.notes.to_owned(),
            published_at: Some(Time::from_micros(day.saturating_mul(DAY))),
        };
        add(&mut read, release.title, entry);
    }
    Ok(read)
}

fn day(word: &str) -> Option<i64> {
    let date = NaiveDate::parse_from_str(word, "%Y-%m-%d").ok()?;
    Some(i64::from(date.to_epoch_days()))
}

fn bounded(count: usize) -> Result<(), Invalid> {
    if count > MAX_IMPORTED {
        let detail = format!("This file has {count} releases. Import at most {MAX_IMPORTED} at a time.");
        return Err(Invalid::at("", detail));
    }
    Ok(())
}

/// Adds an entry whose texts are as release notes have them.
fn add(read: &mut Read, place: &str, entry: Entry) {
    match checked(entry) {
        Ok(entry) if read.entries.iter().any(|known| known.source_id == entry.source_id) => {
            read.wrong.push((place.to_owned(), "The file has it twice.".to_owned()));
        }
        Ok(entry) => read.entries.push(entry),
        Err(wrong) => read.wrong.push((place.to_owned(), wrong.detail)),
    }
}

fn checked(entry: Entry) -> Result<Entry, Invalid> {
    Ok(Entry {
        source_id: Line::<1, 200>::parse(&entry.source_id)?.into_string(),
        title: Line::<1, 200>::parse(&entry.title)?.into_string(),
        version: entry
            .version
            .map(|version| Line::<1, 50>::parse(&version))
            .transpose()?
            .map(Line::into_string),
        body: Text::<0, 20_000>::parse(&entry.body)?.into_string(),
        published_at: entry.published_at,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn releases_of_github_are_read_with_what_is_missing_in_them() {
        let text = r#"[{"id":1,"tag_name":"v2","name":null,"body":null,"draft":false,"published_at":"2026-03-01T09:00:00Z"},
            {"id":2,"tag_name":"v3","name":"Three","body":"a\r\nb","draft":true,"published_at":null},
            {"id":1,"tag_name":"v2"},{"name":"x"},7]"#;
        let read = github(text).unwrap();
        assert_eq!((read.entries[0].title.as_str(), read.entries[0].body.as_str()), ("v2", ""));
        assert_eq!((read.entries[1].body.as_str(), read.entries[1].published_at), ("a\nb", None));
        assert_eq!(read.wrong.len(), 3);
        assert!(github("{}").is_err());
        assert!(github("[").is_err());
    }

    #[test]
    fn a_changelog_is_read_without_what_is_not_released() {
        let text = "# Changelog\r\n\r\n## [Unreleased]\r\n- soon\r\n\r\n## [1.1.0] - 2026-03-01\r\n### Added\r\n- x\r\n\r\n## 1.0.0\r\n- y\r\n";
        let read = keep_a_changelog(text).unwrap();
        assert_eq!(read.entries.len(), 1);
        assert_eq!(
            (read.entries[0].title.as_str(), read.entries[0].body.as_str()),
            ("1.1.0", "### Added\n- x")
        );
        assert_eq!(read.wrong.len(), 1);
        assert!(keep_a_changelog("nothing").is_err());
    }
}
