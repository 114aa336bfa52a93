//! Phrases: what stands in quotes in a search, and whether a text has these words next to each other.
//! Knows what is written only; words of a phrase have no other forms.

use super::{forms::Forms, pieces::Piece};

/// Quotes as they are typed in the languages of the world. Each opens a phrase and closes one.
const QUOTES: [char; 7] = ['"', '“', '”', '„', '‟', '«', '»'];

/// Parts what was typed at its quotes: each part, and whether it is a phrase. One that is not finished is words.
pub(super) fn parts(typed: &str) -> Vec<(&str, bool)> {
    let parts: Vec<&str> = typed.split(QUOTES).collect();
    let last = parts.len().saturating_sub(1);
    parts.into_iter().enumerate().map(|(n, part)| (part, n % 2 == 1 && n < last)).collect()
}

/// Words next to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase(String);

impl Phrase {
    /// The phrase of these words; `None` of none.
    pub(super) fn of(pieces: &[Piece]) -> Option<Self> {
        let (first, last) = (pieces.first()?, pieces.last()?);
        // A word ends where it ends; scripts without spaces do not say where.
        let edge = |piece: &Piece| if matches!(piece, Piece::Word(_)) { " " } else { "" };
        Some(Self(format!("{}{}{}", edge(first), joined(pieces), edge(last))))
    }

    /// Whether a text has it.
    pub(super) fn is_in(&self, text: &str, forms: &Forms) -> bool {
        format!(" {} ", joined(&forms.pieces(text))).contains(&self.0)
    }
}

fn joined(pieces: &[Piece]) -> String {
    pieces.iter().map(Piece::text).collect::<Vec<_>>().join(" ")
}
