//! Indexes the texts of requests again that an earlier version indexed by other rules.

use std::{sync::Weak, time::Duration};

use crate::{actions::create_request, cache::stamps::Touches, state::Context, store::requests};

/// Requests that are indexed again in one go, and the pause behind: who votes meanwhile hardly waits.
const INDEXED_AT_ONCE: i64 = 20;
const PAUSE: Duration = Duration::from_millis(20);

/// After a failure, or when all are made: a node of an earlier version may make more.
const LATER: Duration = Duration::from_secs(600);

/// Makes the terms of requests that an earlier version indexed, some at a time. What a stop leaves over the next start takes up.
pub async fn run(context: Weak<Context>) {
    loop {
        let Some(context) = context.upgrade() else { return };
        let left = context.db.read(|connection| requests::indexed_before(connection, 1)).await;
        let more = match left {
            Ok(left) if left.is_empty() => Ok(false),
            Ok(_) => {
                context
                    .db
                    .write(Touches::Everything, |connection| {
                        create_request::index_again(connection, INDEXED_AT_ONCE)
                    })
                    .await
            }
            Err(error) => Err(error),
        };
        let pause = match more {
            Ok(true) => PAUSE,
            Ok(false) => LATER,
            Err(error) => {
                tracing::warn!(cause = %error, "old requests could not be indexed again; they are tried later");
                LATER
            }
        };
        drop(context);
        tokio::time::sleep(pause).await;
    }
}
