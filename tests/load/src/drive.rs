//! A closed loop: so many connections, each with one request under way, for so long.
//! The wait of a request that was not yet sent is not counted, so its latencies are those of a polite crowd.

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;

use crate::{
    Result,
    process::Process,
    wire::{Answer, Wire},
};

/// What one run gave.
pub struct Sample {
    /// Good answers a second.
    pub rate: f64,
    /// Microseconds of the server's processor time for an answer.
    pub cost: f64,
    /// Good answers.
    pub good: u64,
    /// Answers that were not good.
    pub bad: u64,
    /// Microseconds from sending to the answer.
    pub latency: Histogram<u64>,
}

/// What is asked, over and over.
pub trait Asking {
    /// Writes the next request; false when there is none left.
    fn next(&self, into: &mut Vec<u8>) -> bool;
    /// Whether an answer is what was asked for.
    fn good(&self, answer: &Answer<'_>) -> bool;
}

/// Drives `connections` for `time`, after a warm-up of a tenth of it that is not counted.
pub async fn drive(
    server: &Process,
    connections: usize,
    time: Duration,
    asking: Rc<impl Asking + 'static>,
) -> Result<Sample> {
    let mut wires = Vec::with_capacity(connections);
    for _ in 0..connections {
        wires.push(Wire::open(server.port).await?);
    }
    let busy = server.busy();
    let begin = Instant::now() + time / 10;
    let end = begin + time;
    let loops: Vec<_> = wires
        .into_iter()
        .map(|wire| actix_web::rt::spawn(one(wire, begin, end, Rc::clone(&asking))))
        .collect();
    let mut whole = Sample { rate: 0.0, cost: 0.0, good: 0, bad: 0, latency: histogram()? };
    for one in loops {
        let sample = one.await.map_err(|error| error.to_string())??;
        whole.good += sample.good;
        whole.bad += sample.bad;
        whole.latency.add(sample.latency).map_err(|error| error.to_string())?;
    }
    whole.rate = whole.good as f64 / time.as_secs_f64();
    // The warm-up is in the processor time, so its share of the answers is added.
    whole.cost = (server.busy() - busy).as_secs_f64() * 1e6 / (whole.good as f64 * 1.1);
    Ok(whole)
}

async fn one(mut wire: Wire, begin: Instant, end: Instant, asking: Rc<impl Asking>) -> Result<Sample> {
    let mut sample = Sample { rate: 0.0, cost: 0.0, good: 0, bad: 0, latency: histogram()? };
    let mut request = Vec::with_capacity(1024);
    while asking.next(&mut request) {
        let sent = Instant::now();
        let good = asking.good(&wire.ask(&request).await?);
        let answered = Instant::now();
        if answered >= end {
            return Ok(sample);
        }
        // Counted by when it was answered: what is under way at the end never is, at the beginning always.
        if answered < begin {
            continue;
        }
        if good {
            sample.good += 1;
        } else {
            sample.bad += 1;
        }
        let micros = u64::try_from((answered - sent).as_micros()).unwrap_or(u64::MAX);
        sample.latency.saturating_record(micros);
    }
    Err("there are no votes left to cast: raise --visitors or --requests".to_owned())
}

fn histogram() -> Result<Histogram<u64>> {
    Histogram::new_with_bounds(1, 60_000_000, 2).map_err(|error| error.to_string())
}
