//! The pattern_merges table: of each pattern, up to which route the screens that belong to it are merged.
//! Merges none: `map_screens` does.

use diesel::prelude::*;

use super::schema::pattern_merges;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    error::Result,
};

/// A pattern of a project.
pub type Key = (Id<id::Project>, Id<id::ScreenPattern>);

/// What is left of merging the screens of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Insertable, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = pattern_merges, primary_key(project_id, pattern_id))]
pub struct Left {
    /// The project.
    pub project_id: Id<id::Project>,
    /// The pattern.
    pub pattern_id: Id<id::ScreenPattern>,
    /// The screens that there were to merge when it was kept.
    pub found: i64,
    /// Those that are merged.
    pub merged: i64,
    /// The route up to which this pass has looked.
    pub after: String,
    /// Whether this pass merged any, or is the first: then another one follows, for screens that were made meanwhile.
    pub moved: bool,
    /// When it goes on.
    pub due_at: Time,
}

/// Begins.
pub fn begin(connection: &mut AnyConnection, left: &Left) -> Result<()> {
    each!(connection, inner => diesel::insert_into(pattern_merges::table).values(left).execute(inner))?;
    Ok(())
}

/// What is left of one; `None` where nothing is.
pub fn find(connection: &mut AnyConnection, key: Key) -> Result<Option<Left>> {
    let row = pattern_merges::table.find(key).select(Left::as_select());
    Ok(row.first(connection).optional()?)
}

/// What is left in a project.
pub fn of_project(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<Left>> {
    let rows = pattern_merges::table.filter(pattern_merges::project_id.eq(project)).select(Left::as_select());
    Ok(rows.load(connection)?)
}

/// Notes how far it is.
pub fn note(connection: &mut AnyConnection, left: &Left) -> Result<()> {
    let row = pattern_merges::table.find((left.project_id, left.pattern_id));
    diesel::update(row).set(left).execute(connection)?;
    Ok(())
}

/// Notes that it is done.
pub fn end(connection: &mut AnyConnection, key: Key) -> Result<()> {
    diesel::delete(pattern_merges::table.find(key)).execute(connection)?;
    Ok(())
}

/// Lets one wait, so that others are not held up by what goes wrong with it.
pub fn postpone(connection: &mut AnyConnection, key: Key, until: Time) -> Result<()> {
    let row = pattern_merges::table.find(key);
    diesel::update(row).set(pattern_merges::due_at.eq(until)).execute(connection)?;
    Ok(())
}

/// The pattern whose turn it is, and from when on.
pub fn next(connection: &mut AnyConnection) -> Result<Option<(Key, Time)>> {
    let next = pattern_merges::table
        .order((
            pattern_merges::due_at.asc(),
            pattern_merges::project_id.asc(),
            pattern_merges::pattern_id.asc(),
        ))
        .select(((pattern_merges::project_id, pattern_merges::pattern_id), pattern_merges::due_at))
        .first(connection)
        .optional()?;
    Ok(next)
}
