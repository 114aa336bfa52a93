//! What somebody types into a search: the terms that it asks for, and how well a title answers it.
//! Finds nothing itself: `store::listing` does.

use std::{cell::LazyCell, collections::HashSet};

use super::{
    forms::Forms,
    indexed,
    phrase::{self, Phrase},
    pieces::{Piece, pairs},
    spaced, unmarked, whole,
};
use crate::domain::language::Language;

/// Maximum number of words of a query that are looked up.
const MAX_ASKED: usize = 16;

/// One word of a query: a text has it when one of its terms begins like this, or is one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The word as it was typed, folded.
    pub word: String,
    /// Beginnings.
    pub starts: Vec<String>,
    /// Terms.
    pub terms: Vec<String>,
}

/// What somebody searches for. Where it has neither words nor a number, nothing is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// All of these.
    pub words: Vec<Asked>,
    /// Or the request of this number, as in `#59`.
    pub number: Option<i64>,
    /// All of it, folded, as in a title.
    text: String,
    /// And of these, each with its words next to each other.
    phrases: Vec<Phrase>,
    /// The language of the texts.
    language: Option<Language>,
}

impl Query {
    /// Reads what was typed; `None` where that is nothing.
    pub fn read(typed: &str, language: Option<Language>) -> Option<Self> {
        if typed.trim().is_empty() {
            return None;
        }
        let forms = Forms::of(language);
        let (mut words, mut phrases) = (Vec::new(), Vec::new());
        for (part, is_phrase) in phrase::parts(typed) {
            let pieces = forms.pieces(part);
            let kept = pieces.iter().filter(|piece| !forms.is_stop(piece));
            if is_phrase {
                words.extend(kept.flat_map(written));
                phrases.extend(Phrase::of(&pieces));
            } else {
                words.extend(kept.flat_map(|piece| asked(piece, &forms)));
            }
        }
        words.truncate(MAX_ASKED);
        let digits = typed.trim().trim_start_matches('#');
        let number = (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = number.then(|| digits.parse().ok()).flatten();
        Some(Self { words, number, text: spaced(typed), phrases, language })
    }

    /// Whether there are phrases in it, by which a text with all of its words may still be none that was searched for.
    pub fn has_phrases(&self) -> bool {
        !self.phrases.is_empty()
    }

    /// Whether a request has all phrases, each in its title or in its body.
    pub fn is_said_by(&self, title: &str, body: &str) -> bool {
        let forms = Forms::of(self.language);
        self.phrases.iter().all(|phrase| phrase.is_in(title, &forms) || phrase.is_in(body, &forms))
    }

    /// Puts known words, as terms, in the place of one that was misspelled.
    pub fn correct(&mut self, at: usize, near: &[String]) {
        let forms = Forms::of(self.language);
        if let Some(asked) = self.words.get_mut(at) {
            asked.starts.clear();
            asked.terms = near.to_vec();
            asked.terms.extend(near.iter().map(|term| forms.stem_of_folded(unmarked(term))));
            asked.terms.sort();
            asked.terms.dedup();
        }
    }

    /// How well a title answers: the whole of it, its beginning, its words, words that begin so, words that are bent otherwise;
    /// 0 where the words are in the body alone.
    pub fn relevance(&self, number: i64, title: &str) -> f64 {
        let pieces = Forms::of(self.language).pieces(title);
        // Few titles have a word in another form only, and stems take the longest.
        let terms = LazyCell::new(|| indexed(title, self.language).into_iter().collect::<HashSet<_>>());
        let of_word = |asked: &Asked| {
            let whole =
                pieces.iter().any(|piece| matches!(piece, Piece::Word(word) if word.folded == asked.word));
            let within = |piece: &Piece| match piece {
                Piece::Word(word) => word.folded.starts_with(&asked.word),
                Piece::Run(run) => run.contains(&asked.word),
            };
            match () {
                () if whole => 4.0,
                () if pieces.iter().any(within) => 3.0,
                () if asked.terms.iter().any(|term| terms.contains(term)) => 2.0,
                () => 0.0,
            }
        };
        let words = self.words.len().max(1) as f64;
        let sum: f64 = self.words.iter().map(of_word).sum();
        let title = spaced(title);
        let exact = match () {
            () if self.number == Some(number) => 100.0,
            () if title == self.text => 50.0,
            () if title.starts_with(&self.text) => 10.0,
            () if title.contains(&self.text) => 5.0,
            () => 0.0,
        };
        exact + sum / words
    }
}

fn asked(piece: &Piece, forms: &Forms) -> Vec<Asked> {
    match piece {
        Piece::Word(word) => {
            let folded = &word.folded;
            let starts = vec![folded.clone(), whole(folded)];
            vec![Asked { word: folded.clone(), starts, terms: forms.stems(word) }]
        }
        Piece::Run(run) => of_run(run),
    }
}

fn of_run(run: &str) -> Vec<Asked> {
    if run.chars().count() == 1 {
        return vec![Asked { word: run.to_owned(), starts: vec![run.to_owned()], terms: vec![whole(run)] }];
    }
    let of_pair = |pair: String| Asked { word: pair.clone(), starts: Vec::new(), terms: vec![pair] };
    pairs(run).into_iter().map(of_pair).collect()
}

/// A word of a phrase: itself, in no other form.
fn written(piece: &Piece) -> Vec<Asked> {
    match piece {
        Piece::Word(word) => {
            let folded = &word.folded;
            let terms = vec![folded.clone(), whole(folded)];
            vec![Asked { word: folded.clone(), starts: Vec::new(), terms }]
        }
        Piece::Run(run) => of_run(run),
    }
}
