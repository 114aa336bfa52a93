//! Twice as many votes as the server can take, in an open loop: what is too much is told at once to come back, what is
//! taken is answered in bounded time, and the memory stays flat.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use yousaid_load::{
    Result,
    drive::{Asking, drive},
    pace::pace,
    process::{self, Process},
    slow::Slow,
    wire::Answer,
};

use crate::{
    crowd::Crowd,
    stage::{Cast, Stage, settle},
    verdict::Verdict,
};

/// Milliseconds by which each flush is slower: the disk is the narrow place then, and clients on the same cores can ask
/// for twice as much as it takes.
const SLOWER: f64 = 80.0;

/// Connections of the closed loop that finds out what the server can take.
const CLOSED: usize = 4_096;

/// Connections of the open loop, more than the server lets wait.
const OPEN: usize = 8_000;

/// Seconds within which what is taken must be answered: a full queue at the rate of batches, and as much again.
const BOUND: f64 = 2.0;

/// Votes of every visitor on every request in turn, none twice, with what was answered.
struct Flood {
    crowd: Rc<Crowd>,
    next: Cell<usize>,
    refused: Cell<u64>,
    wrong: RefCell<Vec<String>>,
    acknowledged: Cell<u64>,
}

impl Asking for Flood {
    fn next(&self, into: &mut Vec<u8>) -> Option<usize> {
        let n = self.next.replace(self.next.get() + 1);
        let (requests, visitors) = (self.crowd.fixture.requests.len(), self.crowd.fixture.visitors.len());
        // When all are cast they are taken back, and so on.
        let cast = (n / (requests * visitors)).is_multiple_of(2);
        let pair = n % (requests * visitors);
        self.crowd.operation((pair % requests, pair / requests), cast, into);
        Some(0)
    }

    fn good(&self, _kind: usize, answer: &Answer<'_>) -> bool {
        match (answer.status, answer.header("retry-after")) {
            (200, _) => self.acknowledged.set(self.acknowledged.get() + 1),
            (503, Some(_)) => self.refused.set(self.refused.get() + 1),
            (status, _) => self.wrong.borrow_mut().push(format!("{status}")),
        }
        answer.status == 200
    }
}

/// Runs it on SQLite.
pub async fn run(stage: &Stage) -> Result<bool> {
    let seconds = stage.size(2, 30);
    let mut verdict = Verdict::of(
        "overload",
        &format!("SQLite with flushes {SLOWER} ms slower, {seconds} s at twice what it can take"),
        stage.short,
    );
    let mut place = stage.place("overload", None)?;
    let slow = Slow::compile(&stage.folder("overload-library")?, SLOWER)?;
    let cast = stage.found_for(stage.place("overload-first", None)?, stage.size(1_024, 4_096)).await?;
    // Founded on a fast disk; overloaded on a slow one.
    let Cast { place: first, server, crowd, truth: _ } = cast;
    server.end()?;
    place.move_to(first.folder().to_owned());
    let mut command = std::process::Command::new("true");
    slow.apply(&mut command);
    for (name, value) in command.get_envs().filter_map(|(name, value)| Some((name.to_str()?, value?))) {
        place.set(name, value);
    }
    let servers = [Process::start(&stage.program, &[], &place).await?];
    let [server] = &servers;
    let flood = Rc::new(Flood {
        crowd: Rc::clone(&crowd),
        next: Cell::new(0),
        refused: Cell::new(0),
        wrong: RefCell::default(),
        acknowledged: Cell::new(0),
    });
    let closed = drive(&servers, CLOSED, Duration::from_secs(stage.size(3, 8)), flood.clone()).await?;
    let rate = 2.0 * closed.rate;
    verdict.note(&format!("it can take {:.0} votes a second; asked for {rate:.0}", closed.rate));
    let (over, memory) = watch(server);
    let paced = pace(&servers, OPEN, rate, Duration::from_secs(seconds), flood.clone()).await?;
    over.store(true, SeqCst);
    let memory = memory.join().map_err(|_panic| "the watch fell over".to_owned())?;
    let quantile = |share: f64| paced.served.value_at_quantile(share) as f64 / 1e6;
    verdict.note(&format!(
        "{} taken ({:.0} a second), {} told to come back; the generator was late by p99 {:.1} ms",
        paced.sample.good,
        paced.sample.rate,
        paced.sample.bad(),
        paced.late.value_at_quantile(0.99) as f64 / 1000.0
    ));
    verdict.measured_at_most(
        "times as much as it took before the flood",
        closed.rate / paced.sample.rate,
        1.25,
    );
    verdict.at_least("answers of 503 with Retry-After", flood.refused.get() as f64, 1.0);
    verdict.none("answers of any other kind", flood.wrong.borrow().len() as u64);
    verdict.note(&format!(
        "what was taken waited p50 {:.3} s, longest {:.3} s, from when it was sent",
        quantile(0.5),
        quantile(1.0)
    ));
    verdict.measured_at_most("seconds that what was taken waited, p99", quantile(0.99), BOUND);
    let megabytes = |bytes: Option<&u64>| bytes.map_or(0.0, |bytes| *bytes as f64 / 1e6);
    let (half, end) = memory.split_at(memory.len() / 2);
    let (early, late) = (megabytes(half.iter().max()), megabytes(end.iter().max()));
    verdict.note(&format!("memory: {early:.0} MB at the most in the first half, {late:.0} MB in the second"));
    verdict.measured_at_most("times as much memory in the second half", late / early.max(1.0), 1.15);
    settle(&crowd, server.port).await?;
    let [server] = servers;
    server.end()?;
    verdict.holds("yousaid check is clean", process::check(&stage.program, &place).is_ok());
    Ok(verdict.reached())
}

/// Looks at the memory of a server ten times a second until it is told that it is over.
fn watch(server: &Process) -> (Arc<AtomicBool>, thread::JoinHandle<Vec<u64>>) {
    let over = Arc::new(AtomicBool::new(false));
    let (told, id) = (Arc::clone(&over), server.id());
    let watching = thread::spawn(move || {
        let mut memory = Vec::new();
        while !told.load(SeqCst) {
            memory.push(process::resident(id));
            thread::sleep(Duration::from_millis(100));
        }
        memory
    });
    (over, watching)
}
