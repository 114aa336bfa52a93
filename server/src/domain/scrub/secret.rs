//! Finds keys of known shapes, bearer tokens, and values of names such as `password=`.

use super::{Hit, RemovedKind};

/// Beginnings that vendors give to their keys, with the fewest characters that must follow.
const SHAPES: [(&str, usize); 38] = [
    ("sk_live_", 10),
    ("sk_test_", 10),
    ("rk_live_", 10),
    ("rk_test_", 10),
    ("sk_", 20),
    ("sk-ant-", 20),
    ("sk-proj-", 20),
    ("sk-", 32),
    ("whsec_", 20),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghu_", 30),
    ("ghs_", 30),
    ("ghr_", 30),
    ("github_pat_", 30),
    ("glpat-", 16),
    ("AKIA", 16),
    ("ASIA", 16),
    ("xoxa-", 10),
    ("xoxb-", 10),
    ("xoxe-", 10),
    ("xoxp-", 10),
    ("xoxr-", 10),
    ("xoxs-", 10),
    ("xapp-", 10),
    ("AIza", 35),
    ("ya29.", 20),
    ("npm_", 36),
    ("pypi-", 50),
    ("hf_", 30),
    ("dop_v1_", 60),
    ("shpat_", 30),
    ("shpss_", 30),
    ("SG.", 40),
    ("AC_", 32),
    ("lin_api_", 30),
    ("dckr_pat_", 20),
    ("sq0csp-", 30),
];

/// A key of a known shape, or a JSON web token, at the start of `rest`.
pub(super) fn shape(before: Option<char>, rest: &[char]) -> Option<Hit> {
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
        return None;
    }
    // Nothing is measured before a known beginning matched: else dots would make it quadratic.
    if begins(rest, "eyJ") {
        let length = run(rest, is_shape);
        let dots = rest.iter().take(length).filter(|c| **c == '.').count();
        if dots >= 2 && length >= 30 {
            return Some(Hit { kind: RemovedKind::Token, skip: 0, length });
        }
    }
    if begins(rest, "-----BEGIN ") {
        return private_key(rest);
    }
    let (start, least) = SHAPES.iter().find(|(start, _)| begins(rest, start))?;
    let follow = rest.get(start.len()..)?;
    // What is not taken must not be measured twice: judge by the first few hundred characters.
    let judged = run(follow.get(..follow.len().min(400))?, is_shape);
    let varied = follow.iter().take(judged).any(char::is_ascii_digit);
    (judged >= *least && varied).then(|| Hit {
        kind: RemovedKind::Secret,
        skip: 0,
        length: start.len() + run(follow, is_shape),
    })
}

/// A PEM block up to its end line, or to the end of the text when it was cut.
fn private_key(rest: &[char]) -> Option<Hit> {
    let heading: String = rest.iter().take(60).collect();
    if !heading.contains("PRIVATE KEY-----") {
        return None;
    }
    let end: Vec<char> = "-----END ".chars().collect();
    let length = rest
        .windows(end.len())
        .position(|window| window == end.as_slice())
        .map_or(rest.len(), |at| at + run(rest.get(at..).unwrap_or_default(), |c| c != '\n'));
    Some(Hit { kind: RemovedKind::Secret, skip: 0, length })
}

/// `Bearer` or `Basic` and what follows, where it looks like no word.
pub(super) fn bearer(before: Option<char>, rest: &[char]) -> Option<Hit> {
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let scheme = run(rest.get(..rest.len().min(7))?, |c| c.is_ascii_alphabetic());
    if !is_scheme(rest.get(..scheme)?) {
        return None;
    }
    let gap = run(rest.get(scheme..)?.get(..4).or(rest.get(scheme..))?, |c| c == ' ');
    let value = rest.get(scheme + gap..)?;
    let length = run(value, |c| is_token(c) || "._~+/=".contains(c));
    let strange = value.iter().take(length).any(char::is_ascii_digit) || length >= 24;
    (gap > 0 && length >= 8 && strange).then_some(Hit {
        kind: RemovedKind::Token,
        skip: scheme + gap,
        length,
    })
}

