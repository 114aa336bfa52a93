//! Writes the results of proposals that closed. Several nodes may try: the transaction looks again. Until then readers count the ballots
//! themselves, so that nobody waits for it.

use std::{sync::Weak, time::Duration};

use crate::{actions::ballot, cache::stamps::Touches, error::Result, state::Context, store::proposals};

/// Time between two looks.
const PAUSE: Duration = Duration::from_secs(20);

/// Proposals that are looked for at once.
const AT_ONCE: i64 = 100;

/// Writes results until the context is dropped.
pub async fn run(context: Weak<Context>) {
    loop {
        tokio::time::sleep(PAUSE).await;
        let Some(context) = context.upgrade() else { return };
        if let Err(error) = pass(&context).await {
            tracing::warn!(cause = %error, "results of proposals could not be written; they are tried later");
        }
    }
}

/// Writes all that are due now. One that fails does not keep the others back.
pub async fn pass(context: &Context) -> Result<()> {
    let now = context.clock.now();
    // Read first: most of the time there is nothing to write.
    let due = context.db.read(move |connection| proposals::due(connection, now, AT_ONCE)).await?;
    let mut failed = Ok(());
    for (project, proposal) in due {
        let done = context
            .db
            .write(Touches::Project(project), move |connection| {
                ballot::freeze_due(connection, project, proposal, now)
            })
            .await;
        failed = failed.and(done);
    }
    failed
}
