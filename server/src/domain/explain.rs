//! Why a request ranks where it does: terms that sum to its heat, and one true sentence.
//! It claims nothing that the given facts do not say.

use serde::Serialize;
use utoipa::ToSchema;

use super::heat::{Parts, Weights};
use super::words::words;

words! {
    /// A kind of signal, as a term of the score.
    pub enum TermKind {
        /// Votes by weight.
        Votes = "votes",
        /// Linked reports.
        Reports = "reports",
        /// "No" on a linked screen.
        Unhelpful = "unhelpful",
        /// Comments.
        Comments = "comments",
    }
}

/// One part of the current score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Term {
    /// The kind of signal.
    pub term: TermKind,
    /// The decayed sum of the signals of this kind.
    pub raw: f64,
    /// The weight of this kind in the project.
    pub weight: f64,
    /// `raw` times `weight`.
    pub contribution: f64,
}

/// How many signals of each kind a request has, without decay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// The number of votes.
    pub votes: i64,
    /// Linked reports.
    pub reports: i64,
    /// "No" on linked screens.
    pub unhelpful: i64,
    /// Comments.
    pub comments: i64,
}

/// The terms of today's heat, in fixed order; kinds without any signal are left out.
/// `decay` is `heat::today(1.0, now, …)`; the contributions sum to
/// `heat::today(parts.heat(weights), now, …)` but for rounding.
pub fn explain(parts: &Parts, weights: &Weights, counts: &Counts, decay: f64) -> Vec<Term> {
    [
        (TermKind::Votes, parts.votes, weights.votes, counts.votes),
        (TermKind::Reports, parts.reports, weights.reports, counts.reports),
        (TermKind::Unhelpful, parts.unhelpful, weights.unhelpful, counts.unhelpful),
        (TermKind::Comments, parts.comments, weights.comments, counts.comments),
    ]
    .into_iter()
    .filter(|(_, part, _, count)| *count > 0 || *part != 0.0)
    .map(|(term, part, weight, _)| {
        let raw = part * decay;
        Term { term, raw, weight, contribution: raw * weight }
    })
    .collect()
}

/// What the sentence may say. All counts are of the same request and the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Facts<'a> {
    /// Votes cast within `days`, or all votes when `days` is none.
    pub votes: i64,
    /// How many of `votes` were cast by verified visitors.
    pub verified: i64,
    /// The period of `votes` in days; none for all time, and then no period is named.
    pub days: Option<i64>,
    /// Linked reports, of all time.
    pub reports: i64,
    /// The route that *every* linked report is on; none when they are on several.
    pub route: Option<&'a str>,
    /// "No" answers on linked screens, of all time.
    pub unhelpful: i64,
    /// Comments, of all time.
    pub comments: i64,
    /// Votes brought over from another tool, without voters.
    pub imported: i64,
    /// What all votes of all time count, where segments make that another number than the votes.
    pub weighed: Option<f64>,
}

/// One sentence without a full stop:
/// "41 votes in 14 days, 12 from verified visitors, and 18 reports on /checkout".
pub fn sentence(facts: &Facts<'_>) -> String {
    let mut clauses = Vec::new();
    if facts.votes > 0 {
        clauses.push(votes(facts));
    }
    if facts.imported > 0 {
        clauses.push(counted(facts.imported, "imported vote", "imported votes"));
    }
    if facts.reports > 0 {
        let place = facts.route.map(|route| format!(" on {route}")).unwrap_or_default();
        clauses.push(counted(facts.reports, "report", "reports") + &place);
    }
    if facts.unhelpful > 0 {
        clauses.push(counted(facts.unhelpful, "“No” answer", "“No” answers"));
    }
    if facts.comments > 0 {
        clauses.push(counted(facts.comments, "comment", "comments"));
    }
    if facts.votes <= 0 && facts.imported <= 0 {
        let none = match facts.days {
            Some(days) => format!("no votes{}", period(days)),
            None => "no votes yet".to_owned(),
        };
        clauses.push(none);
    }
    let weighed = facts.weighed.map(|weight| format!("; all votes count as {} by segment", rounded(weight)));
    capital(&joined(&clauses)) + &weighed.unwrap_or_default()
}

/// A weight to two decimals, without zeros at its end.
fn rounded(weight: f64) -> f64 {
    (weight * 100.0).round() / 100.0
}

