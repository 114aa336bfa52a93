//! Whether two requests say the same: words to stems, stems to a score, a score to a likeness.
//! Finding candidates is the store's matter; this only ranks them.

use std::collections::{HashMap, HashSet};

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

/// Most terms that are kept of one text.
pub const MAX_TERMS: usize = 64;
/// Longest term in characters; the rest of a longer one is dropped.
pub const MAX_TERM: usize = 40;

/// How much a word of the title counts beside one of the body.
const TITLE_WEIGHT: f64 = 3.0;
/// Saturation of repeated words; source: Robertson and Zaragoza, "The Probabilistic Relevance
/// Framework: BM25 and Beyond", Foundations and Trends in Information Retrieval 3 (2009), 333–389.
const K1: f64 = 1.2;
/// How much a long title, and a long body, is held against itself (same source).
const B_TITLE: f64 = 0.5;
const B_BODY: f64 = 0.75;
/// What the same screen adds to a likeness.
const SAME_SCREEN: f64 = 0.05;

/// A language whose words can be stemmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English, and every language that is not known here.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// The language of a tag such as `de-AT`.
    pub fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("de") { Self::German } else { Self::English }
    }

    fn stemmer(self) -> Stemmer {
        Stemmer::create(match self {
            Self::English => Algorithm::English,
            Self::German => Algorithm::German,
        })
    }

    fn stop_words(self) -> &'static [&'static str] {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
        }
    }
}

/// Words that say nothing of a matter. "not" and "no" stay: they do.
const ENGLISH: [&str; 62] = [
    "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by",
    "can", "could", "did", "do", "does", "for", "from", "get", "had", "has", "have", "i", "if", "in", "into",
    "is", "it", "its", "just", "me", "my", "of", "on", "or", "our", "please", "should", "so", "some", "such",
    "than", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "we", "were",
    "will", "with", "would", "you",
];
const GERMAN: [&str; 72] = [
    "aber", "alle", "als", "am", "an", "auch", "auf", "aus", "bei", "beim", "bin", "bitte", "bis", "da",
    "das", "dass", "dem", "den", "der", "des", "die", "dies", "diese", "dieser", "dieses", "doch", "du",
    "durch", "ein", "eine", "einem", "einen", "einer", "eines", "er", "es", "für", "hat", "habe", "haben",
    "hier", "ich", "ihr", "im", "in", "ist", "kann", "man", "mein", "mich", "mir", "mit", "noch", "nur",
    "oder", "sich", "sie", "sind", "so", "um", "und", "uns", "vom", "von", "war", "wenn", "werden", "wie",
    "wir", "wird", "zu", "zum",
];

/// The different stems of a text in their order: at most 64, each at most 40 characters.
/// Repetition says little in short texts, and without it more of a long body is looked at.
///
/// NFKC, lower case, parted at everything that is neither letter nor digit; stop words
/// go, numbers stay; scripts without spaces come as pairs of characters.
pub fn terms(text: &str, language: Language) -> Vec<String> {
    let stemmer = language.stemmer();
    let stop_words = language.stop_words();
    let mut seen = HashSet::new();
    let folded: String = text.nfkc().flat_map(char::to_lowercase).filter(|c| !is_mark(*c)).collect();
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !stop_words.contains(word))
        .flat_map(|word| parts(word, &stemmer))
        .filter(|term| seen.insert(term.clone()))
        .take(MAX_TERMS)
        .collect()
}

/// Apostrophes and soft hyphens stand inside a word.
fn is_mark(c: char) -> bool {
    matches!(c, '\'' | '’' | '\u{ad}')
}

fn parts(word: &str, stemmer: &Stemmer) -> Vec<String> {
    let word: String = word.chars().take(MAX_TERM).collect();
    if word.chars().any(is_unspaced) {
        let characters: Vec<char> = word.chars().collect();
        return if characters.len() < 2 {
            vec![word]
        } else {
            characters.windows(2).map(|pair| pair.iter().collect()).collect()
        };
    }
    vec![stemmer.stem(&word).into_owned()]
}

/// Chinese, Japanese and Thai write words without spaces.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{20000}'..='\u{323af}')
}

/// Terms of a request that may be the same.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Terms of its title.
    pub title: &'a [String],
    /// Terms of its body.
    pub body: &'a [String],
}

/// Mean numbers of terms over the project's requests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lengths {
    /// Of titles.
    pub title: f64,
    /// Of bodies.
    pub body: f64,
}

impl Default for Lengths {
    /// Usual lengths, for where nobody counted.
    fn default() -> Self {
        Self { title: 6.0, body: 40.0 }
    }
}

/// Inverse document frequency of a term that `having` of `total` texts contain; never negative.
/// Source: as for BM25 above, with 1 added as in Lucene.
pub fn idf(having: usize, total: usize) -> f64 {
    let (having, total) = (having as f64, total.max(having) as f64);
    (1.0 + (total - having + 0.5) / (having + 0.5)).ln()
}

