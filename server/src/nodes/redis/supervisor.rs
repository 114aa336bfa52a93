//! Supervises the connection to Redis: connects, checks it every second, relays events, and reconnects.
//! Logs once when Redis becomes unavailable and once when it is back, and never gives up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use redis::{Msg, PushInfo, PushKind, RedisResult, aio::MultiplexedConnection};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{broadcast, mpsc},
    time::{MissedTickBehavior, interval, sleep},
};
use uuid::Uuid;

use super::{
    gcra::Buckets,
    link::{Link, State},
    target::Target,
};
use crate::nodes::event::Event;

/// Delay between connection attempts: at least that long the circuit breaker stays open.
const RETRY_DELAY: Duration = Duration::from_millis(500);

/// Interval between checks of an idle connection.
const PING_INTERVAL: Duration = Duration::from_secs(1);

/// An event as published, with its sender.
#[derive(Serialize, Deserialize)]
struct Envelope {
    from: Uuid,
    event: Event,
}

/// The task that owns the connection.
pub(super) struct Supervisor {
    pub(super) target: Target,
    pub(super) channel: String,
    pub(super) buckets: Arc<Buckets>,
    pub(super) link: Arc<Link>,
    /// Events for the other nodes.
    pub(super) outgoing: mpsc::Receiver<Event>,
    /// Whether events were dropped because the queue was full.
    pub(super) overflowed: Arc<AtomicBool>,
    /// The listeners on this node.
    pub(super) events: broadcast::Sender<Event>,
    /// Id of this node, which ignores its own events.
    pub(super) node: Uuid,
}

impl Supervisor {
    /// Runs until it is dropped.
    pub(super) async fn run(mut self) {
        loop {
            let (pushes, mut received) = mpsc::unbounded_channel();
            let cause = match self.connect(pushes).await {
                Ok(mut connection) => {
                    self.link.restore(connection.clone());
                    tracing::info!(redis = ?self.target, "Redis answers: limits are shared between the nodes");
                    metrics::gauge!("yousaid_redis_up").set(1);
                    // This node may have missed events while it was disconnected.
                    self.broadcast_local(Event::Anything);
                    self.relay(&mut connection, &mut received).await
                }
                Err(error) => error.to_string(),
            };
            if self.link.cut() != State::Down {
                tracing::warn!(
                    redis = ?self.target,
                    %cause,
                    "Redis can't be used: until it answers again, this node limits by itself"
                );
                metrics::gauge!("yousaid_redis_up").set(0);
                self.broadcast_local(Event::Anything);
            }
            sleep(RETRY_DELAY).await;
        }
    }

    /// A subscribed connection on which the rate-limit script was checked.
    async fn connect(&self, pushes: mpsc::UnboundedSender<PushInfo>) -> RedisResult<MultiplexedConnection> {
        let mut connection = self.target.connect(pushes).await?;
        connection.subscribe(&self.topic()).await?;
        self.buckets.probe(&mut connection).await?;
        Ok(connection)
    }

    /// Relays events both ways until the connection fails; returns the reason.
    async fn relay(
        &mut self,
        connection: &mut MultiplexedConnection,
        received: &mut mpsc::UnboundedReceiver<PushInfo>,
    ) -> String {
        let mut ping = interval(PING_INTERVAL);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let done = tokio::select! {
                push = received.recv() => match push {
                    Some(push) if push.kind != PushKind::Disconnection => {
                        self.on_message(push);
                        Ok(())
                    }
                    _ => return "the connection was closed".to_owned(),
                },
                Some(event) = self.outgoing.recv() => self.publish(connection, event).await,
                cause = self.link.broken() => return cause,
                _ = ping.tick() => match self.overflowed.swap(false, Ordering::AcqRel) {
                    true => self.publish(connection, Event::Anything).await,
                    false => self.buckets.probe(connection).await,
                },
            };
            if let Err(error) = done {
                return error.to_string();
            }
        }
    }

    /// Publishes an event to the other nodes. If that fails, they get [`Event::Anything`] later instead.
    async fn publish(&self, connection: &mut MultiplexedConnection, event: Event) -> RedisResult<()> {
        let envelope = Envelope { from: self.node, event };
        let Ok(text) = serde_json::to_string(&envelope) else { return Ok(()) };
        let published = redis::cmd("PUBLISH").arg(self.topic()).arg(text).query_async(connection).await;
        if published.is_err() {
            self.overflowed.store(true, Ordering::Release);
        }
        published
    }

    /// Passes on an event of another node. One that can't be decoded (perhaps from a newer version) becomes `Anything`.
    fn on_message(&self, push: PushInfo) {
        let Some(message) = Msg::from_push_info(push) else { return };
        match serde_json::from_slice::<Envelope>(message.get_payload_bytes()) {
            Ok(envelope) if envelope.from == self.node => {}
            Ok(envelope) => self.broadcast_local(envelope.event),
            Err(_) => self.broadcast_local(Event::Anything),
        }
    }

    fn broadcast_local(&self, event: Event) {
        // Nobody may be listening.
        let _ = self.events.send(event);
    }

    fn topic(&self) -> String {
        format!("yousaid:events:{}", self.channel)
    }
}
