//! Keeps the connection to Redis: looks for it, proves it once a second, carries events, and looks for it again.
//! It says once that Redis is gone and once that it is back, and never gives up.

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

/// The time between two looks for Redis: how long the breaker stays open at the least.
const PAUSE: Duration = Duration::from_millis(500);

/// The time between two proofs of a connection that nobody uses.
const BEAT: Duration = Duration::from_secs(1);

/// What goes over the channel.
#[derive(Serialize, Deserialize)]
struct Letter {
    from: Uuid,
    event: Event,
}

/// What the keeper keeps, and with what.
pub(super) struct Keeper {
    pub(super) target: Target,
    pub(super) channel: String,
    pub(super) buckets: Arc<Buckets>,
    pub(super) link: Arc<Link>,
    /// What this node has to tell the others.
    pub(super) told: mpsc::Receiver<Event>,
    /// Whether there was more than could wait.
    pub(super) untold: Arc<AtomicBool>,
    /// Who listens on this node.
    pub(super) events: broadcast::Sender<Event>,
    /// Which node this is: it does not hear itself.
    pub(super) node: Uuid,
}

impl Keeper {
    /// Does its work until it is dropped.
    pub(super) async fn keep(mut self) {
        loop {
            let (tell, mut heard) = mpsc::unbounded_channel();
            let cause = match self.connect(tell).await {
                Ok(mut connection) => {
                    self.link.restore(connection.clone());
                    tracing::info!(redis = ?self.target, "Redis answers: limits are shared between the nodes");
                    metrics::gauge!("yousaid_redis_up").set(1);
                    // Who was away may have missed something.
                    self.say(Event::Anything);
                    self.attend(&mut connection, &mut heard).await
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
                self.say(Event::Anything);
            }
            sleep(PAUSE).await;
        }
    }

    /// A connection that is subscribed, and that the limits' script was proven on.
    async fn connect(&self, tell: mpsc::UnboundedSender<PushInfo>) -> RedisResult<MultiplexedConnection> {
        let mut connection = self.target.connect(tell).await?;
        connection.subscribe(&self.topic()).await?;
        self.buckets.probe(&mut connection).await?;
        Ok(connection)
    }

    /// Carries events both ways until the connection fails; returns how it did.
    async fn attend(
        &mut self,
        connection: &mut MultiplexedConnection,
        heard: &mut mpsc::UnboundedReceiver<PushInfo>,
    ) -> String {
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let done = tokio::select! {
                push = heard.recv() => match push {
                    Some(push) if push.kind != PushKind::Disconnection => {
                        self.hear(push);
                        Ok(())
                    }
                    _ => return "the connection was closed".to_owned(),
                },
                Some(event) = self.told.recv() => self.pass(connection, event).await,
                cause = self.link.broken() => return cause,
                _ = beat.tick() => match self.untold.swap(false, Ordering::AcqRel) {
                    true => self.pass(connection, Event::Anything).await,
                    false => self.buckets.probe(connection).await,
                },
            };
            if let Err(error) = done {
                return error.to_string();
            }
        }
    }

    /// Tells the other nodes. What is lost with the connection, they hear of as anything.
    async fn pass(&self, connection: &mut MultiplexedConnection, event: Event) -> RedisResult<()> {
        let letter = Letter { from: self.node, event };
        let Ok(text) = serde_json::to_string(&letter) else { return Ok(()) };
        let passed = redis::cmd("PUBLISH").arg(self.topic()).arg(text).query_async(connection).await;
        if passed.is_err() {
            self.untold.store(true, Ordering::Release);
        }
        passed
    }

    /// Tells this node what another one said; what it can't read, perhaps of a newer version, may mean anything.
    fn hear(&self, push: PushInfo) {
        let Some(message) = Msg::from_push_info(push) else { return };
        match serde_json::from_slice::<Letter>(message.get_payload_bytes()) {
            Ok(letter) if letter.from == self.node => {}
            Ok(letter) => self.say(letter.event),
            Err(_) => self.say(Event::Anything),
        }
    }

    fn say(&self, event: Event) {
        // Nobody may be listening.
        let _ = self.events.send(event);
    }

    fn topic(&self) -> String {
        format!("yousaid:events:{}", self.channel)
    }
}
