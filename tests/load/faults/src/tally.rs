//! What the clients of one server met: tries, refusals, waits. Judges none of it.

use hdrhistogram::Histogram;
use yousaid_load::{Result, sample::histogram};

/// What the clients met.
pub struct Tally {
    /// Operations that were acknowledged at the first try, the second and so on.
    pub tries: Vec<u64>,
    /// Operations that no try brought through.
    pub failed: u64,
    /// Answers of 503.
    pub refused: u64,
    /// Answers of 503 that did not say when to come back, and answers of any other kind.
    pub wrong: Vec<String>,
    /// Requests that got no answer at all.
    pub unanswered: u64,
    /// Operations that changed something although every write was made to fail meanwhile.
    pub smuggled: u64,
    /// Microseconds from sending to an acknowledgement at the first try.
    pub waits: Histogram<u64>,
}

impl Tally {
    /// Nothing yet.
    pub fn new() -> Result<Self> {
        let (tries, wrong, waits) = (Vec::new(), Vec::new(), histogram()?);
        Ok(Self { tries, failed: 0, refused: 0, wrong, unanswered: 0, smuggled: 0, waits })
    }

    /// Operations that came through.
    pub fn done(&self) -> u64 {
        self.tries.iter().sum()
    }
}
