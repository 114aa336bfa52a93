//! Finds values by the name before them: `password=…`, `"token": "…"`, `--password …`, `Cookie: …`, `Authorization: …`.

use super::{
    Hit, RemovedKind, is_mask,
    names::{Telling, telling},
    run,
};

/// Maximum number of spaces skipped on either side of a sign.
const SPACES: usize = 12;
/// Characters by which a header is judged.
const JUDGED: usize = 400;
/// Schemes of an `Authorization` header.
const SCHEMES: [&str; 12] = [
    "bearer",
    "basic",
    "digest",
    "token",
    "negotiate",
    "ntlm",
    "apikey",
    "hawk",
    "oauth",
    "key",
    "aws4-hmac-sha256",
    "dpop",
];

/// The sign between a name and its value.
struct Link {
    /// Characters up to the value.
    length: usize,
    /// `=`, `:`, or a space after a flag.
    sign: char,
    /// Whether there is a space before the value.
    gap: bool,
    /// Whether the name is quoted or in brackets, as in JSON and forms.
    closed: bool,
}

/// The value of a telling name at the start of `rest`.
pub(super) fn pair(before: Option<char>, rest: &[char]) -> Option<Hit> {
    let cjk = |c: char| crate::domain::wording::is_unspaced(c);
    if before.is_some_and(|c| c.is_alphanumeric() && !cjk(c) || matches!(c, '_' | '-')) {
        return None;
    }
    let name = run(rest.get(..rest.len().min(65))?, |c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let link = link(rest, name)?;
    let kind_of_name = telling(rest.get(..name)?).or_else(|| flag_of_user(rest.get(..name)?))?;
    let value = rest.get(link.length..)?;
    let kind = match kind_of_name {
        Telling::Cookies => return cookies(before, &link, value),
        Telling::Authorization => return authorization(before, &link, value),
        Telling::Always(kind) => kind,
        Telling::Assigned(kind) if link.sign == '=' || link.closed => kind,
        Telling::Parameter(kind) if link.sign == '=' && before.is_some_and(|c| "?&#;".contains(c)) => kind,
        Telling::Assigned(_) | Telling::Parameter(_) => return None,
    };
    let (skip, length, quoted) = extent(value, &link);
    let found = value.get(skip..skip + length)?;
    // After a colon and a space, or after a flag, prose is likely ("Password: it is lost"): ask for more than a word.
    let sure = match link.sign {
        '=' => true,
        ' ' => quoted || !found.starts_with(&['-']),
        _ => quoted || !link.gap || !found.iter().all(|c| c.is_alphabetic()),
    };
    let is_value = length > 0 && !found.iter().all(|c| is_mask(*c)) && !is_scheme(found);
    (sure && is_value).then_some(Hit { kind, skip: link.length + skip, length })
}

/// `-u name:password` and `--user name:password`: the name alone says nothing.
fn flag_of_user(name: &[char]) -> Option<Telling> {
    let name: String = name.iter().collect();
    matches!(name.as_str(), "-u" | "--user" | "--proxy-user").then_some(Telling::Always(RemovedKind::Secret))
}

/// Reads over quotes, brackets, spaces and the sign that follow a name.
fn link(rest: &[char], name: usize) -> Option<Link> {
    let closing = run(rest.get(name..)?.get(..6).or(rest.get(name..))?, |c| "\"'\\]`".contains(c));
    let before = spaces(rest, name + closing);
    let at = name + closing + before;
    let sign = *rest.get(at)?;
    if matches!(sign, '=' | ':') {
        // "=>", ":=", "==" and "::" are signs of two characters.
        let double = usize::from(matches!(rest.get(at + 1), Some('=' | '>')));
        let gap = spaces(rest, at + 1 + double);
        let sign = if double > 0 { '=' } else { sign };
        return Some(Link { length: at + 1 + double + gap, sign, gap: gap > 0, closed: closing > 0 });
    }
    let flag = rest.first() == Some(&'-') && before > 0 && closing == 0;
    flag.then_some(Link { length: at, sign: ' ', gap: true, closed: false })
}

/// Where a value begins and how long it is, without its quotes; whether it has some.
fn extent(value: &[char], link: &Link) -> (usize, usize, bool) {
    let escapes = run(value.get(..value.len().min(3)).unwrap_or_default(), |c| c == '\\');
    match value.get(escapes) {
        Some(quote @ ('"' | '\'' | '`')) => {
            let start = escapes + 1;
            (start, until_quote(value.get(start..).unwrap_or_default(), *quote, escapes), true)
        }
        // A list or an object in the place of a value, up to its end or that of the line.
        Some('[' | '{') if link.closed || link.sign == '=' => (0, until_bracket(value), true),
        _ => (0, run(value, |c| !c.is_whitespace() && !"&;,\"'<>)]}`|".contains(c)), false),
    }
}

/// Characters before the closing quote; escaped quotes inside do not close.
fn until_quote(value: &[char], quote: char, escapes: usize) -> usize {
    let mut slashes = 0;
    for (at, c) in value.iter().enumerate() {
        match *c {
            '\n' => return at,
            '\\' => slashes += 1,
            c if c == quote && slashes <= escapes => return at - slashes,
            _ => slashes = 0,
        }
        if *c == quote {
            slashes = 0;
        }
    }
    value.len()
}

/// Characters up to the bracket that closes the first one.
fn until_bracket(value: &[char]) -> usize {
    let mut open = 0_usize;
    for (at, c) in value.iter().enumerate() {
        match c {
            '[' | '{' => open += 1,
            ']' | '}' if open <= 1 => return at + 1,
            ']' | '}' => open -= 1,
            '\n' => return at,
            _ => {}
        }
    }
    value.len()
}

/// Where the value of a header ends: with its quote, or with the line.
fn line(before: Option<char>, value: &[char]) -> (usize, usize) {
    let escapes = run(value.get(..value.len().min(3)).unwrap_or_default(), |c| c == '\\');
    let quote = value.get(escapes).filter(|c| matches!(c, '"' | '\'' | '`'));
    let skip = quote.map_or(0, |_| escapes + 1);
    let quote = quote.copied().or(before.filter(|c| matches!(c, '"' | '\'' | '`')));
    let rest = value.get(skip..).unwrap_or_default();
    let length = match quote {
        Some(quote) => until_quote(rest, quote, escapes),
        None => run(rest, |c| c != '\n'),
    };
    (skip, length)
}

/// All pairs of a cookie header; prose about cookies has none.
fn cookies(before: Option<char>, link: &Link, value: &[char]) -> Option<Hit> {
    if link.sign == ' ' {
        return None;
    }
    // What may not be taken is judged by its beginning, and measured only when it is taken.
    let (skip, length) = line(before, value.get(..JUDGED).unwrap_or(value));
    let found = value.get(skip..skip + length)?;
    let equals = found.iter().position(|c| *c == '=')?;
    let named = equals > 0 && found.iter().take(equals).all(|c| !c.is_whitespace());
    let hidden = found.iter().skip(equals + 1).all(|c| is_mask(*c) || c.is_whitespace());
    (named && !hidden).then(|| Hit {
        kind: RemovedKind::Token,
        skip: link.length + skip,
        length: line(before, value).1,
    })
}

/// What follows the scheme of an `Authorization` header, or all of it where there is none.
fn authorization(before: Option<char>, link: &Link, value: &[char]) -> Option<Hit> {
    let (start, mut length) = line(before, value.get(..JUDGED).unwrap_or(value));
    let found = value.get(start..start + length)?;
    let mut skip = start;
    let mut whole = false;
    let scheme = run(found.get(..found.len().min(20))?, |c| c.is_ascii_alphanumeric() || c == '-');
    let after = scheme + spaces(found, scheme);
    if is_scheme(found.get(..scheme)?) && after > scheme {
        skip += after;
        length -= after;
        whole = true;
    } else {
        length = run(found, |c| !c.is_whitespace() && !"&;,\"'<>)]}`|".contains(c));
    }
    let found = value.get(skip..skip + length)?;
    // "Authorization: Token expired" reveals nothing.
    let prose = found.iter().all(|c| c.is_alphabetic() || c.is_whitespace() || ".,!?".contains(*c));
    let capital = found.windows(2).any(|two| matches!(two, [a, b] if a.is_alphabetic() && b.is_uppercase()));
    let word = prose && !(whole && capital);
    let hidden = found.iter().all(|c| is_mask(*c));
    let taken = !word && !hidden || word && length >= 24 && !found.contains(&' ');
    let length = if whole && taken { start + line(before, value).1 - skip } else { length };
    taken.then_some(Hit { kind: RemovedKind::Token, skip: link.length + skip, length })
}

/// A scheme such as `Bearer` and what follows, where it looks like no word.
pub(super) fn bearer(before: Option<char>, rest: &[char]) -> Option<Hit> {
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let scheme = run(rest.get(..rest.len().min(17))?, |c| c.is_ascii_alphanumeric() || c == '-');
    let name = rest.get(..scheme)?;
    if !is_scheme(name) {
        return None;
    }
    let gap = spaces(rest, scheme);
    if gap == 0 {
        return None;
    }
    let value = rest.get(scheme + gap..)?;
    let length = run(value, |c| c.is_ascii_alphanumeric() || "_-.~+/=".contains(c));
    let digits = value.iter().take(length).any(char::is_ascii_digit);
    // The usual two schemes are no words of prose before a value; "token" and "key" are.
    let strange = match name.first().map(char::to_ascii_lowercase) {
        Some('b') => length >= 8 && digits || length >= 24,
        _ => length >= 20 && digits,
    };
    strange.then_some(Hit { kind: RemovedKind::Token, skip: scheme + gap, length })
}

fn is_scheme(word: &[char]) -> bool {
    let word: String = word.iter().map(char::to_ascii_lowercase).collect();
    SCHEMES.contains(&word.as_str())
}

/// Spaces from `at` on, up to the maximum that is skipped.
fn spaces(rest: &[char], at: usize) -> usize {
    rest.iter().skip(at).take(SPACES).take_while(|c| **c == ' ').count()
}
