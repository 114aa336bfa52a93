//! What has been done of the first steps of a project, read from the facts themselves: nothing is ticked by hand.
//! Each fact is the existence of a row, found by the beginning of a primary key; nothing is counted.

use diesel::{dsl::exists, prelude::*, select};

use super::schema::{answers, decisions, invites, origins, pictures, roles, sightings};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::picture::PictureKind,
    error::Result,
};

/// Members that a team has at least.
const TEAM: usize = 2;

/// What has been done.
#[derive(Clone, Copy, Debug)]
pub struct Done {
    /// The tag was seen on an allowed origin. The server's own demo is none.
    pub tag: bool,
    /// Somebody answered "Was this helpful?".
    pub answer: bool,
    /// A request was decided on.
    pub decision: bool,
    /// Somebody is invited and has not accepted yet.
    pub invited: bool,
    /// The project has a second member.
    pub team: bool,
    /// The board has a logo.
    pub logo: bool,
}

/// Reads what has been done in a project.
pub fn done(connection: &mut AnyConnection, project: Id<id::Project>, now: Time) -> Result<Done> {
    let allowed = origins::table
        .filter(origins::project_id.eq(sightings::project_id))
        .filter(origins::origin.eq(sightings::origin));
    let seen = sightings::table.filter(sightings::project_id.eq(project)).filter(exists(allowed));
    let answered = answers::table.filter(answers::project_id.eq(project));
    let decided = decisions::table.filter(decisions::project_id.eq(project));
    let open = invites::table.filter(invites::project_id.eq(project)).filter(invites::expires_at.gt(now));
    let members: Vec<Id<id::Member>> = roles::table
        .filter(roles::project_id.eq(project))
        .select(roles::member_id)
        .limit(TEAM as i64)
        .load(connection)?;
    let logo = pictures::table.find((project, PictureKind::Logo));
    Ok(Done {
        tag: select(exists(seen)).get_result(connection)?,
        answer: select(exists(answered)).get_result(connection)?,
        decision: select(exists(decided)).get_result(connection)?,
        invited: select(exists(open)).get_result(connection)?,
        team: members.len() >= TEAM,
        logo: select(exists(logo)).get_result(connection)?,
    })
}
