//! What somebody types into a search: the terms that it asks for, and how well a title answers it.
//! Finds nothing itself: `store::listing` does.

use std::collections::HashSet;

use super::{
    forms::Forms,
    indexed,
    pieces::{Piece, pairs},
    spaced, whole,
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
        let kept = forms.pieces(typed).into_iter().filter(|piece| !forms.is_stop(piece));
        let words = kept.flat_map(|piece| asked(&piece, &forms)).take(MAX_ASKED).collect();
        let digits = typed.trim().trim_start_matches('#');
        let number = (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = number.then(|| digits.parse().ok()).flatten();
        Some(Self { words, number, text: spaced(typed), language })
    }

    /// How well a title answers: the whole of it, its beginning, its words, words that begin so, words that are bent otherwise;
    /// 0 where the words are in the body alone.
    pub fn relevance(&self, number: i64, title: &str) -> f64 {
        let pieces = Forms::of(self.language).pieces(title);
        let terms: HashSet<String> = indexed(title, self.language).into_iter().collect();
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
        Piece::Run(run) if run.chars().count() == 1 => {
            vec![Asked { word: run.clone(), starts: vec![run.clone()], terms: vec![whole(run)] }]
        }
        Piece::Run(run) => {
            let of_pair = |pair: String| Asked { word: pair.clone(), starts: Vec::new(), terms: vec![pair] };
            pairs(run).into_iter().map(of_pair).collect()
        }
    }
}
