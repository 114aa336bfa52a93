//! Where a report was written and what its author agreed to send.
//! Shapes and limits only; no address and nothing that could follow a person.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::steps::{list, text};
use crate::base::invalid::Invalid;

/// Browser and page of a report.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// Address of the page with query values blanked.
    #[schema(max_length = 2000)]
    pub url: String,
    /// Where the page was reached from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 2000)]
    pub referrer: Option<String>,
    /// The User-Agent string of the browser.
    #[schema(max_length = 1000)]
    pub user_agent: String,
    /// Language tag of the page or browser.
    #[schema(max_length = 35)]
    pub language: String,
    /// Languages that the visitor prefers, best first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 20)]
    pub languages: Option<Vec<String>>,
    /// Inner size of the window.
    pub viewport: Size,
    /// Size of the display.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub screen: Option<Size>,
    /// Device pixels per CSS pixel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub pixel_ratio: Option<f64>,
    /// IANA name of the time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 64)]
    pub time_zone: Option<String>,
    /// True under a dark colour scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub dark: Option<bool>,
    /// True if the browser asks for reduced motion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reduced_motion: Option<bool>,
    /// False when the browser knew that it was offline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub online: Option<bool>,
    /// Effective kind of connection, such as `4g`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 40)]
    pub connection: Option<String>,
    /// The version of the host's application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub build: Option<String>,
}

/// Width and height in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// Width in CSS pixels, 0 to 100 000; browsers that zoom may give fractions.
    pub width: f64,
    /// Height in CSS pixels, 0 to 100 000.
    pub height: f64,
}

/// What the visitor was shown and agreed to before sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Version of the wording.
    #[schema(min_length = 1, max_length = 64)]
    pub version: String,
    /// What was agreed to, such as `text`, `steps`, `environment`.
    #[schema(max_items = 16)]
    pub purposes: Vec<String>,
    /// SHA-256 of the JSON that was shown, in lower-case hex.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub shown_sha256: String,
}

impl Environment {
    /// Everything that is over a limit; pointers are relative to the environment.
    pub fn check(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        text(&mut faults, "/url", Some(&self.url), 2000);
        text(&mut faults, "/referrer", self.referrer.as_deref(), 2000);
        text(&mut faults, "/user_agent", Some(&self.user_agent), 1000);
        text(&mut faults, "/language", Some(&self.language), 35);
        list(&mut faults, "/languages", self.languages.as_deref(), 20, 35);
        text(&mut faults, "/time_zone", self.time_zone.as_deref(), 64);
        text(&mut faults, "/connection", self.connection.as_deref(), 40);
        text(&mut faults, "/build", self.build.as_deref(), 200);
        size(&mut faults, "/viewport", Some(&self.viewport));
        size(&mut faults, "/screen", self.screen.as_ref());
        if self.pixel_ratio.is_some_and(|ratio| !(0.0..=100.0).contains(&ratio)) {
            faults.push(Invalid::at("/pixel_ratio", "Must be between 0 and 100."));
        }
        faults
    }
}

fn size(faults: &mut Vec<Invalid>, pointer: &str, size: Option<&Size>) {
    let fits = |pixels: f64| (0.0..=100_000.0).contains(&pixels);
    if size.is_some_and(|size| !fits(size.width) || !fits(size.height)) {
        faults.push(Invalid::at(pointer, "Must be between 0 and 100000 pixels each way."));
    }
}

impl Receipt {
    /// Everything that is over a limit; pointers are relative to the receipt.
    pub fn check(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        text(&mut faults, "/version", Some(&self.version), 64);
        if self.version.is_empty() {
            faults.push(Invalid::at("/version", "Must be the version of the consent text."));
        }
        list(&mut faults, "/purposes", Some(&self.purposes), 16, 64);
        let hex = |c: char| matches!(c, '0'..='9' | 'a'..='f');
        if self.shown_sha256.len() != 64 || !self.shown_sha256.chars().all(hex) {
            let detail = "Must be 64 lower-case hex digits: the SHA-256 of what was shown.";
            faults.push(Invalid::at("/shown_sha256", detail));
        }
        faults
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_environment_reads_back_as_it_was_sent() {
        let sent = json!({
            "url": "https://example.com/pay?id=", "user_agent": "Mozilla/5.0", "language": "de",
            "viewport": {"width": 1280.0, "height": 720.5}, "dark": true, "build": "1.2.3",
        });
        let read: Environment = serde_json::from_value(sent.clone()).unwrap();
        assert_eq!(read.check(), []);
        assert_eq!(serde_json::to_value(read).unwrap(), sent);
    }

    #[test]
    fn limits_are_named_by_pointer() {
        let odd = Environment {
            url: "x".repeat(2001),
            languages: Some(vec!["x".repeat(36)]),
            viewport: Size { width: -1.0, height: 1.0 },
            ..Environment::default()
        };
        let pointers: Vec<_> = odd.check().into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/url", "/languages/0", "/viewport"]);
    }

    #[test]
    fn a_receipt_names_what_was_shown() {
        let receipt =
            Receipt { version: "1".into(), purposes: vec!["steps".into()], shown_sha256: "a".repeat(64) };
        assert_eq!(receipt.check(), []);
        let wrong = Receipt { shown_sha256: "A".repeat(64), version: String::new(), ..receipt };
        assert_eq!(wrong.check().len(), 2);
    }
}
