//! Looks after the replica, once a second, in a thread of its own: whether it is there, and what it must have by now.
//! Reads no row of anybody.

use std::{
    collections::VecDeque,
    sync::Weak,
    thread,
    time::{Duration, Instant},
};

use super::{
    Replica, Settings,
    position::{self, Position},
};
use crate::{
    db::connection::{Address, AnyConnection},
    error::{Error, Result},
};

/// The time between two looks at both.
const BEAT: Duration = Duration::from_secs(1);

/// A connection that is made again after a fault.
struct Link {
    address: Address,
    connection: Option<AnyConnection>,
}

impl Link {
    fn to(address: Address) -> Self {
        Self { address, connection: None }
    }

    fn position(&mut self) -> Result<Position> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.address.connect()?,
        };
        let position = position::position(&mut connection)?;
        self.connection = Some(connection);
        Ok(position)
    }
}

/// Looks after the replica.
pub(super) struct Keeper {
    primary: Link,
    replica: Link,
    lag: Duration,
    /// Where the primary was when, the oldest first.
    past: VecDeque<(Instant, Position)>,
}

impl Keeper {
    /// Starts the thread, which ends within a moment of the program's last use of the replica.
    pub(super) fn start(readers: Weak<Replica>, primary: Address, settings: Settings) -> Result<()> {
        let mut keeper = Self {
            primary: Link::to(primary),
            replica: Link::to(settings.address),
            lag: settings.lag,
            past: VecDeque::new(),
        };
        let keep = move || {
            while let Some(readers) = readers.upgrade() {
                keeper.look(&readers);
                drop(readers);
                thread::sleep(BEAT);
            }
        };
        let started = thread::Builder::new().name("replica".to_owned()).spawn(keep);
        started.map_err(|error| Error::internal(format!("no thread for the replica: {error}"))).map(drop)
    }

    fn look(&mut self, readers: &Replica) {
        let now = Instant::now();
        // While the primary is away nothing changes there.
        if let Ok(position) = self.primary.position() {
            self.past.push_back((now, position));
        }
        // The latest of those that are old enough, and in the beginning the first one: who starts knows no lag.
        while self.past.get(1).is_some_and(|(then, _)| now.duration_since(*then) >= self.lag) {
            self.past.pop_front();
        }
        if let Some((_, position)) = self.past.front() {
            readers.must_have(*position);
        }
        readers.note(self.replica.position().map(drop));
    }
}
