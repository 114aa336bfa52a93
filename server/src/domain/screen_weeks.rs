//! The answers of a screen by the week: how many, and the helpful share with its interval.
//! Leaves no week out: one without answers has no share.

use serde::Serialize;
use utoipa::ToSchema;

use super::wilson::{self, Interval};
use crate::base::time::date_of;

/// Weeks of one screen.
pub const WEEKS: i64 = 26;
/// Weeks of the picture of many screens.
pub const PICTURE_WEEKS: i64 = 12;
/// Days in a week.
pub const DAYS: i64 = 7;

/// The answers of one week that still count.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ScreenWeek {
    /// The first of its seven days in UTC, such as `2026-11-21`; the last week ends today.
    pub day: String,
    /// Helpful answers.
    pub helpful: i64,
    /// Unhelpful answers.
    pub unhelpful: i64,
    /// All answers.
    pub n: i64,
    /// The helpful share with its interval (Wilson, z = 1.96); null without answers.
    pub score: Option<Interval>,
}

/// What was answered in a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// How many weeks before the one that ends today.
    pub ago: i64,
    /// Helpful answers.
    pub helpful: i64,
    /// Unhelpful answers.
    pub unhelpful: i64,
}

/// The first day of the oldest of this many weeks until `today` (days since 1970-01-01).
pub const fn since(today: i64, weeks: i64) -> i64 {
    today - weeks * DAYS + 1
}

/// This many weeks until `today`, the oldest first. What was counted in others is left out.
pub fn weeks(counted: &[Counted], today: i64, weeks: i64) -> Vec<ScreenWeek> {
    (0..weeks)
        .rev()
        .map(|ago| {
            let here = || counted.iter().filter(|one| one.ago == ago);
            let helpful = here().map(|one| one.helpful).sum::<i64>();
            let unhelpful = here().map(|one| one.unhelpful).sum::<i64>();
            let n = helpful + unhelpful;
            let day = date_of(since(today, ago + 1));
            ScreenWeek { day, helpful, unhelpful, n, score: wilson::interval(helpful, n) }
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn weeks_end_today_and_none_is_left_out() {
        let counted = [
            Counted { ago: 0, helpful: 2, unhelpful: 1 },
            Counted { ago: 11, helpful: 0, unhelpful: 4 },
            Counted { ago: 12, helpful: 9, unhelpful: 9 },
        ];
        let found = weeks(&counted, 1_000, 12);
        assert_eq!(found.len(), 12);
        let (first, last) = (found.first().unwrap(), found.last().unwrap());
        assert_eq!((first.day.clone(), first.unhelpful, first.n), (date_of(917), 4, 4));
        assert_eq!((last.day.clone(), last.helpful, last.n), (date_of(994), 2, 3));
        assert_eq!(last.score, wilson::interval(2, 3));
        assert!(found.iter().skip(1).take(10).all(|week| week.n == 0 && week.score.is_none()));
    }
}
