//! The server's second scan of text: redacts what should never have been sent.
//! Two passes in linear time: shapes of secrets, then words that name one (`password: …`), judged by what follows them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::words;
use view::View;

mod names;
mod number;
mod pair;
mod person;
mod secret;
mod view;

words! {
    /// A kind of text that is removed because it looks like a secret.
    pub enum RemovedKind {
        /// A password or a key of a known shape.
        Secret = "secret",
        /// A payment card number.
        Card = "card",
        /// An e-mail address.
        Email = "email",
        /// A bearer, session or other token.
        Token = "token",
        /// A bank account number.
        Iban = "iban",
    }
}

/// How many items of one kind were removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovedCount {
    /// The kind.
    pub kind: RemovedKind,
    /// The number of items, at least 1.
    pub count: u32,
}

/// What was redacted in a text, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Removed {
    secret: u32,
    card: u32,
    email: u32,
    token: u32,
    iban: u32,
}

impl Removed {
    /// Counts one more of `kind`.
    pub fn add(&mut self, kind: RemovedKind) {
        let count = self.slot(kind);
        *count = count.saturating_add(1);
    }

    /// Adds what was redacted in another text.
    pub fn merge(&mut self, other: Self) {
        for kind in RemovedKind::ALL {
            let count = self.slot(*kind);
            *count = count.saturating_add(other.count(*kind));
        }
    }

    /// How many of `kind` were redacted.
    pub fn count(&self, kind: RemovedKind) -> u32 {
        let mut copy = *self;
        *copy.slot(kind)
    }

    /// True when nothing was redacted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The kinds that were redacted, for the wire.
    pub fn to_list(&self) -> Vec<RemovedCount> {
        RemovedKind::ALL
            .iter()
            .map(|kind| RemovedCount { kind: *kind, count: self.count(*kind) })
            .filter(|removed| removed.count > 0)
            .collect()
    }

    fn slot(&mut self, kind: RemovedKind) -> &mut u32 {
        match kind {
            RemovedKind::Secret => &mut self.secret,
            RemovedKind::Card => &mut self.card,
            RemovedKind::Email => &mut self.email,
            RemovedKind::Token => &mut self.token,
            RemovedKind::Iban => &mut self.iban,
        }
    }
}

/// A find: it begins `skip` characters further on and is `length` characters long.
struct Hit {
    kind: RemovedKind,
    skip: usize,
    length: usize,
}

/// Redacts e-mail addresses, card numbers, bank accounts, tokens, keys and passwords; each
/// becomes `•••` (shorter ones `•` or `••`, so that no text grows). Never fails.
pub fn scrub(text: &str) -> (String, Removed) {
    let mut removed = Removed::default();
    let characters: Vec<char> = text.chars().collect();
    let mut clean = pass(&characters, &View::folded(&characters), &mut removed).unwrap_or(characters);
    // Escapes are read in a second pass, over what the first one left: "%40" hides an "@", and "%26" ends no value.
    if let Some(view) = View::decoded(&clean)
        && let Some(cleaner) = pass(&clean, &view, &mut removed)
    {
        clean = cleaner;
    }
    (clean.into_iter().collect(), removed)
}

/// One pass over a view of a text; `None` when nothing was found.
fn pass(original: &[char], view: &View, removed: &mut Removed) -> Option<Vec<char>> {
    let mut clean = Vec::new();
    let (mut at, mut copied) = (0, 0);
    let mut before = None;
    while let Some(rest) = view.characters.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(plain) = number::uuid(before, rest) {
            at += plain;
            before = Some('0');
            continue;
        }
        let Some(hit) = find(before, rest).filter(|hit| hit.length > 0) else {
            before = rest.first().copied();
            at += 1;
            continue;
        };
        // A character of the original may map to several of the view, of which an earlier find took the first.
        let (start, end) = view.original(at + hit.skip, hit.length);
        let (start, end) = (start.max(copied), end.max(copied));
        clean.extend_from_slice(original.get(copied..start).unwrap_or_default());
        clean.extend(std::iter::repeat_n('•', (end - start).min(3)));
        removed.add(hit.kind);
        copied = end;
        at += hit.skip + hit.length;
        before = Some('•');
    }
    if copied == 0 {
        return None;
    }
    clean.extend_from_slice(original.get(copied..).unwrap_or_default());
    Some(clean)
}

/// Every search looks at a bounded stretch, or at one that it then takes: hence linear time.
fn find(before: Option<char>, rest: &[char]) -> Option<Hit> {
    secret::userinfo(rest)
        .or_else(|| secret::hook(rest))
        .or_else(|| secret::shape(before, rest))
        .or_else(|| pair::pair(before, rest))
        .or_else(|| pair::bearer(before, rest))
        .or_else(|| number::iban(before, rest))
        .or_else(|| number::card(before, rest))
        .or_else(|| person::email(before, rest))
}

fn begins(rest: &[char], start: &str) -> bool {
    let mut characters = rest.iter();
    start.chars().all(|c| characters.next() == Some(&c))
}

fn run(rest: &[char], test: impl Fn(char) -> bool) -> usize {
    rest.iter().take_while(|c| test(**c)).count()
}

/// Marks that somebody already put in place of a value.
fn is_mask(c: char) -> bool {
    matches!(c, '•' | '*' | '…' | '●')
}

/// Scrubs a text in place and adds to `removed`.
pub fn scrub_into(text: &mut String, removed: &mut Removed) {
    let (clean, found) = scrub(text);
    if !found.is_empty() {
        *text = clean;
        removed.merge(found);
    }
}

/// Removes control characters from a value of a document, which none of them may show or steer, and scrubs it.
pub fn scrub_value(text: &mut String, removed: &mut Removed) {
    text.retain(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    scrub_into(text, removed);
}

/// Scrubs every string value inside a JSON document; names of members stay.
pub fn scrub_json(value: &mut serde_json::Value) -> Removed {
    let mut removed = Removed::default();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::String(text) => scrub_value(text, &mut removed),
            serde_json::Value::Array(values) => open.extend(values),
            serde_json::Value::Object(members) => open.extend(members.values_mut()),
            _ => {}
        }
    }
    removed
}

#[cfg(test)]
mod tests;
