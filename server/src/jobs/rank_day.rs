//! Keeps the order of the requests of each project once a day, so that triage can say what has moved since.

use std::{sync::Weak, time::Duration};

use crate::{actions::rank_day, cache::stamps::Touches, error::Result, state::Context, store::rank_days};

/// Time between two looks: the order is kept at most this much after midnight (UTC).
const PAUSE: Duration = Duration::from_secs(300);

/// Projects that are read at once.
const AT_ONCE: i64 = 100;

/// Keeps orders until the context is dropped.
pub async fn run(context: Weak<Context>) {
    loop {
        let Some(context) = context.upgrade() else { return };
        if let Err(error) = pass(&context).await {
            tracing::warn!(cause = %error, "the order of the day could not be kept; it is tried later");
        }
        drop(context);
        tokio::time::sleep(PAUSE).await;
    }
}

/// Keeps the orders that are missing today.
pub async fn pass(context: &Context) -> Result<()> {
    let now = context.clock.now();
    let since = rank_day::day_of(now);
    loop {
        let missing =
            context.db.read(move |connection| rank_days::missing(connection, since, AT_ONCE)).await?;
        if missing.is_empty() {
            return Ok(());
        }
        for project in missing {
            context
                .db
                .write(Touches::Nothing, move |connection| rank_day::keep(connection, project, now))
                .await?;
        }
    }
}
