//! How much the writer thread of SQLite has before it, for those who hand it over and for those who could take their time.
//! Decides nothing but whether there is a hurry.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

/// Ballots that are counted without waiting for more. They touch some page of the tables each, so the more are counted at
/// once the fewer pages are written for one.
pub(super) const COMPANY: usize = 24_000;

/// Ballots that may wait for the next batch while the writer takes its time for this one.
const CALM: usize = 16_000;

/// How much is under way.
#[derive(Default)]
pub(super) struct Load {
    /// Units of work that wait.
    pub units: AtomicUsize,
    /// Ballots that wait or are being counted.
    pub ballots: AtomicUsize,
    /// Those of them that are being counted.
    pub batch: AtomicUsize,
    /// Those who want ballots counted.
    pub waiting: AtomicUsize,
    /// The last batch of ballots that no power cut takes out of the tables any more.
    pub flushed: AtomicI64,
}

impl Load {
    /// Whether anybody waits for the writer, or it is about to fall behind.
    pub(super) fn hurried(&self) -> bool {
        let batch = self.batch.load(Ordering::SeqCst);
        self.units.load(Ordering::SeqCst) > 0
            || self.waiting.load(Ordering::SeqCst) > 0
            || batch >= COMPANY
            || self.ballots.load(Ordering::SeqCst).saturating_sub(batch) > CALM
    }
}
