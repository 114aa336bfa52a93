//! The server's second look at text: takes out what should never have been sent.
//! One pass in linear time. It hides what has the exact shape of a secret, and guesses nothing.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::environment::Environment;
use crate::domain::steps::Step;
use crate::domain::words::words;

mod number;
mod person;
mod secret;

words! {
    /// A kind of thing that was taken out.
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

/// How often one kind was taken out, as the wire shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovedCount {
    /// The kind.
    pub kind: RemovedKind,
    /// How many were taken out, at least 1.
    pub count: u32,
}

/// What was taken out of a text, by kind.
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

    /// Adds what was taken out of another text.
    pub fn merge(&mut self, other: Self) {
        for kind in RemovedKind::ALL {
            let count = self.slot(*kind);
            *count = count.saturating_add(other.count(*kind));
        }
    }

    /// How many of `kind` were taken out.
    pub fn count(&self, kind: RemovedKind) -> u32 {
        let mut copy = *self;
        *copy.slot(kind)
    }

    /// True when nothing was taken out.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The kinds that were taken out, for the wire.
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

/// Takes out e-mail addresses, card numbers, bank accounts, tokens, keys and passwords; each
/// becomes `•••` (shorter ones `•` or `••`, so that no text grows). Never fails.
pub fn scrub(text: &str) -> (String, Removed) {
    let characters: Vec<char> = text.chars().collect();
    let mut rest = characters.as_slice();
    let mut clean = String::with_capacity(text.len());
    let mut removed = Removed::default();
    let mut before = None;
    while let Some((first, after)) = rest.split_first() {
        if let Some(plain) = number::uuid(before, rest) {
            let (kept, after) = rest.split_at_checked(plain).unwrap_or((rest, &[]));
            clean.extend(kept);
            before = kept.last().copied();
            rest = after;
            continue;
        }
        match find(before, rest) {
            Some(hit) => {
                clean.extend(rest.iter().take(hit.skip));
                clean.extend(std::iter::repeat_n('•', hit.length.min(3)));
                removed.add(hit.kind);
                rest = rest.get(hit.skip + hit.length..).unwrap_or_default();
                before = Some('•');
            }
            None => {
                clean.push(*first);
                before = Some(*first);
                rest = after;
            }
        }
    }
    (clean, removed)
}

/// Every search looks at a bounded stretch, or at one that it then takes: hence linear time.
fn find(before: Option<char>, rest: &[char]) -> Option<Hit> {
    secret::userinfo(rest)
        .or_else(|| secret::shape(before, rest))
        .or_else(|| secret::pair(before, rest))
        .or_else(|| secret::bearer(before, rest))
        .or_else(|| number::iban(before, rest))
        .or_else(|| number::card(before, rest))
        .or_else(|| person::email(before, rest))
}

/// Scrubs a text in place and adds to `removed`.
pub fn scrub_into(text: &mut String, removed: &mut Removed) {
    let (clean, found) = scrub(text);
    if !found.is_empty() {
        *text = clean;
        removed.merge(found);
    }
}

/// Scrubs every free text of a report's steps and environment.
pub fn scrub_report(steps: &mut [Step], environment: &mut Environment) -> Removed {
    let mut removed = Removed::default();
    for step in steps {
        scrub_into(&mut step.sentence, &mut removed);
        let target = step
            .target
            .iter_mut()
            .flat_map(|target| target.name.iter_mut().chain(target.selectors.iter_mut().flatten()));
        for text in target.chain(&mut step.url).chain(&mut step.message) {
            scrub_into(text, &mut removed);
        }
    }
    let places = [Some(&mut environment.url), environment.referrer.as_mut(), environment.build.as_mut()];
    for text in places.into_iter().flatten() {
        scrub_into(text, &mut removed);
    }
    removed
}

/// Scrubs every string value inside a JSON document; names of members stay.
pub fn scrub_json(value: &mut serde_json::Value) -> Removed {
    let mut removed = Removed::default();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::String(text) => scrub_into(text, &mut removed),
            serde_json::Value::Array(values) => open.extend(values),
            serde_json::Value::Object(members) => open.extend(members.values_mut()),
            _ => {}
        }
    }
    removed
}

#[cfg(test)]
mod tests;
