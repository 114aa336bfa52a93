//! What is shared between requests and is no fact: limits and events; over Redis also between nodes.
//! It never holds the only copy of anything: without Redis, and while Redis is gone, each node goes by itself.
pub mod event;
pub mod redis;

use tokio::sync::broadcast;

use event::Event;
use redis::{Shared, Target};

use crate::limits::{Call, LimitSettings, Limits, Verdict};

/// Events that a slow listener may be behind; past that it is told that it missed some.
const BACKLOG: usize = 1_024;

/// Limits and events of this node, and of all nodes where there is Redis.
pub struct Nodes {
    limits: Limits,
    events: broadcast::Sender<Event>,
    peers: Peers,
}

/// Whom limits and events are shared with.
enum Peers {
    /// Nobody.
    Alone,
    /// The nodes with the same secret on the same Redis.
    Redis(Shared),
}

impl Nodes {
    /// A bus of this process, which looks for Redis in the background where a target is named.
    ///
    /// # Errors
    /// A sentence, when the secret is invalid or no async runtime is there for Redis.
    pub fn open(settings: &LimitSettings, redis: Option<&Target>, secret: &[u8]) -> Result<Self, String> {
        let (events, _) = broadcast::channel(BACKLOG);
        let peers = match redis {
            None => Peers::Alone,
            Some(target) => Peers::Redis(Shared::open(target, settings, secret, events.clone())?),
        };
        Ok(Self { limits: Limits::new(settings), events, peers })
    }

    /// Waits until the first look for Redis has ended, well or not: some two seconds at the most.
    pub async fn settled(&self) {
        if let Peers::Redis(shared) = &self.peers {
            shared.settled().await;
        }
    }

    /// Takes the calls of one request in their order, up to the first that is refused. While Redis is gone, this node's
    /// own limits decide.
    pub async fn take(&self, calls: &[Call<'_>]) -> Verdict {
        match &self.peers {
            Peers::Alone => self.limits.take(calls),
            // Boxed, so that the futures of requests stay small where there is no Redis.
            Peers::Redis(shared) => match Box::pin(shared.take(calls)).await {
                Some(verdict) => verdict,
                None => self.limits.take(calls),
            },
        }
    }

    /// Tells who listens on this node and on the others. Never waits, and never fails: what can't be told by name is told
    /// later as [`Event::Anything`].
    pub fn publish(&self, event: Event) {
        if let Peers::Redis(shared) = &self.peers {
            shared.tell(event.clone());
        }
        // Nobody may be listening.
        let _ = self.events.send(event);
    }

    /// Tells who listens on the other nodes, and not on this one, of what this one knows already. Never waits.
    pub fn tell(&self, event: Event) {
        if let Peers::Redis(shared) = &self.peers {
            shared.tell(event);
        }
    }

    /// Whether there may be other nodes to tell.
    pub fn in_company(&self) -> bool {
        matches!(self.peers, Peers::Redis(_))
    }

    /// What is published from now on, here and on the other nodes. A listener that is told to lag must take it as
    /// [`Event::Anything`].
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Forgets limits that nobody uses; call it about once a minute.
    pub fn sweep(&self) {
        self.limits.sweep();
    }
}
