//! The views table: filters and an order of the triage under a name.
//! Knows no filter: what is stored is text, which `domain::narrowing` reads.

use diesel::prelude::*;

use super::schema::views;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::{narrowing::Narrowing, order::Order},
    error::{Error, Result},
};

/// A saved view.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = views)]
#[diesel(treat_none_as_default_value = false)]
pub struct View {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the view.
    pub id: Id<id::View>,
    /// What members call it.
    pub name: String,
    /// The name in lower case, which no other view that the same members see has.
    pub name_key: String,
    /// Whether all members see it.
    pub shared: bool,
    /// The member who made it; `None` for a program.
    pub member_id: Option<Id<id::Member>>,
    /// Who made it, as written then.
    pub made_by: String,
    /// The filters, as JSON.
    pub filter: String,
    /// The order.
    pub sort: String,
    /// Its place among all views of the project, from 0.
    pub position: i64,
    /// The number of its changes, for `If-Match`.
    pub version: i64,
    /// When it was created.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

impl View {
    /// Whether this member sees it.
    pub fn is_seen_by(&self, member: Option<Id<id::Member>>) -> bool {
        self.shared || self.is_of(member)
    }

    /// Whether this member made it.
    pub fn is_of(&self, member: Option<Id<id::Member>>) -> bool {
        member.is_some() && self.member_id == member
    }

    /// The filters.
    ///
    /// # Errors
    /// Occurs when what is stored is none; a bug.
    pub fn narrowing(&self) -> Result<Narrowing> {
        serde_json::from_str(&self.filter).map_err(Error::broken)
    }

    /// The order; the default one where what is stored is none of this version.
    pub fn order(&self) -> Order {
        self.sort.parse().unwrap_or(Order::Hot)
    }
}

/// All views of a project, those that are private to somebody too, in their order.
pub fn of_project(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<View>> {
    let rows = views::table
        .filter(views::project_id.eq(project))
        .order((views::position.asc(), views::created_at.asc(), views::id.asc()))
        .select(View::as_select())
        .load(connection)?;
    Ok(rows)
}

/// Whether another view that its member sees has the name of this one: one that is shared, or a private one of the same member.
pub fn is_taken(connection: &mut AnyConnection, view: &View) -> Result<bool> {
    let rows = views::table
        .filter(views::project_id.eq(view.project_id))
        .filter(views::name_key.eq(&view.name_key))
        .filter(views::shared.nullable().or(views::member_id.eq(view.member_id)))
        .filter(views::id.ne(view.id));
    Ok(diesel::select(diesel::dsl::exists(rows)).get_result(connection)?)
}

/// Inserts a view.
pub fn insert(connection: &mut AnyConnection, view: &View) -> Result<()> {
    each!(connection, inner => diesel::insert_into(views::table).values(view).execute(inner))?;
    Ok(())
}

/// Writes what can change of a view.
pub fn update(connection: &mut AnyConnection, view: &View) -> Result<()> {
    diesel::update(views::table.find((view.project_id, view.id)))
        .set((
            views::name.eq(&view.name),
            views::name_key.eq(&view.name_key),
            views::shared.eq(view.shared),
            views::filter.eq(&view.filter),
            views::sort.eq(&view.sort),
            views::version.eq(view.version),
            views::updated_at.eq(view.updated_at),
        ))
        .execute(connection)?;
    Ok(())
}

/// Gives views their places, the first one 0.
pub fn arrange(connection: &mut AnyConnection, views: &[View]) -> Result<()> {
    for (place, view) in (0_i64..).zip(views) {
        if view.position != place {
            diesel::update(views::table.find((view.project_id, view.id)))
                .set(views::position.eq(place))
                .execute(connection)?;
        }
    }
    Ok(())
}

/// Deletes a view.
pub fn delete(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::View>) -> Result<()> {
    diesel::delete(views::table.find((project, id))).execute(connection)?;
    Ok(())
}

/// Deletes what a member who leaves kept private. What was shared stays.
pub fn forget(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    member: Id<id::Member>,
) -> Result<()> {
    let own = views::table
        .filter(views::project_id.eq(project))
        .filter(views::member_id.eq(member))
        .filter(views::shared.eq(false));
    diesel::delete(own).execute(connection)?;
    Ok(())
}
