//! Forgets what this node remembers of what was changed on another node.

use std::sync::Weak;

use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::{nodes::event::Event, state::Context};

/// Forgets what was changed on another node, until the context is dropped.
pub async fn follow(mut events: Receiver<Event>, context: Weak<Context>) {
    loop {
        match events.recv().await {
            Ok(Event::Settings { .. } | Event::Anything) | Err(RecvError::Lagged(_)) => {
                let Some(context) = context.upgrade() else { return };
                context.forget_tenants();
                context.db.changes().all_changed();
            }
            Ok(Event::Requests { project, .. }) => {
                let Some(context) = context.upgrade() else { return };
                context.db.changes().project_changed(project);
            }
            // Nothing of them is kept.
            Ok(Event::Answers { .. } | Event::Reports { .. }) => {}
            Err(RecvError::Closed) => return,
        }
    }
}
