//! The measures of a project: how long visitors wait for a first response and for a decision, how many get one, and
//! whether what was shipped solved it.
//! Never a bare percentage or an average: every number comes with how many it is about, shares with their interval.

use serde::Serialize;
use utoipa::ToSchema;

use super::wilson::{self, Interval};
use crate::base::{
    id::{self, Id},
    time::{DAY, Time, date_of},
};

/// Days that are measured where nobody says otherwise.
pub const USUAL_DAYS: i64 = 90;
/// The fewest days.
pub const FEWEST_DAYS: i64 = 7;
/// The most days.
pub const MOST_DAYS: i64 = 365;
/// Days that the team has for a response before what is unanswered counts as such.
pub const ANSWER_DAYS: i64 = 7;
/// The most requests, reports and shippings that are looked at, the latest first.
pub const MOST_ROWS: i64 = 2_000;
/// Screens in the table.
pub const MOST_SCREENS: usize = 20;

/// Something that visitors sent: a request, or a report that is linked to none.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    /// The screen where it began.
    pub screen: Option<Id<id::Screen>>,
    /// Since when its visitor waits.
    pub at: Time,
    /// The first response: an official comment, a decision, or a reply to a report.
    pub responded: Option<Time>,
    /// The first decision; nothing is decided on a report.
    pub decided: Decided,
}

/// Whether something is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// Nothing is to be decided.
    Never,
    /// Not yet.
    Open,
    /// Since this time.
    At(Time),
}

/// How long something took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Spread {
    /// How many are done; the times are about these.
    pub n: i64,
    /// How many still wait.
    pub waiting: i64,
    /// The median in seconds (nearest rank); null where n is 0.
    pub median: Option<i64>,
    /// Nine of ten took at most this many seconds (nearest rank); null where n is 0.
    pub p90: Option<i64>,
}

/// A share.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Share {
    /// How many of them.
    pub yes: i64,
    /// All of them.
    pub n: i64,
    /// The share with its interval (Wilson, z = 1.96); null where n is 0.
    pub score: Option<Interval>,
}

/// The times and shares of what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Summary {
    /// Requests, and reports that are linked to none.
    pub sent: i64,
    /// The time to the first official comment, decision or reply to a report.
    pub first_response: Spread,
    /// The time to the first decision on a request.
    pub decision: Spread,
    /// How many of those that were sent more than seven days ago have a response.
    pub answered: Share,
}

/// A week of what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Week {
    /// The first of its seven days in UTC, such as `2026-11-21`; the last week ends today.
    pub day: String,
    /// Requests, and reports that are linked to none.
    pub sent: i64,
    /// The time to the first response.
    pub first_response: Spread,
}

impl Spread {
    /// Of these times in seconds; what is negative by two clocks counts as nothing.
    pub fn of(mut seconds: Vec<i64>, waiting: i64) -> Self {
        seconds.sort_unstable();
        let rank = |tenths: usize| {
            let rank = (seconds.len() * tenths).div_ceil(10);
            seconds.get(rank.saturating_sub(1)).map(|seconds| (*seconds).max(0))
        };
        Self { n: count(seconds.len()), waiting, median: rank(5), p90: rank(9) }
    }

    fn between(times: impl Iterator<Item = (Time, Option<Time>)>) -> Self {
        let (mut seconds, mut waiting) = (Vec::new(), 0);
        for (from, to) in times {
            match to {
                Some(to) => seconds.push(to.seconds() - from.seconds()),
                None => waiting += 1,
            }
        }
        Self::of(seconds, waiting)
    }

    fn response(sent: &[Sent]) -> Self {
        Self::between(sent.iter().map(|one| (one.at, one.responded)))
    }
}

impl Share {
    /// So many of `n`.
    pub fn of(yes: i64, n: i64) -> Self {
        Self { yes, n, score: wilson::interval(yes, n) }
    }
}

