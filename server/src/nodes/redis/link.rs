//! The one connection to Redis of this node, and whether requests may use it: the circuit breaker.
//! What failed once is never lent again; only the keeper brings a new connection.

use parking_lot::RwLock;
use redis::aio::MultiplexedConnection;
use tokio::sync::{Notify, watch};

/// What is known of Redis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It was not looked for yet.
    Unknown,
    /// It answers.
    Up,
    /// It does not.
    Down,
}

/// The connection, while there is one.
pub(super) struct Link {
    held: RwLock<Held>,
    state: watch::Sender<State>,
    broken: Notify,
}

struct Held {
    number: u64,
    connection: Option<MultiplexedConnection>,
    cause: String,
}

/// A handle on a connection, with its number.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) connection: MultiplexedConnection,
}

impl Link {
    pub(super) fn new() -> Self {
        let held = Held { number: 0, connection: None, cause: String::new() };
        Self { held: RwLock::new(held), state: watch::Sender::new(State::Unknown), broken: Notify::new() }
    }

    /// Waits until it is known whether there is Redis.
    pub(super) async fn settled(&self) {
        // Fails when the sender is gone, which is here.
        let _ = self.state.subscribe().wait_for(|state| *state != State::Unknown).await;
    }

    /// The connection, for one use; `None` while there is none.
    pub(super) fn lend(&self) -> Option<Line> {
        let held = self.held.read();
        let connection = held.connection.clone()?;
        Some(Line { number: held.number, connection })
    }

    /// A connection failed its user: nobody gets it any more. A later one is not touched.
    pub(super) fn broke(&self, number: u64, cause: &str) {
        let mut held = self.held.write();
        if held.number == number && held.connection.take().is_some() {
            cause.clone_into(&mut held.cause);
            self.broken.notify_one();
        }
    }

    /// Waits until the connection has failed somebody; answers how.
    pub(super) async fn broken(&self) -> String {
        loop {
            {
                let held = self.held.read();
                if held.connection.is_none() {
                    return held.cause.clone();
                }
            }
            self.broken.notified().await;
        }
    }

    /// There is a connection from now on.
    pub(super) fn restore(&self, connection: MultiplexedConnection) {
        {
            let mut held = self.held.write();
            held.number = held.number.wrapping_add(1);
            held.connection = Some(connection);
        }
        self.state.send_replace(State::Up);
    }

    /// There is none from now on; returns what was known before.
    pub(super) fn cut(&self) -> State {
        self.held.write().connection = None;
        self.state.send_replace(State::Down)
    }
}
