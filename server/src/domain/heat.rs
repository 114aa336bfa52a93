//! Forward decay: demand that halves every half-life, without ever touching old rows.
//! Pure arithmetic on microseconds; it reads no clock and knows no signals but their sizes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::invalid::Invalid;

/// Microseconds in a day.
const DAY: f64 = 86_400e6;
/// Furthest power of two from the landmark; past it heat stays finite but stops growing
/// (18.8 years after the landmark at a half-life of 7 days). The 43 powers above it are room for
/// sums.
const MAX_POWER: f64 = 980.0;

/// Shortest half-life of a project in days.
pub const MIN_HALF_LIFE_DAYS: f64 = 7.0;
/// Longest half-life of a project in days.
pub const MAX_HALF_LIFE_DAYS: f64 = 365.0;
/// Half-life of a new project in days.
pub const DEFAULT_HALF_LIFE_DAYS: f64 = 14.0;

/// Checks a half-life in days, so that the functions below need not.
///
/// # Errors
/// Occurs when it is not between 7 and 365 days.
pub fn half_life(days: f64) -> Result<f64, Invalid> {
    if (MIN_HALF_LIFE_DAYS..=MAX_HALF_LIFE_DAYS).contains(&days) {
        Ok(days)
    } else {
        Err(Invalid::at("/half_life_days", "Must be between 7 and 365 days."))
    }
}

/// What a signal of `size` at time `at` adds to its part: `size · 2^((at − landmark) / H)`.
/// Times in microseconds, `half_life_days` > 0; always finite for a finite size.
/// Source: Cormode, Shkapenyuk, Srivastava, Xu: "Forward Decay", ICDE 2009.
pub fn contribution(size: f64, at: i64, landmark: i64, half_life_days: f64) -> f64 {
    size * power(at, landmark, half_life_days).exp2()
}

/// Heat as it is felt at `now`: `heat · 2^(−(now − landmark) / H)`; a signal of size 1 at `now`
/// weighs 1.
pub fn today(heat: f64, now: i64, landmark: i64, half_life_days: f64) -> f64 {
    heat * (-power(now, landmark, half_life_days)).exp2()
}

fn power(at: i64, landmark: i64, half_life_days: f64) -> f64 {
    let age = at.saturating_sub(landmark) as f64;
    (age / (half_life_days * DAY)).clamp(-MAX_POWER, MAX_POWER)
}

/// The decayed sums of a request, one for each kind of signal, on the scale of the landmark.
/// Sizes: a vote counts its voter's weight, every other signal 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Parts {
    /// From votes.
    pub votes: f64,
    /// From linked reports.
    pub reports: f64,
    /// From "No" on a linked screen.
    pub unhelpful: f64,
    /// From comments.
    pub comments: f64,
}

impl Parts {
    /// The indexed heat: every part times its weight, on the scale of the landmark.
    pub fn heat(&self, weights: &Weights) -> f64 {
        self.votes * weights.votes
            + self.reports * weights.reports
            + self.unhelpful * weights.unhelpful
            + self.comments * weights.comments
    }
}

/// How much one signal of each kind counts in a project.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// One vote of weight 1.
    pub votes: f64,
    /// One linked report.
    pub reports: f64,
    /// One "No" on a linked screen.
    pub unhelpful: f64,
    /// One comment.
    pub comments: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { votes: 1.0, reports: 3.0, unhelpful: 0.2, comments: 0.2 }
    }
}

impl Weights {
    /// Every weight that is not between 0 and 1000.
    pub fn check(&self) -> Vec<Invalid> {
        [
            ("/votes", self.votes),
            ("/reports", self.reports),
            ("/unhelpful", self.unhelpful),
            ("/comments", self.comments),
        ]
        .into_iter()
        .filter(|(_, weight)| !(0.0..=1000.0).contains(weight))
        .map(|(pointer, _)| Invalid::at(pointer, "Must be between 0 and 1000."))
        .collect()
    }
}

/// How a project ranks its requests.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// How much one signal of each kind counts, each from 0 to 1000.
    pub weights: Weights,
    /// After how many days a signal counts half, 7 to 365.
    pub half_life_days: f64,
}

