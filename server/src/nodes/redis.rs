//! What the nodes of an installation share over Redis: limits, and word of changes.
//! Redis may be gone at any time: then the answer is "ask yourself", at once, and nobody waits for it twice.

mod gcra;
mod keeper;
mod link;
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
use keeper::Keeper;
use link::Link;

pub use target::Target;

/// Events that may wait for Redis; past that the others are told that they missed some.
const WAITING: usize = 1_024;

/// This node's share in what the nodes have in common.
pub(super) struct Shared {
    buckets: Arc<Buckets>,
    link: Arc<Link>,
    tell: mpsc::Sender<Event>,
    untold: Arc<AtomicBool>,
    // Ends the keeper with this.
    _keeper: JoinSet<()>,
}

impl Shared {
    /// Begins to look for Redis. Fails with a sentence, when there is no async runtime or the secret is invalid.
    pub(super) fn open(
        target: &Target,
        settings: &LimitSettings,
        secret: &[u8],
        events: broadcast::Sender<Event>,
    ) -> Result<Self, String> {
        let runtime = Handle::try_current().map_err(|error| error.to_string())?;
        let buckets = Arc::new(Buckets::new(settings, secret)?);
        let link = Arc::new(Link::new());
        let (tell, told) = mpsc::channel(WAITING);
        let untold = Arc::new(AtomicBool::new(false));
        let keeper = Keeper {
            target: target.clone(),
            channel: gcra::digest(secret, b"yousaid events channel v1", &[])?,
            buckets: Arc::clone(&buckets),
            link: Arc::clone(&link),
            told,
            untold: Arc::clone(&untold),
            events,
            node: uuid::Uuid::new_v4(),
        };
        metrics::gauge!("yousaid_redis_up").set(0);
        metrics::counter!("yousaid_redis_fallbacks_total").increment(0);
        let mut tasks = JoinSet::new();
        tasks.spawn_on(keeper.keep(), &runtime);
        Ok(Self { buckets, link, tell, untold, _keeper: tasks })
    }

    /// Waits until the first look for Redis has ended.
    pub(super) async fn settled(&self) {
        self.link.settled().await;
    }

    /// Takes calls from the shared buckets; `None` when Redis can't be asked now.
    pub(super) async fn take(&self, calls: &[Call<'_>]) -> Option<Verdict> {
        if let Some(mut line) = self.link.lend() {
            match self.buckets.take(&mut line.connection, calls).await {
                Ok(verdict) => return Some(verdict),
                Err(error) => self.link.broke(line.number, &error.to_string()),
            }
        }
        metrics::counter!("yousaid_redis_fallbacks_total").increment(1);
        None
    }

    /// Tells the other nodes, soon.
    pub(super) fn tell(&self, event: Event) {
        if self.tell.try_send(event).is_err() {
            self.untold.store(true, Ordering::Release);
        }
    }
}
