//! The terms of a text, by which it is found and compared: stems of the project's language without its filler words, and pairs of
//! characters where a script has no spaces. Knows the languages that `forms` knows; in others a word is its own stem.

mod forms;
mod phrase;
mod pieces;
mod query;
mod spelling;
mod stops;

use std::collections::HashSet;

use forms::Forms;
pub(crate) use pieces::is_unspaced;
use pieces::pairs;
pub use pieces::{Piece, parts, pieces};
pub use query::{Asked, Query};
use sha2::{Digest, Sha256};
pub use spelling::{beginnings, distance};

use super::language::Language;

/// Most words that are kept of one text.
pub const MAX_WORDS: usize = 256;
/// Longest term in characters; the rest of a longer one is dropped.
pub const MAX_TERM: usize = 40;

/// What a term begins with that is a whole word, and not its stem: similar texts are not ranked by it.
const WHOLE: char = '=';

/// The same for the digest of a whole title.
const TITLE: char = '!';

/// Whether a term is one of those by which similar texts are ranked.
pub fn is_ranked(term: &str) -> bool {
    !term.starts_with([WHOLE, TITLE])
}

/// A term without its mark.
pub fn unmarked(term: &str) -> &str {
    term.strip_prefix([WHOLE, TITLE]).unwrap_or(term)
}

/// The term of all requests with this title, whatever its case, accents and punctuation; `None` for one without words.
pub fn title_term(title: &str) -> Option<String> {
    let words = spaced(title);
    (!words.is_empty()).then(|| {
        let digest = Sha256::digest(words.as_bytes());
        let hex = digest.iter().take(12).map(|byte| format!("{byte:02x}"));
        std::iter::once(TITLE.to_string()).chain(hex).collect()
    })
}

/// The term of a whole word.
pub fn whole(word: &str) -> String {
    format!("{WHOLE}{word}")
}

/// Words with one space between.
fn spaced(text: &str) -> String {
    let pieces = pieces(text);
    let words: Vec<&str> = pieces.iter().map(Piece::text).collect();
    words.join(" ")
}

/// The different terms by which similar texts are ranked, in their order: stems, without filler words, and pairs of characters.
/// Repetition says little in short texts, and without it more of a long body is looked at.
pub fn ranked(text: &str, language: Option<Language>) -> Vec<String> {
    ranked_by(text, &Forms::of(language))
}

fn ranked_by(text: &str, forms: &Forms) -> Vec<String> {
    let mut seen = HashSet::new();
    let parts = parts(text).into_iter().map(Piece::Word);
    forms
        .pieces(text)
        .into_iter()
        .chain(parts)
        .filter(|piece| !forms.is_stop(piece))
        .flat_map(|piece| match piece {
            Piece::Word(word) => vec![forms.stem(&word)],
            Piece::Run(run) => pairs(&run),
        })
        .filter(|term| seen.insert(term.clone()))
        .take(MAX_WORDS)
        .collect()
}

/// All terms by which a text is found: those by which it is ranked, whole words, and single characters of scripts without spaces.
pub fn indexed(text: &str, language: Option<Language>) -> Vec<String> {
    let forms = Forms::of(language);
    let mut terms = ranked_by(text, &forms);
    let mut seen: HashSet<String> = terms.iter().cloned().collect();
    let mut words = HashSet::new();
    for piece in forms.pieces(text).into_iter().filter(|piece| !forms.is_stop(piece)) {
        if words.len() >= MAX_WORDS {
            break;
        }
        let more = match piece {
            Piece::Word(word) => {
                let stem = forms.stem(&word);
                let term = (word.folded != stem).then(|| whole(&word.folded));
                words.insert(word.folded);
                term.into_iter().collect()
            }
            Piece::Run(run) if run.chars().count() > 1 => {
                words.extend(pairs(&run));
                run.chars().map(|c| whole(&c.to_string())).collect()
            }
            Piece::Run(_) => Vec::new(),
        };
        terms.extend(more.into_iter().filter(|term: &String| seen.insert(term.clone())));
    }
    terms
}

#[cfg(test)]
mod tests;
