//! The writer thread with group commit: whatever queued up while the last commit ran is the next transaction.
//! Answers nobody before the commit, waits for no timer, and lets no unit of work spoil its neighbours'.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
};

use diesel::connection::SimpleConnection;
use tokio::sync::oneshot;

use super::{
    ballot::{self, Ballot, Outcome},
    connection::{Address, AnyConnection},
};
use crate::error::{Code, Error, Result};

/// Units of work that may wait; past that the answer is 503 at once.
const QUEUE: usize = 4_096;
/// Units of work in one transaction at the most.
const BATCH: usize = 500;

/// One unit of work whose outcome is known only after the commit.
pub(super) trait Unit: Send {
    /// Does the work inside a savepoint; false takes the savepoint back.
    fn run(&mut self, connection: &mut AnyConnection) -> bool;
    /// Tells the caller, with `commit` saying whether the transaction as a whole stands.
    fn answer(self: Box<Self>, commit: &Result<()>);
}

/// A closure as a unit of work.
pub(super) struct Job<T, F> {
    work: Option<F>,
    outcome: Result<T>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Job<T, F> {
    /// A job and the place where its outcome will appear.
    pub(super) fn new(work: F) -> (Self, oneshot::Receiver<Result<T>>) {
        let (reply, outcome) = oneshot::channel();
        let job = Self { work: Some(work), outcome: Err(Error::internal("a job that never ran")), reply };
        (job, outcome)
    }
}

impl<T, F> Unit for Job<T, F>
where
    T: Send,
    F: FnOnce(&mut AnyConnection) -> Result<T> + Send,
{
    fn run(&mut self, connection: &mut AnyConnection) -> bool {
        if let Some(work) = self.work.take() {
            self.outcome = catch_unwind(AssertUnwindSafe(|| work(connection)))
                .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
        }
        self.outcome.is_ok()
    }

    fn answer(self: Box<Self>, commit: &Result<()>) {
        let answer = match commit {
            Ok(()) => self.outcome,
            Err(error) => self.outcome.and(Err(error.clone())),
        };
        // A caller that went away has no use for the answer.
        let _ = self.reply.send(answer);
    }
}

/// What may wait in the queue.
pub(super) enum Item {
    /// A vote or its retraction.
    Ballot(Ballot, oneshot::Sender<Result<Outcome>>),
    /// Any other write.
    Unit(Box<dyn Unit>),
}

/// The way to a writer thread; the thread ends, with its queue drained, when the last of these is dropped.
#[derive(Clone)]
pub(super) struct Writer(mpsc::SyncSender<Item>);

impl Writer {
    /// Starts the thread with a connection of its own.
    pub(super) fn start(address: Address, name: &str) -> Result<(Self, thread::JoinHandle<()>)> {
        let connection = address.connect()?;
        let (sender, queue) = mpsc::sync_channel(QUEUE);
        let handle = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || serve(&address, connection, &queue))
            .map_err(|error| Error::internal(format!("no writer thread: {error}")))?;
        Ok((Self(sender), handle))
    }

    /// Queues an item; errors at once when the queue is full.
    pub(super) fn send(&self, item: Item) -> Result<()> {
        self.0.try_send(item).map_err(|error| match error {
            mpsc::TrySendError::Full(_) => Error::unavailable("the writer's queue is full"),
            mpsc::TrySendError::Disconnected(_) => Error::unavailable("the writer has ended"),
        })
    }
}

fn serve(address: &Address, connection: AnyConnection, queue: &mpsc::Receiver<Item>) {
    let mut connection = Some(connection);
    let mut screens = ballot::Known::default();
    while let Ok(first) = queue.recv() {
        let mut ballots = Vec::new();
        let mut units = Vec::new();
        for item in std::iter::once(first).chain(queue.try_iter().take(BATCH - 1)) {
            match item {
                Item::Ballot(ballot, reply) => ballots.push((ballot, reply)),
                Item::Unit(unit) => units.push(unit),
            }
        }
        metrics::histogram!("yousaid_commit_batch").record((ballots.len() + units.len()) as f64);
        let (cast, replies): (Vec<_>, Vec<_>) = ballots.into_iter().unzip();
        let (outcomes, commit) = match alive(&mut connection, address) {
            Ok(live) => transaction(live, &cast, &mut units, &mut screens),
            Err(error) => (Vec::new(), Err(error)),
        };
        if let Err(error) = &commit {
            tracing::error!(error = %error, "a batch of writes was not committed");
            screens.forget();
            connection = None;
        }
        answer(outcomes, replies, units, &commit);
    }
}

/// The connection, made anew when the last one failed.
fn alive<'c>(connection: &'c mut Option<AnyConnection>, address: &Address) -> Result<&'c mut AnyConnection> {
    let live = match connection.take() {
        Some(live) => live,
        None => address.connect()?,
    };
    Ok(connection.insert(live))
}

fn transaction(
    connection: &mut AnyConnection,
    cast: &[Ballot],
    units: &mut [Box<dyn Unit>],
    screens: &mut ballot::Known,
) -> (Vec<Result<Outcome>>, Result<()>) {
    let mut outcomes = Vec::new();
    let commit = (|| {
        begin(connection)?;
        outcomes = ballot::apply(connection, cast, screens)?;
        for unit in units.iter_mut() {
            savepoint(connection, |connection| unit.run(connection))?;
        }
        Ok(connection.batch_execute("COMMIT")?)
    })();
    if commit.is_err() {
        // When even this fails the connection is thrown away, which takes the transaction back too.
        let _ = connection.batch_execute("ROLLBACK");
    }
    // A fault while committing is the database's, whatever it calls itself: nothing was acknowledged.
    (outcomes, commit.map_err(|error: Error| Error::unavailable(error.detail)))
}

/// Opens a transaction; on SQLite with the write lock, since read-then-write fails under contention without it.
pub(super) fn begin(connection: &mut AnyConnection) -> Result<()> {
    let statement = match connection {
        AnyConnection::Sqlite(_) => "BEGIN IMMEDIATE",
        AnyConnection::Postgres(_) => "BEGIN",
    };
    Ok(connection.batch_execute(statement)?)
}

/// Runs `work` inside a savepoint, which is taken back when it answers false.
pub(super) fn savepoint(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> bool,
) -> Result<()> {
    connection.batch_execute("SAVEPOINT unit")?;
    let end = if work(connection) { "RELEASE unit" } else { "ROLLBACK TO unit; RELEASE unit" };
    Ok(connection.batch_execute(end)?)
}

fn answer(
    outcomes: Vec<Result<Outcome>>,
    replies: Vec<oneshot::Sender<Result<Outcome>>>,
    units: Vec<Box<dyn Unit>>,
    commit: &Result<()>,
) {
    let mut outcomes = outcomes.into_iter();
    for reply in replies {
        let outcome = match commit {
            Ok(()) => outcomes.next().unwrap_or_else(|| Err(Error::internal("a ballot without an outcome"))),
            Err(error) => Err(error.clone()),
        };
        if matches!(&outcome, Err(error) if error.code == Code::Internal) {
            tracing::error!("a ballot failed");
        }
        let _ = reply.send(outcome);
    }
    for unit in units {
        unit.answer(commit);
    }
}
