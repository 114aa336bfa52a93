//! Counting a batch in a transaction of its own: the way of PostgreSQL, where several nodes count at once.

use diesel::connection::SimpleConnection;

use super::{Ballot, Outcome, apply, known::Known, queue::Counting};
use crate::{
    base::time::Clock,
    error::{Error, Result},
    store::{
        connection::{Address, AnyConnection},
        transaction,
    },
};

/// A connection for the ballots alone, made anew after a fault.
pub struct Direct {
    address: Address,
    connection: Option<AnyConnection>,
    known: Known,
}

impl Direct {
    /// Connects. Errs when the database can't be reached.
    pub fn new(address: Address, clock: Clock) -> Result<Self> {
        let connection = Some(address.connect()?);
        Ok(Self { address, connection, known: Known::new(clock) })
    }

    fn transaction(&mut self, ballots: &[Ballot]) -> Result<Vec<Result<Outcome>>> {
        let session = self.address.session();
        let connection = match self.connection.take() {
            Some(live) => self.connection.insert(live),
            None => self.connection.insert(self.address.connect()?),
        };
        transaction::begin(connection, session)?;
        let outcomes =
            apply::apply(connection, session, &ballots.iter().collect::<Vec<_>>(), &mut self.known)?;
        connection.batch_execute("COMMIT")?;
        Ok(outcomes)
    }
}

impl Counting for Direct {
    type Item = Ballot;
    type Outcome = Outcome;
    const KIND: &'static str = "ballots";

    fn count(&mut self, ballots: Vec<Ballot>) -> Result<Vec<Result<Outcome>>> {
        // A fault while committing is the database's, whatever it calls itself: nothing was acknowledged.
        self.transaction(&ballots).map_err(|error| {
            self.connection = None;
            self.known.forget();
            Error::unavailable(error.detail)
        })
    }
}
