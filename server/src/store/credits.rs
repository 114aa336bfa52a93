//! The tables credit_names and credits: the names that visitors chose, and what members recorded.
//! Copies no name. Who is credited for what, `contributions` finds out.

use diesel::prelude::*;

use super::{
    page::{self, Page},
    schema::{credit_names, credits, reports},
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::credit::Fact,
    error::Result,
};

/// The name of the order of those who chose a name, for its cursors: by when they first did.
pub const NAMES: &str = "credit_names";

/// What a member recorded.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = credits)]
pub struct Recorded {
    /// The project.
    pub project_id: Id<id::Project>,
    /// The request.
    pub request_id: Id<id::Request>,
    /// Who contributed.
    pub visitor_id: Id<id::Visitor>,
    /// What.
    pub fact: Fact,
    /// Who recorded it, as written then.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Time,
}

/// The name that a visitor chose.
pub fn name_of(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<Option<String>> {
    Ok(credit_names::table
        .find((project, visitor))
        .select(credit_names::name)
        .first(connection)
        .optional()?)
}

/// Keeps the name that a visitor chose, or forgets it.
pub fn choose(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    name: Option<&str>,
    now: Time,
) -> Result<()> {
    let Some(name) = name else {
        diesel::delete(credit_names::table.find((project, visitor))).execute(connection)?;
        return Ok(());
    };
    let values = (
        credit_names::project_id.eq(project),
        credit_names::visitor_id.eq(visitor),
        credit_names::name.eq(name),
        credit_names::chosen_at.eq(now),
    );
    each!(connection, inner => diesel::insert_into(credit_names::table)
        .values(&values)
        .on_conflict((credit_names::project_id, credit_names::visitor_id))
        .do_update()
        .set(credit_names::name.eq(name))
        .execute(inner))?;
    Ok(())
}

/// Carries the name and what was recorded over to another visitor; what that one has stays.
pub fn carry(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Visitor>,
    to: Id<id::Visitor>,
    now: Time,
) -> Result<()> {
    if name_of(connection, project, to)?.is_none()
        && let Some(name) = name_of(connection, project, from)?
    {
        choose(connection, project, to, Some(&name), now)?;
    }
    let rows: Vec<Recorded> = credits::table
        .filter(credits::project_id.eq(project))
        .filter(credits::visitor_id.eq(from))
        .select(Recorded::as_select())
        .load(connection)?;
    for row in rows {
        record(connection, &Recorded { visitor_id: to, ..row })?;
    }
    Ok(())
}

/// Keeps what a member recorded, once.
pub fn record(connection: &mut AnyConnection, row: &Recorded) -> Result<()> {
    each!(connection, inner => diesel::insert_into(credits::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(())
}

/// Takes back what a member recorded; whether it was there.
pub fn take_back(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    (request, visitor): (Id<id::Request>, Id<id::Visitor>),
    fact: Fact,
) -> Result<bool> {
    let rows = diesel::delete(credits::table.find((project, request, visitor, fact))).execute(connection)?;
    Ok(rows > 0)
}

/// Takes back that the steps of a visitor led to the fix of a request, once none of its reports is linked to it any more.
pub fn unlinked(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    visitor: Id<id::Visitor>,
) -> Result<()> {
    let linked: i64 = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::request_id.eq(request))
        .filter(reports::visitor_id.eq(visitor))
        .count()
        .get_result(connection)?;
    if linked == 0 {
        take_back(connection, project, (request, visitor), Fact::ReproLedToFix)?;
    }
    Ok(())
}

/// What members recorded on a request, oldest first.
pub fn recorded(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
) -> Result<Vec<Recorded>> {
    let rows = credits::table
        .filter(credits::project_id.eq(project))
        .filter(credits::request_id.eq(request))
        .order((credits::recorded_at.asc(), credits::visitor_id.asc()))
        .select(Recorded::as_select());
    Ok(rows.load(connection)?)
}

/// Those who chose a name, by when they first did.
pub fn names(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<(Id<id::Visitor>, String)>> {
    let mut query = credit_names::table
        .filter(credit_names::project_id.eq(project))
        .select((credit_names::visitor_id, credit_names::name, credit_names::chosen_at))
        .into_boxed();
    if let Some(after) = after {
        let Key::I64(at) = after.key else { return Err(page::wrong_cursor()) };
        let (at, id) = (Time::from_micros(at), Id::<id::Visitor>::from(after.id));
        query = query
            .filter(credit_names::chosen_at.ge(at))
            .filter(credit_names::chosen_at.gt(at).or(credit_names::visitor_id.gt(id)));
    }
    let rows: Vec<(Id<id::Visitor>, String, Time)> = query
        .order((credit_names::chosen_at.asc(), credit_names::visitor_id.asc()))
        .limit(limit + 1)
        .load(connection)?;
    let position =
        |last: &(Id<id::Visitor>, String, Time)| Cursor::new(NAMES, Key::I64(last.2.micros()), last.0.uuid());
    Ok(Page::cut(rows, limit, position).map(|(visitor, name, _)| (visitor, name)))
}
