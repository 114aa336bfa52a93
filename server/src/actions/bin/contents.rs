//! The document that something in the bin is kept as: its rows by table, and what else belongs to them.
//! Reads and writes no table by itself, but for what a row's neighbours are called now.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::{columns::Document, connection::AnyConnection},
    domain::{bin::Binned, route::Route},
    error::{Code, Error, Result},
    store::{
        bin,
        rows::{self, Row, Table},
        screens, visitors,
    },
};

/// Rows that something may have to be deleted: a transaction that takes longer would keep all others waiting.
pub const MAX_ROWS: usize = 20_000;

/// A vote on behalf of somebody, as the table has it.
const ON_BEHALF: i64 = 2;

/// A screen as the rows name it: it may be gone when they come back, and another one may have its route.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Screen {
    id: Id<id::Screen>,
    number: i32,
    route: String,
    title: Option<String>,
}

/// What something in the bin consists of.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Contents {
    /// Its rows, by table.
    pub rows: BTreeMap<String, Vec<Row>>,
    screens: Vec<Screen>,
    /// The reports that were linked to it.
    pub reports: Vec<Id<id::Report>>,
    /// The proposals that were about it.
    pub proposals: Vec<Id<id::Proposal>>,
}

/// The error for something with more rows than that.
pub fn too_many() -> Error {
    Error::new(
        Code::Conflict,
        "Too many people took part in this to delete it. Decline it, or make it private.",
    )
}

/// What became of a deletion: nothing is wrong where what it did not find is in the bin.
pub fn unless_binned(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    kind: Binned,
    id: Id<id::Deleted>,
    done: Result<()>,
) -> Result<()> {
    match done {
        // Not where the database refused something, after which nothing can be read.
        Err(error) if error.code == Code::NotFound && error.cause.is_none() => {
            if bin::has(connection, project, kind, id)? { Ok(()) } else { Err(error) }
        }
        done => done,
    }
}

/// The value of a column that is an id.
pub fn id_in<T>(row: &Row, column: &str) -> Option<Id<T>> {
    row.get(column).and_then(Value::as_str).and_then(|text| text.parse().ok())
}

/// Whether a row of a place says that the request was made there.
pub fn is_first(row: &Row) -> bool {
    row.get("first").is_some_and(|first| first.as_bool().unwrap_or(first.as_i64() == Some(1)))
}

/// The value of a column that is a number.
pub fn number_in(row: &Row, column: &str) -> Option<i64> {
    row.get(column).and_then(Value::as_i64)
}

impl Contents {
    /// Reads the document of something in the bin.
    pub fn read(document: &Document) -> Result<Self> {
        Self::deserialize(&document.0).map_err(Error::broken)
    }

    /// The document.
    pub fn document(&self) -> Result<Document> {
        serde_json::to_value(self).map(Document).map_err(Error::broken)
    }

