//! Limits how often batches write to the journal. A thread that counts commands or answers remembers which changes its
//! entries cover: under load it writes some entries a second, which cover the next batches as well. Forgets everything after
//! a transaction that was rolled back, since its entries are gone.

use std::collections::HashMap;

use super::journal::{MAX_NAMED, What, write};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    error::Result,
};

/// Seconds that an entry covers.
const SECONDS: i64 = 1;
/// Entries of one project in that time; after them, one covers the whole project.
const ENTRIES: usize = 20;
/// Maximum number of remembered projects.
const PROJECTS: usize = 10_000;

/// What the journal already covers of things of one kind, by project.
pub struct JournalThrottle<T = id::Request> {
    what: What,
    /// Whether an entry that names things also covers later changes of them. Where listeners get one event per entry, later
    /// changes need another entry.
    lasting: bool,
    projects: HashMap<Id<id::Project>, Coverage<T>>,
}

struct Coverage<T> {
    since: Time,
    entries: usize,
    /// Until when it covers all things.
    all: Time,
    /// Until when it covers these.
    some: HashMap<Id<T>, Time>,
}

impl Default for JournalThrottle {
    /// Of requests, whose entries cover the next second.
    fn default() -> Self {
        Self { what: What::Requests, lasting: true, projects: HashMap::new() }
    }
}

impl JournalThrottle<id::Screen> {
    /// Of screens with new answers. An entry that names them covers only changes up to then.
    pub fn for_answers() -> Self {
        Self { what: What::Answers, lasting: false, projects: HashMap::new() }
    }
}

impl<T> JournalThrottle<T> {
    /// Forgets everything.
    pub fn forget(&mut self) {
        self.projects.clear();
    }

    /// Notes things that a batch changes, where the journal does not cover them yet.
    pub fn note(
        &mut self,
        connection: &mut AnyConnection,
        project: Id<id::Project>,
        moved: impl Iterator<Item = Id<T>>,
        now: Time,
    ) -> Result<()> {
        if self.projects.len() >= PROJECTS && !self.projects.contains_key(&project) {
            self.forget();
        }
        let start = || Coverage { since: now, entries: 0, all: now, some: HashMap::new() };
        let coverage = self.projects.entry(project).or_insert_with(start);
        let Some(fresh) = coverage.lacks(moved, now) else { return Ok(()) };
        let until = now.plus_seconds(SECONDS);
        if coverage.entries >= ENTRIES || fresh.len() > MAX_NAMED {
            write::<T>(connection, project, self.what, None, until)?;
            coverage.all = until;
        } else if self.lasting {
            write(connection, project, self.what, Some(&fresh), until)?;
            coverage.some.extend(fresh.into_iter().map(|thing| (thing, until)));
        } else {
            write(connection, project, self.what, Some(&fresh), now)?;
        }
        coverage.entries += 1;
        Ok(())
    }
}

impl<T> Coverage<T> {
    /// The things that it does not cover; `None` when there are none.
    fn lacks(&mut self, things: impl Iterator<Item = Id<T>>, now: Time) -> Option<Vec<Id<T>>> {
        // A clock that was set back must not extend its coverage.
        let fits = |until: Time| now < until && until <= now.plus_seconds(SECONDS);
        if fits(self.all) {
            return None;
        }
        if now >= self.since.plus_seconds(SECONDS) || now < self.since {
            self.since = now;
            self.entries = 0;
            self.some.retain(|_, until| fits(*until));
        }
        let fresh: Vec<_> =
            things.filter(|thing| !self.some.get(thing).is_some_and(|until| fits(*until))).collect();
        (!fresh.is_empty()).then_some(fresh)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        changes::journal::{self, Entry},
        db::{connection::Address, migrate},
    };

    struct Fixture {
        _folder: tempfile::TempDir,
        connection: AnyConnection,
        covered: JournalThrottle,
        project: Id<id::Project>,
    }

    impl Fixture {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let mut connection = Address::Sqlite(folder.path().join("a.db")).connect().unwrap();
            migrate::run(&mut connection).unwrap();
            let covered = JournalThrottle::default();
            Self { _folder: folder, connection, covered, project: Id::new(Time::from_micros(0)) }
        }

        /// Notes a batch at a time in milliseconds.
        fn batch(&mut self, requests: impl IntoIterator<Item = u128>, at: i64) {
            let requests = requests.into_iter().map(|n| Id::from(uuid::Uuid::from_u128(n)));
            let now = Time::from_micros(at * 1_000);
            self.covered.note(&mut self.connection, self.project, requests, now).unwrap();
        }

        /// The entries so far, the earliest first: how many each names, and until when in milliseconds.
        fn entries(&mut self) -> Vec<(Option<usize>, i64)> {
            let kept =
                journal::since(&mut self.connection, None, Time::from_micros(i64::MIN), 1_000).unwrap();
            let told = |entry: Entry| (entry.named.map(|named| named.len()), entry.until.micros() / 1_000);
            kept.into_iter().rev().map(told).collect()
        }
    }

    #[test]
    fn an_entry_covers_the_next_second() {
        let mut fixture = Fixture::new();
        fixture.batch([1, 2], 0);
        fixture.batch([2], 500);
        fixture.batch([1, 2, 3], 999);
        fixture.batch([1], 1_000);
        assert_eq!(fixture.entries(), [(Some(2), 1_000), (Some(1), 1_999), (Some(1), 2_000)]);
    }

    #[test]
    fn many_changes_are_noted_in_few_entries() {
        let mut fixture = Fixture::new();
        fixture.batch(0..51, 0);
        (0_u32..900).for_each(|at| fixture.batch([at.into()], at.into()));
        assert_eq!(fixture.entries(), [(None, 1_000)]);
        let mut fixture = Fixture::new();
        (0_u32..900).for_each(|at| fixture.batch([at.into()], at.into()));
        let entries = fixture.entries();
        assert_eq!((entries.len(), entries.last()), (21, Some(&(None, 1_020))));
    }

    #[test]
    fn after_a_rolled_back_transaction_everything_is_noted_again() {
        let mut fixture = Fixture::new();
        fixture.batch([1], 0);
        fixture.covered.forget();
        fixture.batch([1], 1);
        fixture.batch([1], -60_000);
        assert_eq!(fixture.entries().len(), 3, "and after the clock was set back");
    }

    #[test]
    fn what_is_old_is_swept_and_nothing_else() {
        let mut fixture = Fixture::new();
        let old = journal::KEPT_SECONDS * 1_000;
        fixture.batch([1], 0);
        fixture.batch([1], old);
        let now = Time::from_micros((old + 2_000) * 1_000);
        assert!(!journal::sweep(&mut fixture.connection, now).unwrap());
        assert_eq!(fixture.entries(), [(Some(1), old + 1_000)]);
    }
}
