//! Prints what the runs gave, one line a server: the median rate, its range, and the waits of all runs together.

use crate::{drive::Sample, say};

/// The middle of some numbers.
pub fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = numbers.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// Prints the table.
pub fn print(rows: &[(&str, &Vec<Sample>)]) {
    say(&format!(
        "{:<28} {:>9} {:>17} {:>8} {:>8} {:>9} {:>7}",
        "", "median/s", "lowest – highest", "p50 ms", "p99 ms", "CPU µs", "errors"
    ));
    for (name, samples) in rows {
        let rates = || samples.iter().map(|sample| sample.rate);
        let range =
            format!("{:.0} – {:.0}", rates().fold(f64::INFINITY, f64::min), rates().fold(0.0, f64::max));
        let bad: u64 = samples.iter().map(|sample| sample.bad).sum();
        say(&format!(
            "{name:<28} {:>9.0} {range:>17} {:>8.2} {:>8.2} {:>9.1} {bad:>7}",
            median(samples.iter().map(|sample| sample.rate)),
            wait(samples, 0.5),
            wait(samples, 0.99),
            median(samples.iter().map(|sample| sample.cost))
        ));
    }
}

/// Milliseconds within which this share of the answers came; the median over the runs.
fn wait(samples: &[Sample], share: f64) -> f64 {
    median(samples.iter().map(|sample| sample.latency.value_at_quantile(share) as f64 / 1000.0))
}
