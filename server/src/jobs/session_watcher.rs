//! Checks every other second whether the sessions and keys of open streams are still valid, all of them in a few
//! statements, and ends the streams of those that do not.

use std::{
    sync::Weak,
    time::{Duration, Instant},
};

use tokio::time::{MissedTickBehavior, interval};

use crate::{actions::stream_access, state::Context};

/// Interval between checks: a stream ends at most that long, and the duration of a check, after its session.
const LOOK: Duration = Duration::from_secs(2);

/// Checks until the context is dropped.
pub async fn run(context: Weak<Context>) {
    let mut tick = interval(LOOK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let Some(context) = context.upgrade() else { return };
        let accesses = context.live.accesses();
        if accesses.is_empty() {
            continue;
        }
        let (now, begun) = (context.clock.now(), Instant::now());
        let revoked =
            context.db.read(move |connection| stream_access::revoked(connection, &accesses, now)).await;
        match revoked {
            Ok(revoked) => context.live.revoke(&revoked),
            // While the database is unavailable no session ends, and there is nothing to report.
            Err(error) => tracing::warn!(cause = %error, "sessions of event streams could not be looked at"),
        }
        metrics::histogram!("yousaid_stream_look_seconds").record(begun.elapsed().as_secs_f64());
    }
}
