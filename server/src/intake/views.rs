//! Screen views on their way in: counted by screen, object and day, and nothing else. Whatever queued up while the last
//! batch was committed is the next one. Knows no visitor, so none can be kept.

use std::{collections::BTreeMap, sync::Arc};

use super::{answers::counters::CounterDeltas, batching::Batch};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::route::Route,
    error::{Error, Result},
    store::{projects::Project, screen_names},
};

/// A view of a screen by somebody who agreed.
#[derive(Clone, Debug)]
pub struct View {
    /// The tenant, which counts views.
    pub project: Arc<Project>,
    /// The screen, which is created if it was never named.
    pub route: Route,
    /// The page's title; `None` leaves it as it is.
    pub title: Option<String>,
    /// The object; empty for none.
    pub object_key: String,
    /// When; the day of it is kept.
    pub at: Time,
}

/// The batches of views, which remember nothing.
pub struct Viewing;

impl Batch for Viewing {
    type Item = View;
    type Outcome = ();
    const KIND: &'static str = "views";

    fn write(&mut self, connection: &mut AnyConnection, items: &[&View]) -> Result<Vec<Result<()>>> {
        let mut projects: BTreeMap<Id<id::Project>, Vec<&View>> = BTreeMap::new();
        for view in items {
            projects.entry(view.project.id).or_default().push(view);
        }
        for (project, views) in projects {
            let named = views.iter().map(|view| (&view.route, view.title.as_deref(), view.at));
            let screens = screen_names::resolve(connection, project, named)?;
            let mut deltas = CounterDeltas::default();
            for view in views {
                let (screen, _) = screens.get(&view.route).ok_or_else(Error::not_found)?;
                deltas.view(*screen, &view.object_key, view.at);
            }
            deltas.flush(connection, project)?;
        }
        Ok(items.iter().map(|_| Ok(())).collect())
    }

    fn forget(&mut self) {}
}
