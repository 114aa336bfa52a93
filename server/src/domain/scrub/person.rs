//! Finds e-mail addresses.

use super::{Hit, RemovedKind};

/// An address at the start of `rest`, also with its `@` as `%40`; `before` must not be a part of
/// it.
pub(super) fn email(before: Option<char>, rest: &[char]) -> Option<Hit> {
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || is_latin(c)) {
        return None;
    }
    let local = rest.iter().take(65).take_while(|c| is_local(**c)).count();
    let at = match rest.get(local..)? {
        ['@', ..] => 1,
        ['%', '4', '0', ..] => 3,
        _ => return None,
    };
    if !(1..=64).contains(&local) {
        return None;
    }
    let length = local + at + domain_length(rest.get(local + at..)?)?;
    Some(Hit { kind: RemovedKind::Email, skip: 0, length })
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._+-".contains(c) || is_latin(c)
}

/// Latin letters beyond ASCII; scripts that write without spaces would be taken as one word.
fn is_latin(c: char) -> bool {
    c.is_alphabetic() && ('\u{c0}'..='\u{24f}').contains(&c)
}

/// Characters of a host name with a dot and a last label of at least two letters.
fn domain_length(domain: &[char]) -> Option<usize> {
    let mut length = 0;
    let mut dotted = 0;
    for label in domain.get(..domain.len().min(254))?.split(|c| *c == '.') {
        let run =
            label.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '-' || is_latin(**c)).count();
        if run == 0 {
            break;
        }
        length += run + usize::from(length > 0);
        let name = label.get(..run)?;
        if length > run && run >= 2 && name.iter().all(|c| c.is_alphabetic()) {
            dotted = length;
        }
        if run < label.len() {
            break;
        }
    }
    (dotted > 0).then_some(dotted)
}
