//! Finds e-mail addresses in every script.

use super::{Hit, RemovedKind};

/// How a character may be part of an address. Scripts that write without spaces are kept apart from the others: an address
/// in Latin letters often is in the middle of their words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Spaced,
    Unspaced,
}

/// An address at the start of `rest`; `before` must not be a part of it.
pub(super) fn email(before: Option<char>, rest: &[char]) -> Option<Hit> {
    let first = *rest.first()?;
    let part = local_part(first)?;
    if before.and_then(local_part) == Some(part) && before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let local = rest
        .iter()
        .take(65)
        .take_while(|c| local_part(**c).is_some_and(|other| other == part || "._+-".contains(**c)))
        .count();
    if rest.get(local) != Some(&'@') || !(1..=64).contains(&local) {
        return None;
    }
    let length = local + 1 + domain_length(rest.get(local + 1..)?)?;
    Some(Hit { kind: RemovedKind::Email, skip: 0, length })
}

fn local_part(c: char) -> Option<Part> {
    if "._+-".contains(c) { Some(Part::Spaced) } else { letter(c) }
}

/// Letters, digits and the marks above them.
fn letter(c: char) -> Option<Part> {
    match c {
        _ if c.is_ascii_alphanumeric() => Some(Part::Spaced),
        _ if crate::domain::wording::is_unspaced(c) || ('\u{ac00}'..='\u{d7a3}').contains(&c) => {
            Some(Part::Unspaced)
        }
        '\u{300}'..='\u{36f}' => Some(Part::Spaced),
        _ if c.is_alphanumeric() => Some(Part::Spaced),
        // Vowel signs of Indic scripts are part of a word.
        '\u{900}'..='\u{dff}' => Some(Part::Spaced),
        _ => None,
    }
}

/// Characters of a host name with a dot and a last label of at least two letters.
fn domain_length(domain: &[char]) -> Option<usize> {
    let mut length = 0;
    let mut dotted = 0;
    for label in domain.get(..domain.len().min(254))?.split(|c| *c == '.') {
        let part = label.first().copied().and_then(letter);
        let run = label.iter().take_while(|c| **c == '-' || part.is_some() && letter(**c) == part).count();
        if run == 0 {
            break;
        }
        length += run + usize::from(length > 0);
        let name = label.get(..run)?;
        let top = name.iter().all(|c| letter(*c).is_some() && !c.is_numeric())
            || name.starts_with(&['x', 'n', '-', '-']);
        if length > run && run >= 2 && top {
            dotted = length;
        }
        if run < label.len() {
            break;
        }
    }
    (dotted > 0).then_some(dotted)
}
