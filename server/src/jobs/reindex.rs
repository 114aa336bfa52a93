//! Indexes the texts of requests again that an earlier version indexed by other rules, or by those of another language.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::time::timeout;

use crate::{
    actions::create_request,
    cache::stamps::Touches,
    error::Result,
    state::Context,
    store::{projects, requests},
};

/// Requests that are indexed again in one go, and the pause after it: votes hardly wait for it.
const INDEXED_AT_ONCE: i64 = 20;
const PAUSE: Duration = Duration::from_millis(20);

/// The pause after a failure, or when all are indexed: a node of an earlier version may create more, and one that was killed may
/// have left some.
const LATER: Duration = Duration::from_secs(600);

/// Indexes what is to be indexed again, some at a time. The next start continues where this one stopped.
pub async fn run(context: Weak<Context>) {
    let Some(wake) = context.upgrade().map(|context| Arc::clone(&context.index_again)) else { return };
    loop {
        let Some(context) = context.upgrade() else { return };
        let more = round(&context).await;
        drop(context);
        match more {
            Ok(true) => tokio::time::sleep(PAUSE).await,
            Ok(false) => drop(timeout(LATER, wake.notified()).await),
            Err(error) => {
                tracing::warn!(cause = %error, "requests could not be indexed again; they are tried later");
                tokio::time::sleep(LATER).await;
            }
        }
    }
}

/// Indexes some; returns whether there may be more.
async fn round(context: &Context) -> Result<bool> {
    let (old, foreign) = context
        .db
        .read(|connection| {
            let old = !requests::indexed_before(connection, 1)?.is_empty();
            Ok((old, projects::in_new_language(connection)?.is_some()))
        })
        .await?;
    if old {
        let some = |connection: &mut _| create_request::index_again(connection, INDEXED_AT_ONCE);
        return Ok(context.db.write(Touches::Everything, some).await? || foreign);
    }
    if foreign {
        let some = |connection: &mut _| create_request::index_in_new_language(connection, INDEXED_AT_ONCE);
        return context.db.write(Touches::Everything, some).await;
    }
    Ok(false)
}
