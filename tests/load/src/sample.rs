//! The result of one run: responses per second, their latencies, the errors by status, and the server's processor time.
//! Prints nothing and drives nothing.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;

use crate::Result;

/// The status under which unsent requests are counted.
pub const UNSENT: u16 = 0;

/// The result of one run.
pub struct Sample {
    /// Good responses per second.
    pub rate: f64,
    /// Microseconds of the servers' processor time per response.
    pub cost: f64,
    /// Good answers.
    pub good: u64,
    /// Answers that were not good, by their status.
    pub errors: BTreeMap<u16, u64>,
    /// Microseconds from sending, or from the due time, to the response.
    pub latency: Histogram<u64>,
}

impl Sample {
    /// An empty sample.
    pub fn new() -> Result<Self> {
        Ok(Self { rate: 0.0, cost: 0.0, good: 0, errors: BTreeMap::new(), latency: histogram()? })
    }

    /// Counts one response whose request was sent at `since`.
    pub fn count(&mut self, good: bool, status: u16, since: Instant) {
        if good {
            self.good += 1;
        } else {
            *self.errors.entry(status).or_default() += 1;
        }
        self.latency.saturating_record(micros(since.elapsed()));
    }

    /// Computes rate and cost from the responses in `time` and the processor time of the run and its warm-up.
    pub fn close(&mut self, time: Duration, busy: Duration) {
        self.rate = self.good as f64 / time.as_secs_f64();
        // The warm-up is in the processor time, so its share of the answers is added.
        self.cost = busy.as_secs_f64() * 1e6 / (self.good as f64 * 1.1);
    }

    /// Answers that were not good.
    pub fn bad(&self) -> u64 {
        self.errors.values().sum()
    }
}

/// The number of errors by status, over some samples; a dash for none.
pub fn errors<'s>(samples: impl IntoIterator<Item = &'s Sample>) -> String {
    let mut whole: BTreeMap<u16, u64> = BTreeMap::new();
    for (status, count) in samples.into_iter().flat_map(|sample| &sample.errors) {
        *whole.entry(*status).or_default() += count;
    }
    let name = |status: &u16| if *status == UNSENT { "unsent".to_owned() } else { status.to_string() };
    let parts: Vec<String> = whole.iter().map(|(status, n)| format!("{} × {n}", name(status))).collect();
    if parts.is_empty() { "–".to_owned() } else { parts.join(", ") }
}

/// A histogram of microseconds up to a minute, exact to a thousandth.
pub fn histogram() -> Result<Histogram<u64>> {
    Histogram::new_with_bounds(1, 60_000_000, 3).map_err(|error| error.to_string())
}

/// Whole microseconds.
pub fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
