//! The way of SQLite: a batch is judged and appended to the inbox, answered, and handed to the writer to be counted.
//! Judging and appending exclude the writer's other units (the gate), so what was judged stays true until it is counted.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use diesel::{connection::SimpleConnection, prelude::*};

use super::{
    Ballot, Outcome, apply,
    docket::Docket,
    inbox::{Inbox, Mark},
    judge::{self, Judged},
    known::Known,
    pending::Pending,
    slip,
};
use crate::{
    base::{id::Id, time::Clock},
    error::{Error, Result},
    store::{
        connection::{Address, AnyConnection, LOG_ANEW},
        queue::Counting,
        schema::inboxes,
        transaction::{self, Session},
        writer::Writer,
    },
};

/// Ballots that may be ahead of the tables; past that the box waits for the writer.
const MOST_PENDING: usize = 80_000;

/// Batches read at a time when a start finds some left.
const STRIDE: i64 = 100;

/// What was judged and is to be counted.
pub struct Batch {
    /// Its number in the inbox.
    pub number: i64,
    /// The ballots that change anything, in order.
    pub ballots: Vec<Ballot>,
}

/// The inbox with what is pending in it.
pub struct Inboxed {
    inbox: Inbox,
    address: Address,
    tables: Option<AnyConnection>,
    pending: Pending,
    docket: Docket,
    /// The number of units at work that the docket knows of.
    units: u64,
    gate: Arc<Gate>,
    writer: Writer,
}

/// Excludes judging while a unit of work changes what ballots were judged by.
#[derive(Default)]
pub struct Gate {
    inside: parking_lot::Mutex<()>,
    units: AtomicU64,
}

impl Gate {
    /// Runs work while nobody else is inside; whoever waits is next.
    fn inside<T>(&self, work: impl FnOnce() -> T) -> T {
        let guard = self.inside.lock();
        let done = work();
        parking_lot::MutexGuard::unlock_fair(guard);
        done
    }

    /// Does a unit's work while nobody judges.
    pub fn alone<T>(&self, work: impl FnOnce() -> T) -> T {
        self.inside(|| {
            let done = work();
            self.units.fetch_add(1, Ordering::SeqCst);
            done
        })
    }

    /// How often units were at work so far: what was read before one may not be so any more.
    fn units(&self) -> u64 {
        self.units.load(Ordering::SeqCst)
    }
}

impl Inboxed {
    /// Takes the open inbox; everything in it must be counted.
    pub fn new(address: Address, inbox: Inbox, gate: Arc<Gate>, writer: Writer) -> Self {
        let (pending, docket) = (Pending::default(), Docket::default());
        Self { inbox, address, tables: None, pending, docket, units: 0, gate, writer }
    }

    fn take(&mut self, mut ballots: Vec<Ballot>) -> Result<Vec<Result<Outcome>>> {
        let (counted, judged) = self.judge(&mut ballots)?;
        let Judged { outcomes, changing, changes } = judged;
        let mut changing = changing.into_iter();
        let mut ballots: Vec<Ballot> =
            ballots.into_iter().filter(|_| changing.next().unwrap_or_default()).collect();
        // They wait to be counted with tens of thousands of others.
        ballots.shrink_to_fit();
        if !ballots.is_empty() {
            // What is counted but not flushed yet must stay here.
            let flushed = counted.min(self.writer.flushed());
            let number = self.inbox.append(slip::FORMAT, &slip::pack(&ballots)?, flushed)?;
            self.pending.add(number, changes);
            self.writer.count(Batch { number, ballots });
        }
        Ok(outcomes)
    }

