//! The languages that a project may say its requests are written in.
//! Does not detect the language of a text.

use super::words::words;

words! {
    /// A language that the search knows word forms and filler words of.
    pub enum Language {
        /// English.
        English = "en",
        /// German.
        German = "de",
        /// Spanish.
        Spanish = "es",
        /// French.
        French = "fr",
        /// Portuguese.
        Portuguese = "pt",
    }
}