fn is_scheme(word: &[char]) -> bool {
    let word: String = word.iter().map(char::to_ascii_lowercase).collect();
    matches!(word.as_str(), "bearer" | "basic")
}

/// Name and password in an address: `://name:password@host`.
pub(super) fn userinfo(rest: &[char]) -> Option<Hit> {
    if !begins(rest, "://") {
        return None;
    }
    let part = rest.get(3..)?;
    let part = part.get(..part.len().min(300))?;
    let part = part.get(..run(part, |c| !c.is_whitespace() && !"/?#\"'<>".contains(c)))?;
    let at = part.iter().rposition(|c| *c == '@')?;
    let colon = part.iter().take(at).position(|c| *c == ':')?;
    let length = at - colon - 1;
    let hidden = part.iter().skip(colon + 1).take(length).all(|c| is_mask(*c));
    (!hidden).then_some(Hit { kind: RemovedKind::Secret, skip: colon + 4, length })
}

/// The value of a telling name: `password=…`, `"token": "…"`, `api_key: …`.
pub(super) fn pair(before: Option<char>, rest: &[char]) -> Option<Hit> {
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
        return None;
    }
    let name = run(rest.get(..rest.len().min(41))?, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let kind = telling(rest.get(..name)?)?;
    let closing = usize::from(matches!(rest.get(name), Some('"' | '\'')));
    let gap = name + closing + spaces(rest, name + closing);
    let sign = *rest.get(gap)?;
    if sign != '=' && sign != ':' {
        return None;
    }
    let start = gap + 1 + spaces(rest, gap + 1);
    let value = rest.get(start..)?;
    let quote = value.first().copied().filter(|c| matches!(c, '"' | '\''));
    let (skip, length) = match quote {
        Some(quote) => (start + 1, run(value.get(1..)?, |c| c != quote && c != '\n')),
        None => (start, run(value, |c| !c.is_whitespace() && !"&;,\"'<>)]}`|".contains(c))),
    };
    let value = rest.get(skip..skip + length)?;
    // After a colon and a space prose is likely ("Password: it is lost"): ask for more than a word.
    let sure = sign == '=' || quote.is_some() || start == gap + 1 || !value.iter().all(|c| c.is_alphabetic());
    let told = length > 0 && !value.iter().all(|c| is_mask(*c)) && !is_scheme(value);
    (sure && told).then_some(Hit { kind, skip, length })
}

/// The kind of a telling name, whatever its case, hyphens and underscores.
fn telling(name: &[char]) -> Option<RemovedKind> {
    if name.is_empty() || name.len() > 40 {
        return None;
    }
    let name: String =
        name.iter().filter(|c| c.is_ascii_alphanumeric()).map(char::to_ascii_lowercase).collect();
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    if ends(&[
        "password",
        "passwd",
        "passwort",
        "kennwort",
        "passphrase",
        "secret",
        "apikey",
        "secretkey",
        "privatekey",
        "accesskey",
    ]) || matches!(name.as_str(), "pwd" | "pass" | "passcode" | "otp" | "pin" | "cvv" | "cvc")
    {
        return Some(RemovedKind::Secret);
    }
    let token = ends(&["token", "sessionid", "authorization"])
        || matches!(name.as_str(), "jwt" | "sid" | "auth" | "sig" | "signature" | "xamzsignature");
    token.then_some(RemovedKind::Token)
}

/// Marks that somebody already put in place of a value.
fn is_mask(c: char) -> bool {
    matches!(c, '•' | '*' | '…' | '●')
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

fn is_shape(c: char) -> bool {
    is_token(c) || c == '.'
}

fn begins(rest: &[char], start: &str) -> bool {
    let mut characters = rest.iter();
    start.chars().all(|c| characters.next() == Some(&c))
}

fn run(rest: &[char], test: impl Fn(char) -> bool) -> usize {
    rest.iter().take_while(|c| test(**c)).count()
}

/// At most three spaces from `at` on.
fn spaces(rest: &[char], at: usize) -> usize {
    rest.iter().skip(at).take(3).take_while(|c| **c == ' ').count()
}
