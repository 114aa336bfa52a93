//! The languages of the board: which one a reader gets, and how it writes counts, numbers and days.
//! Has no words itself; `texts` has.

use std::fmt::Display;

use actix_web::{
    HttpRequest,
    http::header::{AcceptLanguage, Header},
};
use chrono::{DateTime, Datelike, Utc};
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use serde::Serialize;
use unic_langid::LanguageIdentifier;

use super::texts::{File, Plural, Script, Texts};
use crate::{
    base::time::Time,
    domain::status::{Kind, Status},
};

/// The files, by tag; the first is for readers who want none of them.
const FILES: [(&str, &str); 2] =
    [("en", include_str!("../../../locales/en.json")), ("de", include_str!("../../../locales/de.json"))];

/// A language with its words.
pub struct Language {
    /// Its tag, such as `de`.
    pub tag: &'static str,
    /// Its words.
    pub texts: Texts,
    rules: PluralRules,
}

/// All languages.
pub struct Languages(Vec<Language>);

impl Languages {
    /// Reads the files. Fails with a sentence that names the file.
    pub fn load() -> Result<Self, String> {
        let read = |(tag, text): (&'static str, &str)| {
            let wrong = |why: &dyn Display| format!("The words in locales/{tag}.json can't be read: {why}.");
            let file: File = serde_json::from_str(text).map_err(|error| wrong(&error))?;
            let known: LanguageIdentifier = tag.parse().map_err(|error| wrong(&error))?;
            let rules =
                PluralRules::create(known, PluralRuleType::CARDINAL).map_err(|error| wrong(&error))?;
            Ok(Language { tag, texts: file.board, rules })
        };
        FILES.into_iter().map(read).collect::<Result<Vec<_>, String>>().map(Self)
    }

    /// Each of them.
    pub fn all(&self) -> &[Language] {
        &self.0
    }

    /// The one with a tag.
    pub fn find(&self, tag: &str) -> Option<&Language> {
        self.0.iter().find(|language| language.tag == tag)
    }

    /// The one that a browser prefers among them; the first where it wants none of them.
    pub fn preferred(&self, request: &HttpRequest) -> Option<&Language> {
        let ranked = AcceptLanguage::parse(request).map(|header| header.ranked()).unwrap_or_default();
        let wanted = ranked.iter().filter_map(|range| range.item().map(|tag| tag.primary_language()));
        wanted.filter_map(|tag| self.find(tag)).next().or(self.0.first())
    }
}

impl Language {
    /// The words of the script, as JSON.
    pub fn for_script(&self) -> serde_json::Result<String> {
        #[derive(Serialize)]
        struct Words<'w> {
            #[serde(flatten)]
            script: &'w Script,
            unit: &'w Plural,
        }
        serde_json::to_string(&Words { script: &self.texts.script, unit: &self.texts.votes_unit })
    }

    /// A count in words.
    pub fn count(&self, word: &Plural, n: &i64) -> String {
        self.form(word, *n).replace("{n}", &self.number(n))
    }

    /// The form of a word for a count.
    fn form<'w>(&self, word: &'w Plural, n: i64) -> &'w str {
        let form = match self.rules.select(n.unsigned_abs()).unwrap_or(PluralCategory::OTHER) {
            PluralCategory::ZERO => &word.zero,
            PluralCategory::ONE => &word.one,
            PluralCategory::TWO => &word.two,
            PluralCategory::FEW => &word.few,
            PluralCategory::MANY => &word.many,
            PluralCategory::OTHER => &None,
        };
        form.as_ref().unwrap_or(&word.other)
    }

    /// A whole number with its thousands apart.
    pub fn number(&self, n: &i64) -> String {
        let digits = n.unsigned_abs().to_string();
        let mut text = String::from(if *n < 0 { "−" } else { "" });
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push_str(&self.texts.thousands);
            }
            text.push(digit);
        }
        text
    }

    /// A day in words, in UTC.
    pub fn date(&self, time: &Time) -> String {
        let day = DateTime::<Utc>::from_timestamp_micros(time.micros()).unwrap_or_default();
        let month = usize::try_from(day.month0()).ok().and_then(|month| self.texts.months.get(month));
        self.texts
            .date
            .replace("{day}", &day.day().to_string())
            .replace("{month}", month.map_or("", String::as_str))
            .replace("{year}", &day.year().to_string())
    }

    /// A status in words.
    pub fn status(&self, status: Status) -> &str {
        let texts = &self.texts;
        match status {
            Status::New => &texts.status_new,
            Status::UnderReview => &texts.status_under_review,
            Status::Planned => &texts.status_planned,
            Status::InProgress => &texts.status_in_progress,
            Status::Shipped => &texts.status_shipped,
            Status::Declined => &texts.status_declined,
            Status::Merged => &texts.status_merged,
        }
    }

    /// A kind in words.
    pub fn kind(&self, kind: Kind) -> &str {
        match kind {
            Kind::Feature => &self.texts.kind_feature,
            Kind::Problem => &self.texts.kind_problem,
        }
    }
}

