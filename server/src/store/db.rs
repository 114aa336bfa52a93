//! The database as the rest of the program sees it: `read`, `write`, `vote`. One blocking hop each, one transaction.
//! Never lets a caller keep a connection.

use std::{sync::Arc, thread, time::Duration};

use diesel::connection::SimpleConnection;
use tokio::sync::oneshot;

use super::{
    ballot::{
        Ballot, Outcome,
        direct::Direct,
        inbox::Inbox,
        inboxed::{self, Gate, Inboxed},
        queue::Queue,
    },
    changes::Changes,
    connection::{Address, AnyConnection, Pooled},
    transaction,
    unit::Job,
    writer::Writer,
};
use crate::{
    base::time::Clock,
    error::{Code, Error, Result},
};

/// Connections that read (SQLite), or that read and write (PostgreSQL).
const POOL: u32 = 16;

/// Ballot boxes on PostgreSQL: while one waits for its commit the others go on.
const BOXES: usize = 4;

/// A handle on the database; cloning it is cheap.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    address: Address,
    pool: r2d2::Pool<Address>,
    /// One box on SQLite; several on PostgreSQL, each with its share of the requests.
    ballots: Vec<Queue>,
    /// The one writer of SQLite; on PostgreSQL the pool writes.
    writer: Option<Writer>,
    threads: Vec<thread::JoinHandle<()>>,
    changes: Changes,
}

impl Drop for Inner {
    /// Waits until both threads have drained their queues: what was taken in is committed before the program ends.
    fn drop(&mut self) {
        self.ballots.clear();
        drop(self.writer.take());
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

#[derive(Debug)]
struct ReadOnly;

impl r2d2::CustomizeConnection<Pooled, Error> for ReadOnly {
    fn on_acquire(&self, pooled: &mut Pooled) -> Result<()> {
        Ok(pooled.connection.batch_execute("PRAGMA query_only = ON")?)
    }
}

impl Db {
    /// Opens the pool, counts what an earlier run took in, and starts the threads.
    /// Errors with a sentence when the database can't be reached, or another process has it.
    pub fn open(address: Address, clock: Clock) -> Result<Self> {
        let (ballots, writer, threads) = match &address {
            Address::Postgres(_) => {
                let boxes: Vec<_> = (0..BOXES)
                    .map(|_| Queue::start(Direct::new(address.clone(), clock.clone())?))
                    .collect::<Result<_>>()?;
                let (ballots, threads) = boxes.into_iter().unzip();
                (ballots, None, threads)
            }
            Address::Sqlite(file) => {
                let mut inbox = Inbox::open(file)?.ok_or_else(|| {
                    Error::unavailable(
                        "another Yousaid is using it: end that one first, or give this one a database of its own",
                    )
                })?;
                inboxed::recover(&mut address.connect()?, &mut inbox, &clock)?;
                let gate = Arc::<Gate>::default();
                let (writer, writing) = Writer::start(address.clone(), Arc::clone(&gate), inbox.id(), clock)?;
                let inboxed = Inboxed::new(address.clone(), inbox, gate, writer.clone());
                let (ballots, taking) = Queue::start(inboxed)?;
                (vec![ballots], Some(writer), vec![taking, writing])
            }
        };
        let mut builder = r2d2::Pool::builder()
            .max_size(POOL)
            .min_idle(Some(2))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(3))
            .error_handler(Box::new(r2d2::NopErrorHandler));
        if matches!(address, Address::Sqlite(_)) {
            builder = builder.connection_customizer(Box::new(ReadOnly));
        }
        let pool = builder.build_unchecked(address.clone());
        Ok(Self(Arc::new(Inner { address, pool, ballots, writer, threads, changes: Changes::default() })))
    }

    /// What changed so far on this node.
    pub fn changes(&self) -> &Changes {
        &self.0.changes
    }

    /// Where the data is.
    pub fn address(&self) -> &Address {
        &self.0.address
    }

    /// Reads on a pooled connection, off the async threads: everything that was acknowledged before is in it.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        // Where counting fails the answer is what was counted last: reading goes on when a disk is full.
        if let Some(writer) = &self.0.writer
            && let Err(error) = writer.settle().await
        {
            tracing::warn!(%error, "a read shows fewer votes than were acknowledged");
        }
        self.pooled(work).await
    }

    /// As `read`, of what is counted so far: for what no vote changes, and where the latest ones are known otherwise.
    pub async fn read_counted<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        self.pooled(work).await
    }

    /// Writes in one transaction; answered after the commit. Takes everything back when `work` errs.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        let done = self.commit(work).await;
        // Also after a failure: nobody knows what became of a commit that was cut off.
        self.0.changes.note_any();
        done
    }

    async fn commit<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        if let Some(writer) = &self.0.writer {
            let (job, outcome) = Job::new(work);
            writer.send(Box::new(job))?;
            return arrived(outcome).await;
        }
        self.pooled(move |connection| {
            transaction::begin(connection)?;
            let outcome = work(connection);
            if outcome.is_ok() {
                connection.batch_execute("COMMIT").map_err(|error| Error::unavailable(error.to_string()))?;
            } else if let Err(error) = connection.batch_execute("ROLLBACK") {
                return Err(Error::unavailable(error.to_string()));
            }
            outcome
        })
        .await
    }

    /// Casts or retracts a vote with whatever else is queued; answered when it can't be lost any more.
    pub async fn vote(&self, ballot: Ballot) -> Result<Outcome> {
        // The last byte of an id is random: a request has one box, and so one writer a node, however hot it is.
        let [.., last] = *ballot.request.as_bytes();
        let queue = self.0.ballots.get(usize::from(last) % self.0.ballots.len().max(1));
        let queue = queue.ok_or_else(|| Error::unavailable("the ballot threads have ended"))?;
        let project = ballot.project.id;
        let outcome = arrived(queue.send(ballot)?).await?;
        if outcome.changed {
            self.0.changes.note(project);
        }
        Ok(outcome)
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.read_counted(|connection| Ok(connection.batch_execute("SELECT 1")?)).await
    }

    async fn pooled<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        let pool = self.0.pool.clone();
        tokio::task::spawn_blocking(move || {
            let mut pooled = pool.get().map_err(|error| Error::unavailable(error.to_string()))?;
            let outcome = work(&mut pooled.connection);
            // A fault of the connection, or one in an unknown state, must not be handed to the next caller.
            pooled.dead =
                matches!(&outcome, Err(error) if matches!(error.code, Code::Unavailable | Code::Internal));
            outcome
        })
        .await
        .map_err(|error| Error::internal(error.to_string()))?
    }
}

/// Counts what lies in the inbox of a database that nobody serves; a server that runs does so itself.
pub fn count_what_is_left(address: &Address, connection: &mut AnyConnection, clock: &Clock) -> Result<()> {
    let Address::Sqlite(file) = address else { return Ok(()) };
    match Inbox::open(file)? {
        Some(mut inbox) => inboxed::recover(connection, &mut inbox, clock),
        None => Ok(()),
    }
}

async fn arrived<T>(outcome: oneshot::Receiver<Result<T>>) -> Result<T> {
    outcome.await.map_err(|error| Error::unavailable(format!("the writer went away: {error}")))?
}
