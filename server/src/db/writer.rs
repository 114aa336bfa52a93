//! The writer thread of SQLite, its only writer: queued units of work with group commit. Whatever queued up while the last
//! commit ran is the next transaction.
//! Answers nobody before the commit, and lets no unit of work spoil its neighbours'.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use diesel::connection::SimpleConnection;

use super::{
    connection::{Address, AnyConnection},
    job::Unit,
    session::Session,
    transaction, wal,
};
use crate::error::{Error, Result};

/// Units of work that may wait; past that the answer is 503 at once.
const QUEUE: usize = 4_096;
/// Units of work in one transaction at the most.
const UNITS: usize = 500;

/// The way to the writer thread; the thread ends, with its queue drained, when the last of these is dropped.
#[derive(Clone)]
pub struct Writer {
    units: mpsc::Sender<Box<dyn Unit>>,
    waiting: Arc<AtomicUsize>,
}

impl Writer {
    /// Starts the thread; it connects when it is first needed.
    pub fn start(address: Address) -> Result<(Self, thread::JoinHandle<()>)> {
        let (units, queue) = mpsc::channel();
        let waiting = Arc::<AtomicUsize>::default();
        let writing = Loop { queue, waiting: Arc::clone(&waiting), address, connection: None, failed: false };
        let handle = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || writing.run())
            .map_err(|error| Error::internal(format!("no writer thread: {error}")))?;
        Ok((Self { units, waiting }, handle))
    }

    /// Queues a unit of work; errors at once when too many wait.
    pub fn send(&self, unit: Box<dyn Unit>) -> Result<()> {
        if self.waiting.fetch_add(1, Ordering::SeqCst) >= QUEUE {
            self.waiting.fetch_sub(1, Ordering::SeqCst);
            return Err(Error::unavailable("the writer's queue is full"));
        }
        self.units.send(unit).map_err(|ended| Error::unavailable(format!("the writer has ended: {ended}")))
    }
}

/// What the thread owns.
struct Loop {
    queue: mpsc::Receiver<Box<dyn Unit>>,
    waiting: Arc<AtomicUsize>,
    address: Address,
    connection: Option<AnyConnection>,
    /// Whether the last commit failed.
    failed: bool,
}

impl Loop {
    fn run(mut self) {
        while let Ok(first) = self.queue.recv() {
            let mut units: Vec<_> =
                std::iter::once(first).chain(self.queue.try_iter().take(UNITS - 1)).collect();
            self.waiting.fetch_sub(units.len(), Ordering::SeqCst);
            metrics::histogram!("yousaid_commit_batch").record(units.len() as f64);
            let commit = self.transaction(&mut units);
            if let Err(error) = &commit {
                tracing::error!(%error, "a batch of writes was not committed");
                // Throwing it away takes the transaction back.
                self.connection = None;
            }
            self.failed = commit.is_err();
            units.into_iter().for_each(|unit| unit.answer(&commit));
        }
    }

    /// Commits units of work; when that errors nothing of them stands.
    fn transaction(&mut self, units: &mut [Box<dyn Unit>]) -> Result<()> {
        let mut commit = || {
            let connection = match self.connection.take() {
                Some(live) => self.connection.insert(live),
                None => self.connection.insert(self.address.connect()?),
            };
            // A program that reads the log meanwhile keeps its index in memory, by which what failed is overwritten.
            if self.failed {
                wal::start_over(connection)?;
            }
            transaction::begin(connection, Session::Own)?;
            for unit in units.iter_mut() {
                transaction::savepoint(connection, |connection| unit.run(connection))?;
            }
            Ok(connection.batch_execute("COMMIT")?)
        };
        // A fault while committing is the database's, whatever it calls itself: nothing was acknowledged.
        commit().map_err(|error: Error| Error::unavailable(error.detail))
    }
}
