//! Indexes the texts of requests again that an earlier version indexed by other rules.

use std::{sync::Weak, time::Duration};

use crate::{actions::create_request, cache::stamps::Touches, state::Context, store::requests};

/// Requests that are indexed again in one go, and the pause after it: votes hardly wait for it.
const INDEXED_AT_ONCE: i64 = 20;
const PAUSE: Duration = Duration::from_millis(20);

/// The pause after a failure, or when all are indexed: a node of an earlier version may create more.
const LATER: Duration = Duration::from_secs(600);

/// Indexes the requests that an earlier version indexed, some at a time. The next start continues where this one stopped.
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
