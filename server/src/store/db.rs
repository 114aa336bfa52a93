//! The database as the rest of the program sees it: `read`, `write`, `vote`. One blocking hop each, one transaction.
//! Never lets a caller keep a connection.

use std::{sync::Arc, thread, time::Duration};

use diesel::connection::SimpleConnection;
use tokio::sync::oneshot;

use super::{
    ballot::{Ballot, Outcome},
    connection::{Address, AnyConnection, Pooled},
    writer::{self, Item, Job, Writer},
};
use crate::error::{Code, Error, Result};

/// Connections that read (SQLite), or that read and write (PostgreSQL).
const POOL: u32 = 16;

/// A handle on the database; cloning it is cheap.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    address: Address,
    pool: r2d2::Pool<Address>,
    queue: Option<Writer>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Drop for Inner {
    /// Waits until the writer has drained its queue: what was taken in is committed before the program ends.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
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
    /// Opens the pool and starts the writer. Errors with a sentence when the database can't be reached.
    pub fn open(address: Address) -> Result<Self> {
        let (writer, handle) = Writer::start(address.clone(), "writer")?;
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
        Ok(Self(Arc::new(Inner { address, pool, queue: Some(writer), thread: Some(handle) })))
    }

    /// Where the data is.
    pub fn address(&self) -> &Address {
        &self.0.address
    }

    /// Reads on a pooled connection, off the async threads.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
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
        if matches!(self.0.address, Address::Sqlite(_)) {
            let (job, outcome) = Job::new(work);
            self.queue()?.send(Item::Unit(Box::new(job)))?;
            return arrived(outcome).await;
        }
        self.pooled(move |connection| {
            writer::begin(connection)?;
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

    /// Casts or retracts a vote with whatever else is queued; answered after the commit.
    pub async fn vote(&self, ballot: Ballot) -> Result<Outcome> {
        let (reply, outcome) = oneshot::channel();
        self.queue()?.send(Item::Ballot(ballot, reply))?;
        arrived(outcome).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.read(|connection| Ok(connection.batch_execute("SELECT 1")?)).await
    }

    fn queue(&self) -> Result<&Writer> {
        self.0.queue.as_ref().ok_or_else(|| Error::unavailable("the writer has ended"))
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

async fn arrived<T>(outcome: oneshot::Receiver<Result<T>>) -> Result<T> {
    outcome.await.map_err(|error| Error::unavailable(format!("the writer went away: {error}")))?
}
