//! The steps of a demo report, with the sentences and selectors that the widget's recorder would write.

use serde::Deserialize;

use super::dice::Dice;
use crate::domain::steps::{Step, StepKind, StepValue, Target};

/// Something that a visitor or the page did.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act<'d> {
    /// Another address was shown.
    Open(&'d str),
    /// Something was clicked: its role and name.
    Click(&'d str, &'d str),
    /// Something was typed: the field, its type, and how many characters (or files).
    Type(&'d str, &'d str, u32),
    /// Something was chosen from a list.
    Choose(&'d str),
    /// A box was ticked.
    Tick(&'d str),
    /// A field was filled that even the length is kept from.
    Hidden(&'d str),
    /// A form was sent.
    Submit(&'d str),
    /// A key was pressed.
    Key(&'d str),
    /// The page threw.
    Error(&'d str),
    /// A promise was rejected.
    Rejection(&'d str),
    /// The page wrote to its console.
    Log(&'d str),
    /// A request failed: method, address, status (0 for no answer).
    Http(&'d str, &'d str, u16),
}

/// Longest pause between what a visitor does, in milliseconds.
const PAUSE: usize = 8_000;

/// Longest pause before the page does something by itself.
const PROMPT: usize = 400;

/// The steps, in order, with plausible pauses.
pub fn steps(acts: &[Act<'_>], dice: &mut Dice) -> Vec<Step> {
    let mut at_ms = 0;
    let mut steps = Vec::with_capacity(acts.len());
    for act in acts {
        let step = act.step(at_ms);
        let by_itself = matches!(
            step.kind,
            StepKind::Navigate
                | StepKind::Http
                | StepKind::Error
                | StepKind::Rejection
                | StepKind::ConsoleError
        );
        let pause = if by_itself { 40 + dice.below(PROMPT, 1.0) } else { 700 + dice.below(PAUSE, 2.0) };
        at_ms += if steps.is_empty() { 0 } else { pause as u64 };
        steps.push(Step { at_ms, ..step });
    }
    steps
}

impl Act<'_> {
    fn step(&self, at_ms: u64) -> Step {
        let bare = |kind, sentence| Step {
            at_ms,
            kind,
            sentence,
            target: None,
            value: None,
            url: None,
            method: None,
            status: None,
            message: None,
            key: None,
            edited: None,
        };
        let changed = |name, tag, role, value, sentence| Step {
            target: Some(field(name, tag, role)),
            value: Some(value),
            ..bare(StepKind::Change, sentence)
        };
        let failed = |kind, message: &str, before| Step {
            message: Some(message.to_owned()),
            ..bare(kind, format!("{before}: {message}"))
        };
        match *self {
            Self::Open(url) => {
                Step { url: Some(url.to_owned()), ..bare(StepKind::Navigate, format!("Opened {url}")) }
            }
            Self::Click(role, name) => Step {
                target: Some(pressed(role, name)),
                ..bare(StepKind::Click, format!("Clicked the “{name}” {role}"))
            },
            Self::Type(name, "file", n) => {
                let files = if n == 1 { "file" } else { "files" };
                changed(name, "input", None, value("file", n, None), format!("Chose {n} {files} in “{name}”"))
            }
            Self::Type(name, kind, n) => {
                let tag = if kind == "textarea" { "textarea" } else { "input" };
                let role = if kind == "number" { "spinbutton" } else { "textbox" };
                let sentence = format!("Typed {n} characters into “{name}”");
                changed(name, tag, Some(role), value(kind, n, None), sentence)
            }
            Self::Choose(name) => changed(
                name,
                "select",
                Some("combobox"),
                value("select", 0, None),
                format!("Changed “{name}”"),
            ),
            Self::Tick(name) => {
                let value = value("checkbox", 0, Some(true));
                changed(name, "input", Some("checkbox"), value, format!("Ticked “{name}”"))
            }
            Self::Hidden(name) => {
                let value = value("password", 0, Some(true));
                changed(name, "input", None, value, format!("Filled in “{name}” (hidden)"))
            }
            Self::Submit(name) => Step {
                target: Some(field(name, "form", Some("form"))),
                ..bare(StepKind::Submit, format!("Submitted the form “{name}”"))
            },
            Self::Key(key) => {
                Step { key: Some(key.to_owned()), ..bare(StepKind::Key, format!("Pressed {key}")) }
            }
            Self::Error(message) => failed(StepKind::Error, message, "The page had an error"),
            Self::Rejection(message) => {
                failed(StepKind::Rejection, message, "Something failed in the background")
            }
            Self::Log(message) => failed(StepKind::ConsoleError, message, "The page logged an error"),
            Self::Http(method, url, status) => {
                let sentence = match status {
                    0 => format!("A request got no response: {method} {url}"),
                    _ => format!("A request failed with {status}: {method} {url}"),
                };
                Step {
                    method: Some(method.to_owned()),
                    url: Some(url.to_owned()),
                    status: Some(status),
                    ..bare(StepKind::Http, sentence)
                }
            }
        }
    }
}

fn value(kind: &str, length: u32, filled: Option<bool>) -> StepValue {
    StepValue { kind: kind.to_owned(), length, filled }
}

fn pressed(role: &str, name: &str) -> Target {
    let tag = if role == "link" { "a" } else { "button" };
    Target {
        role: Some(role.to_owned()),
        name: Some(name.to_owned()),
        tag: Some(tag.to_owned()),
        selectors: Some(vec![
            format!("role={role}[name=\"{name}\"]"),
            format!("text={name}"),
            format!("css=#main {tag}"),
        ]),
    }
}

fn field(name: &str, tag: &str, role: Option<&str>) -> Target {
    let by_role = role.map(|role| format!("role={role}[name=\"{name}\"]"));
    let id = name.to_lowercase().replace(' ', "-");
    let rest = [format!("label={name}"), format!("css=#{id}")];
    Target {
        role: role.map(str::to_owned),
        name: Some(name.to_owned()),
        tag: Some(tag.to_owned()),
        selectors: Some(by_role.into_iter().chain(rest).collect()),
    }
}
