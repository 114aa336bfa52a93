//! The e-mail address, password and name of a person.
//! Neither address nor password is ever shown by `Debug`, so that no log can contain them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};
use unicode_normalization::UnicodeNormalization;
use url::Host;
use utoipa::openapi::schema::{Schema, SchemaFormat};
use utoipa::openapi::{KnownFormat, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::base::{
    invalid::Invalid,
    text::{Line, bounded},
};

/// A name as its bearer writes it.
pub type PersonName = Line<1, 100>;

/// An e-mail address of at most 254 bytes: trimmed, the domain in lower-case IDNA.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads an address; quoted local parts and address literals are not taken.
    ///
    /// # Errors
    /// Occurs when it could not be delivered to by its form.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let wrong = || Invalid::at("", "Enter an e-mail address like anna@example.com.");
        let text: String = raw.trim().nfc().collect();
        let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
        let atoms = local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom));
        if local.len() > 64 || !atoms {
            return Err(wrong());
        }
        let email = format!("{local}@{}", host(domain).ok_or_else(wrong)?);
        if email.len() > 254 {
            return Err(Invalid::at("", "This e-mail address is too long."));
        }
        Ok(Self(email))
    }

    /// The address as mail is sent to it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address in lower case, for looking up and for uniqueness: nobody should have two
    /// accounts for want of a capital letter.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

fn is_atom(c: char) -> bool {
    c.is_alphanumeric() || c.is_ascii_graphic() && "!#$%&'*+-/=?^_`{|}~".contains(c)
}

/// A host name with a dot, or `localhost`; without a dot it is nearly always a slip.
fn host(domain: &str) -> Option<String> {
    let Ok(Host::Domain(name)) = Host::parse(domain) else {
        return None;
    };
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let dotted = name.contains('.') || name == "localhost";
    (dotted && name.split('.').all(label)).then_some(name)
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(•••)")
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Most bytes of a password that are hashed: more would only cost time.
const MAX_PASSWORD: usize = 200;

/// A password that somebody chooses: at least 10 characters, none of the commonest.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Reads a chosen password in NFKC, so that every keyboard types the same bytes.
    ///
    /// # Errors
    /// Occurs when it has under 10 characters, over 200 bytes, or would be guessed at once.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let text = PasswordAttempt::parse(raw)?.0;
        if text.chars().count() < 10 {
            return Err(Invalid::at("", "Use at least 10 characters. Four random words work well."));
        }
        if guessed_at_once(&text) {
            return Err(Invalid::at(
                "",
                "This password is too common. Choose another, such as four random words.",
            ));
        }
        Ok(Self(text))
    }

    /// The bytes to hash.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// A password that somebody types to log in: subject to no rule but its length, since an older
/// rule may have let it in.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordAttempt(String);

impl PasswordAttempt {
    /// Reads a typed password in NFKC, like `Password`.
    ///
    /// # Errors
    /// Occurs when it has over 200 bytes.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let long = || Invalid::at("", "This password is too long. Use at most 200 bytes.");
        // Compatibility forms can grow; what is far too long is not even normalised.
        if raw.len() > MAX_PASSWORD * 4 {
            return Err(long());
        }
        let text: String = raw.nfkc().collect();
        if text.len() > MAX_PASSWORD { Err(long()) } else { Ok(Self(text)) }
    }

    /// The bytes to compare with the hash.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Stems of the commonest passwords of ten and more characters, without their digits and signs
/// at the end; they lead every public list of leaked passwords.
const COMMON: [&str; 32] = [
    "password",
    "passwort",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "qwertzuiop",
    "asdfghjkl",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "q1w2e3r4t5",
    "q1w2e3r4t5y6",
    "qazwsxedc",
    "zaq12wsx",
    "iloveyou",
    "letmein",
    "welcome",
    "administrator",
    "admin",
    "changeme",
    "football",
    "baseball",
    "basketball",
    "sunshine",
    "princess",
    "superman",
    "abcdefghij",
    "yousaid",
    "feedback",
];

