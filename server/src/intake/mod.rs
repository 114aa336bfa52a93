//! Hot writes (votes, answers, screen views): whatever queued up while the last batch was committed is the next one, each
//! caller is answered after the commit, and the rules are decided once, in the transaction. Nobody waits for a timer.

pub mod answers;
mod batching;
mod old_inbox;
mod queue;
pub mod views;
pub mod votes;

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    thread,
};

use answers::{AnswerCommand, AnswerWriter, SavedAnswer};
use batching::{Batch, ByItself, ByWriter};
use queue::Queue;
use views::{View, Viewing};
use votes::{Outcome, VoteCommand, VoteWriter};

use crate::{
    base::time::Clock,
    cache::stamps::Touches,
    db::{
        claim::{self, Claim},
        connection::{Address, AnyConnection},
        database::{Db, arrived},
    },
    error::{Error, Result},
};

/// Maximum number of vote queues of a node on PostgreSQL: while one waits for its commit the other goes on. All nodes together
/// have two batches under way; more of them are smaller, which costs more than it gains.
const VOTE_QUEUES: usize = 2;

/// Queues of answers on PostgreSQL, each with its share of the screens.
const ANSWER_QUEUES: usize = 2;

/// The queues of a node; their threads end, with all that waits committed, when this is dropped.
pub struct Intake {
    votes: Option<Queue<VoteCommand, Outcome>>,
    answers: Vec<Queue<AnswerCommand, SavedAnswer>>,
    views: Option<Queue<View, ()>>,
    threads: Vec<thread::JoinHandle<()>>,
    db: Db,
}

impl Drop for Intake {
    fn drop(&mut self) {
        drop(self.votes.take());
        self.answers.clear();
        drop(self.views.take());
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Intake {
    /// Counts what an earlier version took in, and starts the threads for so many cores. Errors with a sentence when
    /// another process has the database.
    pub fn open(db: Db, clock: &Clock, cores: usize) -> Result<Self> {
        if let Address::Sqlite(file) = db.address()
            && !old_inbox::count(file, &mut db.address().connect()?, clock)?
        {
            return Err(claim::taken());
        }
        let mut threads = Vec::new();
        let votes = start(&db, &mut threads, || VoteWriter::new(clock.clone()), &vote_turns(cores))?;
        // A screen has one queue, and so one writer per node, however busy it is.
        let queues = if db.writer().is_some() { 1 } else { ANSWER_QUEUES };
        let answers = (0..queues)
            .map(|_| start(&db, &mut threads, || AnswerWriter::new(clock.clone()), &[None]))
            .collect::<Result<_>>()?;
        let views = start(&db, &mut threads, || Viewing, &[None])?;
        Ok(Self { votes: Some(votes), answers, views: Some(views), threads, db })
    }

    /// Casts or retracts a vote with whatever else is queued; answered after the commit.
    pub async fn vote(&self, command: VoteCommand) -> Result<Outcome> {
        let project = command.project.id;
        let outcome = arrived(open(self.votes.as_ref())?.send(command)?).await?;
        if outcome.changed {
            self.db.changes().note(Touches::Project(project));
        }
        Ok(outcome)
    }

    /// Takes an answer to "Was this helpful?" with whatever else is queued; answered after the commit.
    pub async fn answer(&self, command: AnswerCommand) -> Result<SavedAnswer> {
        let mut hasher = DefaultHasher::new();
        command.route.hash(&mut hasher);
        let queues = self.answers.len().max(1) as u64;
        let queue = usize::try_from(hasher.finish() % queues).ok().and_then(|at| self.answers.get(at));
        let project = command.project.id;
        let outcome = arrived(open(queue)?.send(command)?).await;
        // Also after a failure: nobody knows what became of a commit that was cut off.
        self.db.changes().note(Touches::Project(project));
        outcome
    }

    /// Counts a view with whatever else is queued; answered after the commit.
    pub async fn view(&self, view: View) -> Result<()> {
        arrived(open(self.views.as_ref())?.send(view)?).await
    }
}

/// Starts a queue: on SQLite before the writer, on PostgreSQL with a connection and a thread for each of these turns.
fn start<B: Batch>(
    db: &Db,
    threads: &mut Vec<thread::JoinHandle<()>>,
    batch: impl Fn() -> B,
    turns: &[Option<[i32; 2]>],
) -> Result<Queue<B::Item, B::Outcome>> {
    let (queue, started) = match db.writer() {
        Some(writer) => Queue::start(vec![ByWriter::new(writer.clone(), batch())])?,
        None => {
            let each = |turns: &_| ByItself::new(db.address().clone(), batch(), *turns);
            Queue::start(turns.iter().map(each).collect())?
        }
    };
    threads.extend(started);
    Ok(queue)
}

/// The turns of a node's queues of votes: each begins with one of its own; of two nodes with one queue each, as chance will
/// have it.
fn vote_turns(cores: usize) -> Vec<Option<[i32; 2]>> {
    let mut turns = if uuid::Uuid::now_v7().as_u128().is_multiple_of(2) { [0, 1] } else { [1, 0] };
    let mut next = || {
        turns.reverse();
        Some(turns)
    };
    (0..cores.clamp(1, VOTE_QUEUES)).map(|_| next()).collect()
}

/// Claims a SQLite database, and counts what an earlier version had taken in and not counted; nothing when a server runs,
/// and for PostgreSQL, which has no need of it.
pub fn claim(address: &Address, connection: &mut AnyConnection, clock: &Clock) -> Result<Option<Claim>> {
    let Address::Sqlite(file) = address else { return Ok(None) };
    let Some(claim) = claim::claim(file)? else { return Ok(None) };
    Ok(old_inbox::count(file, connection, clock)?.then_some(claim))
}

fn open<Q>(queue: Option<&Q>) -> Result<&Q> {
    queue.ok_or_else(|| Error::unavailable("the threads of this queue have ended"))
}
