//! Creating a request with everything that belongs to it: its number, its place, its terms, its author's vote.
//! Shared by the widget, the team and the demo.

use std::sync::Arc;

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::{
        deflection::Offered,
        language::Language,
        route::Route,
        status::{Kind, VoterKind},
        wording,
    },
    error::Result,
    intake::votes::{self, VoteCommand},
    store::{
        places,
        projects::{self, Project},
        requests::{self, Request},
        screens::{self, Delta},
        terms,
    },
};

/// The input for a new request.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// What it asks for.
    pub kind: Kind,
    /// One line, scanned.
    pub title: String,
    /// The rest, scanned.
    pub body: String,
    /// Whether visitors see it.
    pub public: bool,
    /// Who suggests it.
    pub visitor: Option<Id<id::Visitor>>,
    /// Route, title of the page, and key of the object where it is created.
    pub place: Option<(Route, Option<String>, String)>,
    /// Whether similar requests were shown to the visitor who wrote it.
    pub similar: Option<Offered>,
    /// When.
    pub now: Time,
}

/// Creates a request.
pub fn request(connection: &mut AnyConnection, project: &Project, fresh: Fresh) -> Result<Request> {
    let number = projects::next_request_number(connection, project.id)?;
    let mut row = Request::new(project.id, number, fresh.kind, fresh.title, fresh.now);
    row.body = fresh.body;
    row.public = fresh.public;
    row.visitor_id = fresh.visitor;
    requests::insert(connection, &row, fresh.similar)?;
    journal::note(connection, project.id, What::Made, &[row.id], fresh.now)?;
    index(connection, &row)?;
    if let Some((route, title, object_key)) = &fresh.place {
        let screen = screens::ensure(connection, project.id, route, title.as_deref(), fresh.now)?;
        places::put_first(connection, project.id, row.number, screen, object_key)?;
        let delta = Delta { requests: 1, ..Delta::default() };
        screens::move_counters(connection, project.id, screen, delta)?;
    }
    Ok(row)
}

/// Writes the terms of a request's text, so that it can be found.
pub fn index(connection: &mut AnyConnection, row: &Request) -> Result<()> {
    // Not as a node remembers it: what is written by the old language after the change would stay so.
    let language = projects::language(connection, row.project_id)?;
    terms::put(connection, row.project_id, row.id, &frequencies(&row.title, &row.body, language))?;
    requests::note_indexed(connection, row.project_id, row.id, INDEXED).map(drop)
}

/// The version of the terms that `index` writes: what has an earlier one is found by its old terms only. The index
/// `requests_terms_version` names it, too.
pub const INDEXED: i64 = 2;

/// Writes the terms of some requests that an earlier version of the program indexed; returns whether there may be more.
pub fn index_again(connection: &mut AnyConnection, most: i64) -> Result<bool> {
    let rows = requests::indexed_before(connection, most)?;
    let more = i64::try_from(rows.len()).is_ok_and(|found| found >= most);
    for (project, id, title, body) in rows {
        // Another node may be at the same ones.
        if requests::note_indexed(connection, project, id, INDEXED)? {
            let language = projects::language(connection, project)?;
            terms::put(connection, project, id, &frequencies(&title, &body, language))?;
        }
    }
    Ok(more)
}

/// Writes the terms of some requests again whose project got another language, the oldest first; returns whether there may be more.
/// How far it came is noted in the same transaction, so that the next round, of whatever node, continues there.
pub fn index_in_new_language(connection: &mut AnyConnection, most: i64) -> Result<bool> {
    let Some(project) = projects::in_new_language(connection)? else { return Ok(false) };
    projects::lock(connection, project)?;
    // Another node may have come further in the meantime, and the language may be yet another one.
    let Some(after) = projects::indexed_up_to(connection, project)? else { return Ok(true) };
    let ids = requests::following(connection, project, after, most)?;
    requests::lock(connection, project, &ids)?;
    let language = projects::language(connection, project)?;
    for row in requests::by_ids(connection, project, &ids)? {
        terms::put(connection, project, row.id, &frequencies(&row.title, &row.body, language))?;
    }
    let last = ids.last().copied().filter(|_| i64::try_from(ids.len()).is_ok_and(|found| found >= most));
    projects::note_indexed_up_to(connection, project, last)?;
    Ok(true)
}

/// How often each term occurs in a request's title and body.
pub fn frequencies(title: &str, body: &str, language: Option<Language>) -> terms::Frequencies {
    let mut frequencies = terms::Frequencies::new();
    for term in wording::indexed(title, language) {
        frequencies.entry(term).or_default().0 += 1;
    }
    if let Some(term) = wording::title_term(title) {
        frequencies.insert(term, (1, 0));
    }
    for term in wording::indexed(body, language) {
        frequencies.entry(term).or_default().1 += 1;
    }
    frequencies
}

/// Casts the vote of its author, from the place where it is created, and returns the request as it is then.
pub fn author_vote(
    connection: &mut AnyConnection,
    project: &Arc<Project>,
    row: &Request,
    visitor: Id<id::Visitor>,
    kind: VoterKind,
    now: Time,
) -> Result<Request> {
    let place = places::for_requests(connection, project.id, &[row.number], true)?.pop();
    let command = VoteCommand {
        project: Arc::clone(project),
        request: row.id,
        visitor,
        new_visitor: None,
        cast: true,
        kind,
        screen: place.as_ref().and_then(|place| Some((Route::parse(&place.route).ok()?, None))),
        object_key: place.map(|place| place.object_key).unwrap_or_default(),
        instead: None,
        at: now,
        by_author: true,
    };
    votes::cast_one(connection, &command)?;
    requests::by_id(connection, project.id, row.id)
}
