//! The writer thread of SQLite, its only writer: units of work, and the ballots that were judged, with group commit.
//! Whatever queued up while the last commit ran is the next transaction. Answers nobody before the commit, and lets no
//! unit of work spoil its neighbours'. Ballots wait a moment for company, unless somebody waits for them.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use tokio::sync::oneshot;

use super::{
    ballot::{
        Ballot, apply,
        inbox::Mark,
        inboxed::{self, Batch, Gate},
        known::Known,
    },
    connection::{Address, AnyConnection},
    load::{COMPANY, Load},
    log::Log,
    pace::Pace,
    transaction::{self, Session},
    unit::Unit,
};
use crate::{
    base::{id::Id, time::Clock},
    error::{Error, Result},
};

/// Units of work that may wait; past that the answer is 503 at once.
const QUEUE: usize = 4_096;
/// Units of work in one transaction at the most.
const UNITS: usize = 500;
/// How long ballots wait for company.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long after a fault counting is tried again.
const RETRY: Duration = Duration::from_secs(1);

enum Item {
    Unit(Box<dyn Unit>),
    Ballots(Batch),
    /// Somebody wants all ballots before this counted.
    Settle(oneshot::Sender<Result<()>>),
}

/// The way to the writer thread; the thread ends, with its queue drained, when the last of these is dropped.
#[derive(Clone)]
pub(super) struct Writer {
    items: mpsc::Sender<Item>,
    load: Arc<Load>,
}

impl Writer {
    /// Starts the thread with a connection of its own; `inbox` is where its ballots come from.
    pub(super) fn start(
        address: Address,
        file: &Path,
        gate: Arc<Gate>,
        inbox: Id<Mark>,
        clock: Clock,
    ) -> Result<(Self, thread::JoinHandle<()>)> {
        let mut log = Log::new(address, file);
        let connection = Some(log.connect()?);
        let (items, queue) = mpsc::channel();
        let load = Arc::<Load>::default();
        let mut known = Known::new(clock);
        let paced = Arc::clone(&load);
        known.pace = Pace::unless(move || paced.hurried());
        let desk = Desk {
            queue,
            load: Arc::clone(&load),
            gate,
            inbox,
            log,
            connection,
            known,
            units: Vec::new(),
            ballots: Vec::new(),
            waiting: Vec::new(),
            due: None,
        };
        let handle = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || desk.serve())
            .map_err(|error| Error::internal(format!("no writer thread: {error}")))?;
        Ok((Self { items, load }, handle))
    }

    /// Queues a unit of work; errs at once when too many wait.
    pub(super) fn send(&self, unit: Box<dyn Unit>) -> Result<()> {
        if self.load.units.fetch_add(1, Ordering::SeqCst) >= QUEUE {
            self.load.units.fetch_sub(1, Ordering::SeqCst);
            return Err(Error::unavailable("the writer's queue is full"));
        }
        self.put(Item::Unit(unit))
    }

    /// Hands over ballots that are in the inbox: they will be counted, if not by this run then by the next.
    pub(super) fn count(&self, batch: Batch) {
        self.load.ballots.fetch_add(batch.ballots.len(), Ordering::SeqCst);
        if let Err(error) = self.put(Item::Ballots(batch)) {
            tracing::error!(%error, "ballots stay in the inbox until the next start");
        }
    }

    /// The last batch of ballots that the tables hold for good.
    pub(super) fn flushed(&self) -> i64 {
        self.load.flushed.load(Ordering::SeqCst)
    }

    /// Waits until everything that was acknowledged before is counted.
    pub(super) async fn settle(&self) -> Result<()> {
        if self.load.ballots.load(Ordering::SeqCst) == 0 {
            return Ok(());
        }
        self.ask()?.await.map_err(ended)?
    }

    /// As `settle`, for a thread.
    pub(super) fn catch_up(&self) -> Result<()> {
        self.ask()?.blocking_recv().map_err(ended)?
    }

    fn ask(&self) -> Result<oneshot::Receiver<Result<()>>> {
        let (reply, settled) = oneshot::channel();
        self.load.waiting.fetch_add(1, Ordering::SeqCst);
        self.put(Item::Settle(reply))?;
        Ok(settled)
    }

    fn put(&self, item: Item) -> Result<()> {
        self.items.send(item).map_err(ended)
    }
}

fn ended(cause: impl std::fmt::Display) -> Error {
    Error::unavailable(format!("the writer has ended: {cause}"))
}

/// The thread's own things.
struct Desk {
    queue: mpsc::Receiver<Item>,
    load: Arc<Load>,
    gate: Arc<Gate>,
    inbox: Id<Mark>,
    log: Log,
    connection: Option<AnyConnection>,
    known: Known,
    units: Vec<Box<dyn Unit>>,
    ballots: Vec<Batch>,
    waiting: Vec<oneshot::Sender<Result<()>>>,
    /// When the ballots are counted even if nobody waits.
    due: Option<Instant>,
}

