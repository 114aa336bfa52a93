//! The forms and the filler words of a language. Without one, every word is its own form, and none is a filler.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};

use super::{
    pieces::{self, Piece, Word, fold},
    stops,
};
use crate::domain::language::Language;

/// What is known of the language of a project's requests.
pub struct Forms {
    language: Option<Language>,
    stemmer: Option<Stemmer>,
    stops: &'static [&'static str],
}

impl Forms {
    /// Those of a language.
    pub fn of(language: Option<Language>) -> Self {
        let known = language.map(|language| match language {
            Language::English => (Algorithm::English, &stops::ENGLISH[..]),
            Language::German => (Algorithm::German, &stops::GERMAN[..]),
            Language::Spanish => (Algorithm::Spanish, &stops::SPANISH[..]),
            Language::French => (Algorithm::French, &stops::FRENCH[..]),
            Language::Portuguese => (Algorithm::Portuguese, &stops::PORTUGUESE[..]),
        });
        Self {
            language,
            stemmer: known.map(|(algorithm, _)| Stemmer::create(algorithm)),
            stops: known.map_or(&[], |(_, stops)| stops),
        }
    }

    /// The words of a text, filler words among them.
    pub fn pieces(&self, text: &str) -> Vec<Piece> {
        // French writes articles and pronouns to the word that follows: l'export, qu'elle.
        match self.language {
            Some(Language::French) => pieces::pieces(&text.replace(['\'', '’'], " ")),
            _ => pieces::pieces(text),
        }
    }

    /// Whether it says nothing of a matter.
    pub fn is_stop(&self, piece: &Piece) -> bool {
        matches!(piece, Piece::Word(word) if self.stops.contains(&word.folded.as_str()))
    }

    /// The stem of a word, folded. Stemmers know endings by their accents: `ción` and `ciones`, `é` and `ées`.
    pub fn stem(&self, word: &Word) -> String {
        fold(&self.bare(&word.spelled))
    }

    /// The stems that a word of a query may have in a text: somebody may have left the accents out.
    pub fn stems(&self, word: &Word) -> Vec<String> {
        let mut stems = vec![self.stem(word), self.stem_of_folded(&word.folded)];
        stems.dedup();
        stems
    }

    /// The stem of a word whose accents are not known.
    pub fn stem_of_folded(&self, word: &str) -> String {
        fold(&self.bare(word))
    }

    fn bare<'w>(&self, word: &'w str) -> Cow<'w, str> {
        let Some(stemmer) = &self.stemmer else { return Cow::Borrowed(word) };
        let stem = stemmer.stem(word);
        if self.language != Some(Language::German) {
            return stem;
        }
        // exportieren, exportiert, Exportierung: the stemmer knows the first of these endings only.
        let start = stem.strip_suffix("iert").or_else(|| stem.strip_suffix("ier"));
        match start {
            Some(start) if start.chars().count() > 2 => Cow::Owned(format!("{start}i")),
            _ => stem,
        }
    }
}
