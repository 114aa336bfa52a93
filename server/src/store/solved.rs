//! The solved_answers table: what those who asked for a request say to "Is it solved?", one answer a visitor and shipping.
//! Decides nothing; `actions::solved` does.

use diesel::{dsl::count_star, prelude::*};

use super::schema::solved_answers;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::news::Solved,
    error::Result,
};

/// An answer.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = solved_answers)]
pub struct Answer {
    /// The project.
    pub project_id: Id<id::Project>,
    /// The request.
    pub request_id: Id<id::Request>,
    /// The version of the decision that shipped it.
    pub version: i64,
    /// Who answered.
    pub visitor_id: Id<id::Visitor>,
    /// The answer.
    pub answer: Solved,
    /// Why; empty for no reason.
    pub reason: String,
    /// When.
    pub answered_at: Time,
}

/// How many gave each answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Yes.
    pub yes: i64,
    /// Partly.
    pub partly: i64,
    /// No.
    pub no: i64,
}

impl Counts {
    /// All answers.
    pub fn all(self) -> i64 {
        self.yes + self.partly + self.no
    }
}

/// Keeps an answer; a later one of the same visitor replaces it.
pub fn put(connection: &mut AnyConnection, answer: &Answer) -> Result<()> {
    use diesel::upsert::excluded;
    each!(connection, inner => diesel::insert_into(solved_answers::table)
        .values(answer)
        .on_conflict((
            solved_answers::project_id,
            solved_answers::request_id,
            solved_answers::version,
            solved_answers::visitor_id,
        ))
        .do_update()
        .set((
            solved_answers::answer.eq(excluded(solved_answers::answer)),
            solved_answers::reason.eq(excluded(solved_answers::reason)),
            solved_answers::answered_at.eq(excluded(solved_answers::answered_at)),
        ))
        .execute(inner))?;
    Ok(())
}

/// How many gave each answer since a version of the decision.
pub fn counts(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    version: i64,
) -> Result<Counts> {
    let rows: Vec<(Solved, i64)> = solved_answers::table
        .filter(solved_answers::project_id.eq(project))
        .filter(solved_answers::request_id.eq(request))
        .filter(solved_answers::version.eq(version))
        .group_by(solved_answers::answer)
        .select((solved_answers::answer, count_star()))
        .load(connection)?;
    let of = |wanted| rows.iter().find(|(answer, _)| *answer == wanted).map_or(0, |(_, n)| *n);
    Ok(Counts { yes: of(Solved::Yes), partly: of(Solved::Partly), no: of(Solved::No) })
}

/// The latest answers with a reason, newest first.
pub fn reasons(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    version: i64,
    limit: i64,
) -> Result<Vec<Answer>> {
    let rows = solved_answers::table
        .filter(solved_answers::project_id.eq(project))
        .filter(solved_answers::request_id.eq(request))
        .filter(solved_answers::version.eq(version))
        .filter(solved_answers::reason.ne(""))
        .order(solved_answers::answered_at.desc())
        .limit(limit)
        .select(Answer::as_select())
        .load(connection)?;
    Ok(rows)
}

/// What a visitor answered, by request and version.
pub fn of_visitor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<Vec<Answer>> {
    let rows = solved_answers::table
        .filter(solved_answers::project_id.eq(project))
        .filter(solved_answers::visitor_id.eq(visitor))
        .select(Answer::as_select())
        .load(connection)?;
    Ok(rows)
}

/// Gives the answers of a visitor to another one, whose own answers stay.
pub fn carry(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Visitor>,
    to: Id<id::Visitor>,
) -> Result<()> {
    let known = of_visitor(connection, project, to)?;
    for answer in of_visitor(connection, project, from)? {
        let is_known =
            known.iter().any(|one| (one.request_id, one.version) == (answer.request_id, answer.version));
        if !is_known {
            put(connection, &Answer { visitor_id: to, ..answer })?;
        }
    }
    Ok(())
}
