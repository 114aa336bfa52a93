//! The data of what is said between visitors and the team once something was asked: comments, internal notes, replies to
//! reports, release notes, and whether what was shipped is solved. A part of `kontor.json`; new parts are fields of `Data`.

use serde::Deserialize;

use crate::domain::news::Solved;

/// Who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// A visitor.
    Visitor,
    /// The team, to everybody.
    Team,
    /// A member, to the team: an internal note.
    Internal,
}

/// Something that is said.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line<'d> {
    /// Days since it was said.
    pub ago: f64,
    /// Who says it.
    pub by: Voice,
    /// The text, in Markdown.
    pub text: &'d str,
}

/// A comment on a request with the replies to it, or an internal note, which has none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thread<'d> {
    /// The request's key.
    pub wish: &'d str,
    /// What begins it.
    #[serde(borrow)]
    pub line: Line<'d>,
    /// The replies, oldest first.
    #[serde(borrow, default)]
    pub replies: Vec<Line<'d>>,
}

/// What the team writes to the visitor who reported something.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply<'d> {
    /// The title of the report.
    pub report: &'d str,
    /// Days since it was written.
    pub ago: f64,
    /// The text, in Markdown.
    pub text: &'d str,
}

/// A release note.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release<'d> {
    /// Days since it was written.
    pub ago: f64,
    /// Whether it was published then; a draft otherwise.
    pub published: bool,
    /// The version of the product.
    #[serde(borrow)]
    pub version: Option<&'d str>,
    /// One line.
    pub title: &'d str,
    /// The text, in Markdown, line by line.
    #[serde(borrow)]
    pub body: Vec<&'d str>,
    /// The keys of the requests that it answers.
    #[serde(borrow)]
    pub wishes: Vec<&'d str>,
    /// Those of them that it marks as shipped.
    #[serde(borrow, default)]
    pub ships: Vec<&'d str>,
    /// What their voters are told.
    #[serde(default)]
    pub message: &'d str,
    /// The names that it thanks.
    #[serde(borrow, default)]
    pub thanks: Vec<&'d str>,
}

/// What one of those who asked for a shipped request says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict<'d> {
    /// The request's key.
    pub wish: &'d str,
    /// Days since it was said.
    pub ago: f64,
    /// Whether it is solved.
    pub answer: Solved,
    /// What is missing.
    #[serde(default)]
    pub reason: &'d str,
    /// The name by which its visitor is credited; empty for none.
    #[serde(default)]
    pub named: &'d str,
}
