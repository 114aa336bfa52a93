//! How sure a share of yes answers is: the Wilson score interval.
//! It never gives a bare percentage: without answers there is no share.

use serde::Serialize;
use utoipa::ToSchema;

/// Standard normal quantile of a two-sided 95 % interval.
const Z: f64 = 1.96;

/// A share with the bounds that 95 of 100 such samples keep.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Interval {
    /// Observed share, 0 to 1.
    pub share: f64,
    /// Lower bound, 0 to 1.
    pub low: f64,
    /// Upper bound, 0 to 1.
    pub high: f64,
}

/// The interval of `yes` among `n` answers (z = 1.96), or nothing when `n` is 0;
/// `yes` is clamped to 0 … `n`.
/// Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
/// JASA 22 (1927), 209–212.
pub fn interval(yes: i64, n: i64) -> Option<Interval> {
    if n <= 0 {
        return None;
    }
    let total = n as f64;
    let share = yes.clamp(0, n) as f64 / total;
    let z2 = Z * Z;
    let scale = 1.0 + z2 / total;
    let centre = (share + z2 / (2.0 * total)) / scale;
    let margin = Z * (share * (1.0 - share) / total + z2 / (4.0 * total * total)).sqrt() / scale;
    Some(Interval {
        share,
        low: (centre - margin).clamp(0.0, share),
        high: (centre + margin).clamp(share, 1.0),
    })
}

/// How much a screen needs looking at: the upper bound of its unhelpful share times its traffic
/// (`n` answers and `views`). 0 while nobody has answered: silence is no complaint.
pub fn attention(unhelpful: i64, n: i64, views: i64) -> f64 {
    interval(unhelpful, n).map_or(0.0, |bounds| bounds.high * (n + views.max(0)) as f64)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_values_come_out() {
        // Ten of ten and 8 of 10, from the formula by hand.
        let all = interval(10, 10).unwrap();
        assert!((all.low - 0.722_46).abs() < 1e-4 && all.high == 1.0);
        let most = interval(8, 10).unwrap();
        assert!((most.low - 0.490_15).abs() < 1e-4 && (most.high - 0.943_32).abs() < 1e-4);
    }

    #[test]
    fn without_answers_there_is_no_share() {
        assert_eq!(interval(0, 0), None);
        assert_eq!(attention(0, 0, 1000), 0.0);
    }

    #[test]
    fn more_traffic_needs_more_attention() {
        assert!(attention(5, 10, 1000) > attention(5, 10, 0));
        assert!(attention(9, 10, 0) > attention(1, 10, 0));
    }

    proptest! {
        #[test]
        fn the_share_lies_within_its_bounds(n in 1i64..10_000_000, part in 0.0..=1.0f64) {
            let yes = (n as f64 * part) as i64;
            let bounds = interval(yes, n).unwrap();
            prop_assert!(0.0 <= bounds.low && bounds.low <= bounds.share);
            prop_assert!(bounds.share <= bounds.high && bounds.high <= 1.0);
        }

        #[test]
        fn more_answers_make_it_surer(yes in 0i64..1000, no in 1i64..1000) {
            let few = interval(yes, yes + no).unwrap();
            let many = interval(yes * 10, (yes + no) * 10).unwrap();
            prop_assert!(many.high - many.low < few.high - few.low);
        }
    }
}
