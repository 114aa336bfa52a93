//! Brings snoozed requests back to the inbox when their time has come, or when they have the votes that they wait for.

use std::{sync::Weak, time::Duration};

use crate::{
    base::time::Time,
    cache::stamps::Touches,
    changes::journal::{self, What},
    db::connection::AnyConnection,
    error::Result,
    state::Context,
    store::requests::{self, Patch},
};

/// Time between two looks: a snooze ends at most this much late.
const PAUSE: Duration = Duration::from_secs(20);

/// Requests that one transaction wakes.
const AT_ONCE: i64 = 100;

/// Wakes requests until the context is dropped.
pub async fn run(context: Weak<Context>) {
    loop {
        tokio::time::sleep(PAUSE).await;
        let Some(context) = context.upgrade() else { return };
        if let Err(error) = pass(&context).await {
            tracing::warn!(cause = %error, "snoozed requests could not be woken; they are tried later");
        }
    }
}

/// Wakes all that are due now.
pub async fn pass(context: &Context) -> Result<()> {
    let now = context.clock.now();
    loop {
        // Read first: most of the time there is nothing to write.
        let due = context.db.read(move |connection| requests::due_to_wake(connection, now, 1)).await?;
        if due.is_empty() {
            return Ok(());
        }
        context.db.write(Touches::Everything, move |connection| some(connection, now)).await?;
    }
}

/// Wakes some of them. One that somebody changes at this moment is left for the next time.
fn some(connection: &mut AnyConnection, now: Time) -> Result<()> {
    for (project, request, version) in requests::due_to_wake(connection, now, AT_ONCE)? {
        requests::edit(connection, project, request, version, &Patch::awake(), now)?;
        journal::note(connection, project, What::Requests, &[request], now)?;
    }
    Ok(())
}
