//! The visitors table: end users, anonymous, identified, or described by a member.
//! Stores no IP address, merges none (`actions::merge_visitors` does), and never moves a visitor to another project.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{schema::visitors, segments};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::{
        columns::Document,
        connection::{AnyConnection, each},
    },
    error::{Error, Result},
};

/// Visitors that one statement asks for; SQLite takes so many values and no more.
const AT_ONCE: usize = 10_000;

/// A visitor.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = visitors)]
#[diesel(treat_none_as_default_value = false)]
pub struct Visitor {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Id of the visitor.
    pub id: Id<id::Visitor>,
    /// `sub` of the identity token; `None` while anonymous, and for those whom a member described.
    pub subject: Option<String>,
    /// `iss` of the identity token.
    pub issuer: Option<String>,
    /// Where notices may go; in lower case where a member wrote it.
    pub email: Option<String>,
    /// Whether the host verified the address.
    pub email_verified: bool,
    /// Display name.
    pub name: Option<String>,
    /// Segment that the host assigned.
    pub segment: Option<String>,
    /// Company that the visitor belongs to.
    pub company: Option<String>,
    /// Other claims that the host signed.
    pub traits: Option<Document>,
    /// How much a vote counts.
    pub weight: f64,
    /// When it first wrote.
    pub created_at: Time,
    /// When it last wrote or was identified.
    pub seen_at: Time,
}

impl Visitor {
    /// An anonymous visitor.
    pub fn anonymous(project: Id<id::Project>, now: Time) -> Self {
        Self {
            project_id: project,
            id: Id::new(now),
            subject: None,
            issuer: None,
            email: None,
            email_verified: false,
            name: None,
            segment: None,
            company: None,
            traits: None,
            weight: 1.0,
            created_at: now,
            seen_at: now,
        }
    }

    /// Whether the id was derived from a browser seed (such ids are UUIDv8), so that an earlier attempt may already have
    /// created this visitor.
    pub fn seeded(&self) -> bool {
        self.id.uuid().get_version_num() == 8
    }

    /// Whether the host vouched for this visitor.
    pub fn identified(&self) -> bool {
        self.subject.is_some()
    }

    /// The address in lower case, by which it is found.
    pub fn email_key(&self) -> Option<String> {
        self.email.as_deref().map(str::to_lowercase)
    }
}

/// Inserts a visitor. One that exists stays as it is; so does the one without a subject that has the same e-mail address.
pub fn insert(connection: &mut AnyConnection, visitor: &Visitor) -> Result<()> {
    each!(connection, inner => diesel::insert_into(visitors::table)
        .values((visitor, visitors::email_key.eq(visitor.email_key())))
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(())
}

/// The visitor with this id.
pub fn find(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Visitor>,
) -> Result<Option<Visitor>> {
    let found =
        visitors::table.find((project, id)).select(Visitor::as_select()).first(connection).optional()?;
    Ok(found)
}

/// The visitors with these ids, in no order.
pub fn by_ids(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Visitor>],
) -> Result<Vec<Visitor>> {
    let rows = visitors::table
        .filter(visitors::project_id.eq(project))
        .filter(visitors::id.eq_any(ids))
        .select(Visitor::as_select())
        .load(connection)?;
    Ok(rows)
}

/// The visitor whom a member described by this e-mail address, given in lower case.
pub fn described(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    email: &str,
) -> Result<Option<Id<id::Visitor>>> {
    let found = visitors::table
        .filter(visitors::project_id.eq(project))
        .filter(visitors::email_key.eq(email))
        .filter(visitors::subject.is_null())
        .select(visitors::id)
        .first(connection)
        .optional()?;
    Ok(found)
}