impl Desk {
    fn serve(mut self) {
        loop {
            let next = match self.due {
                None => self.queue.recv().map_err(RecvTimeoutError::from),
                Some(due) => self.queue.recv_timeout(due.saturating_duration_since(Instant::now())),
            };
            let last = matches!(next, Err(RecvTimeoutError::Disconnected));
            self.load.waiting.fetch_add(usize::from(last), Ordering::SeqCst); // The end is waited for.
            if let Ok(item) = next {
                self.sort_in(item);
            }
            self.drain(UNITS);
            let hurry = last || !self.waiting.is_empty() || self.held() >= COMPANY;
            if !self.units.is_empty() {
                // Most ballots are counted before the gate is closed, so that voters wait for the units alone.
                if self.held() >= COMPANY {
                    self.commit();
                }
                let gate = Arc::clone(&self.gate);
                gate.alone(|| {
                    // Also past the usual number: ballots that were judged before these units are counted before them.
                    self.drain(usize::MAX);
                    self.commit();
                });
            } else if !self.ballots.is_empty() && (hurry || self.due.is_some_and(|due| due <= Instant::now()))
            {
                self.commit();
            }
            // Nobody is left waiting for ballots that are all counted, or can't be.
            if self.ballots.is_empty() {
                self.dismiss(&Ok(()));
            }
            self.shorten_log();
            if last {
                return;
            }
        }
    }

    fn held(&self) -> usize {
        self.ballots.iter().map(|batch| batch.ballots.len()).sum()
    }

    fn drain(&mut self, units: usize) {
        while self.units.len() < units
            && let Ok(item) = self.queue.try_recv()
        {
            self.sort_in(item);
        }
    }

    fn sort_in(&mut self, item: Item) {
        match item {
            Item::Unit(unit) => {
                self.load.units.fetch_sub(1, Ordering::SeqCst);
                self.units.push(unit);
            }
            Item::Ballots(batch) => {
                self.due.get_or_insert_with(|| Instant::now() + PATIENCE);
                self.ballots.push(batch);
            }
            Item::Settle(reply) => self.waiting.push(reply),
        }
    }

    /// Tells those who wait for ballots what became of them.
    fn dismiss(&mut self, outcome: &Result<()>) {
        self.load.waiting.fetch_sub(self.waiting.len(), Ordering::SeqCst);
        self.waiting.drain(..).for_each(|waiting| drop(waiting.send(outcome.clone())));
    }

    fn shorten_log(&mut self) {
        if let Some(connection) = self.connection.as_mut().filter(|_| self.log.is_long())
            && let Err(error) = self.log.copy(connection, || self.load.hurried())
        {
            tracing::warn!(%error, "the log was not copied into the database, and grows");
            self.connection = None;
        }
    }

    /// Commits what is here. Ballots stay here after a fault, since they are acknowledged; units are told of it.
    fn commit(&mut self) {
        let mut units = std::mem::take(&mut self.units);
        metrics::histogram!("yousaid_commit_batch").record((self.held() + units.len()) as f64);
        self.load.batch.store(self.held(), Ordering::SeqCst);
        let commit = self.transaction(&mut units);
        match &commit {
            Ok(()) => {
                self.load.ballots.fetch_sub(self.held(), Ordering::SeqCst);
                self.load.batch.store(0, Ordering::SeqCst);
                self.ballots.clear();
                self.due = None;
            }
            Err(error) => {
                tracing::error!(%error, "a batch of writes was not committed");
                self.known.forget();
                self.connection = None;
                self.due = (!self.ballots.is_empty()).then(|| Instant::now() + RETRY);
                self.dismiss(&Err(error.clone()));
            }
        }
        units.into_iter().for_each(|unit| unit.answer(&commit));
    }

    fn transaction(&mut self, units: &mut [Box<dyn Unit>]) -> Result<()> {
        let connection = match self.connection.take() {
            Some(live) => self.connection.insert(live),
            None => self.connection.insert(self.log.connect()?),
        };
        let commit = (|| {
            transaction::begin(connection, Session::Own)?;
            if let Some(last) = self.ballots.last() {
                // Another process (`yousaid check`) may have counted them meanwhile.
                let counted = inboxed::counted(connection, self.inbox)?;
                let fresh = self.ballots.iter().filter(|batch| batch.number > counted);
                let ballots: Vec<&Ballot> = fresh.flat_map(|batch| &batch.ballots).collect();
                let outcomes = apply::apply(connection, Session::Own, &ballots, &mut self.known)?;
                inboxed::complain_of(&outcomes);
                inboxed::note_counted(connection, self.inbox, last.number)?;
            }
            for unit in units.iter_mut() {
                transaction::savepoint(connection, |connection| unit.run(connection))?;
            }
            Ok(connection.batch_execute("COMMIT")?)
        })();
        let ballots = self.ballots.iter().map(|batch| batch.ballots.len()).sum();
        let commit = commit
            .and_then(|()| self.log.flush(ballots, units.len(), || !units.is_empty() || self.load.hurried()));
        if let (Ok(()), Some(last)) = (&commit, self.ballots.last()) {
            self.load.flushed.store(last.number, Ordering::SeqCst);
        }
        // A fault while committing is the database's, whatever it calls itself: nothing was acknowledged. The connection
        // is thrown away, which takes the transaction back.
        commit.map_err(|error: Error| Error::unavailable(error.detail))
    }
}
