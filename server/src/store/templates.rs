//! The templates table: texts that members start a message to voters with.
//! Fills nothing in and sends nothing.

use diesel::prelude::*;

use super::schema::templates;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::status::{ReasonCode, Status},
    error::Result,
};

/// A template.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = templates)]
#[diesel(treat_none_as_default_value = false)]
pub struct Template {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the template.
    pub id: Id<id::Template>,
    /// What the team calls it.
    pub name: String,
    /// The decision that it is for; `None` for any.
    pub status: Option<Status>,
    /// The category of the reason that it fills in.
    pub reason_code: ReasonCode,
    /// The text.
    pub body: String,
    /// When it was created.
    pub created_at: Time,
}

/// What an edit changes.
#[derive(AsChangeset, Clone, Debug, Default)]
#[diesel(table_name = templates)]
pub struct Patch {
    /// A new name.
    pub name: Option<String>,
    /// Another decision, or any.
    pub status: Option<Option<Status>>,
    /// Another category.
    pub reason_code: Option<ReasonCode>,
    /// Another text.
    pub body: Option<String>,
}

impl Patch {
    /// Whether it changes nothing, which is no statement of SQL.
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.status.is_none() && self.reason_code.is_none() && self.body.is_none()
    }
}

/// The templates of a project, oldest first: a new one leaves the others where they are in a menu.
pub fn for_project(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<Template>> {
    let rows = templates::table
        .filter(templates::project_id.eq(project))
        .order((templates::created_at.asc(), templates::id.asc()))
        .select(Template::as_select())
        .load(connection)?;
    Ok(rows)
}

/// The template with this id. Fails as not found.
pub fn by_id(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Template>,
) -> Result<Template> {
    Ok(templates::table.find((project, id)).select(Template::as_select()).first(connection)?)
}

/// How many templates a project has.
pub fn count(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<i64> {
    Ok(templates::table.filter(templates::project_id.eq(project)).count().get_result(connection)?)
}

/// Inserts a template.
pub fn insert(connection: &mut AnyConnection, template: &Template) -> Result<()> {
    each!(connection, inner => diesel::insert_into(templates::table).values(template).execute(inner))?;
    Ok(())
}

/// Edits a template; the patch changes something.
pub fn edit(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Template>,
    patch: &Patch,
) -> Result<()> {
    diesel::update(templates::table.find((project, id))).set(patch).execute(connection)?;
    Ok(())
}

/// Deletes a template; false when there is none.
pub fn delete(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Template>,
) -> Result<bool> {
    Ok(diesel::delete(templates::table.find((project, id))).execute(connection)? == 1)
}
