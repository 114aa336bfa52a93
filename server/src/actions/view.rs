//! Keeping, changing, moving and deleting saved views: who may, and that a member sees a name once.
//! Finds no request by them.

use super::decide::stale;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::{narrowing::Narrowing, order::Order, role::Role},
    error::{Code, Error, Result},
    store::{
        projects,
        views::{self, View},
    },
};

/// Maximum number of views that all members of a project see, and of private views of one member.
pub const MOST: usize = 50;

/// Who keeps or changes a view.
#[derive(Clone, Debug)]
pub struct Keeper {
    /// The member; `None` for a program.
    pub member: Option<Id<id::Member>>,
    /// The name that is written under a view.
    pub name: String,
    /// The role in the project.
    pub role: Role,
}

impl Keeper {
    /// Requires that a view of this kind may be kept or changed.
    fn may(&self, shared: bool) -> Result<()> {
        if shared && !self.role.includes(Role::Triager) {
            let detail = format!(
                "Your role in this project is {}; views that all members see require triager or higher. Keep it private.",
                self.role
            );
            return Err(Error::new(Code::Forbidden, detail));
        }
        if !shared && self.member.is_none() {
            return Err(Error::field("/shared", "A program has no private views: share it."));
        }
        Ok(())
    }
}

/// A change of a view; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Patch {
    /// The name.
    pub name: Option<String>,
    /// Whether all members see it.
    pub shared: Option<bool>,
    /// The filters.
    pub filter: Option<Narrowing>,
    /// The order.
    pub order: Option<Order>,
    /// The view that it comes before, or the end.
    pub before: Option<Option<Id<id::View>>>,
}

/// Requires that no other view that its member sees has the name; the project is locked. Private views of others don't count: their
/// names are nobody else's to know.
fn free(connection: &mut AnyConnection, view: &View) -> Result<()> {
    if views::is_taken(connection, view)? {
        return Err(Error::field("/name", "Another view has this name. Choose another name."));
    }
    Ok(())
}

/// Requires room for a view; the project is locked. What other members keep for themselves takes none of it.
fn room(all: &[View], shared: bool, member: Option<Id<id::Member>>) -> Result<()> {
    let alike = |view: &&View| view.shared == shared && (shared || view.is_of(member));
    if all.iter().filter(alike).count() < MOST {
        return Ok(());
    }
    let who = if shared { "A project has at most" } else { "You have at most" };
    let kind = if shared { "views that all members see" } else { "private views in a project" };
    Err(Error::new(Code::Conflict, format!("{who} {MOST} {kind}. Delete one that you no longer use.")))
}

fn note(connection: &mut AnyConnection, view: &View, now: Time) -> Result<()> {
    journal::note(connection, view.project_id, What::Views, &[view.id], now)
}

/// Keeps a view, after all others.
///
/// # Errors
/// Occurs where there are too many of its kind, at `/name` where it is taken, and where the keeper may not.
pub fn create(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    keeper: &Keeper,
    (name, shared): (String, bool),
    (filter, order): (&Narrowing, Order),
    now: Time,
) -> Result<View> {
    keeper.may(shared)?;
    // Two that are created at the same time are counted one after the other.
    projects::lock(connection, project)?;
    let all = views::of_project(connection, project)?;
    room(&all, shared, keeper.member)?;
    let view = View {
        project_id: project,
        id: Id::new(now),
        name_key: name.to_lowercase(),
        name,
        shared,
        member_id: keeper.member,
        made_by: keeper.name.clone(),
        filter: serde_json::to_string(filter).map_err(Error::broken)?,
        sort: order.as_str().to_owned(),
        position: all.last().map_or(0, |last| last.position.saturating_add(1)),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    free(connection, &view)?;
    views::insert(connection, &view)?;
    note(connection, &view, now)?;
    Ok(view)
}

/// The views of a project and, of them, the place of the one with this id; the project is locked. Fails as not found where the
/// keeper does not see it, and as forbidden where the keeper may not change it.
fn own(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::View>,
    keeper: &Keeper,
) -> Result<(Vec<View>, View)> {
    projects::lock(connection, project)?;
    let all = views::of_project(connection, project)?;
    let view = all.iter().find(|view| view.id == id && view.is_seen_by(keeper.member)).cloned();
    let view = view.ok_or_else(Error::not_found)?;
    // What a member made stays theirs to take back, whatever the role is now.
    if !view.is_of(keeper.member) {
        keeper.may(view.shared)?;
    }
    Ok((all, view))
}

/// Changes a view that still is at this version, or its place alone.
///
/// # Errors
/// Occurs as `create` says, and where the view has changed since.
pub fn edit(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    (id, version): (Id<id::View>, i64),
    keeper: &Keeper,
    patch: Patch,
    now: Time,
) -> Result<View> {
    let (mut all, mut view) = own(connection, project, id, keeper)?;
    if view.version != version {
        return Err(stale());
    }
    let named = patch.name.is_some() || patch.shared.is_some();
    if let Some(name) = patch.name {
        view.name_key = name.to_lowercase();
        view.name = name;
    }
    if let Some(shared) = patch.shared.filter(|shared| *shared != view.shared) {
        keeper.may(shared)?;
        if !shared && !view.is_of(keeper.member) {
            let detail = "Only the member who made a view can make it private.";
            return Err(Error::new(Code::Forbidden, detail));
        }
        room(&all, shared, keeper.member)?;
        view.shared = shared;
    }
    if named {
        free(connection, &view)?;
    }
    if let Some(filter) = patch.filter {
        view.filter = serde_json::to_string(&filter).map_err(Error::broken)?;
    }
    if let Some(order) = patch.order {
        view.sort = order.as_str().to_owned();
    }
    view.version = view.version.saturating_add(1);
    view.updated_at = now;
    views::update(connection, &view)?;
    if let Some(before) = patch.before {
        all.retain(|other| other.id != id);
        let place = match before {
            None => all.len(),
            Some(next) => all
                .iter()
                .position(|other| other.id == next && other.is_seen_by(keeper.member))
                .ok_or_else(|| Error::field("/before", "There is no such view in this project."))?,
        };
        all.insert(place, view.clone());
        views::arrange(connection, &all)?;
    }
    note(connection, &view, now)?;
    Ok(view)
}

/// Deletes a view that still is at this version.
///
/// # Errors
/// Occurs where there is none, it has changed since, or the keeper may not.
pub fn delete(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    (id, version): (Id<id::View>, i64),
    keeper: &Keeper,
    now: Time,
) -> Result<()> {
    let (_, view) = own(connection, project, id, keeper)?;
    if view.version != version {
        return Err(stale());
    }
    views::delete(connection, project, id)?;
    note(connection, &view, now)
}
