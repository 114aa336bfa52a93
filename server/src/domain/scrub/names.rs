//! Names that reveal the kind of their value, and how surely. Finds nothing by itself.

use super::RemovedKind;

/// What a name says of its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Telling {
    /// A secret or token, wherever the name occurs.
    Always(RemovedKind),
    /// The same, but the word is common: only where a value is assigned (`session=…`).
    Assigned(RemovedKind),
    /// The same, but only as a parameter of an address (`?code=…`).
    Parameter(RemovedKind),
    /// A header of cookies: pairs up to the end of the line.
    Cookies,
    /// A header that says who is asking: a scheme, and what follows up to the end of the line.
    Authorization,
}

const SECRETS: [&str; 25] = [
    "password",
    "passwd",
    "passwort",
    "kennwort",
    "passphrase",
    "passcode",
    "secret",
    "apikey",
    "secretkey",
    "privatekey",
    "accesskey",
    "accountkey",
    "encryptionkey",
    "signingkey",
    "masterkey",
    "authkey",
    "subscriptionkey",
    "sharedkey",
    "contraseña",
    "пароль",
    "密码",
    "密碼",
    "口令",
    "パスワード",
    "비밀번호",
];
/// Words that mean a secret as a word of their own: "DB_PASS", and not "bypass" or "spin".
const SECRET_WORDS: [&str; 12] =
    ["pass", "pwd", "pw", "otp", "pin", "cvv", "cvc", "cvv2", "cvc2", "totp", "mfa", "senha"];
const TOKENS: [&str; 7] =
    ["token", "sessionid", "sessid", "sessionkey", "sessiontoken", "authcode", "authorizationcode"];
const TOKEN_WORDS: [&str; 9] =
    ["jwt", "sid", "auth", "sig", "signature", "csrf", "xsrf", "bearer", "credential"];
const ASSIGNED_WORDS: [&str; 5] = ["session", "sess", "yousaid", "nonce", "credentials"];
const PARAMETERS: [&str; 13] = [
    "code",
    "state",
    "key",
    "k",
    "t",
    "ticket",
    "assertion",
    "samlresponse",
    "samlrequest",
    "oobcode",
    "hash",
    "relaystate",
    "verifier",
];
/// What may follow such a word: "password_confirmation", "password2".
const SUFFIXES: [&str; 8] = ["confirmation", "confirm", "again", "repeat", "new", "old", "current", "value"];

/// What a name says, whatever its case, hyphens and underscores.
pub(super) fn telling(name: &[char]) -> Option<Telling> {
    if name.is_empty() || name.len() > 64 {
        return None;
    }
    let words = words(name);
    let whole: String = words.concat();
    let whole = whole.trim_end_matches(|c: char| c.is_ascii_digit());
    let whole = SUFFIXES.iter().find_map(|end| whole.strip_suffix(end)).unwrap_or(whole);
    let last = words.last().map(String::as_str).unwrap_or_default();
    let single = words.len() == 1;
    let ends = |list: &[&str]| list.iter().any(|word| whole.ends_with(word));
    if whole.ends_with("cookie") || matches!(whole, "cookies") {
        return Some(Telling::Cookies);
    }
    if whole.ends_with("authorization") {
        return Some(Telling::Authorization);
    }
    if ends(&SECRETS) || SECRET_WORDS.contains(&last) {
        return Some(Telling::Always(RemovedKind::Secret));
    }
    if ends(&TOKENS) || TOKEN_WORDS.contains(&last) {
        return Some(Telling::Always(RemovedKind::Token));
    }
    if ASSIGNED_WORDS.contains(&last) {
        return Some(Telling::Assigned(RemovedKind::Token));
    }
    (PARAMETERS.contains(&whole) && single || whole == "codeverifier")
        .then_some(Telling::Parameter(RemovedKind::Token))
}

/// The words of a name in lower case: parted at signs, and where a capital follows a small letter.
fn words(name: &[char]) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for c in name {
        let parted = !c.is_alphanumeric();
        if (parted || small && c.is_uppercase()) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if !parted && let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}
