//! The words of the board, from one file for each language (`locales`), and the language of a request.
//! A word that a file lacks, or has too much, is a failure at the start: every language has the same entries.

use std::fmt::Display;

use actix_web::{
    HttpRequest,
    http::header::{AcceptLanguage, Header},
};
use chrono::{DateTime, Datelike, Utc};
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

use crate::{
    base::time::Time,
    domain::status::{Kind, Status},
};

/// The files, by tag; the first is for readers who want none of them.
const FILES: [(&str, &str); 2] =
    [("en", include_str!("../../../locales/en.json")), ("de", include_str!("../../../locales/de.json"))];

/// A word in the forms of its language, by CLDR's plural categories.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Plural {
    #[serde(skip_serializing_if = "Option::is_none")]
    zero: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    one: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    two: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    few: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    many: Option<String>,
    other: String,
}

/// A file of words; the words of other parts are theirs to read.
#[derive(Deserialize)]
struct File {
    board: Texts,
}

/// The words of the board; each is named as it is in the files.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Texts {
    pub language: String,
    pub locale: String,
    pub thousands: String,
    pub date: String,
    pub months: [String; 12],
    pub skip: String,
    pub sections: String,
    pub requests: String,
    pub roadmap: String,
    pub said: String,
    pub suggest: String,
    pub feeds: String,
    pub languages: String,
    pub made_with: String,
    pub list_title: String,
    pub list_lead: String,
    pub list_description: String,
    pub order: String,
    pub order_hot: String,
    pub order_top: String,
    pub order_new: String,
    pub filter: String,
    pub words: String,
    pub words_hint: String,
    pub status: String,
    pub kind: String,
    pub screen: String,
    pub tag: String,
    pub any_status: String,
    pub any_kind: String,
    pub any_screen: String,
    pub any_tag: String,
    pub show: String,
    pub clear: String,
    pub more: String,
    pub first_page: String,
    pub none: String,
    pub none_found: String,
    pub none_found_hint: String,
    pub votes: Plural,
    pub votes_unit: Plural,
    pub imported: Plural,
    pub kind_feature: String,
    pub kind_problem: String,
    pub status_new: String,
    pub status_under_review: String,
    pub status_planned: String,
    pub status_in_progress: String,
    pub status_shipped: String,
    pub status_declined: String,
    pub status_merged: String,
    pub asked_on: String,
    pub number: String,
    pub on_screen: String,
    pub decisions: String,
    pub undecided: String,
    pub reopen_if: String,
    pub closed: String,
    pub vote_how: String,
    pub roadmap_title: String,
    pub roadmap_lead: String,
    pub shipped_lately: String,
    pub nothing_planned: String,
    pub nothing_in_progress: String,
    pub nothing_shipped: String,
    pub all_of_status: String,
    pub said_title: String,
    pub said_lead: String,
    pub said_none: String,
    pub you_said: String,
    pub we_planned: String,
    pub we_in_progress: String,
    pub we_shipped: String,
    pub we_declined: String,
    pub suggest_title: String,
    pub suggest_lead: String,
    pub suggest_how: String,
    pub suggest_kind: String,
    pub suggest_name: String,
    pub suggest_body: String,
    pub suggest_body_hint: String,
    pub optional: String,
    pub missing_title: String,
    pub missing_lead: String,
    pub feed_decisions: String,
    pub feed_request: String,
    pub feed_asked: String,
    pub visitor: String,
    pub script: Script,
}

/// The words that the script of the board needs, as the page hands them over.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Script {
    pub vote: String,
    pub voted: String,
    pub voted_now: String,
    pub unvoted_now: String,
    pub vote_failed: String,
    pub vote_refused: String,
    pub similar: String,
    pub send: String,
    pub sending: String,
    pub sent: String,
    pub sent_open: String,
    pub sent_private: String,
    pub send_failed: String,
    pub needed: String,
}

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
