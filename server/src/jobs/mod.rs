//! Every task that runs in the background, and what starts it. Each ends when the `Context` is dropped, and logs failures.

pub mod close_proposals;
pub mod end_streams;
mod journal_poller;
mod merge_by_pattern;
pub mod metrics;
mod presence;
pub mod publish;
pub mod rank_day;
mod reindex;
mod remote_changes;
mod rerank;
mod session_watcher;
pub mod sweep;
pub mod wake;

use std::sync::Arc;

use crate::state::Context;

/// Starts the tasks that responses depend on; `main.rs` starts the others.
pub fn start(context: &Arc<Context>) {
    let state = || Arc::downgrade(context);
    tokio::spawn(remote_changes::follow(context.nodes.subscribe(), state()));
    tokio::spawn(journal_poller::run(state()));
    tokio::spawn(session_watcher::run(state()));
    tokio::spawn(presence::run(state()));
    tokio::spawn(reindex::run(state()));
    tokio::spawn(rerank::run(state()));
    tokio::spawn(merge_by_pattern::run(state()));
    tokio::spawn(rank_day::run(state()));
    tokio::spawn(wake::run(state()));
    tokio::spawn(publish::run(state()));
    tokio::spawn(close_proposals::run(state()));
}
