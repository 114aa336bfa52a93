//! The origins and sightings tables: where the widget may write from, and where the tag has been seen.

use diesel::prelude::*;

use super::schema::{origins, sightings};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::origin::Origin,
    error::Result,
};

/// An origin on the allow-list.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = origins)]
pub struct Allowed {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the entry.
    pub id: Id<id::AllowedOrigin>,
    /// `scheme://host[:port]`.
    pub origin: String,
    /// When it was allowed.
    pub created_at: Time,
}

/// Allows an origin; one that is allowed already is answered as it is.
pub fn allow(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    origin: &Origin,
    now: Time,
) -> Result<Allowed> {
    let fresh = Allowed {
        project_id: project,
        id: Id::new(now),
        origin: origin.as_str().to_owned(),
        created_at: now,
    };
    each!(connection, inner => diesel::insert_into(origins::table)
        .values(&fresh)
        .on_conflict((origins::project_id, origins::origin))
        .do_nothing()
        .execute(inner))?;
    let row = origins::table
        .filter(origins::project_id.eq(project))
        .filter(origins::origin.eq(origin.as_str()))
        .select(Allowed::as_select())
        .first(connection)?;
    Ok(row)
}

/// The allow-list of a project.
pub fn for_project(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<Allowed>> {
    let rows = origins::table
        .filter(origins::project_id.eq(project))
        .order(origins::origin.asc())
        .select(Allowed::as_select())
        .load(connection)?;
    Ok(rows)
}

/// Removes an origin from the list; false when it was not on it.
pub fn disallow(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::AllowedOrigin>,
) -> Result<bool> {
    Ok(diesel::delete(origins::table.find((project, id))).execute(connection)? == 1)
}

/// Origins off the allow-list that are kept of a project: anybody can name any.
pub const MAX_UNLISTED: i64 = 20;
/// Seconds for which one of those keeps its place against others.
const PLACE_SECONDS: i64 = 86_400;
/// Seconds after which an origin that was not seen any more is forgotten.
const KEPT_SECONDS: i64 = 90 * 86_400;

/// Notes that the tag was seen on an origin. One that is not `listed` finds a place among a few, or none. Returns whether it
/// was not known before.
pub fn saw(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    origin: &Origin,
    listed: &[String],
    now: Time,
) -> Result<bool> {
    let row = sightings::table.find((project, origin.as_str()));
    if diesel::update(row).set(sightings::last_seen_at.eq(now)).execute(connection)? == 1 {
        return Ok(false);
    }
    if !listed.iter().any(|listed| listed == origin.as_str()) && !make_room(connection, project, listed, now)?
    {
        return Ok(false);
    }
    let values = (
        sightings::project_id.eq(project),
        sightings::origin.eq(origin.as_str()),
        sightings::first_seen_at.eq(now),
        sightings::last_seen_at.eq(now),
    );
    each!(connection, inner => diesel::insert_into(sightings::table)
        .values(&values)
        .on_conflict((sightings::project_id, sightings::origin))
        .do_update()
        .set(sightings::last_seen_at.eq(now))
        .execute(inner))?;
    Ok(true)
}

/// Whether there is room for one more origin that is not listed; the one that was not seen for longest makes it.
fn make_room(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    listed: &[String],
    now: Time,
) -> Result<bool> {
    let kept: Vec<(String, Time)> = sightings::table
        .filter(sightings::project_id.eq(project))
        .filter(sightings::origin.ne_all(listed))
        .order((sightings::last_seen_at.desc(), sightings::origin.asc()))
        .limit(MAX_UNLISTED)
        .select((sightings::origin, sightings::last_seen_at))
        .load(connection)?;
    if i64::try_from(kept.len()).is_ok_and(|n| n < MAX_UNLISTED) {
        return Ok(true);
    }
    match kept.into_iter().next_back().filter(|(_, seen)| seen.plus_seconds(PLACE_SECONDS) < now) {
        Some((oldest, _)) => {
            diesel::delete(sightings::table.find((project, oldest))).execute(connection)?;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// Where the tag has been seen, the listed places and as many others as are kept, latest first: origin, first time, last
/// time.
pub fn seen(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    listed: &[String],
) -> Result<Vec<(String, Time, Time)>> {
    let columns = (sightings::origin, sightings::first_seen_at, sightings::last_seen_at);
    let of_project = sightings::table.filter(sightings::project_id.eq(project));
    let mut rows: Vec<(String, Time, Time)> =
        of_project.filter(sightings::origin.eq_any(listed)).select(columns).load(connection)?;
    rows.extend(
        of_project
            .filter(sightings::origin.ne_all(listed))
            .order(sightings::last_seen_at.desc())
            .limit(MAX_UNLISTED)
            .select(columns)
            .load::<(String, Time, Time)>(connection)?,
    );
    rows.sort_by(|one, other| other.2.cmp(&one.2).then_with(|| one.0.cmp(&other.0)));
    Ok(rows)
}

/// Forgets the origins on which the tag was not seen for long; returns how many.
pub fn sweep(connection: &mut AnyConnection, now: Time) -> Result<usize> {
    let stale = now.plus_seconds(-KEPT_SECONDS);
    Ok(diesel::delete(sightings::table.filter(sightings::last_seen_at.lt(stale))).execute(connection)?)
}
