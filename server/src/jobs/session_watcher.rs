//! Looks every other second whether the sessions and keys still hold with which streams were opened, all of them in a few
//! statements, and ends the streams of those that do not.

use std::{
    sync::Weak,
    time::{Duration, Instant},
};

use tokio::time::{MissedTickBehavior, interval};

use crate::{actions::pass, state::Context};

/// The time between two looks: a stream ends that much after its session at the latest, and the time of a look.
const LOOK: Duration = Duration::from_secs(2);

/// Looks until the context is gone.
pub async fn run(context: Weak<Context>) {
    let mut tick = interval(LOOK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let Some(context) = context.upgrade() else { return };
        let passes = context.live.passes();
        if passes.is_empty() {
            continue;
        }
        let (now, begun) = (context.clock.now(), Instant::now());
        let void = context.db.read(move |connection| pass::void(connection, &passes, now)).await;
        match void {
            Ok(void) => context.live.revoke(&void),
            // While the database is gone nobody's session ends, and there is nothing to tell.
            Err(error) => tracing::warn!(cause = %error, "sessions of event streams could not be looked at"),
        }
        metrics::histogram!("yousaid_stream_look_seconds").record(begun.elapsed().as_secs_f64());
    }
}
