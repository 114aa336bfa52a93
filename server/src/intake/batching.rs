//! How a queue's batch is written by one transaction: on SQLite as one job of the writer, on PostgreSQL on a connection of its
//! own. One bad item does not fail the others, and nothing here knows what the items are.

use std::sync::Arc;

use diesel::connection::SimpleConnection;

use super::queue::{Counting, without_outcome};
use crate::{
    db::{
        connection::{Address, AnyConnection},
        job::Job,
        transaction,
        writer::Writer,
    },
    error::{Error, Result},
};

/// How often a whole batch is tried before its items are written each alone; and where another transaction was in its way.
const TRIES: usize = 2;
const CONTENDED_TRIES: usize = 5;

/// What becomes of the items of a batch, in their order.
pub type Outcomes<B> = Vec<Result<<B as Batch>::Outcome>>;

/// How a batch of one kind is written in an open transaction.
pub trait Batch: Send + 'static {
    /// What is queued.
    type Item: Send + 'static;
    /// What becomes of one.
    type Outcome: Send + 'static;
    /// What the items are called in logs and measures.
    const KIND: &'static str;

    /// Writes a batch. A failed outcome has written nothing; if the whole batch fails, the caller rolls it back.
    fn write(&mut self, connection: &mut AnyConnection, items: &[&Self::Item]) -> Result<Outcomes<Self>>
    where
        Self: Sized;

    /// Forgets what it remembers of the database, after a transaction that was rolled back.
    fn forget(&mut self);
}

/// Writes a batch inside the open transaction. When that fails each item goes alone, so that only the bad one fails.
pub fn apply<B: Batch>(
    batch: &mut B,
    connection: &mut AnyConnection,
    items: &[B::Item],
) -> Result<Outcomes<B>> {
    let items: Vec<&B::Item> = items.iter().collect();
    if let Ok(outcomes) = in_savepoint(batch, connection, &items)? {
        return Ok(outcomes);
    }
    each_alone(batch, connection, &items)
}

/// One of them is bad: each is written alone, and only that one fails.
fn each_alone<B: Batch>(
    batch: &mut B,
    connection: &mut AnyConnection,
    items: &[&B::Item],
) -> Result<Outcomes<B>> {
    let mut outcomes = Vec::with_capacity(items.len());
    for item in items {
        let alone = in_savepoint(batch, connection, std::slice::from_ref(item))?;
        outcomes.push(alone.and_then(|mut one| one.pop().unwrap_or_else(|| Err(without_outcome()))));
    }
    Ok(outcomes)
}

/// Writes items inside a savepoint, which is rolled back when that fails; the outer error is the transaction's own.
fn in_savepoint<B: Batch>(
    batch: &mut B,
    connection: &mut AnyConnection,
    items: &[&B::Item],
) -> Result<Result<Outcomes<B>>> {
    let mut written = Err(without_outcome());
    transaction::savepoint(connection, |connection| {
        written = batch.write(connection, items);
        written.is_ok()
    })?;
    if written.is_err() {
        batch.forget();
    }
    Ok(written)
}

/// On SQLite: a batch is one job of the writer.
pub struct ByWriter<B> {
    writer: Writer,
    batch: Arc<parking_lot::Mutex<B>>,
}

impl<B: Batch> ByWriter<B> {
    /// Before the writer.
    pub(super) fn new(writer: Writer, batch: B) -> Self {
        Self { writer, batch: Arc::new(parking_lot::Mutex::new(batch)) }
    }

    fn commit(&self, items: Vec<B::Item>) -> Result<Outcomes<B>> {
        let batch = Arc::clone(&self.batch);
        let work = move |connection: &mut AnyConnection| apply(&mut *batch.lock(), connection, &items);
        let (job, outcomes) = Job::new(work);
        self.writer.send(Box::new(job))?;
        outcomes
            .blocking_recv()
            .map_err(|error| Error::unavailable(format!("the writer went away: {error}")))?
    }
}

impl<B: Batch> Counting for ByWriter<B> {
    type Item = B::Item;
    type Outcome = B::Outcome;
    const KIND: &'static str = B::KIND;

    fn count(&mut self, items: Vec<B::Item>) -> Result<Outcomes<B>> {
        self.commit(items).map_err(|error| {
            self.batch.lock().forget();
            error.for_transaction()
        })
    }
}

/// On PostgreSQL: a batch is a transaction on a connection that is opened when first needed, and again after a fault.
pub struct ByItself<B> {
    address: Address,
    connection: Option<AnyConnection>,
    batch: B,
    turns: Option<[i32; 2]>,
    begun: bool,
}

impl<B: Batch> ByItself<B> {
    /// One without a connection. With turns it takes them with those of all nodes: what queues up while it waits for one
    /// is in its batch; otherwise they would wait for each other's rows, with small batches. It takes the first turn if
    /// that is free.
    pub fn new(address: Address, batch: B, turns: Option<[i32; 2]>) -> Self {
        Self { address, connection: None, batch, turns, begun: false }
    }

    fn begin(&mut self) -> Result<()> {
        let connection = match self.connection.take() {
            Some(live) => self.connection.insert(live),
            None => self.connection.insert(self.address.connect()?),
        };
        match self.turns {
            Some(turns) => transaction::begin_in_turn(connection, self.address.session(), turns)?,
            None => transaction::begin(connection, self.address.session())?,
        }
        self.begun = true;
        Ok(())
    }

    fn commit(&mut self, items: &[B::Item]) -> Result<Outcomes<B>> {
        if !self.begun {
            self.begin()?;
        }
        self.begun = false;
        let session = self.address.session();
        let connection =
            self.connection.as_mut().ok_or_else(|| Error::internal("no transaction was begun"))?;
        let all: Vec<&B::Item> = items.iter().collect();
        // Without a savepoint, which costs two round trips. A second time, since another transaction may have changed the rows
        // that were read; and again where one was in the way, since each alone would lock rows in any order.
        for tried in 1..=CONTENDED_TRIES {
            let contended = match self.batch.write(connection, &all) {
                Ok(outcomes) => {
                    connection.batch_execute("COMMIT")?;
                    return Ok(outcomes);
                }
                Err(error) => error.contended,
            };
            self.batch.forget();
            connection.batch_execute("ROLLBACK")?;
            transaction::begin(connection, session)?;
            if tried >= TRIES && !contended {
                break;
            }
        }
        let outcomes = each_alone(&mut self.batch, connection, &all)?;
        connection.batch_execute("COMMIT")?;
        Ok(outcomes)
    }

    /// After a transaction that failed as a whole the next one begins on a new connection.
    fn sure<T>(&mut self, done: Result<T>) -> Result<T> {
        done.map_err(|error| {
            self.connection = None;
            self.begun = false;
            self.batch.forget();
            error.for_transaction()
        })
    }
}

impl<B: Batch> Counting for ByItself<B> {
    type Item = B::Item;
    type Outcome = B::Outcome;
    const KIND: &'static str = B::KIND;

    fn ready(&mut self) -> Result<()> {
        if self.turns.is_none() {
            return Ok(());
        }
        let begun = self.begin();
        self.sure(begun)
    }

    fn count(&mut self, items: Vec<B::Item>) -> Result<Outcomes<B>> {
        let committed = self.commit(&items);
        self.sure(committed)
    }
}
