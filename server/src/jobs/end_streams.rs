//! Ends the event streams when the program is told to end.

use std::sync::Weak;

use crate::state::Context;

/// Ends the event streams once the program is told to end: the server waits for what is under way, and they never are done.
pub async fn run(context: Weak<Context>) {
    let told = async {
        #[cfg(unix)]
        if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            terminate.recv().await;
            return;
        }
        // Fails where there are no signals; then there is none to wait for.
        let _ = tokio::signal::ctrl_c().await;
    };
    told.await;
    if let Some(context) = context.upgrade() {
        context.live.end();
    }
}
