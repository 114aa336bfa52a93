//! Publishes scheduled release notes at their time. Several nodes may try: the transaction looks again.

use std::{sync::Weak, time::Duration};

use crate::{
    actions::release_note, cache::stamps::Touches, error::Result, state::Context, store::release_notes,
};

/// Time between two looks: a release note is published at most this much late.
const PAUSE: Duration = Duration::from_secs(20);

/// Release notes that are looked for at once.
const AT_ONCE: i64 = 100;

/// Publishes release notes until the context is dropped.
pub async fn run(context: Weak<Context>) {
    loop {
        tokio::time::sleep(PAUSE).await;
        let Some(context) = context.upgrade() else { return };
        if let Err(error) = pass(&context).await {
            tracing::warn!(cause = %error, "scheduled release notes could not be published; they are tried later");
        }
    }
}

/// Publishes all that are due now. One that fails does not keep the others back.
pub async fn pass(context: &Context) -> Result<()> {
    let now = context.clock.now();
    // Read first: most of the time there is nothing to write.
    let due = context.db.read(move |connection| release_notes::due(connection, now, AT_ONCE)).await?;
    let mut failed = Ok(());
    for (project, note) in due {
        let done = context
            .db
            .write(Touches::Project(project), move |connection| {
                release_note::publish_due(connection, project, note, now)
            })
            .await;
        failed = failed.and(done);
    }
    failed
}
