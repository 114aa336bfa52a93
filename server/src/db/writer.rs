//! The writer thread of SQLite, its only writer: queued jobs with group commit. Whatever queued up while the last
//! commit ran is the next transaction.
//! Reports no success before the commit, and does not let one job fail the others.

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
    job::WriteJob,
    session::Session,
    transaction, wal,
};
use crate::error::{Error, Result};

/// Jobs that may wait; past that the answer is 503 at once.
const QUEUE: usize = 4_096;
/// Maximum number of jobs in one transaction.
const JOBS: usize = 500;

/// The way to the writer thread; the thread ends, with its queue drained, when the last of these is dropped.
#[derive(Clone)]
pub struct Writer {
    jobs: mpsc::Sender<Box<dyn WriteJob>>,
    waiting: Arc<AtomicUsize>,
}

impl Writer {
    /// Starts the thread; it connects when it is first needed.
    pub fn start(address: Address) -> Result<(Self, thread::JoinHandle<()>)> {
        let (jobs, queue) = mpsc::channel();
        let waiting = Arc::<AtomicUsize>::default();
        let writing =
            WriterLoop { queue, waiting: Arc::clone(&waiting), address, connection: None, failed: false };
        let handle = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || writing.run())
            .map_err(|error| Error::internal("no writer thread").because(error))?;
        Ok((Self { jobs, waiting }, handle))
    }

    /// Queues a job; errors at once when too many wait.
    pub fn send(&self, job: Box<dyn WriteJob>) -> Result<()> {
        if self.waiting.fetch_add(1, Ordering::SeqCst) >= QUEUE {
            self.waiting.fetch_sub(1, Ordering::SeqCst);
            return Err(Error::unavailable("the writer's queue is full"));
        }
        self.jobs.send(job).map_err(|ended| Error::unavailable(format!("the writer has ended: {ended}")))
    }
}

/// What the thread owns.
struct WriterLoop {
    queue: mpsc::Receiver<Box<dyn WriteJob>>,
    waiting: Arc<AtomicUsize>,
    address: Address,
    connection: Option<AnyConnection>,
    /// Whether the last commit failed.
    failed: bool,
}

impl WriterLoop {
    fn run(mut self) {
        while let Ok(first) = self.queue.recv() {
            let mut jobs: Vec<_> =
                std::iter::once(first).chain(self.queue.try_iter().take(JOBS - 1)).collect();
            self.waiting.fetch_sub(jobs.len(), Ordering::SeqCst);
            metrics::histogram!("yousaid_commit_batch").record(jobs.len() as f64);
            let commit = self.transaction(&mut jobs);
            if let Err(error) = &commit {
                tracing::error!(%error, "a batch of writes was not committed");
                // Throwing it away takes the transaction back.
                self.connection = None;
            }
            self.failed = commit.is_err();
            jobs.into_iter().for_each(|job| job.answer(&commit));
        }
    }

    /// Commits jobs in one transaction; when that fails none of them is written.
    fn transaction(&mut self, jobs: &mut [Box<dyn WriteJob>]) -> Result<()> {
        let mut commit = || {
            let connection = match self.connection.take() {
                Some(live) => self.connection.insert(live),
                None => self.connection.insert(self.address.connect()?),
            };
            // A program that is reading the log keeps its index in memory, which lets the failed writes be overwritten.
            if self.failed {
                wal::start_over(connection)?;
            }
            transaction::begin(connection, Session::Own)?;
            for job in jobs.iter_mut() {
                transaction::savepoint(connection, |connection| job.run(connection))?;
            }
            Ok(connection.batch_execute("COMMIT")?)
        };
        commit().map_err(Error::for_transaction)
    }
}