/// The language that an address asks for.
pub fn chosen(request: &HttpRequest) -> Option<String> {
    url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "lang")
        .map(|(_, tag)| tag.into_owned())
}

/// The language that an address asks for, or else the one that the browser prefers.
pub fn of<'l>(request: &HttpRequest, languages: &'l Languages) -> Option<&'l Language> {
    chosen(request).and_then(|tag| languages.find(&tag)).or_else(|| languages.preferred(request))
}

/// A text with one name in braces filled in.
pub fn filled(text: &str, name: &str, value: impl Display) -> String {
    text.replace(&format!("{{{name}}}"), &value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_entries_and_no_empty_one() {
        let languages = Languages::load().unwrap();
        assert_eq!(languages.all().len(), FILES.len());
        for (tag, text) in FILES {
            let file: serde_json::Value = serde_json::from_str(text).unwrap();
            let mut waiting = vec![&file["board"]];
            while let Some(value) = waiting.pop() {
                match value {
                    serde_json::Value::Object(entries) => waiting.extend(entries.values()),
                    serde_json::Value::Array(entries) => waiting.extend(entries),
                    other => assert!(other.as_str().is_some_and(|text| !text.is_empty()), "{tag}: {other}"),
                }
            }
        }
    }

    #[test]
    fn names_in_braces_are_the_same_in_every_language() {
        let names = |value: &serde_json::Value| {
            let text = value.to_string();
            let mut names: Vec<String> = text
                .split('{')
                .filter_map(|part| part.split_once('}'))
                .map(|(name, _)| name.to_owned())
                .filter(|name| name.bytes().all(|byte| byte.is_ascii_lowercase()))
                .collect();
            names.sort();
            names
        };
        let files = FILES.map(|(_, text)| serde_json::from_str::<serde_json::Value>(text).unwrap());
        let [first, others @ ..] = &files;
        for other in others {
            for (key, value) in first["board"].as_object().unwrap() {
                assert_eq!(names(value), names(&other["board"][key]), "{key}");
            }
        }
    }

    #[test]
    fn counts_and_days_are_written_as_the_language_does() {
        let languages = Languages::load().unwrap();
        let (en, de) = (languages.find("en").unwrap(), languages.find("de").unwrap());
        assert_eq!(en.count(&en.texts.votes, &1), "1 vote");
        assert_eq!(en.count(&en.texts.votes, &0), "0 votes");
        assert_eq!(de.count(&de.texts.votes, &1_234_567), "1.234.567 Stimmen");
        assert_eq!(en.number(&-1_000), "−1,000");
        let day = Time::from_micros(1_772_150_400_000_000);
        assert_eq!((en.date(&day), de.date(&day)), ("27 February 2026".into(), "27. Februar 2026".into()));
    }
}
