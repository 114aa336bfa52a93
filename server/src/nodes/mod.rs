//! State that requests share and that is not stored: limits and events; with Redis also shared between nodes.
//! It never has the only copy of anything: without Redis, and while Redis is unavailable, each node works alone.
pub mod event;
pub mod redis;

use tokio::sync::broadcast;

use event::Event;
use redis::{Shared, Target};

use crate::limits::{Call, LimitSettings, Limits, Verdict};

/// Events that a slow listener may be behind; past that it gets notice that it missed some.
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
    /// The bus of this process, which connects to Redis in the background where a target is named.
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

    /// Waits until the first attempt to connect to Redis has succeeded or failed: at most some two seconds.
    pub async fn first_attempt(&self) {
        if let Peers::Redis(shared) = &self.peers {
            shared.first_attempt().await;
        }
    }

    /// Takes the calls of one request in their order, up to the first that is refused. While Redis is unavailable, this
    /// node's own limits decide.
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

    /// Notifies the listeners on this node and on the others. Never waits, and never fails: an event that can't be sent is
    /// followed later by [`Event::Anything`].
    pub fn publish(&self, event: Event) {
        if let Peers::Redis(shared) = &self.peers {
            shared.publish(event.clone());
        }
        // Nobody may be listening.
        let _ = self.events.send(event);
    }

    /// Notifies the listeners on the other nodes only, of what this node knows already. Never waits.
    pub fn publish_to_others(&self, event: Event) {
        if let Peers::Redis(shared) = &self.peers {
            shared.publish(event);
        }
    }

    /// Whether there may be other nodes.
    pub fn in_company(&self) -> bool {
        matches!(self.peers, Peers::Redis(_))
    }

    /// What is published from now on, here and on the other nodes. A listener that lagged must treat it as
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
