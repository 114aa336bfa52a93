//! A closed loop: a number of connections, each with one request in flight, for a given time.
//! The wait of a request that was not yet sent is not counted, so the latencies omit queueing at the client.

use std::{
    cell::RefCell,
    rc::Rc,
    time::{Duration, Instant},
};

use crate::{
    Result,
    process::{self, Process},
    sample::Sample,
    wire::{Answer, Wire},
};

/// A source of requests.
pub trait Asking {
    /// Writes the next request and returns its kind; `None` when there is none left.
    fn next(&self, into: &mut Vec<u8>) -> Option<usize>;
    /// Whether a response to a request of this kind is the expected one.
    fn good(&self, kind: usize, answer: &Answer<'_>) -> bool;
}

/// The error when no requests are left.
pub const EXHAUSTED: &str = "there are no votes left to cast: raise --visitors or --requests";

/// Opens this many connections, spread evenly over the servers.
pub async fn open(servers: &[Process], connections: usize) -> Result<Vec<Wire>> {
    let mut wires = Vec::with_capacity(connections);
    for server in servers.iter().cycle().take(connections) {
        wires.push(Wire::open(server.port).await?);
    }
    Ok(wires)
}

/// Drives `connections` for `time`, after a warm-up of a tenth of it that is not counted.
pub async fn drive(
    servers: &[Process],
    connections: usize,
    time: Duration,
    asking: Rc<dyn Asking>,
) -> Result<Sample> {
    let wires = open(servers, connections).await?;
    let busy = process::busy(servers);
    let begin = Instant::now() + time / 10;
    let end = begin + time;
    let whole = Rc::new(RefCell::new(Sample::new()?));
    let loops: Vec<_> = wires
        .into_iter()
        .map(|wire| actix_web::rt::spawn(one(wire, begin, end, Rc::clone(&asking), Rc::clone(&whole))))
        .collect();
    for one in loops {
        one.await.map_err(|error| error.to_string())??;
    }
    whole.borrow_mut().close(time, process::busy(servers).saturating_sub(busy));
    Ok(whole.replace(Sample::new()?))
}

async fn one(
    mut wire: Wire,
    begin: Instant,
    end: Instant,
    asking: Rc<dyn Asking>,
    whole: Rc<RefCell<Sample>>,
) -> Result<()> {
    let mut request = Vec::with_capacity(1024);
    while let Some(kind) = asking.next(&mut request) {
        let sent = Instant::now();
        let answer = wire.ask(&request).await?;
        let (good, status) = (asking.good(kind, &answer), answer.status);
        let answered = Instant::now();
        if answered >= end {
            return Ok(());
        }
        // Counted by the time of the response: requests in flight at the end never count, those at the beginning always.
        if answered >= begin {
            whole.borrow_mut().count(good, status, sent);
        }
    }
    Err(EXHAUSTED.to_owned())
}
