//! The origins and sightings tables: where the widget may write from, and where the tag has been seen.

use diesel::prelude::*;

use super::{
    connection::{AnyConnection, each},
    schema::{origins, sightings},
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    domain::origin::Origin,
    error::Result,
};

/// An origin on the allow-list.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = origins)]
pub struct Allowed {
    /// The tenant.
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
pub fn of_project(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<Allowed>> {
    let rows = origins::table
        .filter(origins::project_id.eq(project))
        .order(origins::origin.asc())
        .select(Allowed::as_select())
        .load(connection)?;
    Ok(rows)
}

/// Takes an origin off the list; false when it was not on it.
pub fn disallow(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::AllowedOrigin>,
) -> Result<bool> {
    Ok(diesel::delete(origins::table.find((project, id))).execute(connection)? == 1)
}

/// Notes that the tag was seen on an origin.
pub fn saw(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    origin: &Origin,
    now: Time,
) -> Result<()> {
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
    Ok(())
}

/// Where the tag has been seen, latest first: origin, first time, last time.
pub fn seen(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    limit: i64,
) -> Result<Vec<(String, Time, Time)>> {
    let rows = sightings::table
        .filter(sightings::project_id.eq(project))
        .order(sightings::last_seen_at.desc())
        .limit(limit)
        .select((sightings::origin, sightings::first_seen_at, sightings::last_seen_at))
        .load(connection)?;
    Ok(rows)
}
