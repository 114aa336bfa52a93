//! The steps of a report: what a visitor did before something went wrong, where, and what they agreed to send.
//! Shapes and limits only; values of fields have no place here, only their type and length.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::words;
use crate::base::invalid::Invalid;

/// Most steps of one report.
pub const MAX_STEPS: usize = 50;
/// Longest time after the first step: a day, in milliseconds.
const MAX_AT_MS: u64 = 86_400_000;

words! {
    /// What happened in a step.
    pub enum StepKind {
        /// Another screen was shown.
        Navigate = "navigate",
        /// Something was clicked.
        Click = "click",
        /// Something was clicked twice.
        DoubleClick = "double_click",
        /// A field got another value.
        Change = "change",
        /// A form was sent.
        Submit = "submit",
        /// A key was pressed.
        Key = "key",
        /// An error was thrown.
        Error = "error",
        /// A promise was rejected and nobody handled it.
        Rejection = "rejection",
        /// The page wrote to `console.error`.
        ConsoleError = "console_error",
        /// A request failed.
        Http = "http",
    }
}

/// One step of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Milliseconds since the first step, at most a day. Steps need not be in this order.
    #[schema(maximum = 86_400_000)]
    pub at_ms: u64,
    /// What happened.
    pub kind: StepKind,
    /// What the visitor saw and may have edited.
    #[schema(max_length = 500)]
    pub sentence: String,
    /// The element.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub target: Option<Target>,
    /// Properties of the value, never the value itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub value: Option<StepValue>,
    /// Path with query values blanked (`navigate`, `http`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 2000)]
    pub url: Option<String>,
    /// HTTP method (`http`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20)]
    pub method: Option<String>,
    /// HTTP status, 0 without a response (`http`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, maximum = 999)]
    pub status: Option<u16>,
    /// Error message (`error`, `rejection`, `console_error`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub message: Option<String>,
    /// Name of the key (`key`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 40)]
    pub key: Option<String>,
    /// True when the visitor changed the sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub edited: Option<bool>,
}

/// The element of a step, as assistive technology and selectors know it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// ARIA role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 40)]
    pub role: Option<String>,
    /// Accessible name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub name: Option<String>,
    /// Element name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 80)]
    pub tag: Option<String>,
    /// Selectors, best first: `testid=…`, `role=…`, `label=…`, `text=…`, `css=…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 8)]
    pub selectors: Option<Vec<String>>,
}

/// Properties of a field's value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepValue {
    /// Type of the field, such as `email`.
    #[serde(rename = "type")]
    #[schema(max_length = 40)]
    pub kind: String,
    /// Its length in characters.
    pub length: u32,
    /// True when it is not empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub filled: Option<bool>,
}

impl Step {
    /// Everything that is over a limit; pointers are relative to the step.
    pub fn check(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        if self.at_ms > MAX_AT_MS {
            faults.push(Invalid::at("/at_ms", "Must be between 0 and 86400000 (one day, in milliseconds)."));
        }
        if self.status.is_some_and(|status| status > 999) {
            faults.push(Invalid::at("/status", "Must be at most 999."));
        }
        text(&mut faults, "/sentence", Some(&self.sentence), 500);
        text(&mut faults, "/url", self.url.as_deref(), 2000);
        text(&mut faults, "/method", self.method.as_deref(), 20);
        text(&mut faults, "/message", self.message.as_deref(), 1000);
        text(&mut faults, "/key", self.key.as_deref(), 40);
        if let Some(value) = &self.value {
            text(&mut faults, "/value/type", Some(&value.kind), 40);
        }
        if let Some(target) = &self.target {
            text(&mut faults, "/target/role", target.role.as_deref(), 40);
            text(&mut faults, "/target/name", target.name.as_deref(), 200);
            text(&mut faults, "/target/tag", target.tag.as_deref(), 80);
            list(&mut faults, "/target/selectors", target.selectors.as_deref(), 8, 500);
        }
        faults
    }

    fn fault(&self) -> Option<String> {
        let message = self.message.as_deref().filter(|message| !message.trim().is_empty());
        match self.kind {
            StepKind::Error | StepKind::Rejection | StepKind::ConsoleError => {
                Some(message.unwrap_or(&self.sentence).to_owned())
            }
            StepKind::Http => message.map(str::to_owned).or_else(|| Some(self.failed_request())),
            _ => None,
        }
    }