fn votes(facts: &Facts<'_>) -> String {
    let period = facts.days.map(period).unwrap_or_default();
    let verified = match facts.verified {
        ..=0 => String::new(),
        1 if facts.votes == 1 => ", from a verified visitor".to_owned(),
        1 => ", 1 from a verified visitor".to_owned(),
        all if all >= facts.votes => ", all from verified visitors".to_owned(),
        some => format!(", {some} from verified visitors"),
    };
    format!("{}{period}{verified}", counted(facts.votes, "vote", "votes"))
}

fn period(days: i64) -> String {
    format!(" in {}", counted(days, "day", "days"))
}

fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// "a", "a and b", "a, b, and c"; a comma inside a clause asks for one before "and".
fn joined(clauses: &[String]) -> String {
    match clauses {
        [] => String::new(),
        [only] => only.clone(),
        [first, second] if !first.contains(',') => format!("{first} and {second}"),
        [before @ .., last] => format!("{}, and {last}", before.join(", ")),
    }
}

fn capital(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(facts: Facts<'_>) -> String {
        sentence(&facts)
    }

    #[test]
    fn the_sentence_of_the_design_comes_out() {
        let facts = Facts {
            votes: 41,
            verified: 12,
            days: Some(14),
            reports: 18,
            route: Some("/checkout"),
            ..Facts::default()
        };
        assert_eq!(
            said(facts),
            "41 votes in 14 days, 12 from verified visitors, and 18 reports on /checkout"
        );
        assert_eq!(said(Facts { verified: 0, ..facts }), "41 votes in 14 days and 18 reports on /checkout");
    }

    #[test]
    fn one_is_singular() {
        let facts = Facts { votes: 1, verified: 1, days: Some(1), reports: 1, ..Facts::default() };
        assert_eq!(said(facts), "1 vote in 1 day, from a verified visitor, and 1 report");
    }

    #[test]
    fn all_verified_is_said_as_all() {
        let facts = Facts { votes: 5, verified: 5, ..Facts::default() };
        assert_eq!(said(facts), "5 votes, all from verified visitors");
        assert_eq!(said(Facts { verified: 1, ..facts }), "5 votes, 1 from a verified visitor");
    }

    #[test]
    fn nothing_is_said_as_nothing() {
        assert_eq!(said(Facts::default()), "No votes yet");
        assert_eq!(said(Facts { days: Some(14), ..Facts::default() }), "No votes in 14 days");
        let facts = Facts { reports: 2, ..Facts::default() };
        assert_eq!(said(facts), "2 reports and no votes yet");
    }

    #[test]
    fn imported_votes_are_named_as_imported() {
        let facts = Facts { imported: 30, unhelpful: 7, comments: 1, ..Facts::default() };
        assert_eq!(said(facts), "30 imported votes, 7 “No” answers, and 1 comment");
    }

    #[test]
    fn weights_of_segments_are_named_where_they_make_a_difference() {
        let facts = Facts { votes: 5, reports: 1, weighed: Some(12.499_9), ..Facts::default() };
        assert_eq!(said(facts), "5 votes and 1 report; all votes count as 12.5 by segment");
        assert_eq!(
            said(Facts { weighed: Some(0.0), ..facts }),
            "5 votes and 1 report; all votes count as 0 by segment"
        );
    }

    #[test]
    fn kinds_without_signals_are_left_out() {
        let parts = Parts { votes: 2.0, ..Parts::default() };
        let counts = Counts { votes: 2, ..Counts::default() };
        let terms = explain(&parts, &Weights::default(), &counts, 0.5);
        assert_eq!(terms, [Term { term: TermKind::Votes, raw: 1.0, weight: 1.0, contribution: 1.0 }]);
    }

    proptest! {
        #[test]
        fn the_contributions_sum_to_todays_heat(
            votes in 0.0..1e9f64, reports in 0.0..1e9f64, unhelpful in 0.0..1e9f64,
            comments in 0.0..1e9f64, decay in 0.0..1.0f64,
        ) {
            let parts = Parts { votes, reports, unhelpful, comments };
            let weights = Weights::default();
            let sum: f64 = explain(&parts, &weights, &Counts::default(), decay)
                .iter().map(|term| term.contribution).sum();
            let heat = parts.heat(&weights) * decay;
            prop_assert!((sum - heat).abs() <= 1e-12 * heat);
        }
    }
}
