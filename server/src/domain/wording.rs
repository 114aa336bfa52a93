//! Words of a text as search knows them: folded, parted by script, and their stems. What is indexed, and what a query asks for.
//! Knows no language of a text: a word is found by its English stem, by its German stem, and by how it begins.

use std::collections::HashSet;

use rust_stemmers::{Algorithm, Stemmer};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

mod stops;

/// Most words that are kept of one text.
pub const MAX_WORDS: usize = 256;
/// Longest term in characters; the rest of a longer one is dropped.
pub const MAX_TERM: usize = 40;
/// Maximum number of words of a query that are looked up.
const MAX_ASKED: usize = 16;

/// What a term begins with that is a whole word, and not its stem: similar texts are not ranked by it.
const WHOLE: char = '=';
/// The same for a stem by the rules of another language than English.
const OTHER: char = '~';

/// The same for the digest of a whole title.
const TITLE: char = '!';

/// Whether a term is one of those by which similar texts are ranked.
pub fn is_ranked(term: &str) -> bool {
    !term.starts_with([WHOLE, OTHER, TITLE])
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

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A word of a script that parts words by spaces.
    Word(String),
    /// A stretch of a script that does not.
    Run(String),
}

/// NFKC, lower case, without accents, apostrophes and what nobody sees; letters that are two or bear a stroke as usual ones.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase).nfd().filter(|c| !is_dropped(*c)) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            _ => folded.push(c),
        }
    }
    folded.nfc().collect()
}

/// Accents and vowel points, apostrophes and soft hyphens: they are part of a word and make no difference here.
fn is_dropped(c: char) -> bool {
    matches!(c, '\'' | '’' | '\u{ad}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}'
        | '\u{5c4}'..='\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Chinese, Japanese and Thai write words without spaces.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{20000}'..='\u{323af}')
}

/// The words of a text in their order: parted at everything that is neither letter nor digit, and where scripts with and
/// without spaces meet.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for word in fold(text).split(|c: char| !c.is_alphanumeric()) {
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let unspaced = is_unspaced(first);
            let end = rest.find(|c: char| is_unspaced(c) != unspaced).unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            if unspaced {
                pieces.push(Piece::Run(part.to_owned()));
            } else {
                pieces.push(Piece::Word(part.chars().take(MAX_TERM).collect()));
            }
            rest = after;
        }
    }
    pieces
}

/// The parts of the words of a text that are written together with capitals inside, as in `exportCsvFile`, folded; a row of
/// capitals is one part, without the last where a small letter follows it.
pub fn parts(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let letters: Vec<char> = word.chars().take(MAX_TERM * 2).collect();
        let mut begin = 0;
        for at in 1..letters.len() {
            let is = |n: usize, test: fn(char) -> bool| letters.get(n).copied().is_some_and(test);
            let starts = is(at, char::is_uppercase)
                && (is(at - 1, char::is_lowercase) || is(at + 1, char::is_lowercase));
            if starts {
                parts.extend(letters.get(begin..at).map(|part| fold(&part.iter().collect::<String>())));
                begin = at;
            }
        }
        if begin > 0 {
            parts.extend(letters.get(begin..).map(|part| fold(&part.iter().collect::<String>())));
        }
    }
    parts.retain(|part| part.chars().count() > 1);
    parts
}

/// Pairs of characters of a run, or its one character.
fn pairs(run: &str) -> Vec<String> {
    let characters: Vec<char> = run.chars().collect();
    if characters.len() < 2 {
        return vec![run.to_owned()];
    }
    characters.windows(2).map(|pair| pair.iter().collect()).collect()
}

/// The stemmers of the languages that are known.
struct Stems {
    english: Stemmer,
    german: Stemmer,
}

impl Stems {
    fn new() -> Self {
        Self { english: Stemmer::create(Algorithm::English), german: Stemmer::create(Algorithm::German) }
    }
}