    /// Judges by one snapshot of the tables, and forgets what that holds.
    fn judge(&mut self, ballots: &mut [Ballot]) -> Result<(i64, Judged)> {
        let mut tables = match self.tables.take() {
            Some(tables) => tables,
            None => self.address.connect()?,
        };
        tables.batch_execute("BEGIN")?;
        let counted = counted(&mut tables, self.inbox.id())?;
        self.pending.forget(counted);
        let units = self.gate.units();
        if units != self.units {
            self.docket.clear();
            self.units = units;
        }
        self.docket.tidy();
        let judged = judge::judge(&mut tables, ballots, &mut self.docket, &self.pending)?;
        tables.batch_execute("COMMIT")?;
        // After a fault it is not put back, and made anew.
        self.tables = Some(tables);
        Ok((counted, judged))
    }
}

impl Counting for Inboxed {
    type Item = Ballot;
    type Outcome = Outcome;
    const KIND: &'static str = "ballots";

    fn count(&mut self, ballots: Vec<Ballot>) -> Result<Vec<Result<Outcome>>> {
        if self.pending.len() >= MOST_PENDING {
            self.writer.catch_up()?;
        }
        let gate = Arc::clone(&self.gate);
        gate.inside(|| self.take(ballots)).map_err(|error| {
            // Nobody knows how far it came, and nothing of it counts.
            self.docket.clear();
            Error::unavailable(error.detail)
        })
    }
}

/// The number of the last batch of an inbox that the tables hold.
pub fn counted(connection: &mut AnyConnection, inbox: Id<Mark>) -> Result<i64> {
    Ok(inboxes::table.find(inbox).select(inboxes::counted).first(connection)?)
}

/// Notes it, in the transaction that counts the batch.
pub fn note_counted(connection: &mut AnyConnection, inbox: Id<Mark>, number: i64) -> Result<()> {
    diesel::update(inboxes::table.find(inbox)).set(inboxes::counted.eq(number)).execute(connection)?;
    Ok(())
}

/// Counts what an earlier run took in and did not come to count, and empties the inbox.
/// Errs when it belongs to another database and is not empty.
pub fn recover(connection: &mut AnyConnection, inbox: &mut Inbox, clock: &Clock) -> Result<()> {
    connection.batch_execute(LOG_ANEW)?;
    let known = inboxes::table.find(inbox.id()).select(inboxes::counted).first(connection).optional()?;
    let mut counted: i64 = match known {
        Some(counted) => counted,
        None if inbox.after(0, 1)?.is_empty() => {
            let fresh = (inboxes::id.eq(inbox.id()), inboxes::counted.eq(0));
            diesel::insert_into(inboxes::table).values(fresh).execute(connection)?;
            0
        }
        None => {
            return Err(Error::unavailable(
                "the inbox beside it (its name ends in -inbox) holds votes of another database: put back the one that \
                 belongs here, or move it away",
            ));
        }
    };
    let mut recovered = 0;
    loop {
        let batches = inbox.after(counted, STRIDE)?;
        let Some(last) = batches.last().map(|batch| batch.number) else { break };
        let mut ballots = Vec::new();
        for batch in &batches {
            ballots.extend(slip::unpack(connection, batch.format, &batch.ballots)?);
        }
        transaction::begin(connection, Session::Own)?;
        let outcomes = apply::apply(
            connection,
            Session::Own,
            &ballots.iter().collect::<Vec<_>>(),
            &mut Known::new(clock.clone()),
        )?;
        note_counted(connection, inbox.id(), last)?;
        connection.batch_execute("COMMIT")?;
        complain_of(&outcomes);
        recovered += outcomes.len();
        counted = last;
    }
    if recovered > 0 {
        tracing::info!(ballots = recovered, "votes that were taken in before the last end are counted now");
    }
    inbox.go_on_after(counted);
    inbox.clear(counted)
}

/// Logs acknowledged ballots that could not be counted: a bug, since they were judged before.
pub fn complain_of(outcomes: &[Result<Outcome>]) {
    let lost = outcomes.iter().filter(|outcome| !outcome.as_ref().is_ok_and(|outcome| outcome.changed));
    let mut n = 0;
    for outcome in lost {
        n += 1;
        tracing::error!(?outcome, "an acknowledged ballot was not counted as it was judged");
    }
    metrics::counter!("yousaid_misjudged_total").increment(n);
}