/// BM25F of a candidate for the query, titles counting three times; 0 and more, unbounded.
pub fn score(
    query: &[String],
    candidate: &Candidate<'_>,
    idf: impl Fn(&str) -> f64,
    lengths: &Lengths,
) -> f64 {
    let title = field(candidate.title, B_TITLE, lengths.title);
    let body = field(candidate.body, B_BODY, lengths.body);
    let mut seen: Vec<&str> = Vec::with_capacity(query.len());
    let mut sum = 0.0;
    for term in query {
        let term = term.as_str();
        if seen.contains(&term) {
            continue;
        }
        seen.push(term);
        let frequency = TITLE_WEIGHT * title(term) + body(term);
        if frequency > 0.0 {
            sum += idf(term) * frequency / (K1 + frequency);
        }
    }
    sum
}

/// Frequencies in one field, normalised by its length.
fn field(terms: &[String], b: f64, mean: f64) -> impl Fn(&str) -> f64 {
    let mut counts: HashMap<&str, f64> = HashMap::with_capacity(terms.len());
    for term in terms {
        *counts.entry(term).or_default() += 1.0;
    }
    let norm = 1.0 - b + b * terms.len() as f64 / mean.max(1.0);
    move |term| counts.get(term).map_or(0.0, |count| count / norm)
}

/// How alike a query and a candidate are, 0 to 1: the score as a share of what the query would
/// score as its own title, and a little more on the same screen.
pub fn likeness(
    query: &[String],
    candidate: &Candidate<'_>,
    idf: impl Fn(&str) -> f64,
    lengths: &Lengths,
    same_screen: bool,
) -> f64 {
    let own = Candidate { title: query, body: &[] };
    let best = score(query, &own, &idf, lengths);
    if best <= 0.0 {
        return 0.0;
    }
    let alike = (score(query, candidate, &idf, lengths) / best).min(1.0);
    // Where no word is shared, the same screen alone says nothing.
    let bonus = if same_screen && alike > 0.0 { SAME_SCREEN } else { 0.0 };
    (alike + bonus).min(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn english(text: &str) -> Vec<String> {
        terms(text, Language::English)
    }

    fn alike(query: &str, title: &str, body: &str, same_screen: bool) -> f64 {
        let (title, body) = (english(title), english(body));
        let candidate = Candidate { title: &title, body: &body };
        likeness(&english(query), &candidate, |_| 1.0, &Lengths::default(), same_screen)
    }

    #[test]
    fn words_become_stems_and_stop_words_go() {
        assert_eq!(
            english("The exports of 2 invoices don't work"),
            ["export", "2", "invoic", "dont", "work"]
        );
        assert_eq!(terms("Die Rechnungen für den Export", Language::of("de-AT")), ["rechnung", "export"]);
        assert_eq!(english("ＦＵＬＬ width"), ["full", "width"]);
        assert_eq!(english("日本語"), ["日本", "本語"]);
    }

    #[test]
    fn a_repeated_word_is_one_term() {
        assert_eq!(english("Export, exports, EXPORTED"), ["export"]);
    }

    #[test]
    fn a_text_gives_at_most_sixty_four_short_terms() {
        let long = format!("{} {}", "x".repeat(100), (0..100).map(|n| format!("w{n} ")).collect::<String>());
        let terms = english(&long);
        assert_eq!(terms.len(), MAX_TERMS);
        assert!(terms.iter().all(|term| term.chars().count() <= MAX_TERM));
    }

    #[test]
    fn the_same_title_is_wholly_alike_and_another_matter_not_at_all() {
        assert_eq!(alike("Export as CSV", "Export as CSV", "", false), 1.0);
        assert_eq!(alike("Export as CSV", "Dark mode", "", true), 0.0);
        assert_eq!(alike("the of", "the of", "", true), 0.0);
    }

    #[test]
    fn the_title_counts_more_than_the_body() {
        let title = alike("csv export", "csv export", "dark mode", false);
        let body = alike("csv export", "dark mode", "csv export", false);
        assert!(title > body && body > 0.0);
    }

    #[test]
    fn the_same_screen_adds_a_little() {
        let here = alike("csv export fails", "csv export", "", true);
        let there = alike("csv export fails", "csv export", "", false);
        assert!(here > there && here - there < 0.06);
    }

    #[test]
    fn rare_words_tell_more() {
        assert!(idf(1, 1000) > idf(500, 1000));
        assert!(idf(1000, 1000) > 0.0 && idf(5, 0) > 0.0);
    }

    proptest! {
        #[test]
        fn a_likeness_lies_between_nothing_and_all(
            query in any::<String>(), title in any::<String>(), same in any::<bool>(),
        ) {
            let likeness = alike(&query, &title, &query, same);
            prop_assert!((0.0..=1.0).contains(&likeness));
        }
    }
}
