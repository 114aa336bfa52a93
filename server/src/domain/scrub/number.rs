//! Finds card numbers and bank accounts by their check digits, and steps over UUIDs.

use super::{Hit, RemovedKind};

/// Length of a UUID at the start of `rest`, whose digits are no card number.
pub(super) fn uuid(before: Option<char>, rest: &[char]) -> Option<usize> {
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let text = rest.get(..36)?;
    let shaped = text.iter().enumerate().all(|(at, c)| match at {
        8 | 13 | 18 | 23 => *c == '-',
        _ => c.is_ascii_hexdigit(),
    });
    (shaped && ends(rest, 36)).then_some(36)
}

/// A card number at the start of `rest`: 13 to 19 digits of a known network with a valid check digit, with or without
/// separators. A single space or hyphen may separate groups of any length; other separators, or several in a row, only groups
/// of the lengths that cards have. After a `+` it is a telephone number.
pub(super) fn card(before: Option<char>, rest: &[char]) -> Option<Hit> {
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '+' | '_' | '.')) {
        return None;
    }
    let mut digits = Vec::with_capacity(20);
    let mut found = None;
    let (mut group, mut parting) = (0, 0);
    // Whether all earlier groups have lengths that cards have, and whether an unusual separator requires it.
    let (mut regular, mut odd) = (true, false);
    for (at, c) in rest.iter().enumerate() {
        match c.to_digit(10) {
            Some(digit) => {
                digits.push(digit);
                group += 1;
                parting = 0;
                if digits.len() > 19 {
                    break;
                }
                let shaped = !odd || regular && group >= 3;
                // The longest match wins: the digits left over would still reveal the number.
                if shaped && digits.len() >= 13 && ends(rest, at + 1) && network(&digits) && luhn(&digits) {
                    found = Some(at + 1);
                }
            }
            None if digits.is_empty() => break,
            None if matches!(c, ' ' | '-' | '.' | '/' | '+' | '_') && parting < 3 => {
                odd |= parting > 0 || !matches!(c, ' ' | '-');
                regular &= parting > 0 || (3..=6).contains(&group);
                group = 0;
                parting += 1;
            }
            None => break,
        }
    }
    found.map(|length| Hit { kind: RemovedKind::Card, skip: 0, length })
}

/// Whether no letter, digit or underscore follows at `at`.
fn ends(rest: &[char], at: usize) -> bool {
    !rest.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_')
}

/// Number ranges of the networks that are in use, with their lengths (ISO/IEC 7812).
fn network(digits: &[u32]) -> bool {
    let leading = |count: usize| digits.iter().take(count).fold(0, |sum, digit| sum * 10 + digit);
    let (one, two, three, four) = (leading(1), leading(2), leading(3), leading(4));
    match digits.len() {
        13 => one == 4 || matches!(two, 50 | 56..=58) || matches!(four, 6304 | 6759 | 6761..=6763),
        14 => matches!(two, 36 | 38 | 39) || matches!(three, 300..=305 | 309),
        15 => matches!(two, 34 | 37),
        16 => {
            matches!(two, 40..=49 | 50..=58 | 62 | 65 | 81)
                || matches!(three, 644..=649 | 300..=305 | 309 | 360..=389)
                || matches!(four, 2200..=2204 | 2221..=2720 | 3528..=3589 | 6011)
        }
        17..=19 => {
            matches!(two, 50 | 56..=58 | 62 | 65 | 67)
                || matches!(three, 644..=649)
                || matches!(four, 2200..=2204 | 3528..=3589 | 6011 | 6304)
                || digits.len() == 19 && one == 4
        }
        _ => false,
    }
}

/// The Luhn check: every second digit from the right is doubled (ISO/IEC 7812-1, annex B).
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| if at % 2 == 0 { *digit } else { digit * 2 - if *digit > 4 { 9 } else { 0 } })
        .sum();
    sum.is_multiple_of(10)
}

/// Countries and lengths of the SWIFT IBAN registry.
const IBANS: [(usize, &[&str]); 18] = [
    (15, &["NO"]),
    (16, &["BE"]),
    (18, &["DK", "FI", "FK", "FO", "GL", "NL", "SD"]),
    (19, &["MK", "SI"]),
    (20, &["AT", "BA", "EE", "KZ", "LT", "LU", "MN", "XK"]),
    (21, &["CH", "HR", "LI", "LV"]),
    (22, &["BG", "BH", "CR", "DE", "GB", "GE", "IE", "ME", "RS", "VA"]),
    (23, &["AE", "GI", "IL", "IQ", "OM", "SO", "TL"]),
    (24, &["AD", "CZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN", "VG"]),
    (25, &["LY", "PT", "ST"]),
    (26, &["IS", "TR"]),
    (27, &["BI", "DJ", "FR", "GR", "IT", "MC", "MR", "SM"]),
    (28, &["AL", "AZ", "BY", "CY", "DO", "GT", "HN", "HU", "LB", "NI", "PL", "SV"]),
    (29, &["BR", "EG", "PS", "QA", "UA"]),
    (30, &["JO", "KW", "MU", "YE"]),
    (31, &["MT", "SC"]),
    (32, &["LC"]),
    (33, &["RU"]),
];

/// An IBAN at the start of `rest`, with or without separators, with the length of its country and valid check digits
/// (ISO 13616: 1 modulo 97).
pub(super) fn iban(before: Option<char>, rest: &[char]) -> Option<Hit> {
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let (head, _) = rest.split_at_checked(4)?;
    let [a, b, c, d] = head else { return None };
    if !(a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit()) {
        return None;
    }
    let country: String = [a, b].into_iter().map(char::to_ascii_uppercase).collect();
    let wanted = IBANS
        .iter()
        .find(|(_, countries)| countries.contains(&country.as_str()))
        .map(|(length, _)| *length)?;
    let mut account = Vec::with_capacity(wanted);
    let mut parting = 0;
    for (at, c) in rest.iter().enumerate().take(wanted * 3) {
        if c.is_ascii_alphanumeric() {
            account.push(c.to_digit(36)?);
            parting = 0;
        } else if matches!(c, ' ' | '-' | '.' | '/' | '+' | '_') && parting < 3 {
            parting += 1;
        } else {
            return None;
        }
        if account.len() == wanted {
            let right = ends(rest, at + 1) && remainder(&account) == 1;
            return right.then_some(Hit { kind: RemovedKind::Iban, skip: 0, length: at + 1 });
        }
    }
    None
}

/// The rearranged IBAN as a number (A = 10 … Z = 35), modulo 97.
fn remainder(account: &[u32]) -> u32 {
    let (head, tail) = account.split_at_checked(4).unwrap_or((account, &[]));
    tail.iter().chain(head).fold(0, |sum, value| (sum * if *value > 9 { 100 } else { 10 } + value) % 97)
}
