//! "Is it solved?": what those who asked for a request say after it was shipped, and when that reopens it.
//! Asks only who is involved in the request, and changes nothing but its status.

use super::{decide, news};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::{
        language::Language,
        news::{Solved, reopens},
        status::{ReasonCode, Status},
    },
    error::{Code, Error, Result},
    store::{
        decisions, edits,
        projects::Project,
        requests,
        solved::{self, Answer, Counts},
        visitors::Visitor,
    },
};

/// Who decides when answers reopen a request.
const DECIDED_BY: &str = "Yousaid";

/// What became of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// How many gave each answer.
    pub counts: Counts,
    /// Whether this answer reopened the request.
    pub reopened: bool,
}

/// Keeps a visitor's answer, and reopens the request when enough say no.
///
/// # Errors
/// Occurs with 409 when the request is not shipped, and with 403 when the visitor did not ask for it.
pub fn answer(
    connection: &mut AnyConnection,
    project: &Project,
    request: Id<id::Request>,
    visitor: &Visitor,
    (answer, reason): (Solved, String),
    now: Time,
) -> Result<Outcome> {
    edits::lock(connection, project.id, &[request])?;
    let row = requests::by_id(connection, project.id, request)?;
    let involved = news::involved(connection, visitor)?.remove(&request);
    let is_involved = involved.is_some();
    if !row.public && !is_involved {
        return Err(Error::not_found());
    }
    let version = shipped(connection, project.id, request)?.filter(|_| row.status == Status::Shipped);
    let Some(version) = version else {
        return Err(Error::new(Code::Conflict, "This request is not shipped."));
    };
    if !involved.is_some_and(|one| one.asked) {
        return Err(Error::new(Code::Forbidden, "Only those who asked for it can say whether it is solved."));
    }
    solved::put(
        connection,
        &Answer {
            project_id: project.id,
            request_id: request,
            version,
            visitor_id: visitor.id,
            answer,
            reason,
            answered_at: now,
        },
    )?;
    let counts = solved::counts(connection, project.id, request, version)?;
    let reopened = answer == Solved::No
        && reopens(counts.no, counts.all(), project.reopen_answers, project.reopen_percent);
    if reopened {
        let wanted = decide::Wanted {
            status: Status::UnderReview,
            reason_code: ReasonCode::NeedsInformation,
            reason: reason_of(project.language(), counts.no, counts.all()),
            evidence: None,
            alternatives: None,
            reopen_if: None,
            decided_by: DECIDED_BY.to_owned(),
        };
        decide::decide(connection, project, request, row.version, &wanted, now)?;
    }
    Ok(Outcome { counts, reopened })
}

/// The version of the latest decision on a request, where it shipped it.
pub fn shipped(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
) -> Result<Option<i64>> {
    let latest = decisions::for_requests(connection, project, &[request])?.into_iter().next();
    Ok(latest.filter(|decision| decision.status == Status::Shipped).map(|decision| decision.version))
}

/// The public reason, in the language of the project's requests where it is one of the board's.
fn reason_of(language: Option<Language>, no: i64, all: i64) -> String {
    match language {
        Some(Language::German) => format!("Nicht gelöst, sagen {no} von {all} Antworten."),
        _ => format!("Not solved, say {no} of {all} answers."),
    }
}