/// The different terms by which similar texts are ranked, in their order: English stems, without stop words, and pairs of
/// characters. Repetition says little in short texts, and without it more of a long body is looked at.
pub fn ranked(text: &str) -> Vec<String> {
    let stems = Stems::new();
    let mut seen = HashSet::new();
    let parts = parts(text).into_iter().map(Piece::Word);
    pieces(text)
        .into_iter()
        .chain(parts)
        .filter(|piece| !is_stop(piece))
        .flat_map(|piece| match piece {
            Piece::Word(word) => vec![stems.english.stem(&word).into_owned()],
            Piece::Run(run) => pairs(&run),
        })
        .filter(|term| seen.insert(term.clone()))
        .take(MAX_WORDS)
        .collect()
}

fn is_stop(piece: &Piece) -> bool {
    matches!(piece, Piece::Word(word) if stops::ENGLISH.contains(&word.as_str()))
}

/// All terms by which a text is found: those by which it is ranked, whole words, stems of other languages, and single characters
/// of scripts without spaces.
pub fn indexed(text: &str) -> Vec<String> {
    let stems = Stems::new();
    let mut terms = ranked(text);
    let mut seen: HashSet<String> = terms.iter().cloned().collect();
    let mut words = HashSet::new();
    for piece in pieces(text).into_iter().filter(|piece| !is_stop(piece)) {
        if words.len() >= MAX_WORDS {
            break;
        }
        let more = match &piece {
            Piece::Word(word) => {
                words.insert(word.clone());
                let english = stems.english.stem(word);
                let german = stems.german.stem(word);
                [
                    (*word != *english).then(|| whole(word)),
                    (german != english).then(|| format!("{OTHER}{german}")),
                ]
                .into_iter()
                .flatten()
                .collect()
            }
            Piece::Run(run) if run.chars().count() > 1 => {
                words.extend(pairs(run));
                run.chars().map(|c| whole(&c.to_string())).collect()
            }
            Piece::Run(_) => Vec::new(),
        };
        terms.extend(more.into_iter().filter(|term| seen.insert(term.clone())));
    }
    terms
}

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
}

impl Query {
    /// Reads what was typed; `None` where that is nothing.
    pub fn read(typed: &str) -> Option<Self> {
        if typed.trim().is_empty() {
            return None;
        }
        let stems = Stems::new();
        let all: Vec<Piece> = pieces(typed).into_iter().filter(|piece| !is_stop(piece)).collect();
        // "die" and "war" are words of English too: they go only where others stay.
        let german =
            |piece: &Piece| matches!(piece, Piece::Word(word) if stops::GERMAN.contains(&word.as_str()));
        let kept =
            if all.iter().all(german) { all } else { all.into_iter().filter(|one| !german(one)).collect() };
        let words = kept.iter().flat_map(|piece| asked(piece, &stems)).take(MAX_ASKED).collect();
        let digits = typed.trim().trim_start_matches('#');
        let number = (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self { words, number: number.then(|| digits.parse().ok()).flatten(), text: spaced(typed) })
    }

    /// How well a title answers: the whole of it, its beginning, its words, words that begin so, words that are bent otherwise;
    /// 0 where the words are in the body alone.
    pub fn relevance(&self, number: i64, title: &str) -> f64 {
        let pieces = pieces(title);
        let terms: HashSet<String> = indexed(title).into_iter().collect();
        let of_word = |asked: &Asked| {
            let whole = pieces.iter().any(|piece| matches!(piece, Piece::Word(word) if *word == asked.word));
            let within = |piece: &Piece| match piece {
                Piece::Word(word) => word.starts_with(&asked.word),
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

/// Words with one space between.
fn spaced(text: &str) -> String {
    let words: Vec<String> = pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Word(word) | Piece::Run(word) => word,
        })
        .collect();
    words.join(" ")
}

fn asked(piece: &Piece, stems: &Stems) -> Vec<Asked> {
    match piece {
        Piece::Word(word) => {
            let german = stems.german.stem(word);
            let terms = vec![
                stems.english.stem(word).into_owned(),
                german.clone().into_owned(),
                format!("{OTHER}{german}"),
            ];
            vec![Asked { word: word.clone(), starts: vec![word.clone(), whole(word)], terms }]
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

#[cfg(test)]
mod tests;