fn guessed_at_once(password: &str) -> bool {
    let lower = password.to_lowercase();
    let stem = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation());
    let twice = |word: &str| lower.strip_prefix(word) == Some(word);
    let steps: Vec<i64> = lower
        .chars()
        .zip(lower.chars().skip(1))
        .map(|(a, b)| i64::from(u32::from(b)) - i64::from(u32::from(a)))
        .collect();
    // One letter over and over, a run up or down, or 1234567890 (whose 0 follows the 9).
    let run = |step: i64| steps.iter().all(|s| *s == step || s.abs() == 9);
    COMMON.contains(&stem)
        || COMMON.contains(&lower.as_str())
        || COMMON.iter().any(|word| twice(word))
        || run(0)
        || run(1)
        || run(-1)
}

macro_rules! secret_text {
    ($name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(•••)"))
            }
        }
    };
}

macro_rules! read_from_text {
    ($name:ident) => {
        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(raw: &str) -> Result<Self, Invalid> {
                Self::parse(raw)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let raw = Cow::<str>::deserialize(deserializer)?;
                Self::parse(&raw).map_err(|fault| de::Error::custom(fault.detail))
            }
        }
    };
}

macro_rules! schema_of {
    ($name:ident, $min:expr, $max:expr, $format:expr) => {
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let mut object = bounded($min, $max);
                object.format = Some(SchemaFormat::KnownFormat($format));
                object.into()
            }
        }

        impl ToSchema for $name {}
    };
}

secret_text!(Password);
secret_text!(PasswordAttempt);
read_from_text!(Email);
read_from_text!(Password);
read_from_text!(PasswordAttempt);
schema_of!(Email, 3, 254, KnownFormat::Email);
schema_of!(Password, 10, MAX_PASSWORD, KnownFormat::Password);
schema_of!(PasswordAttempt, 0, MAX_PASSWORD, KnownFormat::Password);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_trimmed_and_its_domain_lowered() {
        let email = Email::parse("  Anna.Lee+news@Mail.Example.COM ").unwrap();
        assert_eq!(email.as_str(), "Anna.Lee+news@mail.example.com");
        assert_eq!(email.key(), "anna.lee+news@mail.example.com");
        assert_eq!(Email::parse("a@bücher.example").unwrap().as_str(), "a@xn--bcher-kva.example");
        assert!(Email::parse("me@localhost").is_ok());
    }

    #[test]
    fn what_cannot_be_delivered_is_refused() {
        for bad in [
            "",
            "anna",
            "@example.com",
            "anna@",
            "anna@example",
            "anna lee@example.com",
            "anna@@example.com",
            ".anna@example.com",
            "an..na@example.com",
            "anna@.com",
            "anna@-x.com",
            "anna@127.0.0.1",
            "anna@[::1]",
            "anna@exa mple.com",
            "a\nb@example.com",
            "anna@example.com\r\nBcc: x@y.zz",
            "<anna@example.com>",
            "a,b@example.com",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Email::parse(&format!("{}@example.com", "a".repeat(65))).is_err());
    }

    #[test]
    fn debug_shows_nothing() {
        let email = Email::parse("anna@example.com").unwrap();
        let password = Password::parse("correct horse battery").unwrap();
        let attempt = PasswordAttempt::parse("correct horse battery").unwrap();
        let shown = format!("{email:?}{password:?}{attempt:?}");
        assert_eq!(shown, "Email(•••)Password(•••)PasswordAttempt(•••)");
    }

    #[test]
    fn short_long_and_common_passwords_are_refused() {
        for bad in [
            "123456789",
            "1234567890",
            "0987654321",
            "password123",
            "Password!2024",
            "qwertyuiop",
            "aaaaaaaaaaaa",
            "abcdefghijkl",
            "letmein1234",
            "iloveyouiloveyou",
            "éééééééééé",
        ] {
            assert!(Password::parse(bad).is_err(), "{bad}");
        }
        assert!(Password::parse(&"correct horse ".repeat(20)).is_err());
        for good in ["correct horse battery", "tr0ub4dor&3x", "пароль длинный"] {
            assert!(Password::parse(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn an_attempt_types_the_same_bytes_as_the_choice() {
        let chosen = Password::parse("cafe\u{301} au lait ①").unwrap();
        let typed = PasswordAttempt::parse("café au lait 1").unwrap();
        assert_eq!(chosen.as_bytes(), typed.as_bytes());
    }

    proptest! {
        #[test]
        fn reading_an_address_again_changes_nothing(raw in "\\PC{1,10}@\\PC{1,10}\\.[a-z]{2}") {
            if let Ok(once) = Email::parse(&raw) {
                prop_assert_eq!(&Email::parse(once.as_str()).unwrap(), &once);
            }
        }
    }
}
