//! The overview of a project: what is counted by the day, and the weeks and shares that follow from it.
//! Reads no clock and no database; every share comes with its interval and what it is about.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{measures::Share, words::words};
use crate::base::time::date_of;

words! {
    /// What is counted by UTC day.
    pub enum Figure {
        /// Requests that were made.
        Suggested = "suggested",
        /// Decisions that were not taken back.
        Decided = "decided",
        /// Those of them that ship.
        Shipped = "shipped",
        /// Votes, by the day on which they were cast.
        Votes = "votes",
        /// Answers "yes" to "Was this helpful?", by the day on which they were given.
        Helpful = "helpful",
        /// Answers "no".
        Unhelpful = "unhelpful",
    }
}

/// Weeks of the weekly picture.
pub const WEEKS: i64 = 12;
/// Days of the answer volume: eight weeks.
pub const ANSWER_DAYS: i64 = 56;
/// Requests in each list.
pub const MOST_LISTED: usize = 5;
/// What is counted up to where a count has to be bounded: as many or more.
pub const MOST_COUNTED: i64 = 100;
/// Days in which requests rise, and for which answers "No, not solved" are listed in any case.
pub const RISING_DAYS: i64 = 7;
/// The hottest requests among which those that rise are looked for.
pub const MOST_RISING: i64 = 100;
/// Days of each of the two periods of the times.
pub const TIMES_DAYS: i64 = 30;
/// The latest requests, and the latest reports without a request, that the times of each period are about.
pub const MOST_TIMED: i64 = 1_000;
/// Days for which answers "No, not solved" are looked at.
pub const UNSOLVED_DAYS: i64 = 30;
/// The latest of these answers that are looked at.
pub const MOST_UNSOLVED: i64 = 200;

/// What was counted of each figure on each UTC day.
pub type DayCounts = BTreeMap<(Figure, i64), i64>;

/// A week of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OverviewWeek)]
pub struct Week {
    /// The first of its seven days in UTC, such as `2026-11-21`; the last week ends today.
    pub day: String,
    /// Requests that were made.
    pub suggested: i64,
    /// Decisions that were not taken back, those that ship included.
    pub decided: i64,
    /// Decisions that ship.
    pub shipped: i64,
    /// Votes that were cast and still count.
    pub votes: i64,
}

/// The answers of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnsweredDay {
    /// The day in UTC, such as `2026-11-21`.
    pub day: String,
    /// Answers "yes" that still count.
    pub helpful: i64,
    /// Answers "no" that still count.
    pub unhelpful: i64,
}

/// The answers of eight weeks.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct AnswerVolume {
    /// The share of "yes".
    pub helpful: Share,
    /// The 56 days until today, the oldest first.
    pub days: Vec<AnsweredDay>,
}

/// The weeks until `today`, the oldest first; weeks in which nothing happened are there.
pub fn weeks(counts: &DayCounts, today: i64) -> Vec<Week> {
    (0..WEEKS)
        .rev()
        .map(|back| {
            let last = today - back * 7;
            let of = |figure| (last - 6..=last).map(|day| at(counts, figure, day)).sum();
            Week {
                day: date_of(last - 6),
                suggested: of(Figure::Suggested),
                decided: of(Figure::Decided),
                shipped: of(Figure::Shipped),
                votes: of(Figure::Votes),
            }
        })
        .collect()
}

/// The answers until `today`.
pub fn answers(counts: &DayCounts, today: i64) -> AnswerVolume {
    let days: Vec<_> = (today - ANSWER_DAYS + 1..=today)
        .map(|day| AnsweredDay {
            day: date_of(day),
            helpful: at(counts, Figure::Helpful, day),
            unhelpful: at(counts, Figure::Unhelpful, day),
        })
        .collect();
    let yes = days.iter().map(|day| day.helpful).sum();
    let no: i64 = days.iter().map(|day| day.unhelpful).sum();
    AnswerVolume { helpful: Share::of(yes, yes + no), days }
}

fn at(counts: &DayCounts, figure: Figure, day: i64) -> i64 {
    counts.get(&(figure, day)).copied().unwrap_or(0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn weeks_end_today_and_leave_none_out() {
        let counts = DayCounts::from([
            ((Figure::Votes, 1_000), 2),
            ((Figure::Votes, 994), 3),
            ((Figure::Votes, 993), 5),
            ((Figure::Shipped, 917), 7),
            ((Figure::Shipped, 916), 11),
        ]);
        let weeks = weeks(&counts, 1_000);
        assert_eq!(weeks.len(), 12);
        let votes: Vec<_> = weeks.iter().rev().map(|week| week.votes).take(3).collect();
        assert_eq!(votes, [5, 5, 0]);
        assert_eq!((weeks.first().unwrap().shipped, weeks.first().unwrap().day.clone()), (7, date_of(917)));
    }

    #[test]
    fn the_share_is_about_the_days_that_are_shown() {
        let counts = DayCounts::from([
            ((Figure::Helpful, 100), 3),
            ((Figure::Unhelpful, 45), 1),
            ((Figure::Unhelpful, 44), 9),
            ((Figure::Helpful, 101), 9),
        ]);
        let volume = answers(&counts, 100);
        assert_eq!((volume.helpful.yes, volume.helpful.n, volume.days.len()), (3, 4, 56));
        assert_eq!((volume.days.first().unwrap().unhelpful, volume.days.last().unwrap().helpful), (1, 3));
        assert!(answers(&DayCounts::new(), 100).helpful.score.is_none());
    }
}
