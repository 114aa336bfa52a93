//! What the public boards need to know of projects, screens and tags: nothing that no public request has.
//! Does not say who may read a board.

use diesel::{dsl::exists, prelude::*};

use super::{
    deleted_projects::deleted,
    projects::Project,
    schema::{places, projects, requests, screens, tags},
};
use crate::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    domain::{board::Board, facet::Facet, status::Status},
    error::Result,
};

/// Whether another project's board has a host name.
pub fn is_host_taken(connection: &mut AnyConnection, own: Id<id::Project>, host: &str) -> Result<bool> {
    let other = projects::table.filter(projects::board_host.eq(host)).filter(projects::id.ne(own));
    Ok(diesel::select(exists(other)).get_result(connection)?)
}

/// The host names of boards, with the names of the boards in addresses.
pub fn hosts(connection: &mut AnyConnection) -> Result<Vec<(String, String)>> {
    let rows = projects::table
        .filter(projects::board_host.is_not_null())
        .filter(projects::board.ne(Board::Off))
        .filter(projects::id.ne_all(deleted!()))
        .select((projects::board_host.assume_not_null(), projects::slug));
    Ok(rows.load(connection)?)
}

/// The boards that everybody may read and search engines may list, oldest first.
pub fn indexed(connection: &mut AnyConnection, most: i64) -> Result<Vec<Project>> {
    let rows = projects::table
        .filter(projects::board.eq(Board::Public))
        .filter(projects::board_indexed.eq(true))
        .filter(projects::id.ne_all(deleted!()))
        .order(projects::id.asc())
        .limit(most)
        .select(Project::as_select());
    Ok(rows.load(connection)?)
}

/// The numbers of the facets of what visitors see.
fn public() -> Vec<i16> {
    Facet::all().filter(|facet| facet.public && facet.status != Status::Merged).map(Facet::code).collect()
}

/// Screens that public requests are tied to, by route, with their titles.
pub fn screens(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    most: i64,
) -> Result<Vec<(String, Option<String>)>> {
    let asked = places::table
        .inner_join(
            requests::table
                .on(requests::project_id.eq(places::project_id).and(requests::number.eq(places::request))),
        )
        .filter(places::project_id.eq(screens::project_id))
        .filter(places::screen_id.eq(screens::id))
        .filter(requests::facet.eq_any(public()));
    let rows = screens::table
        .filter(screens::project_id.eq(project))
        .filter(exists(asked))
        .order(screens::route.asc())
        .limit(most)
        .select((screens::route, screens::title));
    Ok(rows.load(connection)?)
}

/// Tags of public requests, in the order of the alphabet.
pub fn tags(connection: &mut AnyConnection, project: Id<id::Project>, most: i64) -> Result<Vec<String>> {
    let rows = tags::table
        .inner_join(
            requests::table
                .on(requests::project_id.eq(tags::project_id).and(requests::id.eq(tags::request_id))),
        )
        .filter(tags::project_id.eq(project))
        .filter(requests::facet.eq_any(public()))
        .group_by(tags::tag)
        .order(tags::tag.asc())
        .limit(most)
        .select(tags::tag);
    Ok(rows.load(connection)?)
}

/// Merges that are followed to find the request that stands for a family.
const MAX_MERGES: usize = 16;

/// The number of the request that stands for a merged one; the same number where it is not merged.
pub fn standing_for(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    number: i64,
) -> Result<Option<i64>> {
    let mut number = number;
    for _ in 0..MAX_MERGES {
        let row = requests::table
            .filter(requests::project_id.eq(project))
            .filter(requests::number.eq(number))
            .select((requests::public, requests::merged_into));
        match row.first::<(bool, Option<i64>)>(connection).optional()? {
            Some((true, Some(into))) => number = into,
            Some((true, None)) => return Ok(Some(number)),
            Some((false, _)) | None => return Ok(None),
        }
    }
    Ok(None)
}

/// Public requests for a list of addresses: their numbers, titles and times, the latest first.
pub fn addresses(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    most: i64,
) -> Result<Vec<(i64, String, crate::base::time::Time)>> {
    let rows = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::facet.eq_any(public()))
        .order((requests::created_at.desc(), requests::id.desc()))
        .limit(most)
        .select((requests::number, requests::title, requests::updated_at));
    Ok(rows.load(connection)?)
}
