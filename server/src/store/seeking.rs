//! Finding requests that may say the same as a text. Candidates come from the terms; `domain::similar` ranks them.

use std::collections::HashMap;

use super::{
    connection::AnyConnection,
    places,
    projects::Project,
    requests::{self, Request},
    terms::{self, Frequencies},
};
use crate::{
    base::id::{self, Id},
    domain::{
        route::Route,
        similar::{self, Candidate, Language, Lengths},
        status::Status,
    },
    error::Result,
};

/// Candidates that are scored in full, at the most.
const SCORED: usize = 60;
/// Words of the query that are looked up, at the most; what is typed beyond is seldom a title any more.
const WORDS: usize = 16;
/// Under this likeness a request is not worth showing.
const LEAST: f64 = 0.15;

/// A request that may say the same.
#[derive(Debug)]
pub struct Similar {
    /// The request.
    pub request: Request,
    /// How alike, 0 to 1.
    pub likeness: f64,
    /// Whether it was made on the same screen.
    pub same_screen: bool,
}

/// Public requests that may say the same as `text`, the likest first.
pub fn similar(
    connection: &mut AnyConnection,
    project: &Project,
    text: &str,
    route: Option<&Route>,
    limit: usize,
) -> Result<Vec<Similar>> {
    let mut query = similar::terms(text, Language::English);
    query.truncate(WORDS);
    let total = usize::try_from(project.last_request_number).unwrap_or(0).max(1);
    let mut idf: HashMap<String, f64> = HashMap::new();
    let mut found: HashMap<Id<id::Request>, f64> = HashMap::new();
    for term in &query {
        let having = terms::having(connection, project.id, term)?;
        let worth = similar::idf(having.len(), total.max(having.len()));
        idf.insert(term.clone(), worth);
        for request in having {
            *found.entry(request).or_default() += worth;
        }
    }
    let mut candidates: Vec<_> = found.into_iter().collect();
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| b.0.cmp(&a.0)));
    candidates.truncate(SCORED);
    let ids: Vec<_> = candidates.into_iter().map(|(id, _)| id).collect();
    let texts = terms::of_requests(connection, project.id, &ids)?;
    let rows = requests::by_ids(connection, project.id, &ids)?;
    let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
    let here: HashMap<_, _> = places::of_requests(connection, project.id, &numbers, true)?
        .into_iter()
        .map(|place| (place.request, place.route))
        .collect();
    let mut scored: Vec<Similar> = rows
        .into_iter()
        .filter(|request| request.public && request.status != Status::Merged)
        .map(|request| {
            let same_screen =
                route.is_some_and(|route| here.get(&request.number).is_some_and(|r| r == route.as_str()));
            let (title, body) = texts.get(&request.id).map(spread).unwrap_or_default();
            let candidate = Candidate { title: &title, body: &body };
            let worth = |term: &str| idf.get(term).copied().unwrap_or(0.0);
            let likeness = similar::likeness(&query, &candidate, worth, &Lengths::default(), same_screen);
            Similar { request, likeness, same_screen }
        })
        .filter(|similar| similar.likeness >= LEAST)
        .collect();
    scored.sort_by(|a, b| {
        b.likeness
            .total_cmp(&a.likeness)
            .then_with(|| b.same_screen.cmp(&a.same_screen))
            .then_with(|| b.request.votes.cmp(&a.request.votes))
    });
    scored.truncate(limit);
    Ok(scored)
}

/// Terms as lists again, each as often as it stands.
fn spread(frequencies: &Frequencies) -> (Vec<String>, Vec<String>) {
    let mut title = Vec::new();
    let mut body = Vec::new();
    for (term, (in_title, in_body)) in frequencies {
        for _ in 0..*in_title {
            title.push(term.clone());
        }
        for _ in 0..*in_body {
            body.push(term.clone());
        }
    }
    (title, body)
}
