//! Prints the results, one line per contestant: the median rate, its range, and the latencies as medians of the runs.

use crate::{
    pace::Paced,
    sample::{self, Sample},
    say,
};

/// The median of some numbers.
pub fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = numbers.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// The names of the columns.
pub fn head() -> String {
    format!(
        "{:<28} {:>9} {:>17} {:>8} {:>8} {:>9} {:>7}",
        "", "median/s", "lowest – highest", "p50 ms", "p99 ms", "CPU µs", "errors"
    )
}

/// One contestant.
pub fn row(name: &str, samples: &[Sample]) -> String {
    let rates = || samples.iter().map(|sample| sample.rate);
    let range = format!("{:.0} – {:.0}", rates().fold(f64::INFINITY, f64::min), rates().fold(0.0, f64::max));
    let bad: u64 = samples.iter().map(Sample::bad).sum();
    format!(
        "{name:<28} {:>9.0} {range:>17} {:>8.2} {:>8.2} {:>9.1} {bad:>7}",
        median(rates()),
        median(samples.iter().map(|sample| wait(sample, 0.5))),
        median(samples.iter().map(|sample| wait(sample, 0.99))),
        median(samples.iter().map(|sample| sample.cost))
    )
}

/// Prints the table.
pub fn print(rows: &[(&str, &Vec<Sample>)]) {
    say(&head());
    for (name, samples) in rows {
        say(&row(name, samples));
    }
}

/// The median over the rounds of a contestant's rate relative to the baseline of the same round.
pub fn ratio(samples: &[Sample], baseline: &[Sample]) -> f64 {
    median(samples.iter().zip(baseline).map(|(sample, baseline)| sample.rate / baseline.rate))
}

/// Open runs at one rate: responses per second, and their latencies from the due time, as medians of the runs.
pub fn open(name: &str, runs: &[Paced]) -> String {
    let samples = || runs.iter().map(|run| &run.sample);
    let within = |share: f64| median(samples().map(|sample| wait(sample, share)));
    let p99 = || samples().map(|sample| wait(sample, 0.99));
    let late = |share: f64| median(runs.iter().map(|run| run.late.value_at_quantile(share) as f64 / 1000.0));
    format!(
        "{name}: {:.0} good/s, p50 {:.2} p99 {:.2} ({:.2} – {:.2}) p99.9 {:.2} max {:.2} ms, CPU {:.1} µs, errors {}; \
         the generator was late by p50 {:.2} p99 {:.2} ms",
        median(samples().map(|sample| sample.rate)),
        within(0.5),
        within(0.99),
        p99().fold(f64::INFINITY, f64::min),
        p99().fold(0.0, f64::max),
        within(0.999),
        within(1.0),
        median(samples().map(|sample| sample.cost)),
        sample::errors(samples()),
        late(0.5),
        late(0.99),
    )
}

/// Milliseconds within which this share of the responses arrived.
fn wait(sample: &Sample, share: f64) -> f64 {
    sample.latency.value_at_quantile(share) as f64 / 1000.0
}
