//! Numbers that grow with every change of a project's data, so that a reader knows whether a response misses any.
//! Does not say what changed, and knows of other nodes only what they publish.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::RwLock;

use crate::base::id::{self, Id};

/// What a write changes of what responses are cached from and event streams report: requests, votes, answers, reports, screens.
#[derive(Clone, Copy, Debug)]
pub enum Touches {
    /// Nothing of that: it writes sessions, keys, or that something was seen or used.
    Nothing,
    /// What belongs to one project.
    Project(Id<id::Project>),
    /// What may belong to any project.
    Everything,
}

/// The counts of changes.
#[derive(Default)]
pub struct Changes {
    of_all: AtomicU64,
    /// Those made on this node.
    own: AtomicU64,
    of_one: RwLock<HashMap<Id<id::Project>, Arc<AtomicU64>>>,
}

impl Changes {
    /// The number of changes that a project may have seen; it never falls.
    pub fn stamp(&self, project: Id<id::Project>) -> u64 {
        let own = self.of_one.read();
        let own = own.get(&project).map_or(0, |count| count.load(Ordering::SeqCst));
        own + self.of_all.load(Ordering::SeqCst)
    }

    /// The number of changes made on this node.
    pub fn own(&self) -> u64 {
        self.own.load(Ordering::SeqCst)
    }

    /// Notes what a write on this node touched.
    pub fn note(&self, touches: Touches) {
        match touches {
            Touches::Nothing => return,
            Touches::Project(project) => self.project_changed(project),
            Touches::Everything => self.all_changed(),
        }
        self.own.fetch_add(1, Ordering::SeqCst);
    }

    /// Notes a change of one project, made on another node.
    pub fn project_changed(&self, project: Id<id::Project>) {
        let known = self.of_one.read().get(&project).map(Arc::clone);
        let count = known.unwrap_or_else(|| {
            let mut counts = self.of_one.write();
            Arc::clone(counts.entry(project).or_default())
        });
        count.fetch_add(1, Ordering::SeqCst);
    }

    /// Notes a change that may be anybody's, made on another node.
    pub fn all_changed(&self) {
        self.of_all.fetch_add(1, Ordering::SeqCst);
    }
}
