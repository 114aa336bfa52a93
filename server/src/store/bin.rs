//! The bin: what was deleted and can be restored, each as one document with all its rows, and whom these name.
//! Reads no document: `actions` make and use them.

use diesel::prelude::*;

use super::{
    page::{self, Page},
    schema::{bin, bin_visitors},
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::{
        columns::Document,
        connection::{AnyConnection, each},
    },
    domain::bin::Binned,
    error::Result,
};

/// The name of the list's only order, for its cursors.
pub const ORDER: &str = "bin";

/// Rows that one statement inserts.
const AT_ONCE: usize = 5_000;

/// What was deleted, without its contents.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = bin)]
pub struct Listed {
    /// The id of the request or report.
    pub id: Id<id::Deleted>,
    /// What it is.
    pub kind: Binned,
    /// Its number within the project.
    pub number: i64,
    /// Its title.
    pub title: String,
    /// Who deleted it, as written then.
    pub deleted_by: String,
    /// When.
    pub deleted_at: Time,
}

/// What was deleted, with all its rows.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = bin)]
pub struct Entry {
    /// The project.
    pub project_id: Id<id::Project>,
    /// The id of the request or report.
    pub id: Id<id::Deleted>,
    /// What it is.
    pub kind: Binned,
    /// Its number within the project.
    pub number: i64,
    /// Its title.
    pub title: String,
    /// Who deleted it, as written then.
    pub deleted_by: String,
    /// When.
    pub deleted_at: Time,
    /// Its rows, by table.
    pub contents: Document,
}

/// Puts something into the bin, whose rows name these visitors.
pub fn insert(connection: &mut AnyConnection, entry: &Entry, visitors: &[Id<id::Visitor>]) -> Result<()> {
    each!(connection, inner => diesel::insert_into(bin::table).values(entry).execute(inner))?;
    name_visitors(connection, (entry.project_id, entry.id), visitors)
}

fn name_visitors(
    connection: &mut AnyConnection,
    (project, entry): (Id<id::Project>, Id<id::Deleted>),
    visitors: &[Id<id::Visitor>],
) -> Result<()> {
    for some in visitors.chunks(AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|visitor| {
                (
                    bin_visitors::project_id.eq(project),
                    bin_visitors::visitor_id.eq(*visitor),
                    bin_visitors::entry_id.eq(entry),
                )
            })
            .collect();
        each!(connection, inner => diesel::insert_into(bin_visitors::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(inner))?;
    }
    Ok(())
}

/// One page of the bin of a project since a time, what was deleted last first.
pub fn page(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    since: Time,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Listed>> {
    let mut query = bin::table
        .filter(bin::project_id.eq(project))
        .filter(bin::deleted_at.ge(since))
        .select(Listed::as_select())
        .into_boxed();
    if let Some(Cursor { key, id, .. }) = after {
        let Key::I64(at) = key else { return Err(page::wrong_cursor()) };
        let (at, id) = (Time::from_micros(*at), Id::<id::Deleted>::from(*id));
        query = query.filter(bin::deleted_at.le(at)).filter(bin::deleted_at.lt(at).or(bin::id.lt(id)));
    }
    let rows: Vec<Listed> =
        query.order((bin::deleted_at.desc(), bin::id.desc())).limit(limit + 1).load(connection)?;
    Ok(Page::cut(rows, limit, |last| Cursor::new(ORDER, Key::I64(last.deleted_at.micros()), last.id.uuid())))
}

/// What was deleted under this id, if it is in the bin.
pub fn find(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Deleted>,
) -> Result<Option<Entry>> {
    let row = bin::table.find((project, id)).select(Entry::as_select());
    Ok(row.first(connection).optional()?)
}

/// The same, locked until the transaction ends: of two that write its document again, the later one reads what the earlier one wrote.
pub fn find_locked(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Deleted>,
) -> Result<Option<Entry>> {
    // SQLite has a single writer.
    if let AnyConnection::Postgres(inner) = connection {
        let row = bin::table.find((project, id)).select(bin::number);
        row.for_update().first::<i64>(inner).optional()?;
    }
    find(connection, project, id)
}

/// Whether something of this kind is in the bin under this id.
pub fn has(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    kind: Binned,
    id: Id<id::Deleted>,
) -> Result<bool> {
    let row = bin::table.find((project, id)).filter(bin::kind.eq(kind)).select(bin::number);
    Ok(row.first::<i64>(connection).optional()?.is_some())
}

/// Takes something out of the bin; false when another transaction was faster.
pub fn delete(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Deleted>) -> Result<bool> {
    Ok(diesel::delete(bin::table.find((project, id))).execute(connection)? == 1)
}

/// What is in the bin that names a visitor.
pub fn of_visitor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<Vec<Id<id::Deleted>>> {
    let rows = bin_visitors::table
        .filter(bin_visitors::project_id.eq(project))
        .filter(bin_visitors::visitor_id.eq(visitor))
        .order(bin_visitors::entry_id.asc())
        .select(bin_visitors::entry_id);
    Ok(rows.load(connection)?)
}

/// Writes the title and the rows of something in the bin again, which name another visitor, or none, instead of one.
pub fn rewrite(
    connection: &mut AnyConnection,
    entry: &Entry,
    from: Id<id::Visitor>,
    to: Option<Id<id::Visitor>>,
) -> Result<()> {
    diesel::update(bin::table.find((entry.project_id, entry.id)))
        .set((bin::title.eq(&entry.title), bin::contents.eq(&entry.contents)))
        .execute(connection)?;
    diesel::delete(bin_visitors::table.find((entry.project_id, from, entry.id))).execute(connection)?;
    name_visitors(connection, (entry.project_id, entry.id), to.as_slice())
}

/// Writes the rows of something in the bin again, which name these visitors, too.
pub fn amend(connection: &mut AnyConnection, entry: &Entry, visitors: &[Id<id::Visitor>]) -> Result<()> {
    diesel::update(bin::table.find((entry.project_id, entry.id)))
        .set(bin::contents.eq(&entry.contents))
        .execute(connection)?;
    name_visitors(connection, (entry.project_id, entry.id), visitors)
}

/// Deletes for good some of what was deleted before a time; returns how much.
pub fn sweep(connection: &mut AnyConnection, before: Time, most: i64) -> Result<usize> {
    let old: Vec<(Id<id::Project>, Id<id::Deleted>)> = bin::table
        .filter(bin::deleted_at.lt(before))
        .order(bin::deleted_at.asc())
        .limit(most)
        .select((bin::project_id, bin::id))
        .load(connection)?;
    for (project, id) in &old {
        delete(connection, *project, *id)?;
    }
    Ok(old.len())
}
