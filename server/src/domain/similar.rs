//! Whether two requests say the same: what an index has of a request's terms to a score, a score to a likeness.
//! Finding candidates is the store's matter, and making terms that of `wording`; this only ranks.

/// How much a word of the title counts beside one of the body.
const TITLE_WEIGHT: f64 = 3.0;
/// Saturation of repeated words; source: Robertson and Zaragoza, "The Probabilistic Relevance
/// Framework: BM25 and Beyond", Foundations and Trends in Information Retrieval 3 (2009), 333–389.
const K1: f64 = 1.8;
/// How strongly a long title, and a long body, is normalised by its length (same source).
const B_TITLE: f64 = 0.7;
const B_BODY: f64 = 0.75;
/// Usual numbers of different terms of titles and bodies, which lengths are compared with.
const MEAN_TITLE: f64 = 6.0;
const MEAN_BODY: f64 = 40.0;
/// What a word of the body counts in a query, beside one of the title.
const BODY_OF_QUERY: f64 = 0.33;
/// What the same screen adds to a likeness.
const SAME_SCREEN: f64 = 0.12;
/// The likeness from which two texts probably say the same. Measured with `yousaid-load duplicates`: of the texts without a
/// duplicate fewer than half have another one as alike as this.
const LIKELY: f64 = 0.5;

/// What the index has of one term of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Posting {
    /// How often the term occurs in the title.
    pub in_title: f64,
    /// How often it occurs in the body.
    pub in_body: f64,
    /// How many terms the title has.
    pub title_terms: f64,
    /// How many terms the body has.
    pub body_terms: f64,
}

impl Posting {
    /// Its share of a full match, 0 to 1: BM25F of one term without its inverse document frequency.
    pub fn share(&self) -> f64 {
        let norm = |b: f64, terms: f64, mean: f64| 1.0 - b + b * terms / mean;
        let frequency = TITLE_WEIGHT * self.in_title / norm(B_TITLE, self.title_terms, MEAN_TITLE)
            + self.in_body / norm(B_BODY, self.body_terms, MEAN_BODY);
        frequency / (K1 + frequency)
    }
}

/// A term that a text asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The term.
    pub term: String,
    /// What it counts: 1 in a title, less in a body.
    pub weight: f64,
}

/// The terms of a text that is compared with requests, those of the title first, each once.
pub fn asked(title: Vec<String>, body: Vec<String>) -> Vec<Asked> {
    let mut asked: Vec<Asked> = title.into_iter().map(|term| Asked { term, weight: 1.0 }).collect();
    let of_title = asked.len();
    for term in body {
        if asked.iter().take(of_title).all(|known| known.term != term) {
            asked.push(Asked { term, weight: BODY_OF_QUERY });
        }
    }
    asked
}

/// Texts without any of the terms that are counted along: where there are few texts, a word that they share still says something.
const BACKGROUND: f64 = 50.0;

/// Inverse document frequency of a term that `having` of `total` texts contain; never negative.
/// Source: as for BM25 above, with 1 added as in Lucene, and a background of other texts.
pub fn idf(having: usize, total: usize) -> f64 {
    let (having, total) = (having as f64, total.max(having) as f64 + BACKGROUND);
    (1.0 + (total - having + 0.5) / (having + 0.5)).ln()
}

/// What a request would score that consists of what is asked for: the sum of weights times inverse document frequencies, as
/// pairs, title and body apart.
pub fn best(asked: &[(f64, f64)]) -> f64 {
    let titles = asked.iter().filter(|(weight, _)| *weight >= 1.0).count() as f64;
    let bodies = asked.len() as f64 - titles;
    let own = |weight: f64| match weight >= 1.0 {
        true => Posting { in_title: 1.0, title_terms: titles, ..Posting::default() },
        false => Posting { in_body: 1.0, body_terms: bodies, ..Posting::default() },
    };
    asked.iter().map(|(weight, idf)| weight * idf * own(*weight).share()).sum()
}

/// How alike a text and a request are, 0 to 1: the score as a share of the best one, and a little more on the same screen.
pub fn likeness(score: f64, best: f64, same_screen: bool) -> f64 {
    if best <= 0.0 {
        return 0.0;
    }
    let alike = (score / best).min(1.0);
    // Where no word is shared, the same screen alone says nothing.
    let bonus = if same_screen && alike > 0.0 { SAME_SCREEN } else { 0.0 };
    (alike + bonus).min(1.0)
}

/// Whether a text of this likeness probably says the same: somebody who types is shown no others.
pub fn is_likely(likeness: f64) -> bool {
    likeness >= LIKELY
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{language::Language, wording::ranked};

    fn terms(text: &str) -> Vec<String> {
        ranked(text, Some(Language::English))
    }

    /// As `find_similar` scores, with every term equally rare.
    fn alike(query: (&str, &str), title: &str, body: &str, same_screen: bool) -> f64 {
        let asked = asked(terms(query.0), terms(query.1));
        let (title, body) = (terms(title), terms(body));
        let has = |terms: &[String], term: &String| f64::from(u8::from(terms.contains(term)));
        let score = asked.iter().map(|one| {
            let posting = Posting {
                in_title: has(&title, &one.term),
                in_body: has(&body, &one.term),
                title_terms: title.len() as f64,
                body_terms: body.len() as f64,
            };
            one.weight * posting.share()
        });
        let worth: Vec<_> = asked.iter().map(|one| (one.weight, 1.0)).collect();
        likeness(score.sum(), best(&worth), same_screen)
    }

    #[test]
    fn the_same_title_is_wholly_alike_and_another_matter_not_at_all() {
        assert!((alike(("Export as CSV", ""), "Export as CSV", "", false) - 1.0).abs() < 1e-9);
        assert_eq!(alike(("Export as CSV", ""), "Dark mode", "", true), 0.0);
        assert_eq!(alike(("the of", ""), "the of", "", true), 0.0);
    }

    #[test]
    fn the_title_counts_more_than_the_body() {
        let title = alike(("csv export", ""), "csv export", "dark mode", false);
        let body = alike(("csv export", ""), "dark mode", "csv export", false);
        assert!(title > body && body > 0.0);
        let asked_in_title = alike(("csv", "night"), "csv", "", false);
        let asked_in_body = alike(("night", "csv"), "csv", "", false);
        assert!(asked_in_title > asked_in_body && asked_in_body > 0.0);
    }

    #[test]
    fn the_same_screen_adds_a_little() {
        let here = alike(("csv export fails", ""), "csv export", "", true);
        let there = alike(("csv export fails", ""), "csv export", "", false);
        assert!(here > there && here - there <= SAME_SCREEN);
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
            let likeness = alike((&query, &title), &title, &query, same);
            prop_assert!((0.0..=1.0).contains(&likeness));
        }
    }
}