impl Ranking {
    /// Everything that is out of bounds, by pointer.
    pub fn check(&self) -> Vec<Invalid> {
        let weights = self.weights.check().into_iter().map(|wrong| wrong.under("/weights"));
        weights.chain(half_life(self.half_life_days).err()).collect()
    }
}

/// The landmark with which a new half-life leaves all stored heat worth what it is worth at `now`:
/// `(now − L') / H' = (now − L) / H`. Times in microseconds, half-lives in days, both > 0.
/// So a request whose parts are not summed again yet still ranks by its score of before.
pub fn landmark_for(now: i64, landmark: i64, half_life_days: f64, new_half_life_days: f64) -> i64 {
    let age = now.saturating_sub(landmark) as f64 * (new_half_life_days / half_life_days);
    now.saturating_sub(age as i64)
}

/// A line above what sums become by another half-life: a sum S today of signals of sizes W in all is then at most
/// `size · W + sum · S`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// The factor of the sizes.
    pub size: f64,
    /// The factor of today's sum.
    pub sum: f64,
}

/// The line for half-lives from `before` to `after` days that is tight where `sum / sizes` is near `typical`, 0 to 1.
/// A signal that counts x today, at most its size, counts `x^p` then, `p = before / after`. For `p ≥ 1` that is at most x. For
/// `p < 1` the power is concave, so at most its tangent at c: `c^p · (1 − p) + p · c^(p − 1) · x`.
pub fn bound(before: f64, after: f64, typical: f64) -> Line {
    let power = before / after;
    if power >= 1.0 {
        return Line { size: 0.0, sum: 1.0 };
    }
    let c = typical.clamp(1e-6, 1.0);
    Line { size: c.powf(power) * (1.0 - power), sum: power * c.powf(power - 1.0) }
}

/// How a part becomes right again after a signal was taken back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Retract {
    /// This is the part now.
    Exact(f64),
    /// Subtracting would leave too much rounding: sum what remains in the database.
    Recompute,
}

/// Subtracts one `contribution` from `part_before`; `remaining` signals of that kind stay.
///
/// Bound: every sum rounds by at most 2⁻⁵³ of its result, so errors are as large as the part
/// *was*, and hurt when the part becomes small. Therefore subtracting is allowed only while the
/// result keeps the binary exponent of the part. Between two recomputations the exponent then
/// never falls, the part is never under half of its largest value, and after n signals its
/// relative error is at most n · 2⁻⁵²: under 1e-9 for 4.5 million signals. No history is
/// needed for this. Nothing remains → exactly 0.
pub fn retract(part_before: f64, contribution: f64, remaining: i64) -> Retract {
    if remaining <= 0 {
        return Retract::Exact(0.0);
    }
    let rest = part_before - contribution;
    if rest.is_normal() && rest > 0.0 && exponent(rest) == exponent(part_before) {
        Retract::Exact(rest)
    } else {
        Retract::Recompute
    }
}

