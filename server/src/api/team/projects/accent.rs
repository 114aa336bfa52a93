//! The accent colour of a project.
//! Refuses all that could end a declaration in a style sheet or load something.

use serde::Deserialize;

/// Longest accent in characters.
const MAX_BYTES: usize = 64;

/// A colour that can stand in a style sheet and can't end its declaration.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Accent(String);

impl Accent {
    /// The colour as it was written.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl TryFrom<String> for Accent {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.len() <= MAX_BYTES && (is_hex(&text) || is_oklch(&text)) {
            return Ok(Self(text));
        }
        Err("Enter a CSS colour, such as #0a6e78 or oklch(0.52 0.09 195).")
    }
}

fn is_hex(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('#') else { return false };
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_oklch(text: &str) -> bool {
    let inner = text.strip_prefix("oklch(").and_then(|rest| rest.strip_suffix(')'));
    inner.is_some_and(|inner| {
        !inner.is_empty()
            && inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".%, /-".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_and_oklch_colours_are_taken() {
        for good in
            ["#fff", "#0A7d7d", "oklch(0.52 0.09 195)", "oklch(52% 0.09 195deg / 50%)", "oklch(none 0 0)"]
        {
            assert!(Accent::try_from(good.to_owned()).is_ok(), "{good}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let long = format!("oklch({})", "0".repeat(64));
        for bad in [
            "",
            "#",
            "#ff",
            "#ffff",
            "#gggggg",
            "red",
            "teal;",
            "var(--x)",
            "rgb(0,0,0)",
            "oklch()",
            "oklch(0",
            "oklch(0)}",
            "oklch(0);x:(1)",
            "oklch(0) url(x)",
            "oklch(url(//x))",
            "url(https://x.example)",
            "#fff;background:red",
            "oklch(0\n)",
            "oklch(é)",
            long.as_str(),
        ] {
            assert!(Accent::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
