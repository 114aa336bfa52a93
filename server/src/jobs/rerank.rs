//! Computes the scores of requests again after a change of the ranking.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::time::timeout;

use crate::{
    actions::rerank::{self, Work},
    cache::stamps::Touches,
    error::Result,
    state::Context,
};

/// The pause after each go: votes hardly wait for it.
const PAUSE: Duration = Duration::from_millis(20);

/// The pause when nothing is left: another node may have changed a ranking, and stopped.
const LATER: Duration = Duration::from_secs(60);

/// The shortest pause until a change has settled.
const SETTLING: Duration = Duration::from_millis(100);

/// Computes what is left, some at a time. The next start continues where this one stopped.
pub async fn run(context: Weak<Context>) {
    let Some(wake) = context.upgrade().map(|context| Arc::clone(&context.rank_again)) else { return };
    loop {
        let Some(context) = context.upgrade() else { return };
        let pause = round(&context).await;
        drop(context);
        let pause = pause.unwrap_or_else(|error| {
            tracing::warn!(cause = %error, "scores could not be computed again; they are tried later");
            LATER
        });
        if pause == LATER {
            drop(timeout(LATER, wake.notified()).await);
        } else {
            tokio::time::sleep(pause).await;
        }
    }
}

/// Computes some; returns how long to wait.
async fn round(context: &Context) -> Result<Duration> {
    let now = context.clock.now();
    match context.db.read(move |connection| rerank::work(connection, now)).await? {
        Work::Nothing => Ok(LATER),
        Work::Later(at) => {
            let micros = u64::try_from(at.micros() - now.micros()).unwrap_or(0);
            Ok(Duration::from_micros(micros).clamp(SETTLING, LATER / 2))
        }
        Work::Now(project) => {
            let some = move |connection: &mut _| rerank::round(connection, project, now);
            context.db.write(Touches::Project(project), some).await?;
            Ok(PAUSE)
        }
    }
}
