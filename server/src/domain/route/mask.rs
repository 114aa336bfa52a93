//! Which segments of a path identify one thing or person, or grant access, and their placeholders.
//! Judges by the form of a segment and by the words before it; knows no product. The widget has the same rules:
//! `widget/src/recorder/details/screens.ts`.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::domain::scrub::{RemovedKind, scrub};

/// The placeholder of an id.
const ID: &str = ":id";
/// The placeholder of a secret.
const TOKEN: &str = ":token";

/// Words that announce a secret in one of the next two segments.
const TELLING: [&str; 24] = [
    "reset",
    "token",
    "verif",
    "confirm",
    "activat",
    "invit",
    "magic",
    "unsubscrib",
    "unlock",
    "recover",
    "passw",
    "passphr",
    "kennw",
    "secret",
    "oauth",
    "session",
    "share",
    "login",
    "logon",
    "signin",
    "signup",
    "callback",
    "redeem",
    "apikey",
];
const TELLING_SHORT: [&str; 3] = ["jwt", "otp", "sso"];
/// The same, where no letter follows.
const TELLING_WHOLE: [&str; 5] = ["auth", "key", "code", "join", "accept"];

/// For each segment, decoded once, its placeholder, if any.
pub(super) fn masks(segments: &[Cow<'_, str>]) -> Vec<Option<&'static str>> {
    hidden(segments.iter().map(AsRef::as_ref), true)
}

fn hidden<'s>(segments: impl Iterator<Item = &'s str>, ids: bool) -> Vec<Option<&'static str>> {
    let mut labelled = 0_u8;
    segments
        .map(|segment| {
            // Escapes may be escaped themselves, and digits may be full-width.
            let text: String = again(&again(segment)).nfkc().collect();
            if is_holder(&text) {
                return None;
            }
            let mask = verdict(&text, labelled > 0, ids);
            if mask.is_none() {
                labelled = if tells(&text) { 2 } else { labelled.saturating_sub(1) };
            }
            mask
        })
        .collect()
}

fn again(text: &str) -> String {
    String::from_utf8_lossy(&super::decoded(text)).into_owned()
}

/// The placeholder of a segment, if it needs one; `labelled` where a segment before it reveals that.
fn verdict(text: &str, labelled: bool, ids: bool) -> Option<&'static str> {
    let inner: Vec<_> = text.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
    if inner.len() > 1 {
        return hidden(inner.into_iter(), false).iter().any(Option::is_some).then_some(TOKEN);
    }
    if is_id(text) {
        return (ids || labelled).then_some(ID);
    }
    let runs: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|run| !run.is_empty()).collect();
    let all: usize = runs.iter().map(|run| run.len()).sum();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if names_a_person(text) || digits > 8 && digits * 10 >= all * 6 {
        return Some(ID);
    }
    let allowed = |run: &str| match run.len() {
        0..=9 => 99,
        10..=15 => 2,
        _ => 0,
    };
    let secret = text.starts_with("eyJ") && text.chars().count() >= 16
        || text.contains('=')
        || runs.iter().any(|run| turns(run) > allowed(run))
        || runs.len() > 2 && runs.iter().all(|run| run.len() > 3 && turns(run) > 0)
        || labelled && !is_plain(text);
    if secret {
        return Some(TOKEN);
    }
    // What the scan of texts would redact has no place here either.
    let (_, removed) = scrub(text);
    let named = [RemovedKind::Email, RemovedKind::Card, RemovedKind::Iban];
    match removed.is_empty() && !text.contains('•') {
        true => None,
        false if named.iter().any(|kind| removed.count(*kind) > 0) => Some(ID),
        false => Some(TOKEN),
    }
}

/// How often letters and digits take turns.
fn turns(run: &str) -> usize {
    let kinds: Vec<bool> = run.bytes().map(|byte| byte.is_ascii_digit()).collect();
    kinds.windows(2).filter(|two| matches!(two, [a, b] if a != b)).count()
}

/// Numbers, UUIDs, long hex and ULIDs.
fn is_id(text: &str) -> bool {
    let all = |test: fn(u8) -> bool| text.bytes().all(test);
    !text.is_empty() && all(|byte| byte.is_ascii_digit())
        || text.len() >= 16 && all(|byte| byte.is_ascii_hexdigit())
        || is_uuid(text)
        || is_ulid(text)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(at, c)| match at {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
}

/// 26 letters of Crockford's base 32; 128 bits leave 0 to 7 for the first.
fn is_ulid(text: &str) -> bool {
    text.len() == 26
        && text.starts_with(|c: char| ('0'..='7').contains(&c))
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() && !matches!(c, 'I' | 'L' | 'O' | 'U' | 'i' | 'l' | 'o' | 'u'))
}

/// Anything around an `@` may name a person; a leading `@` is a public handle and stays.
fn names_a_person(text: &str) -> bool {
    text.char_indices().any(|(at, c)| c == '@' && at > 0 && at + 1 < text.len())
}

/// Whether a word in it announces a secret.
fn tells(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase());
    let mut before = None;
    for (at, c) in lower.char_indices() {
        let rest = lower.get(at..).unwrap_or_default();
        let whole = |word: &&str| rest.strip_prefix(*word).is_some_and(|after| !letter(after.chars().next()));
        if !letter(before)
            && (TELLING.iter().chain(&TELLING_SHORT).any(|word| rest.starts_with(word))
                || TELLING_WHOLE.iter().any(whole))
        {
            return true;
        }
        before = Some(c);
    }
    false
}

/// At most four words, or a version: no secret wherever it is.
fn is_plain(text: &str) -> bool {
    let lower = text.to_lowercase();
    let version = ["v", "step", "page", "oauth", "auth", "saml"].iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|rest| {
            (1..=3).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit())
        })
    });
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_alphabetic)
            && letters.clone().count() <= 14
            && letters.all(|c| c.is_alphabetic() && !c.is_uppercase())
    };
    let words = || text.split(['-', '_', '.']);
    version || lower == "2fa" || words().count() <= 4 && words().all(word)
}

/// A placeholder that is there already.
fn is_holder(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|name| {
        (1..=32).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    })
}
