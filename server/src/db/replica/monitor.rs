//! Checks the replica once a second, in its own thread: whether it is available, and which position it must have reached.
//! Reads no rows.

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

/// Interval between checks of both servers.
const INTERVAL: Duration = Duration::from_secs(1);

/// A connection that is opened again after a fault.
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

/// Checks the replica.
pub(super) struct Monitor {
    primary: Link,
    replica: Link,
    lag: Duration,
    /// Past positions of the primary, the oldest first.
    past: VecDeque<(Instant, Position)>,
}

impl Monitor {
    /// Starts the thread, which ends within a second after the `Replica` is dropped.
    pub(super) fn start(readers: Weak<Replica>, primary: Address, settings: Settings) -> Result<()> {
        let mut monitor = Self {
            primary: Link::to(primary),
            replica: Link::to(settings.address),
            lag: settings.lag,
            past: VecDeque::new(),
        };
        let run = move || {
            while let Some(readers) = readers.upgrade() {
                monitor.check(&readers);
                drop(readers);
                thread::sleep(INTERVAL);
            }
        };
        let started = thread::Builder::new().name("replica".to_owned()).spawn(run);
        started.map_err(|error| Error::internal(format!("no thread for the replica: {error}"))).map(drop)
    }

    fn check(&mut self, readers: &Replica) {
        let now = Instant::now();
        // While the primary is unavailable nothing changes there.
        if let Ok(position) = self.primary.position() {
            self.past.push_back((now, position));
        }
        // The latest of those that are old enough; after a start, the first one.
        while self.past.get(1).is_some_and(|(then, _)| now.duration_since(*then) >= self.lag) {
            self.past.pop_front();
        }
        if let Some((_, position)) = self.past.front() {
            readers.must_have(*position);
        }
        readers.note(self.replica.position().map(drop));
    }
}
