//! Votes that a member casts on behalf of somebody who asked in a call or a mail, and taking them back.
//! Joins no accounts: an e-mail address only says whose vote it is, until a host verifies it (`merge_visitors`). Never touches a vote
//! that somebody cast personally.

use std::sync::Arc;

use super::merge;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::{person::Email, status::VoterKind},
    error::{Code, Error, Result},
    intake::votes::{VoteCommand, cast_one},
    store::{
        on_behalf_notes::{self, AddedBy},
        projects::Project,
        requests, visitor_locks,
        visitors::{self, Visitor},
        votes,
    },
};

/// Whom a member acts for.
#[derive(Clone, Debug)]
pub enum Person {
    /// A visitor that is known.
    Known(Id<id::Visitor>),
    /// Somebody with an e-mail address or a name, or both.
    Described {
        /// The address, by which the same person is found again.
        email: Option<Email>,
        /// The name.
        name: Option<String>,
    },
}

/// The visitor that stands for a person, locked until the transaction ends. By e-mail it is the identified visitor whose host
/// verified the address, or else the one that a member described with it before; where there is none, one is created.
/// Call it before the project or requests are locked.
pub fn visitor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    person: Person,
    now: Time,
) -> Result<Visitor> {
    let id = match person {
        Person::Known(id) => id,
        Person::Described { email, name } => {
            let email = email.map(|email| email.key());
            match find(connection, project, email.as_deref())? {
                Some(known) => known.id,
                None => describe(connection, project, email, name, now)?,
            }
        }
    };
    visitor_locks::lock(connection, project, &[id])?;
    visitors::find(connection, project, id)?.ok_or_else(Error::not_found)
}

fn find(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    email: Option<&str>,
) -> Result<Option<Visitor>> {
    email.map_or(Ok(None), |email| visitors::find_by_email(connection, project, email))
}

/// Creates the visitor. Of two members who describe the same address at the same time, the second one gets the first one's: the
/// table has one described visitor for an address.
fn describe(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    email: Option<String>,
    name: Option<String>,
    now: Time,
) -> Result<Id<id::Visitor>> {
    let described = Visitor { email, name, ..Visitor::anonymous(project, now) };
    visitors::insert(connection, &described)?;
    let other = find(connection, project, described.email.as_deref())?;
    Ok(other.map_or(described.id, |other| other.id))
}

/// Casts a visitor's vote on a request, and keeps who added it with which note. Who has voted already keeps that vote: of one that was
/// cast on behalf, another note replaces the one before; of one that was cast personally, none is kept.
///
/// # Errors
/// Occurs with 409 when the request takes no votes any more, naming the one that it was merged into.
pub fn cast(
    connection: &mut AnyConnection,
    project: &Arc<Project>,
    request: Id<id::Request>,
    visitor: &Visitor,
    added: &AddedBy,
) -> Result<()> {
    let row = requests::by_id(connection, project.id, request)?;
    merge::refuse_merged(connection, &row, false, Code::NotVotable)?;
    let outcome = cast_one(connection, &command(project, request, visitor, true, added.at))?;
    let is_noted = outcome.changed
        || added.note.is_some()
            && votes::kind_of(connection, project, row.number, visitor.id)? == Some(VoterKind::OnBehalf);
    if is_noted {
        on_behalf_notes::put(connection, project, row.number, visitor.id, added)?;
    }
    Ok(())
}

/// Takes back a vote that was cast on behalf of a visitor.
///
/// # Errors
/// Occurs as not found when the visitor has no vote on the request, with 409 when it is another kind of vote.
pub fn take_back(
    connection: &mut AnyConnection,
    project: &Arc<Project>,
    request: Id<id::Request>,
    visitor: Id<id::Visitor>,
    now: Time,
) -> Result<()> {
    // The visitor's own votes wait until this is decided.
    visitor_locks::lock(connection, project.id, &[visitor])?;
    let row = requests::by_id(connection, project.id, request)?;
    let voter = visitors::find(connection, project.id, visitor)?.ok_or_else(Error::not_found)?;
    let kind = votes::kind_of(connection, project, row.number, visitor)?.ok_or_else(Error::not_found)?;
    if kind != VoterKind::OnBehalf {
        let detail =
            "This person cast the vote. Only a vote that was cast on behalf of somebody can be taken back.";
        return Err(Error::new(Code::Conflict, detail));
    }
    merge::refuse_merged(connection, &row, false, Code::NotVotable)?;
    cast_one(connection, &command(project, request, &voter, false, now)).map(drop)
}

fn command(
    project: &Arc<Project>,
    request: Id<id::Request>,
    visitor: &Visitor,
    cast: bool,
    at: Time,
) -> VoteCommand {
    VoteCommand {
        project: Arc::clone(project),
        request,
        visitor: visitor.id,
        new_visitor: None,
        cast,
        kind: VoterKind::OnBehalf,
        screen: None,
        object_key: String::new(),
        instead: None,
        at,
        // The team may count votes on requests that visitors can't see.
        by_author: true,
    }
}
