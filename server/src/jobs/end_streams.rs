//! Ends the event streams at shutdown.

use std::sync::Weak;

use crate::state::Context;

/// Ends the event streams at shutdown: the server waits for open requests, and streams never end by themselves.
pub async fn run(context: Weak<Context>) {
    let signalled = async {
        #[cfg(unix)]
        if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            terminate.recv().await;
            return;
        }
        // Fails where there are no signals; then there is none to wait for.
        let _ = tokio::signal::ctrl_c().await;
    };
    signalled.await;
    if let Some(context) = context.upgrade() {
        context.live.end();
    }
}
