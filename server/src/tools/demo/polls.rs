//! The proposals of the demo, as `kontor.json` has them. Plays nothing: `asking` does.

use serde::Deserialize;

use crate::domain::proposal::Method;

/// A question of the team.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Poll<'d> {
    /// Days since it opened.
    pub ago: f64,
    /// Days since it closed; negative until it closes.
    pub closed: f64,
    /// The question, which no other one has.
    pub question: &'d str,
    /// What one should know to answer it, line by line.
    #[serde(borrow)]
    pub context: Vec<&'d str>,
    /// How it is answered.
    pub method: Method,
    /// The number of ballots that it needs.
    pub quorum: i64,
    /// The key of the request that it is about; empty for none.
    pub wish: &'d str,
    /// The routes of the screens that it concerns; none for all.
    #[serde(borrow)]
    pub screens: Vec<&'d str>,
    /// The options.
    #[serde(borrow)]
    pub options: Vec<&'d str>,
    /// The ballots, by what they say.
    pub ballots: Vec<Ballots>,
    /// The decision that was taken.
    #[serde(borrow)]
    pub outcome: Option<Outcome<'d>>,
}

/// Equal ballots.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballots {
    /// The positions of the options, from 0.
    pub choices: Vec<usize>,
    /// How many of them there are.
    pub n: usize,
}

/// A decision that was taken after a proposal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome<'d> {
    /// Days since it was recorded.
    pub ago: f64,
    /// The text, in Markdown.
    pub text: &'d str,
}