    fn failed_request(&self) -> String {
        let Some(url) = self.url.as_deref() else {
            return self.sentence.clone();
        };
        let method = self.method.as_deref().unwrap_or("GET");
        match self.status {
            None | Some(0) => format!("{method} {url}: no response"),
            Some(status) => format!("{method} {url}: {status}"),
        }
    }
}

/// Everything that is over a limit in the steps of a report, with pointers relative to the list
/// (`/3/message`).
pub fn check(steps: &[Step]) -> Vec<Invalid> {
    if steps.len() > MAX_STEPS {
        let detail = format!("Send at most {MAX_STEPS} steps. Leave out the oldest.");
        return vec![Invalid::at("", detail)];
    }
    let below = |(at, step): (usize, &Step)| {
        let prefix = format!("/{at}");
        step.check().into_iter().map(move |fault| fault.under(&prefix)).collect::<Vec<_>>()
    };
    steps.iter().enumerate().flat_map(below).collect()
}

/// The message of the first step that is a fault (a thrown error, a rejection, a console error or
/// a failed request), or nothing.
pub fn first_fault(steps: &[Step]) -> Option<String> {
    steps.iter().find_map(Step::fault)
}

/// Adds a fault when `value` has over `max` characters, or a control that no database takes.
pub(crate) fn text(faults: &mut Vec<Invalid>, pointer: &str, value: Option<&str>, max: usize) {
    let Some(value) = value else { return };
    if value.chars().count() > max {
        faults.push(Invalid::at(pointer, format!("Must have at most {max} characters.")));
    }
    if value.contains('\0') {
        faults.push(Invalid::at(pointer, "Must not contain NUL characters."));
    }
}

/// Adds a fault when there are over `most` values, or one has over `max` characters.
pub(crate) fn list(
    faults: &mut Vec<Invalid>,
    pointer: &str,
    values: Option<&[String]>,
    most: usize,
    max: usize,
) {
    let values = values.unwrap_or_default();
    if values.len() > most {
        faults.push(Invalid::at(pointer, format!("Must have at most {most} entries.")));
    }
    for (at, value) in values.iter().enumerate().take(most) {
        text(faults, &format!("{pointer}/{at}"), Some(value), max);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::json;

    use super::*;

    fn step(more: serde_json::Value) -> Step {
        let mut step = json!({"at_ms": 0, "kind": "click", "sentence": "Clicked “Save”"});
        for (name, value) in more.as_object().unwrap() {
            step[name] = value.clone();
        }
        serde_json::from_value(step).unwrap()
    }

    #[test]
    fn a_step_reads_back_as_it_was_sent() {
        let sent = json!({
            "at_ms": 12, "kind": "change", "sentence": "Filled “Card”",
            "target": {"role": "textbox", "name": "Card", "tag": "input", "selectors": ["label=Card"]},
            "value": {"type": "text", "length": 16, "filled": true},
        });
        let read: Step = serde_json::from_value(sent.clone()).unwrap();
        assert_eq!(check(std::slice::from_ref(&read)), []);
        assert_eq!(serde_json::to_value(read).unwrap(), sent);
    }

    #[test]
    fn a_value_has_no_place_in_a_step() {
        let sent = json!({
            "at_ms": 0, "kind": "change", "sentence": "x",
            "value": {"type": "text", "length": 3, "text": "abc"},
        });
        assert!(serde_json::from_value::<Step>(sent).is_err());
    }

    #[test]
    fn limits_are_named_by_pointer() {
        let long = step(json!({
            "message": "x".repeat(1001),
            "target": {"name": "x".repeat(201), "selectors": ["a", "b".repeat(501)]},
            "key": "a\u{0}",
        }));
        let pointers: Vec<_> =
            check(&[step(json!({})), long]).into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/1/message", "/1/key", "/1/target/name", "/1/target/selectors/1"]);
        assert_eq!(check(&vec![step(json!({})); 51]).len(), 1);
    }

    #[test]
    fn the_first_fault_is_what_failed_first() {
        let http = json!({"kind": "http", "url": "/api/pay", "method": "POST", "status": 500});
        let error = json!({"kind": "error", "message": "x is not a function"});
        assert_eq!(first_fault(&[step(json!({}))]), None);
        assert_eq!(
            first_fault(&[step(json!({})), step(http), step(error.clone())]).unwrap(),
            "POST /api/pay: 500"
        );
        assert_eq!(first_fault(&[step(error)]).unwrap(), "x is not a function");
        let offline = json!({"kind": "http", "url": "/api/pay"});
        assert_eq!(first_fault(&[step(offline)]).unwrap(), "GET /api/pay: no response");
    }
}
