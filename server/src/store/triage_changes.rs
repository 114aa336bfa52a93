//! What members did in the triage, with what was there before. Knows how to keep and find it; undoing is `actions::undo`'s.

use diesel::prelude::*;

use super::schema::{triage_changed, triage_changes};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::{
        columns::Document,
        connection::{AnyConnection, each},
    },
    error::Result,
};

/// Seconds within which a change can be undone.
pub const KEPT_SECONDS: i64 = 86_400;

/// Rows that one statement deletes.
const SWEPT_AT_ONCE: i64 = 500;

/// A change of one request or several.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = triage_changes)]
#[diesel(treat_none_as_default_value = false)]
pub struct Change {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the change.
    pub id: Id<id::TriageChange>,
    /// Who made it.
    pub actor: String,
    /// When it was made.
    pub made_at: Time,
}

/// What a change did to one request.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = triage_changed)]
#[diesel(treat_none_as_default_value = false)]
pub struct Changed {
    /// The project.
    pub project_id: Id<id::Project>,
    /// The change.
    pub change_id: Id<id::TriageChange>,
    /// The request.
    pub request_id: Id<id::Request>,
    /// Its version before.
    pub version_before: i64,
    /// Its version after, or after everything later was undone.
    pub version_after: i64,
    /// What it was before, as JSON.
    pub before: Document,
    /// When it was undone.
    pub undone_at: Option<Time>,
}

/// Keeps a change of these requests.
pub fn insert(connection: &mut AnyConnection, change: &Change, changed: &[Changed]) -> Result<()> {
    each!(connection, inner => diesel::insert_into(triage_changes::table).values(change).execute(inner))?;
    each!(connection, inner => diesel::insert_into(triage_changed::table).values(changed).execute(inner))?;
    Ok(())
}

/// What a change did, by request.
pub fn changed(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    change: Id<id::TriageChange>,
) -> Result<Vec<Changed>> {
    let rows = triage_changed::table
        .filter(triage_changed::project_id.eq(project))
        .filter(triage_changed::change_id.eq(change))
        .select(Changed::as_select())
        .load(connection)?;
    Ok(rows)
}

/// Marks a change as undone for this request, which has the version `version` now: it is as it was before the change, so that
/// the change before that one can be undone too.
pub fn undone(connection: &mut AnyConnection, changed: &Changed, version: i64, at: Time) -> Result<()> {
    let row = triage_changed::table.find((changed.project_id, changed.change_id, changed.request_id));
    diesel::update(row).set(triage_changed::undone_at.eq(at)).execute(connection)?;
    let before = triage_changed::table
        .filter(triage_changed::project_id.eq(changed.project_id))
        .filter(triage_changed::request_id.eq(changed.request_id))
        .filter(triage_changed::version_after.eq(changed.version_before));
    diesel::update(before).set(triage_changed::version_after.eq(version)).execute(connection)?;
    Ok(())
}

/// The change with this id.
pub fn by_id(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::TriageChange>,
) -> Result<Change> {
    Ok(triage_changes::table.find((project, id)).select(Change::as_select()).first(connection)?)
}

/// Those of some changes that are kept.
pub fn among(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::TriageChange>],
) -> Result<Vec<Id<id::TriageChange>>> {
    let rows = triage_changes::table
        .filter(triage_changes::project_id.eq(project))
        .filter(triage_changes::id.eq_any(ids))
        .select(triage_changes::id);
    Ok(rows.load(connection)?)
}

/// Deletes changes that can't be undone any more; true where there may be more.
pub fn sweep(connection: &mut AnyConnection, now: Time) -> Result<bool> {
    let old = triage_changes::table
        .filter(triage_changes::made_at.lt(now.plus_seconds(-KEPT_SECONDS)))
        .order(triage_changes::made_at.asc())
        .limit(SWEPT_AT_ONCE)
        .select(triage_changes::id);
    let ids: Vec<Id<id::TriageChange>> = old.load(connection)?;
    let old = triage_changes::table.filter(triage_changes::id.eq_any(&ids));
    let deleted = diesel::delete(old).execute(connection)?;
    Ok(i64::try_from(deleted).is_ok_and(|n| n >= SWEPT_AT_ONCE))
}