impl Summary {
    /// Of what was sent, as it is at `now`.
    pub fn of(sent: &[Sent], now: Time) -> Self {
        let decisions = sent.iter().filter_map(|one| match one.decided {
            Decided::Never => None,
            Decided::Open => Some((one.at, None)),
            Decided::At(time) => Some((one.at, Some(time))),
        });
        let due = now.plus_seconds(-ANSWER_DAYS * DAY / 1_000_000);
        let old = || sent.iter().filter(|one| one.at < due);
        let answered = old().filter(|one| one.responded.is_some()).count();
        Self {
            sent: count(sent.len()),
            first_response: Spread::response(sent),
            decision: Spread::between(decisions),
            answered: Share::of(count(answered), count(old().count())),
        }
    }
}

/// What was sent by the week, oldest first; weeks in which nothing was sent are there.
pub fn weeks(sent: &[Sent], days: i64, now: Time) -> Vec<Week> {
    let count_of = (days + 6) / 7;
    (0..count_of)
        .rev()
        .map(|back| {
            let last = now.day() - back * 7;
            let of: Vec<Sent> =
                sent.iter().filter(|one| (last - 6..=last).contains(&one.at.day())).copied().collect();
            Week { day: date_of(last - 6), sent: count(of.len()), first_response: Spread::response(&of) }
        })
        .collect()
}

/// What was sent by screen, the busiest first, [`MOST_SCREENS`] at most; without what belongs to none.
pub fn by_screen(sent: &[Sent], now: Time) -> Vec<(Id<id::Screen>, Summary)> {
    let mut by: std::collections::HashMap<Id<id::Screen>, Vec<Sent>> = std::collections::HashMap::new();
    for one in sent {
        if let Some(screen) = one.screen {
            by.entry(screen).or_default().push(*one);
        }
    }
    let mut rows: Vec<_> = by.into_iter().map(|(screen, of)| (screen, Summary::of(&of, now))).collect();
    rows.sort_by_key(|(screen, summary)| (std::cmp::Reverse(summary.sent), *screen));
    rows.truncate(MOST_SCREENS);
    rows
}

fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_micros(100 * DAY);

    fn sent(days_ago: i64, after: Option<i64>) -> Sent {
        let at = NOW.plus_seconds(-days_ago * 86_400);
        let responded = after.map(|seconds| at.plus_seconds(seconds));
        Sent { screen: None, at, responded, decided: responded.map_or(Decided::Open, Decided::At) }
    }

    #[test]
    fn a_spread_takes_the_nearest_rank() {
        let spread = Spread::of((1..=10).rev().collect(), 3);
        assert_eq!(spread, Spread { n: 10, waiting: 3, median: Some(5), p90: Some(9) });
        assert_eq!(Spread::of(vec![7], 0).p90, Some(7));
        assert_eq!(Spread::of(vec![-2], 0).median, Some(0));
        assert_eq!(Spread::of(Vec::new(), 1), Spread { waiting: 1, ..Spread::default() });
    }

    #[test]
    fn what_is_new_is_not_yet_unanswered() {
        let all = [sent(1, None), sent(8, None), sent(9, Some(60))];
        let summary = Summary::of(&all, NOW);
        assert_eq!((summary.sent, summary.answered.yes, summary.answered.n), (3, 1, 2));
        assert_eq!((summary.first_response.n, summary.first_response.waiting), (1, 2));
        assert!(Summary::of(&[], NOW).answered.score.is_none());
    }

    #[test]
    fn a_report_waits_for_no_decision() {
        let report = Sent { decided: Decided::Never, ..sent(3, Some(5)) };
        assert_eq!(Summary::of(&[report], NOW).decision, Spread::default());
    }

    #[test]
    fn weeks_end_today_and_leave_none_out() {
        let weeks = weeks(&[sent(0, None), sent(6, None), sent(7, Some(9))], 21, NOW);
        assert_eq!(weeks.iter().map(|week| week.sent).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(weeks.get(1).unwrap().first_response.median, Some(9));
    }
}
