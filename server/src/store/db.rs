//! The database as the rest of the program sees it: `read`, `write`, `vote`, `answer`, `view`. One blocking hop each, one transaction.
//! Never lets a caller keep a connection.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use diesel::connection::SimpleConnection;
use tokio::sync::oneshot;

use super::{
    answering::{Answering, Given, Taken},
    ballot::{Ballot, Outcome, Voting},
    batching::{ByItself, ByWriter},
    changes::Changes,
    claim::{self, Claim},
    connection::{Address, AnyConnection, Pooled},
    old_inbox,
    queue::Queue,
    replica::{self, Position, Replica},
    transaction::{self, Session},
    unit::Job,
    viewing::{View, Viewing},
    wal,
    writer::Writer,
};
use crate::{
    base::time::Clock,
    error::{Code, Error, Result},
};

/// Connections that read (SQLite), or that read and write (PostgreSQL).
const POOL: u32 = 16;

/// Boxes of ballots of a node on PostgreSQL at the most: while one waits for its commit the other goes on. All nodes together
/// have two batches under way; more of them are smaller, which costs more than it gains.
const BALLOT_BOXES: usize = 2;

/// Boxes of answers on PostgreSQL.
const ANSWER_BOXES: usize = 2;

/// A handle on the database; cloning it is cheap.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    address: Address,
    pool: r2d2::Pool<Address>,
    /// The box of ballots, until the program ends.
    ballots: Option<Queue<Ballot, Outcome>>,
    /// The boxes of answers: one on SQLite; several on PostgreSQL, each with its share of the screens.
    answers: Vec<Queue<Given, Taken>>,
    /// The box of views, until the program ends.
    views: Option<Queue<View, ()>>,
    /// The one writer of SQLite; on PostgreSQL the pool writes.
    writer: Option<Writer>,
    threads: Vec<thread::JoinHandle<()>>,
    replica: Option<Arc<Replica>>,
    changes: Changes,
    /// Whether the log still holds what was erased.
    log_is_due: AtomicBool,
    _claim: Option<Claim>,
}