/// The visitor that stands for somebody with this e-mail address, given in lower case: the one that was seen last of those whose
/// host verified the address, or else the one that a member described with it.
pub fn find_by_email(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    email: &str,
) -> Result<Option<Visitor>> {
    let found = visitors::table
        .filter(visitors::project_id.eq(project))
        .filter(visitors::email_key.eq(email))
        .filter(visitors::email_verified.eq(true).or(visitors::subject.is_null()))
        .order((visitors::email_verified.desc(), visitors::seen_at.desc(), visitors::id.desc()))
        .select(Visitor::as_select())
        .first(connection)
        .optional()?;
    Ok(found)
}

/// What a visitor was told: when it last looked at what is new, and whether it wants to hear of anything.
pub fn news(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Visitor>,
) -> Result<(Option<Time>, bool)> {
    let row = visitors::table.find((project, id)).select((visitors::news_seen_at, visitors::wants_news));
    Ok(row.first(connection)?)
}

/// Notes that a visitor has seen what is new up to a time; a later one stays.
pub fn saw_news(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Visitor>,
    until: Time,
) -> Result<()> {
    let row = visitors::table
        .find((project, id))
        .filter(visitors::news_seen_at.is_null().or(visitors::news_seen_at.assume_not_null().lt(until)));
    diesel::update(row).set(visitors::news_seen_at.eq(until)).execute(connection)?;
    Ok(())
}

/// Keeps whether a visitor wants to hear of anything.
pub fn want_news(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Visitor>,
    wanted: bool,
) -> Result<()> {
    diesel::update(visitors::table.find((project, id)))
        .set(visitors::wants_news.eq(wanted))
        .execute(connection)?;
    Ok(())
}

/// The id of an identified visitor, by its subject; inserts it where there is none. Call it before anything is locked: it may wait for
/// another transaction that identifies the same one.
pub fn ensure(connection: &mut AnyConnection, visitor: &Visitor) -> Result<Id<id::Visitor>> {
    let known = visitors::table
        .filter(visitors::project_id.eq(visitor.project_id))
        .filter(visitors::subject.eq(&visitor.subject))
        .select(visitors::id);
    if let Some(id) = known.first(connection).optional()? {
        return Ok(id);
    }
    insert(connection, visitor)?;
    let made = known.first(connection).optional()?;
    made.ok_or_else(|| Error::contended("a visitor was erased while it was identified"))
}

/// Updates the profile of an identified visitor, which is locked, by what its host says; its weight is that of its segment.
pub fn describe(connection: &mut AnyConnection, id: Id<id::Visitor>, profile: &Visitor) -> Result<Visitor> {
    let weight = segments::weight_of(connection, profile.project_id, profile.segment.as_deref())?;
    diesel::update(visitors::table.find((profile.project_id, id)))
        .set((
            visitors::email.eq(&profile.email),
            visitors::email_key.eq(profile.email_key()),
            visitors::email_verified.eq(profile.email_verified),
            visitors::name.eq(&profile.name),
            visitors::segment.eq(&profile.segment),
            visitors::company.eq(&profile.company),
            visitors::traits.eq(&profile.traits),
            visitors::weight.eq(weight),
            visitors::seen_at.eq(profile.seen_at),
        ))
        .execute(connection)?;
    find(connection, profile.project_id, id)?.ok_or_else(Error::not_found)
}

/// The numbers of the visitors with these ids or numbers, by their ids.
pub fn numbered(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Visitor>],
    numbers: &[i64],
) -> Result<HashMap<Id<id::Visitor>, i64>> {
    let all = || visitors::table.filter(visitors::project_id.eq(project));
    let columns = (visitors::id, visitors::number);
    let mut found = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let rows: Vec<(Id<id::Visitor>, i64)> =
            all().filter(visitors::id.eq_any(some)).select(columns).load(connection)?;
        found.extend(rows);
    }
    for some in numbers.chunks(AT_ONCE) {
        let rows: Vec<(Id<id::Visitor>, i64)> =
            all().filter(visitors::number.eq_any(some)).select(columns).load(connection)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Deletes a visitor; fails while anything still points to it.
pub fn delete(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Visitor>,
) -> Result<usize> {
    Ok(diesel::delete(visitors::table.find((project, id))).execute(connection)?)
}
