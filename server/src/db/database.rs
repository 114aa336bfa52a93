//! The database as the rest of the program sees it: `read` and `write`, each one hop to a blocking thread and one transaction.
//! Never lets a caller keep a connection, and knows no table.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use tokio::sync::oneshot;

use super::{
    claim::{self, Claim},
    connection::{Address, AnyConnection, Pooled},
    errors,
    job::Job,
    replica::{self, Position, Replica},
    session::Session,
    transaction, wal,
    writer::Writer,
};
use crate::{
    cache::stamps::{Changes, Touches},
    error::{Code, Error, Result},
};

/// Connections that read (SQLite), or that read and write (PostgreSQL).
const POOL: u32 = 16;

/// How often a transaction of PostgreSQL is tried that others are in the way of. Of two that wait for each other the database ends
/// one after a second, and the other one goes on.
const TRIES: usize = 5;

/// A handle on the database; cloning it is cheap.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    address: Address,
    pool: r2d2::Pool<Address>,
    /// When a connection of the pool failed last.
    failed_at: parking_lot::Mutex<Option<Instant>>,
    /// The one writer of SQLite; on PostgreSQL the pool writes.
    writer: Option<Writer>,
    writing: Option<thread::JoinHandle<()>>,
    replica: Option<Arc<Replica>>,
    changes: Changes,
    /// Whether the log still contains what was erased.
    log_is_due: AtomicBool,
    _claim: Option<Claim>,
}

