//! Counting a batch in a transaction of its own: the way of PostgreSQL. All nodes take turns, and what queues up at a node
//! while it waits for one is in its batch: otherwise they would wait for each other's rows, with small batches. Counts no
//! less right out of turn.

use diesel::connection::SimpleConnection;

use super::{Ballot, Outcome, apply, known::Known};
use crate::{
    base::time::Clock,
    error::{Error, Result},
    store::{
        connection::{Address, AnyConnection},
        queue::Counting,
        transaction,
    },
};

/// A connection for the ballots alone, made anew after a fault.
pub struct Direct {
    address: Address,
    /// The turns, of which it takes the first if that is free.
    turns: [i32; 2],
    connection: Option<AnyConnection>,
    known: Known,
}

impl Direct {
    /// Connects. Errs when the database can't be reached.
    pub fn new(address: Address, turns: [i32; 2], clock: Clock) -> Result<Self> {
        let connection = Some(address.connect()?);
        Ok(Self { address, turns, connection, known: Known::new(clock) })
    }

    fn begin(&mut self) -> Result<()> {
        let connection = match self.connection.take() {
            Some(live) => self.connection.insert(live),
            None => self.connection.insert(self.address.connect()?),
        };
        transaction::begin_in_turn(connection, self.address.session(), self.turns)
    }

    fn transaction(&mut self, ballots: &[Ballot]) -> Result<Vec<Result<Outcome>>> {
        let session = self.address.session();
        let connection =
            self.connection.as_mut().ok_or_else(|| Error::internal("no transaction was begun"))?;
        let outcomes =
            apply::apply(connection, session, &ballots.iter().collect::<Vec<_>>(), &mut self.known)?;
        connection.batch_execute("COMMIT")?;
        Ok(outcomes)
    }

    /// A fault while committing is the database's, whatever it calls itself: nothing was acknowledged.
    fn sure<T>(&mut self, done: Result<T>) -> Result<T> {
        done.map_err(|error| {
            self.connection = None;
            self.known.forget();
            Error::unavailable(error.detail)
        })
    }
}

impl Counting for Direct {
    type Item = Ballot;
    type Outcome = Outcome;
    const KIND: &'static str = "ballots";

    fn ready(&mut self) -> Result<()> {
        let begun = self.begin();
        self.sure(begun)
    }

    fn count(&mut self, ballots: Vec<Ballot>) -> Result<Vec<Result<Outcome>>> {
        let counted = self.transaction(&ballots);
        self.sure(counted)
    }
}
