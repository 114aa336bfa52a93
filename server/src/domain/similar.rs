//! Whether two requests say the same: terms to a score, a score to a likeness.
//! Finding candidates is the store's matter, and making terms that of `wording`; this only ranks.

use std::collections::HashMap;

/// How much a word of the title counts beside one of the body.
const TITLE_WEIGHT: f64 = 3.0;
/// Saturation of repeated words; source: Robertson and Zaragoza, "The Probabilistic Relevance
/// Framework: BM25 and Beyond", Foundations and Trends in Information Retrieval 3 (2009), 333–389.
const K1: f64 = 1.2;
/// How strongly a long title, and a long body, is normalised by its length (same source).
const B_TITLE: f64 = 0.5;
const B_BODY: f64 = 0.75;
/// What the same screen adds to a likeness.
const SAME_SCREEN: f64 = 0.05;

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
        crate::domain::wording::ranked(text)
    }

    fn alike(query: &str, title: &str, body: &str, same_screen: bool) -> f64 {
        let (title, body) = (english(title), english(body));
        let candidate = Candidate { title: &title, body: &body };
        likeness(&english(query), &candidate, |_| 1.0, &Lengths::default(), same_screen)
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
