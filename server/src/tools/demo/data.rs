//! The data of the demo, read from `kontor.json`, which is compiled in: the screens of Kontor, an invoicing product,
//! what its users ask for and report, what its team decides, and what both say about it. Draws nothing by dice: `story` does.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{
    acts::Act,
    polls::Poll,
    talk::{Release, Reply, Thread, Verdict},
};
use crate::{
    domain::{
        deflection::Offered,
        status::{Kind, ReasonCode, Status},
    },
    error::{Error, Result},
};

static DATA: LazyLock<serde_json::Result<Data<'static>>> =
    LazyLock::new(|| serde_json::from_str(include_str!("kontor.json")));

/// The file. Its texts contain no escapes, so that they can be borrowed from it.
///
/// # Errors
/// Occurs when it has another form, which a test finds first.
pub fn data() -> Result<&'static Data<'static>> {
    DATA.as_ref().map_err(|error| Error::internal(format!("the demo's data: {error}")))
}

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data<'d> {
    /// Every screen of the host product; votes from elsewhere come from any of them. Only the first four can really be
    /// opened under `/demo`.
    #[serde(borrow)]
    pub screens: Vec<Screen<'d>>,
    /// Every request. Some say the same as another one in other words, so that there is something to merge.
    #[serde(borrow)]
    pub wishes: Vec<Wish<'d>>,
    /// Every decision; those on the same request oldest first.
    #[serde(borrow)]
    pub decisions: Vec<Ruling<'d>>,
    /// What went wrong for users. The last of them are linked to no request yet: what triage begins with.
    #[serde(borrow)]
    pub faults: Vec<Fault<'d>>,
    /// What visitors wrote with their answers.
    #[serde(borrow)]
    pub comments: Vec<Comment<'d>>,
    /// The comments and internal notes.
    #[serde(borrow)]
    pub threads: Vec<Thread<'d>>,
    /// The replies to reports.
    #[serde(borrow)]
    pub replies: Vec<Reply<'d>>,
    /// The release notes, oldest first.
    #[serde(borrow)]
    pub releases: Vec<Release<'d>>,
    /// What is said after something was shipped; those on the same request come from different visitors.
    #[serde(borrow)]
    pub verdicts: Vec<Verdict<'d>>,
    /// The proposals, oldest first.
    #[serde(borrow)]
    pub polls: Vec<Poll<'d>>,
    /// Who the visitors are.
    #[serde(borrow)]
    pub people: People<'d>,
}

/// A screen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screen<'d> {
    /// Its normalised route, as the widget names it.
    pub route: &'d str,
    /// The page's title.
    pub title: &'d str,
    /// Objects seen there, the most visited first; none where the screen shows no single thing.
    #[serde(borrow)]
    pub objects: Vec<&'d str>,
    /// Answers given there.
    pub answers: usize,
    /// Share of helpful ones at first.
    pub before: f64,
    /// Days ago when that changed.
    pub turned: f64,
    /// Share of helpful ones since.
    pub since: f64,
}

/// A request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish<'d> {
    /// What decisions and reports call it by.
    pub key: &'d str,
    /// What it asks for.
    pub kind: Kind,
    /// Days since it was created.
    pub ago: f64,
    /// Votes, its author's included.
    pub votes: usize,
    /// How they spread.
    pub trend: Trend,
    /// Where it was created.
    pub route: &'d str,
    /// The object there; empty for none.
    pub object: &'d str,
    /// One line.
    pub title: &'d str,
    /// The rest.
    pub body: &'d str,
    /// The name by which its author is credited; empty for none.
    #[serde(default)]
    pub named: &'d str,
    /// Whether it was posted although similar requests were shown.
    #[serde(default)]
    pub similar: Option<Offered>,
    /// How many of its first votes were cast instead of posting something similar.
    #[serde(default)]
    pub instead: usize,
}

/// How the votes of a request spread from its making to today.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// Evenly.
    Steady,
    /// Most of them lately.
    Rising,
    /// Most of them at the beginning.
    Fading,
}

impl Trend {
    /// The age of a vote as a share of the request's age, for an even chance from 0 to 1.
    pub fn age(self, chance: f64) -> f64 {
        match self {
            Self::Steady => chance,
            Self::Rising => chance.powf(2.4),
            Self::Fading => chance.powf(0.4),
        }
    }
}

/// A decision.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruling<'d> {
    /// The request's key.
    pub wish: &'d str,
    /// Days since it was taken.
    pub ago: f64,
    /// The status it leads to.
    pub status: Status,
    /// The reason in a word.
    pub code: ReasonCode,
    /// The public reason.
    pub reason: &'d str,
    /// The evidence for it.
    #[serde(borrow)]
    pub evidence: Option<&'d str>,
    /// What else was weighed.
    #[serde(borrow)]
    pub alternatives: Option<&'d str>,
    /// What would reopen it.
    #[serde(borrow)]
    pub reopen_if: Option<&'d str>,
}

/// A fault and all reports of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault<'d> {
    /// The key of the request that its reports are linked to; empty while nobody has.
    pub wish: &'d str,
    /// The screen's route.
    pub route: &'d str,
    /// The object there; empty for none.
    pub object: &'d str,
    /// What was done, up to the fault. It contains what the recorder keeps: never a value that was typed.
    #[serde(borrow)]
    pub acts: Vec<Act<'d>>,
    /// Its reports.
    #[serde(borrow)]
    pub told: Vec<Told<'d>>,
}

/// A report.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told<'d> {
    /// Days since it was created.
    pub ago: f64,
    /// One line, which no other report has.
    pub title: &'d str,
    /// The rest.
    pub body: &'d str,
    /// The name by which its visitor is credited; empty for none.
    #[serde(default)]
    pub named: &'d str,
    /// Whether its steps led to the fix.
    #[serde(default)]
    pub led_to_fix: bool,
}

/// A comment on an answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comment<'d> {
    /// The screen's route.
    pub route: &'d str,
    /// The answer.
    pub helpful: bool,
    /// What was written.
    pub text: &'d str,
}

/// The parts that visitors are composed of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People<'d> {
    /// First names.
    #[serde(borrow)]
    pub first: Vec<&'d str>,
    /// Last names.
    #[serde(borrow)]
    pub last: Vec<&'d str>,
    /// Where they work.
    #[serde(borrow)]
    pub companies: Vec<Company<'d>>,
}

/// A company.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company<'d> {
    /// Its name.
    pub name: &'d str,
    /// Its host name before `.example`.
    pub host: &'d str,
    /// Segment that the host assigned.
    pub segment: &'d str,
}
