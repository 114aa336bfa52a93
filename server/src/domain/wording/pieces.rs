//! The words of a text, as it is written and folded, parted by script. Knows no language: what is a filler word or a form of another
//! word is the matter of `forms`.

use unicode_normalization::UnicodeNormalization;

use super::MAX_TERM;

/// A word of a script that parts words by spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Without accents and in lower case, as it is found.
    pub folded: String,
    /// In lower case with its accents, as a stemmer knows it.
    pub spelled: String,
}

impl Word {
    fn new(spelled: &str) -> Self {
        let folded = fold(spelled).chars().take(MAX_TERM).collect();
        Self { folded, spelled: spelled.chars().take(MAX_TERM).collect() }
    }
}

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A word of a script that parts words by spaces.
    Word(Word),
    /// A stretch of a script that does not.
    Run(String),
}

impl Piece {
    /// Its folded text.
    pub fn text(&self) -> &str {
        match self {
            Self::Word(word) => &word.folded,
            Self::Run(run) => run,
        }
    }
}

/// NFKC and lower case, without apostrophes, what nobody sees, and accents that stand apart from their letters.
fn spell(text: &str) -> String {
    // Lower case may part an accent from its letter, as of the Turkish dotted capital.
    text.nfkc().flat_map(char::to_lowercase).nfc().filter(|c| !is_dropped(*c)).collect()
}

/// The same without accents; letters that are two or bear a stroke as usual ones.
pub(super) fn fold(text: &str) -> String {
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
    for word in spell(text).split(|c: char| !c.is_alphanumeric()) {
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let unspaced = is_unspaced(first);
            let end = rest.find(|c: char| is_unspaced(c) != unspaced).unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            pieces.push(if unspaced { Piece::Run(fold(part)) } else { Piece::Word(Word::new(part)) });
            rest = after;
        }
    }
    pieces
}

/// The parts of the words of a text that are written together with capitals inside, as in `exportCsvFile`; a row of capitals is
/// one part, without the last where a small letter follows it.
pub fn parts(text: &str) -> Vec<Word> {
    let mut parts = Vec::new();
    let part = |letters: &[char]| Word::new(&spell(&letters.iter().collect::<String>()));
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let letters: Vec<char> = word.chars().take(MAX_TERM * 2).collect();
        let mut begin = 0;
        for at in 1..letters.len() {
            let is = |n: usize, test: fn(char) -> bool| letters.get(n).copied().is_some_and(test);
            let starts = is(at, char::is_uppercase)
                && (is(at - 1, char::is_lowercase) || is(at + 1, char::is_lowercase));
            if starts {
                parts.extend(letters.get(begin..at).map(part));
                begin = at;
            }
        }
        if begin > 0 {
            parts.extend(letters.get(begin..).map(part));
        }
    }
    parts.retain(|part| part.folded.chars().count() > 1);
    parts
}

/// Pairs of characters of a run, or its one character.
pub(super) fn pairs(run: &str) -> Vec<String> {
    let characters: Vec<char> = run.chars().collect();
    if characters.len() < 2 {
        return vec![run.to_owned()];
    }
    characters.windows(2).map(|pair| pair.iter().collect()).collect()
}
