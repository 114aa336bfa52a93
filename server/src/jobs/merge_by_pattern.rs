//! Merges the screens that belong to patterns of routes, after these were kept.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::time::timeout;

use crate::{
    actions::map_screens::{self, Work},
    cache::stamps::Touches,
    error::Result,
    state::Context,
};

/// The pause after each go: votes hardly wait for it.
const PAUSE: Duration = Duration::from_millis(20);

/// The pause when nothing is left: another node may have kept a pattern, and stopped.
const LATER: Duration = Duration::from_secs(60);

/// The shortest pause until one is due.
const SHORTLY: Duration = Duration::from_millis(100);

/// Merges what is left, some at a time. The next start continues where this one stopped.
pub async fn run(context: Weak<Context>) {
    let Some(wake) = context.upgrade().map(|context| Arc::clone(&context.merge_again)) else { return };
    loop {
        let Some(context) = context.upgrade() else { return };
        let pause = round(&context).await;
        drop(context);
        let pause = pause.unwrap_or_else(|error| {
            tracing::warn!(cause = %error, "screens could not be merged; they are tried later");
            LATER
        });
        if pause == PAUSE {
            tokio::time::sleep(PAUSE).await;
        } else {
            drop(timeout(pause, wake.notified()).await);
        }
    }
}

/// Merges some; returns how long to wait.
async fn round(context: &Context) -> Result<Duration> {
    let now = context.clock.now();
    match context.db.read(move |connection| map_screens::work(connection, now)).await? {
        Work::Nothing => Ok(LATER),
        Work::Later(at) => {
            let micros = u64::try_from(at.micros() - now.micros()).unwrap_or(0);
            Ok(Duration::from_micros(micros).clamp(SHORTLY, LATER / 2))
        }
        Work::Now(key) => {
            let some = move |connection: &mut _| map_screens::round(connection, key, now);
            if let Err(error) = context.db.write(Touches::Project(key.0), some).await {
                tracing::warn!(cause = %error, pattern = %key.1, "the screens of a pattern could not be merged; they are tried later");
                let wait = move |connection: &mut _| map_screens::postpone(connection, key, now);
                context.db.write(Touches::Nothing, wait).await?;
            }
            Ok(PAUSE)
        }
    }
}
