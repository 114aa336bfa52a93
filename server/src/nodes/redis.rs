//! Limits and notices of changes, which the nodes of an installation share over Redis.
//! Redis may become unavailable at any time: then callers are told at once to decide locally, and no second one waits for it.

mod gcra;
mod link;
mod supervisor;
mod target;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::{
    runtime::Handle,
    sync::{broadcast, mpsc},
    task::JoinSet,
};

use super::event::Event;
use crate::limits::{Call, LimitSettings, Verdict};
use gcra::Buckets;
use link::Link;
use supervisor::Supervisor;

pub use target::Target;

/// Events that may wait for Redis; past that the other nodes get notice that they missed some.
const WAITING: usize = 1_024;

/// This node's connection to the shared limits and events.
pub(super) struct Shared {
    buckets: Arc<Buckets>,
    link: Arc<Link>,
    outgoing: mpsc::Sender<Event>,
    overflowed: Arc<AtomicBool>,
    // Ends the supervisor with this.
    _supervisor: JoinSet<()>,
}

impl Shared {
    /// Starts connecting to Redis. Fails with a sentence when there is no async runtime or the secret is invalid.
    pub(super) fn open(
        target: &Target,
        settings: &LimitSettings,
        secret: &[u8],
        events: broadcast::Sender<Event>,
    ) -> Result<Self, String> {
        let runtime = Handle::try_current().map_err(|error| error.to_string())?;
        let buckets = Arc::new(Buckets::new(settings, secret)?);
        let link = Arc::new(Link::new());
        let (sender, outgoing) = mpsc::channel(WAITING);
        let overflowed = Arc::new(AtomicBool::new(false));
        let supervisor = Supervisor {
            target: target.clone(),
            channel: gcra::digest(secret, b"yousaid events channel v1", &[])?,
            buckets: Arc::clone(&buckets),
            link: Arc::clone(&link),
            outgoing,
            overflowed: Arc::clone(&overflowed),
            events,
            node: uuid::Uuid::new_v4(),
        };
        metrics::gauge!("yousaid_redis_up").set(0);
        metrics::counter!("yousaid_redis_fallbacks_total").increment(0);
        let mut tasks = JoinSet::new();
        tasks.spawn_on(supervisor.run(), &runtime);
        Ok(Self { buckets, link, outgoing: sender, overflowed, _supervisor: tasks })
    }

    /// Waits until the first attempt to connect has succeeded or failed.
    pub(super) async fn first_attempt(&self) {
        self.link.first_attempt().await;
    }

    /// Takes calls from the shared buckets; `None` when Redis can't be asked now.
    pub(super) async fn take(&self, calls: &[Call<'_>]) -> Option<Verdict> {
        if let Some(mut line) = self.link.connection() {
            match self.buckets.take(&mut line.connection, calls).await {
                Ok(verdict) => return Some(verdict),
                Err(error) => self.link.broke(line.number, &error.to_string()),
            }
        }
        metrics::counter!("yousaid_redis_fallbacks_total").increment(1);
        None
    }

    /// Publishes an event to the other nodes, in the background.
    pub(super) fn publish(&self, event: Event) {
        if self.outgoing.try_send(event).is_err() {
            self.overflowed.store(true, Ordering::Release);
        }
    }
}