/// The binary exponent as stored (IEEE 754, with bias); sign ignored.
fn exponent(number: f64) -> u64 {
    (number.to_bits() >> 52) & 0x7ff
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const L: i64 = 1_700_000_000_000_000;
    const H: f64 = 14.0;
    const DAYS: i64 = 86_400_000_000;

    #[test]
    fn a_signal_weighs_its_size_now_and_half_of_it_a_half_life_later() {
        let at = L + 100 * DAYS;
        let heat = contribution(3.0, at, L, H);
        assert!((today(heat, at, L, H) - 3.0).abs() < 1e-12);
        assert!((today(heat, at + 14 * DAYS, L, H) - 1.5).abs() < 1e-12);
    }

    #[test]
    fn heat_stays_finite_at_the_end_of_times() {
        for at in [i64::MIN, i64::MAX] {
            let heat = contribution(1e6, at, L, 7.0) * 1e6;
            assert!(heat.is_finite() && heat > 0.0);
            assert!(today(heat, at, L, 7.0).is_finite());
        }
    }

    #[test]
    fn a_report_counts_three_votes_by_default() {
        let votes = Parts { votes: 3.0, ..Parts::default() };
        let reports = Parts { reports: 1.0, ..Parts::default() };
        let weights = Weights::default();
        assert_eq!(votes.heat(&weights), reports.heat(&weights));
    }

    #[test]
    fn weights_out_of_bounds_are_named() {
        let odd = Weights { votes: f64::NAN, reports: -1.0, ..Weights::default() };
        let pointers: Vec<_> = odd.check().into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/votes", "/reports"]);
        assert!(half_life(6.9).is_err() && half_life(f64::NAN).is_err());
    }

    #[test]
    fn nothing_remains_of_the_last_signal() {
        assert_eq!(retract(0.1 + 0.2, 0.3, 0), Retract::Exact(0.0));
    }

    #[test]
    fn a_rest_made_of_rounding_is_recomputed() {
        assert_eq!(retract(1e12 + 0.001, 1e12, 1), Retract::Recompute);
        assert_eq!(retract(1.0, 2.0, 1), Retract::Recompute);
        assert_eq!(retract(1000.0, 1.0, 999), Retract::Exact(999.0));
    }

    #[test]
    fn what_is_wrong_with_a_ranking_is_named_by_its_place() {
        let weights = Weights { votes: -1.0, ..Weights::default() };
        let wrong = Ranking { weights, half_life_days: 400.0 }.check();
        let pointers: Vec<_> = wrong.into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/weights/votes", "/half_life_days"]);
    }

    proptest! {
        #[test]
        fn a_new_half_life_leaves_what_is_stored_worth_the_same_today(
            days in 0i64..5000, h in 7.0..365.0f64, new in 7.0..365.0f64,
        ) {
            let (now, heat) = (L + days * DAYS, 12.5);
            let moved = landmark_for(now, L, h, new);
            let (before, after) = (today(heat, now, L, h), today(heat, now, moved, new));
            prop_assert!((before - after).abs() <= 1e-9 * before, "{before} {after}");
        }

        #[test]
        fn no_sum_is_above_its_line(
            ages in prop::collection::vec(0.0..4000.0f64, 1..50),
            h in 7.0..365.0f64, new in 7.0..365.0f64, typical in 0.0..1.0f64,
        ) {
            let sum = |h: f64| ages.iter().map(|age| (-age / h).exp2()).sum::<f64>();
            let line = bound(h, new, typical);
            let most = line.size * ages.len() as f64 + line.sum * sum(h);
            prop_assert!(sum(new) <= most * (1.0 + 1e-9), "{} {most}", sum(new));
        }

        /// Signals years apart, taken back in any order, even newest first: the worst case.
        #[test]
        fn what_is_left_equals_a_fresh_sum(
            days in prop::collection::vec(0i64..4000, 1..400),
            order in any::<u64>(),
            newest_first in any::<bool>(),
        ) {
            let mut signals: Vec<f64> =
                days.iter().map(|day| contribution(1.0, L + day * DAYS, L, H)).collect();
            let mut part: f64 = signals.iter().sum();
            if newest_first {
                signals.sort_by(f64::total_cmp);
            }
            let mut state = order | 1;
            while !signals.is_empty() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let gone = if newest_first {
                    signals.pop().unwrap()
                } else {
                    signals.swap_remove((state >> 33) as usize % signals.len())
                };
                let fresh: f64 = signals.iter().sum();
                part = match retract(part, gone, signals.len() as i64) {
                    Retract::Exact(rest) => rest,
                    Retract::Recompute => fresh,
                };
                prop_assert!((part - fresh).abs() <= 1e-9 * fresh, "{part} is not {fresh}");
            }
            prop_assert_eq!(part, 0.0);
        }

        #[test]
        fn the_order_never_changes_as_time_passes(
            a in 0i64..5000, b in 0i64..5000, later in 0i64..3000, h in 7.0..365.0f64,
        ) {
            let (a, b) = (
                contribution(1.0, L + a * DAYS, L, h),
                contribution(1.0, L + b * DAYS, L, h),
            );
            let now = L + (5000 + later) * DAYS;
            prop_assert_eq!(a.total_cmp(&b), today(a, now, L, h).total_cmp(&today(b, now, L, h)));
        }
    }
}
