//! Deletes data that nobody needs any more.

use std::{sync::Weak, time::Duration};

use crate::{
    actions::bin::purge,
    api::site,
    base::time::Time,
    cache::stamps::Touches,
    changes::journal,
    error::Error,
    state::Context,
    store::{idempotency, origins, served, triage_changes},
};

/// Minutes between two sweeps of what lasts for months.
const SELDOM: u32 = 60;

/// Deletes what nobody needs any more, once a minute, until the context is dropped.
pub async fn run(context: Weak<Context>) {
    let mut tick = tokio::time::interval(Duration::from_secs(60));
    let mut minutes = 0_u32;
    loop {
        tick.tick().await;
        let Some(context) = context.upgrade() else { return };
        context.nodes.sweep();
        let now = context.clock.now();
        said(
            "idempotency keys",
            context.db.write(Touches::Nothing, move |connection| idempotency::sweep(connection, now)).await,
        );
        while said(
            "entries of the journal",
            context.db.write(Touches::Nothing, move |connection| journal::sweep(connection, now)).await,
        ) == Some(true)
        {}
        while said(
            "changes of the triage",
            context
                .db
                .write(Touches::Nothing, move |connection| triage_changes::sweep(connection, now))
                .await,
        ) == Some(true)
        {}
        if minutes.is_multiple_of(SELDOM) {
            empty_bins(&context, now).await;
            said(
                "sightings",
                context.db.write(Touches::Nothing, move |connection| origins::sweep(connection, now)).await,
            );
            let files = site::lasting();
            said(
                "files",
                context
                    .db
                    .write(Touches::Nothing, move |connection| served::keep(connection, &files, now))
                    .await,
            );
        }
        erase_log(&context).await;
        minutes = minutes.wrapping_add(1);
    }
}

/// Deletes for good what was deleted thirty days ago, in steps that keep no other write waiting.
pub async fn empty_bins(context: &Context, now: Time) {
    while said(
        "things in the bin",
        context.db.write(Touches::Nothing, move |connection| purge::entries(connection, now)).await,
    ) == Some(true)
    {}
    while let Some(Some(_project)) = said(
        "projects",
        context.db.write(Touches::Nothing, move |connection| purge::some_of_a_project(connection, now)).await,
    ) {}
}

/// Removes what was erased from the log of SQLite where that could not be done at once.
pub async fn erase_log(context: &Context) {
    if let Err(error) = context.db.start_log_over_if_due().await {
        tracing::warn!(%error, "what was erased stays in the log for another minute");
    }
}

/// The result of a sweep; a failure is logged, and the next sweep tries again.
fn said<T>(what: &str, swept: Result<T, Error>) -> Option<T> {
    swept.inspect_err(|error| tracing::warn!(cause = %error, "old {what} could not be deleted")).ok()
}
