//! Spreads the work of a batch over more time while nobody waits for it, so that the cores have room for those who are
//! waited for. Never slows down whoever is in a hurry.

use std::{
    thread,
    time::{Duration, Instant},
};

/// Work between two pauses.
const STRETCH: Duration = Duration::from_micros(400);

/// How long a pause is for the work before it.
const SHARE: f64 = 0.8;

/// The pace of a thread; without anybody who would know of a hurry it makes no pauses.
#[derive(Default)]
pub struct Pace {
    hurried: Option<Box<dyn Fn() -> bool + Send>>,
    resumed: Option<Instant>,
}

impl Pace {
    /// Pauses while nobody is `hurried`.
    pub fn unless(hurried: impl Fn() -> bool + Send + 'static) -> Self {
        Self { hurried: Some(Box::new(hurried)), resumed: None }
    }

    /// Begins work.
    pub fn begin(&mut self) {
        self.resumed = Some(Instant::now());
    }

    /// To be called after each small piece of it.
    pub fn step(&mut self) {
        let (Some(hurried), Some(resumed)) = (&self.hurried, self.resumed) else { return };
        let worked = resumed.elapsed();
        if worked >= STRETCH && !hurried() {
            thread::sleep(worked.min(STRETCH * 2).mul_f64(SHARE));
            self.begin();
        }
    }
}
