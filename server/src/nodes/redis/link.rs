//! The one connection to Redis of this node, and whether requests may use it: the circuit breaker.
//! A connection that failed once is never handed out again; only the supervisor opens a new one.

use parking_lot::RwLock;
use redis::aio::MultiplexedConnection;
use tokio::sync::{Notify, watch};

/// What is known of the Redis server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// No attempt to connect has ended yet.
    Unknown,
    /// It answers.
    Up,
    /// It does not.
    Down,
}

/// The connection, while there is one.
pub(super) struct Link {
    current: RwLock<Current>,
    state: watch::Sender<State>,
    broken: Notify,
}

struct Current {
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
        let current = Current { number: 0, connection: None, cause: String::new() };
        Self {
            current: RwLock::new(current),
            state: watch::Sender::new(State::Unknown),
            broken: Notify::new(),
        }
    }

    /// Waits until it is known whether Redis is available.
    pub(super) async fn first_attempt(&self) {
        // Fails only when the sender is dropped, and `self` owns it.
        let _ = self.state.subscribe().wait_for(|state| *state != State::Unknown).await;
    }

    /// The connection, for one use; `None` while there is none.
    pub(super) fn connection(&self) -> Option<Line> {
        let current = self.current.read();
        let connection = current.connection.clone()?;
        Some(Line { number: current.number, connection })
    }

    /// A request failed on this connection: it is not handed out any more. A later connection is not touched.
    pub(super) fn broke(&self, number: u64, cause: &str) {
        let mut current = self.current.write();
        if current.number == number && current.connection.take().is_some() {
            cause.clone_into(&mut current.cause);
            self.broken.notify_one();
        }
    }

    /// Waits until a request failed on the connection; returns the cause.
    pub(super) async fn broken(&self) -> String {
        loop {
            {
                let current = self.current.read();
                if current.connection.is_none() {
                    return current.cause.clone();
                }
            }
            self.broken.notified().await;
        }
    }

    /// There is a connection from now on.
    pub(super) fn restore(&self, connection: MultiplexedConnection) {
        {
            let mut current = self.current.write();
            current.number = current.number.wrapping_add(1);
            current.connection = Some(connection);
        }
        self.state.send_replace(State::Up);
    }

    /// There is none from now on; returns what was known before.
    pub(super) fn cut(&self) -> State {
        self.current.write().connection = None;
        self.state.send_replace(State::Down)
    }
}
