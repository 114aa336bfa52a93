//! Brings snoozed requests back to the inbox when their time has come, or when they have the votes that they wait for.

use std::{collections::BTreeMap, sync::Weak, time::Duration};

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    changes::journal::{self, What},
    db::connection::AnyConnection,
    error::Result,
    state::Context,
    store::{
        edits,
        requests::{self, Patch},
    },
};

/// Time between two looks: a snooze ends at most this much late.
const PAUSE: Duration = Duration::from_secs(20);

/// Requests that are woken at once.
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
        let due = context.db.read(move |connection| edits::due_to_wake(connection, now, AT_ONCE)).await?;
        if due.is_empty() {
            return Ok(());
        }
        let mut projects: BTreeMap<Id<id::Project>, Vec<Id<id::Request>>> = BTreeMap::new();
        for (project, request) in due {
            projects.entry(project).or_default().push(request);
        }
        for (project, requests) in projects {
            let write = move |connection: &mut AnyConnection| wake(connection, project, &requests, now);
            context.db.write(Touches::Project(project), write).await?;
        }
    }
}

/// Wakes those of the requests that are due still.
fn wake(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    requests: &[Id<id::Request>],
    now: Time,
) -> Result<()> {
    edits::lock(connection, project, requests)?;
    let mut rows = requests::by_ids(connection, project, requests)?;
    rows.retain(|row| row.is_due_to_wake(now));
    if rows.is_empty() {
        return Ok(());
    }
    let edits: Vec<_> =
        rows.iter().map(|row| (row, Patch { woken_at: Some(Some(now)), ..Patch::awake() })).collect();
    edits::write(connection, project, &edits, now)?;
    let woken: Vec<_> = rows.iter().map(|row| row.id).collect();
    journal::note(connection, project, What::Requests, &woken, now)
}