impl Drop for Inner {
    /// Waits until all threads have drained their queues: what was taken in is committed before the program ends.
    fn drop(&mut self) {
        drop(self.ballots.take());
        self.answers.clear();
        drop(self.views.take());
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
    /// Opens the pool, counts what an earlier run took in, and starts the threads for so many cores.
    /// Errors with a sentence when the database can't be reached, or another process has it.
    pub fn open(
        address: Address,
        replica: Option<replica::Settings>,
        clock: Clock,
        cores: usize,
    ) -> Result<Self> {
        let answering = || Answering::new(clock.clone());
        let voting = || Voting::new(clock.clone());
        let mut claimed = None;
        let (ballots, answers, views, writer, threads) = match &address {
            Address::Postgres(_) | Address::Pooled(_) => {
                // Each box begins with a turn of its own; of two nodes with one box each, as chance will have it.
                let mut turns =
                    if uuid::Uuid::now_v7().as_u128().is_multiple_of(2) { [0, 1] } else { [1, 0] };
                let taking_turns = |_| {
                    turns.reverse();
                    ByItself::new(address.clone(), voting()).in_turn(turns)
                };
                let boxes = (0..cores.clamp(1, BALLOT_BOXES)).map(taking_turns).collect();
                let (ballots, mut threads) = Queue::start(boxes)?;
                let boxes: Vec<_> = (0..ANSWER_BOXES)
                    .map(|_| Queue::start(vec![ByItself::new(address.clone(), answering())]))
                    .collect::<Result<_>>()?;
                let (answers, answering): (_, Vec<_>) = boxes.into_iter().unzip();
                threads.extend(answering.into_iter().flatten());
                let (views, viewing) = Queue::start(vec![ByItself::new(address.clone(), Viewing)])?;
                threads.extend(viewing);
                (ballots, answers, views, None, threads)
            }
            Address::Sqlite(_) => {
                let mut connection = address.connect()?;
                let claim = claim(&address, &mut connection, &clock)?;
                claimed = Some(claim.ok_or_else(|| {
                    Error::unavailable(
                        "another Yousaid is using it: end that one first, or give this one a database of its own",
                    )
                })?);
                // A recount or a backup may be reading at this moment, which is no fault.
                if !wal::start_over(&mut connection)? {
                    tracing::warn!("the write-ahead log of an earlier run stays for now: it is being read");
                }
                let (writer, writing) = Writer::start(address.clone())?;
                let (ballots, mut threads) = Queue::start(vec![ByWriter::new(writer.clone(), voting())])?;
                let (answers, answered) = Queue::start(vec![ByWriter::new(writer.clone(), answering())])?;
                let (views, viewed) = Queue::start(vec![ByWriter::new(writer.clone(), Viewing)])?;
                threads.extend(answered.into_iter().chain(viewed).chain([writing]));
                (ballots, vec![answers], views, Some(writer), threads)
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
        let replica = replica.map(|settings| Replica::open(settings, address.clone())).transpose()?;
        let changes = Changes::default();
        Ok(Self(Arc::new(Inner {
            address,
            pool,
            ballots: Some(ballots),
            answers,
            views: Some(views),
            writer,
            threads,
            replica,
            changes,
            log_is_due: AtomicBool::new(false),
            _claim: claimed,
        })))
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
            if let Some(done) = read.map_err(|error| Error::internal(error.to_string()))? {
                return Ok(done);
            }
        }
        self.read(work).await
    }

    /// How far PostgreSQL is with its log: everything that was answered before is in it.
    pub async fn position(&self) -> Result<Position> {
        self.read(replica::position).await
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

    /// Writes like `write` what no cached answer is made from: that something was seen or used. Spoils no cache.
    pub async fn note<F>(&self, work: F) -> Result<()>
    where
        F: FnOnce(&mut AnyConnection) -> Result<()> + Send + 'static,
    {
        self.commit(work).await
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
        let session = self.0.address.session();
        self.pooled(move |connection| {
            transaction::begin(connection, session)?;
            ended(connection, work)
        })
        .await
    }

    /// Takes what was overwritten out of the log of SQLite, too; PostgreSQL sees to its own. While somebody reads the log
    /// it can't be done, which is logged: then `start_log_over_if_due` tries again, and so does the next start.
    pub async fn start_log_over(&self) -> Result<()> {
        if self.0.writer.is_none() {
            return Ok(());
        }
        let address = self.0.address.clone();
        let done = tokio::task::spawn_blocking(move || wal::start_over(&mut address.connect()?))
            .await
            .map_err(|error| Error::internal(error.to_string()))?;
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

    /// Casts or retracts a vote with whatever else is queued; answered when it can't be lost any more.
    pub async fn vote(&self, ballot: Ballot) -> Result<Outcome> {
        let queue = self.0.ballots.as_ref();
        let queue = queue.ok_or_else(|| Error::unavailable("the ballot threads have ended"))?;
        let project = ballot.project.id;
        let outcome = arrived(queue.send(ballot)?).await?;
        if outcome.changed {
            self.0.changes.note(project);
        }
        Ok(outcome)
    }

    /// Takes an answer to "Was this helpful?" with whatever else is queued; answered after the commit.
    pub async fn answer(&self, given: Given) -> Result<Taken> {
        // A screen has one box, and so one writer a node, however hot it is.
        let mut hasher = DefaultHasher::new();
        given.route.hash(&mut hasher);
        let boxes = self.0.answers.len().max(1) as u64;
        let queue = usize::try_from(hasher.finish() % boxes).ok().and_then(|at| self.0.answers.get(at));
        let queue = queue.ok_or_else(|| Error::unavailable("the answer threads have ended"))?;
        let project = given.project.id;
        let taken = arrived(queue.send(given)?).await;
        // Also after a failure: nobody knows what became of a commit that was cut off.
        self.0.changes.note(project);
        taken
    }

    /// Counts a view with whatever else is queued; answered after the commit.
    pub async fn view(&self, view: View) -> Result<()> {
        let queue = self.0.views.as_ref();
        let queue = queue.ok_or_else(|| Error::unavailable("the thread of views has ended"))?;
        arrived(queue.send(view)?).await
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

/// Works in the open transaction, which stands when that went well and is taken back otherwise.
fn ended<T>(connection: &mut AnyConnection, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
    let outcome = work(connection);
    let end = if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" };
    connection.batch_execute(end).map_err(|error| Error::unavailable(error.to_string()))?;
    outcome
}

/// Claims a SQLite database, and counts what an earlier version had taken in and not counted; nothing when a server runs,
/// and for PostgreSQL, which has no need of it.
pub fn claim(address: &Address, connection: &mut AnyConnection, clock: &Clock) -> Result<Option<Claim>> {
    let Address::Sqlite(file) = address else { return Ok(None) };
    let Some(claim) = claim::claim(file)? else { return Ok(None) };
    Ok(old_inbox::count(file, connection, clock)?.then_some(claim))
}

async fn arrived<T>(outcome: oneshot::Receiver<Result<T>>) -> Result<T> {
    outcome.await.map_err(|error| Error::unavailable(format!("the writer went away: {error}")))?
}
