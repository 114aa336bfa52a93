//! The reason codes that are offered after an answer, with what visitors read.
//! A code that is not offered is refused, so that counts stay comparable.

use crate::base::invalid::Invalid;

/// Languages that every label is in.
pub const LOCALES: [&str; 2] = ["en", "de"];

/// A reason for an answer.
#[derive(Debug, Clone, Copy)]
pub struct Reason {
    /// The word that is stored.
    pub code: &'static str,
    /// What the visitor reads, by language.
    pub labels: [(&'static str, &'static str); 2],
}

const fn reason(code: &'static str, en: &'static str, de: &'static str) -> Reason {
    Reason { code, labels: [("en", en), ("de", de)] }
}

const YES: [Reason; 3] = [
    reason("clear", "Easy to understand", "Leicht verständlich"),
    reason("solved", "Solved my problem", "Hat mein Problem gelöst"),
    reason("fast", "Quick to find", "Schnell gefunden"),
];

const NO: [Reason; 4] = [
    reason("unclear", "Hard to understand", "Schwer verständlich"),
    reason("incomplete", "Something is missing", "Es fehlt etwas"),
    reason("wrong", "Something is wrong", "Etwas stimmt nicht"),
    reason("not_working", "It doesn’t work", "Es funktioniert nicht"),
];

/// The reasons offered after yes (`true`) or no.
pub const fn after(helpful: bool) -> &'static [Reason] {
    if helpful { &YES } else { &NO }
}

/// Checks a reason given with an answer. Fails at `/reason` with the words that may be used.
pub fn check(helpful: bool, code: &str) -> Result<(), Invalid> {
    let offered = after(helpful);
    if offered.iter().any(|reason| reason.code == code) {
        return Ok(());
    }
    let words: Vec<&str> = offered.iter().map(|reason| reason.code).collect();
    let detail = format!("This reason is not offered with this answer. Use one of: {}.", words.join(", "));
    Err(Invalid::at("/reason", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_for_no_is_refused_with_yes() {
        assert!(check(false, "unclear").is_ok());
        assert!(check(true, "unclear").is_err());
    }

    #[test]
    fn every_reason_is_in_every_language() {
        for reason in after(true).iter().chain(after(false)) {
            assert!(
                LOCALES
                    .iter()
                    .all(|locale| reason.labels.iter().any(|(l, text)| l == locale && !text.is_empty()))
            );
        }
    }
}