impl Drop for Inner {
    /// Waits until the writer has drained its queue: what was taken in is committed before the program ends.
    fn drop(&mut self) {
        drop(self.writer.take());
        if let Some(writing) = self.writing.take() {
            let _ = writing.join();
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
    /// Opens the pool, and starts the writer of SQLite. Errors with a sentence when the database can't be reached, or
    /// another process has it.
    pub fn open(address: Address, replica: Option<replica::Settings>) -> Result<Self> {
        let mut builder = r2d2::Pool::builder()
            .max_size(POOL)
            .min_idle(Some(2))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(3))
            .error_handler(Box::new(r2d2::NopErrorHandler));
        let (mut writer, mut writing, mut claimed) = (None, None, None);
        if let Address::Sqlite(file) = &address {
            claimed = Some(claim::claim(file)?.ok_or_else(claim::taken)?);
            // A recount or a backup may be reading at this moment, which is no fault.
            if !wal::start_over(&mut address.connect()?)? {
                tracing::warn!("the write-ahead log of an earlier run stays for now: it is being read");
            }
            let (started, thread) = Writer::start(address.clone())?;
            (writer, writing) = (Some(started), Some(thread));
            builder = builder.connection_customizer(Box::new(ReadOnly));
        }
        let pool = builder.build_unchecked(address.clone());
        let replica = replica.map(|settings| Replica::open(settings, address.clone())).transpose()?;
        let changes = Changes::default();
        let log_is_due = AtomicBool::new(false);
        Ok(Self(Arc::new(Inner {
            address,
            pool,
            failed_at: parking_lot::Mutex::default(),
            writer,
            writing,
            replica,
            changes,
            log_is_due,
            _claim: claimed,
        })))
    }

    /// The one writer of SQLite; `None` on PostgreSQL.
    pub fn writer(&self) -> Option<&Writer> {
        self.0.writer.as_ref()
    }

    /// Whether other nodes may write too.
    pub fn is_shared(&self) -> bool {
        self.0.writer.is_none()
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
        match self.0.address.session() {
            Session::Own => self.pooled(work).await,
            // Each statement would go to another connection, and none would have a limit.
            session => {
                self.pooled(move |connection| {
                    transaction::begin_reading(connection, session)?;
                    ended(connection, work)
                })
                .await
            }
        }
    }

    /// Reads at the replica where there is one that has all that was `seen`, else as `read`.
    pub async fn read_behind<T, F>(&self, seen: Position, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Clone + Send + 'static,
    {
        if let Some(replica) = &self.0.replica {
            let (replica, work) = (Arc::clone(replica), work.clone());
            let read = tokio::task::spawn_blocking(move || replica.read(seen, work)).await;
            if let Some(done) = read.map_err(Error::broken)? {
                return Ok(done);
            }
        }
        self.read(work).await
    }

    /// How far PostgreSQL is with its log: everything that was answered before is in it.
    pub async fn position(&self) -> Result<Position> {
        self.read(replica::position).await
    }

    /// Writes in one transaction; answered after the commit. Rolls everything back when `work` fails, and runs it again where another
    /// transaction was in the way, so it has no effect but what it writes. Invalidates cached responses of what it touches, and no others.
    pub async fn write<T, F>(&self, touches: Touches, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Clone + Send + 'static,
    {
        let done = self.commit(work).await;
        // Also after a failure: nobody knows what became of a commit that was cut off.
        self.0.changes.note(touches);
        done
    }

    async fn commit<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Clone + Send + 'static,
    {
        if let Some(writer) = &self.0.writer {
            let (job, outcome) = Job::new(work);
            writer.send(Box::new(job))?;
            return arrived(outcome).await;
        }
        let session = self.0.address.session();
        self.pooled(move |connection| {
            for _ in 1..TRIES {
                transaction::begin(connection, session)?;
                match ended(connection, work.clone()) {
                    Err(error) if error.contended => tracing::debug!(error = error.chain(), "writing again"),
                    done => return done,
                }
            }
            transaction::begin(connection, session)?;
            ended(connection, work)
        })
        .await
    }

    /// Removes what was overwritten from the log of SQLite, too; PostgreSQL sees to its own. While somebody reads the log
    /// it can't be done, which is logged: then `start_log_over_if_due` tries again, and so does the next start.
    pub async fn start_log_over(&self) -> Result<()> {
        if self.0.writer.is_none() {
            return Ok(());
        }
        let address = self.0.address.clone();
        let done = tokio::task::spawn_blocking(move || wal::start_over(&mut address.connect()?))
            .await
            .map_err(Error::broken)?;
        self.0.log_is_due.store(!matches!(done, Ok(true)), Ordering::SeqCst);
        if !done? {
            tracing::warn!("what was erased stays in the write-ahead log for now: it is being read");
        }
        Ok(())
    }

    /// Tries again what `start_log_over` could not do.
    pub async fn start_log_over_if_due(&self) -> Result<()> {
        if self.0.log_is_due.load(Ordering::SeqCst) { self.start_log_over().await } else { Ok(()) }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.read(|connection| Ok(connection.batch_execute("SELECT 1")?)).await
    }

    async fn pooled<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        let inner = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || {
            let mut pooled = inner.live()?;
            let outcome = work(&mut pooled.connection);
            // A fault of the connection, or one in an unknown state, must not be handed to the next caller.
            pooled.dead =
                matches!(&outcome, Err(error) if matches!(error.code, Code::Unavailable | Code::Internal));
            if pooled.dead {
                *inner.failed_at.lock() = Some(Instant::now());
            }
            outcome
        })
        .await
        .map_err(Error::broken)?
    }
}

impl Inner {
    /// A connection of the pool. Those that were open when another one failed are tried first: a restart of PostgreSQL ends all
    /// of them, and each would fail for one caller.
    fn live(&self) -> Result<r2d2::PooledConnection<Address>> {
        loop {
            let mut pooled = self.pool.get().map_err(errors::unconnected)?;
            let failed_at = *self.failed_at.lock();
            if failed_at.is_none_or(|failed_at| pooled.good_at > failed_at) {
                return Ok(pooled);
            }
            if pooled.connection.batch_execute("SELECT 1").is_ok() {
                pooled.good_at = Instant::now();
                return Ok(pooled);
            }
            pooled.dead = true;
        }
    }
}

/// Runs `work` in the open transaction, which is committed if it succeeds and rolled back otherwise.
fn ended<T>(connection: &mut AnyConnection, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
    let outcome = work(connection);
    let end = if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" };
    connection.batch_execute(end).map_err(|error| Error::from(error).for_transaction())?;
    outcome
}

/// Waits for what became of something that was queued.
pub async fn arrived<T>(outcome: oneshot::Receiver<Result<T>>) -> Result<T> {
    outcome.await.map_err(|error| Error::unavailable("the writer went away").because(error))?
}
