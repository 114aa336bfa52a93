//! Merging a request into another one that says the same, and undoing it. Its votes stay with it, and the other request has those
//! that it lacked: each voter counts once over the family.
//! Merges into nothing that is merged itself, so that there is one request that the family is shown as.

use super::decide::stale;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::status::Status,
    error::{Code, Error, Result},
    store::{
        edits,
        families::{self, Merged},
        heats, places,
        projects::{self, Project},
        requests::{self, Patch, Request},
        visitor_locks,
    },
};

/// Merges a request that still is at `version` into another one.
///
/// # Errors
/// Occurs at `/into` when that is the request itself, or merged; with 409 when the request is merged already.
pub fn merge(
    connection: &mut AnyConnection,
    project: &Project,
    child: Id<id::Request>,
    into: Id<id::Request>,
    version: i64,
    now: Time,
) -> Result<()> {
    let number = requests::by_id(connection, project.id, child)?.number;
    visitor_locks::lock_voters(connection, project, &[number])?;
    edits::lock(connection, project.id, &[child, into])?;
    let row = requests::by_id(connection, project.id, child)?;
    let target = requests::by_id(connection, project.id, into)?;
    if row.version != version {
        return Err(stale());
    }
    may_merge(&row, &target)?;
    enter(connection, project, &[&row], &target)?;
    edits::write(connection, project.id, &[(&row, Patch::awake())], now)?;
    journal::note(connection, project.id, What::Requests, &[child, into], now)
}

/// Whether a request can be merged into another one; the errors are those of `merge`.
pub(super) fn may_merge(row: &Request, target: &Request) -> Result<()> {
    if row.id == target.id {
        return Err(Error::field("/into", "Choose another request: one can't be merged into itself."));
    }
    if row.status == Status::Merged {
        return Err(Error::new(Code::Conflict, "This request is merged already. Undo that first."));
    }
    if target.status == Status::Merged {
        return Err(Error::field(
            "/into",
            "This request is merged itself. Choose the one that it was merged into.",
        ));
    }
    Ok(())
}

/// Merges requests, which are locked like the one that they are merged into; raises no version.
pub(super) fn enter(
    connection: &mut AnyConnection,
    project: &Project,
    rows: &[&Request],
    target: &Request,
) -> Result<()> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    families::enter(connection, project.id, &ids, target.number)?;
    let into = (target.id, target.number);
    for row in rows {
        families::lend(connection, (project.id, project.number), (row.id, row.number), into)?;
    }
    recount(connection, project, target)
}

/// Undoes the merge of a request that still is at `version`: both are as they were, but for what happened since.
///
/// # Errors
/// Occurs with 409 when the request is not merged, or the one that it was merged into is merged itself by now.
pub fn undo(
    connection: &mut AnyConnection,
    project: &Project,
    child: Id<id::Request>,
    version: i64,
    now: Time,
) -> Result<()> {
    if let Some(into) = families::of(connection, project.id, child)?.into {
        visitor_locks::lock_voters(connection, project, &[into])?;
    }
    projects::lock(connection, project.id)?;
    let Some(into) = families::of(connection, project.id, child)?.into else {
        return Err(Error::new(Code::Conflict, "This request is not merged."));
    };
    let family = Family::lock(connection, project, into, &[])?;
    let row = requests::by_id(connection, project.id, child)?;
    if row.version != version {
        return Err(stale());
    }
    family.may_leave()?;
    let mut changed = family.leave(connection, project, &[&row])?;
    edits::write(connection, project.id, &[(&row, Patch::default())], now)?;
    changed.push(child);
    journal::note(connection, project.id, What::Requests, &changed, now)
}

/// A request and those that are merged into it, all locked.
pub(super) struct Family {
    target: Request,
    children: Vec<Merged>,
}

impl Family {
    /// Locks the family of the request with this number, and other requests with it. The project is locked, so that nobody joins
    /// or leaves meanwhile.
    pub(super) fn lock(
        connection: &mut AnyConnection,
        project: &Project,
        target: i64,
        others: &[Id<id::Request>],
    ) -> Result<Self> {
        let children = families::children(connection, project.id, target)?;
        let target = requests::by_number(connection, project.id, target)?;
        let mut ids: Vec<_> = children.iter().map(|child| child.id).chain([target.id]).collect();
        ids.extend_from_slice(others);
        requests::lock(connection, project.id, &ids)?;
        Ok(Self { target, children })
    }

    /// Whether members can leave; the error is that of `undo`.
    pub(super) fn may_leave(&self) -> Result<()> {
        if self.target.status != Status::Merged {
            return Ok(());
        }
        let detail = "The request that this one was merged into is merged itself. Undo that first.";
        Err(Error::new(Code::Conflict, detail))
    }

    /// Undoes the merges of some of the children; raises no version. Returns which others were changed by that.
    pub(super) fn leave(
        &self,
        connection: &mut AnyConnection,
        project: &Project,
        rows: &[&Request],
    ) -> Result<Vec<Id<id::Request>>> {
        let (names, into) = ((project.id, project.number), (self.target.id, self.target.number));
        // First of all, of the others too: their votes count for the family again, where the leaving ones have lent them.
        let withdrawn = families::withdraw(connection, names, self.target.number)?;
        let (ids, numbers): (Vec<_>, Vec<_>) = rows.iter().map(|row| (row.id, row.number)).unzip();
        families::take_back(connection, names, &numbers, into)?;
        families::leave(connection, project.id, &ids)?;
        let (mut changed, mut recounted) = (vec![self.target.id], vec![into]);
        recounted.extend(rows.iter().map(|row| (row.id, row.number)));
        for other in self.children.iter().filter(|child| !ids.contains(&child.id)) {
            // Of two merged requests with one voter, the first has lent the vote.
            families::lend(connection, names, (other.id, other.number), into)?;
            if withdrawn.contains(&other.number) {
                changed.push(other.id);
                recounted.push((other.id, other.number));
            }
        }
        for (id, number) in recounted {
            places::recount(connection, project, number)?;
            heats::recount(connection, project, id, number)?;
        }
        Ok(changed)
    }
}

/// Refuses a merged request with a code, and names the one that stands for it; to a visitor only a public one.
pub(super) fn refuse_merged(
    connection: &mut AnyConnection,
    row: &Request,
    to_visitor: bool,
    code: Code,
) -> Result<()> {
    if row.status != Status::Merged {
        return Ok(());
    }
    let mut shown = row.clone();
    // What a request was merged into may have been merged later.
    while let Some(into) = families::of(connection, row.project_id, shown.id)?.into {
        shown = requests::by_number(connection, row.project_id, into)?;
    }
    if to_visitor && !shown.public {
        return Err(Error::new(code, "This request was merged into another one."));
    }
    let (number, title) = (shown.number, shown.title);
    Err(Error::new(code, format!("This request was merged into #{number} “{title}”. Use that one instead.")))
}

/// Counts the votes, signals and places of a request again from their rows.
fn recount(connection: &mut AnyConnection, project: &Project, row: &Request) -> Result<()> {
    places::recount(connection, project, row.number)?;
    heats::recount(connection, project, row.id, row.number)
}