    /// Adds the rows of a table that a condition finds; see `store::rows`.
    ///
    /// # Errors
    /// Occurs with 409 when there are too many rows.
    pub fn gather<T: 'static>(
        &mut self,
        connection: &mut AnyConnection,
        table: Table,
        condition: &str,
        key: (Id<id::Project>, Id<T>),
    ) -> Result<()> {
        let left = MAX_ROWS - self.rows.values().map(Vec::len).sum::<usize>();
        let found = rows::read(connection, table, condition, key, left)?;
        if found.len() > left {
            return Err(too_many());
        }
        self.rows.insert(table.name.to_owned(), found);
        Ok(())
    }

    /// The rows of a table.
    pub fn of(&self, table: &str) -> &[Row] {
        self.rows.get(table).map(Vec::as_slice).unwrap_or_default()
    }

    /// Takes the rows of a table out.
    pub fn take(&mut self, table: &str) -> Vec<Row> {
        self.rows.remove(table).unwrap_or_default()
    }

    /// Keeps the notes on votes that are there and were cast on behalf of somebody.
    pub fn retain_notes(&mut self) {
        let votes = self.of("votes").iter().filter(|row| number_in(row, "kind") == Some(ON_BEHALF));
        let voters: HashSet<i64> = votes.filter_map(|row| number_in(row, "visitor")).collect();
        self.retain("on_behalf_notes", |row| {
            number_in(row, "visitor").is_some_and(|voter| voters.contains(&voter))
        });
    }

    /// Keeps the rows of a table that pass.
    pub fn retain(&mut self, table: &str, keep: impl FnMut(&Row) -> bool) {
        if let Some(rows) = self.rows.get_mut(table) {
            rows.retain(keep);
        }
    }

    /// The visitors that the rows name, by their ids, with their numbers; those that are there.
    pub fn visitors(
        &self,
        connection: &mut AnyConnection,
        project: Id<id::Project>,
    ) -> Result<HashMap<Id<id::Visitor>, i64>> {
        let all = || self.rows.values().flatten();
        let ids: BTreeSet<Id<id::Visitor>> = all().filter_map(|row| id_in(row, "visitor_id")).collect();
        let numbers: BTreeSet<i64> =
            self.of("votes").iter().filter_map(|row| number_in(row, "visitor")).collect();
        visitors::numbered(
            connection,
            project,
            &ids.into_iter().collect::<Vec<_>>(),
            &numbers.into_iter().collect::<Vec<_>>(),
        )
    }

    /// Notes which screens the rows name.
    pub fn note_screens(&mut self, connection: &mut AnyConnection, project: Id<id::Project>) -> Result<()> {
        let numbers: BTreeSet<i32> =
            self.of("votes").iter().filter_map(|row| i32::try_from(number_in(row, "screen")?).ok()).collect();
        let numbers: Vec<_> = numbers.into_iter().collect();
        let named = screens::by_numbers(connection, project, &numbers)?;
        let mut ids: BTreeSet<Id<id::Screen>> = named.into_iter().map(|(_, id)| id).collect();
        ids.extend(self.rows.values().flatten().filter_map(|row| id_in::<id::Screen>(row, "screen_id")));
        for screen in screens::by_ids(connection, project, &ids.into_iter().collect::<Vec<_>>())? {
            let number = screens::number(connection, project, screen.id)?;
            let (id, route, title) = (screen.id, screen.route, screen.title);
            self.screens.push(Screen { id, number, route, title });
        }
        Ok(())
    }

    /// Names the screens by what they are called now. One that is gone is made again by its route.
    pub fn find_screens(
        &mut self,
        connection: &mut AnyConnection,
        project: Id<id::Project>,
        now: Time,
    ) -> Result<()> {
        let ids: Vec<_> = self.screens.iter().map(|screen| screen.id).collect();
        let known: BTreeSet<_> =
            screens::by_ids(connection, project, &ids)?.into_iter().map(|screen| screen.id).collect();
        let (mut renamed, mut renumbered) = (HashMap::new(), HashMap::new());
        // In the order in which everybody makes and locks them.
        let mut gone: Vec<_> = self.screens.iter().filter(|screen| !known.contains(&screen.id)).collect();
        gone.sort_by(|one, other| one.route.cmp(&other.route));
        for screen in gone {
            let Ok(route) = Route::parse(&screen.route) else { continue };
            let id = screens::ensure(connection, project, &route, screen.title.as_deref(), now)?;
            renamed.insert(screen.id.to_string(), id.to_string());
            renumbered.insert(i64::from(screen.number), screens::number(connection, project, id)?);
        }
        for row in self.rows.values_mut().flatten() {
            if let Some(to) = row.get("screen_id").and_then(Value::as_str).and_then(|id| renamed.get(id)) {
                row.insert("screen_id".to_owned(), Value::from(to.as_str()));
            }
            if let Some(to) = number_in(row, "screen").and_then(|number| renumbered.get(&number)) {
                row.insert("screen".to_owned(), Value::from(*to));
            }
        }
        self.join_places();
        Ok(())
    }

    /// Keeps one place for a screen and object, where screens were merged since; the first one before others. Counts come later.
    fn join_places(&mut self) {
        let Some(places) = self.rows.get_mut("places") else { return };
        places.sort_by_key(|row| !is_first(row));
        let mut seen = HashSet::new();
        places.retain(|row| {
            let key = ["screen_id", "object_key"].map(|column| row.get(column).cloned().unwrap_or_default());
            seen.insert(Value::from_iter(key).to_string())
        });
    }
}
