//! Finding requests that may say the same as a text. Candidates come from the terms; `domain::similar` ranks them.

use std::collections::HashMap;

use crate::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    domain::{
        route::Route,
        similar::{self, Candidate, Lengths},
        wording::{self, Piece},
    },
    error::Result,
    store::{
        places,
        projects::Project,
        requests::{self, Request},
        terms::{self, Frequencies},
    },
};

/// Maximum number of candidates that are scored in full.
const SCORED: usize = 60;
/// Maximum number of words of the query that are looked up; longer texts are seldom titles.
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
    /// Whether it was created on the same screen.
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
    let mut query = wording::ranked(text);
    query.truncate(WORDS);
    let typed = typed(text);
    let total = usize::try_from(project.last_request_number).unwrap_or(0).max(1);
    let mut idf: HashMap<String, f64> = HashMap::new();
    let mut found: HashMap<Id<id::Request>, f64> = HashMap::new();
    let mut rarest: Option<(usize, &String)> = None;
    let mut half_typed = None;
    for (at, term) in query.iter().enumerate() {
        let mut having = terms::having(connection, project.id, term)?;
        if rarest.is_none_or(|(fewest, _)| having.len() < fewest) {
            rarest = Some((having.len(), term));
        }
        // A word that is still being typed matches no whole word.
        if let Some(word) = typed.as_ref().filter(|_| having.is_empty() && at + 1 == query.len()) {
            having = terms::beginning(connection, project.id, word)?;
            having.extend(terms::beginning(connection, project.id, &wording::whole(word))?);
            having.sort_unstable();
            having.dedup();
            half_typed = Some((word.as_str(), term.as_str()));
        }
        let worth = similar::idf(having.len(), total.max(having.len()));
        idf.insert(term.clone(), worth);
        for request in having {
            *found.entry(request).or_default() += worth;
        }
    }
    if let Some((fewest, term)) = rarest
        && (found.len() > SCORED || i64::try_from(fewest).is_ok_and(|fewest| fewest >= terms::PER_TERM))
    {
        // The same title ranks above all that share its words, however many these are.
        for request in terms::titled(connection, project.id, term, text.trim())? {
            found.insert(request, f64::INFINITY);
        }
    }
    let mut candidates: Vec<_> = found.into_iter().collect();
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| b.0.cmp(&a.0)));
    candidates.truncate(SCORED);
    let ids: Vec<_> = candidates.into_iter().map(|(id, _)| id).collect();
    let texts = terms::for_requests(connection, project.id, &ids)?;
    let rows = requests::by_ids(connection, project.id, &ids)?;
    let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
    let here: HashMap<_, _> = places::for_requests(connection, project.id, &numbers, true)?
        .into_iter()
        .map(|place| (place.request, place.route))
        .collect();
    let mut scored: Vec<Similar> = rows
        .into_iter()
        .map(|request| {
            let same_screen =
                route.is_some_and(|route| here.get(&request.number).is_some_and(|r| r == route.as_str()));
            let (title, body) = texts.get(&request.id).map(|all| spread(all, half_typed)).unwrap_or_default();
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

/// The last word, where nothing follows it: it may be incomplete.
fn typed(text: &str) -> Option<String> {
    let Some(Piece::Word(word)) = wording::pieces(text).pop() else { return None };
    text.ends_with(char::is_alphanumeric).then_some(word)
}

/// Terms as lists again, each as often as it occurs. A word that begins like the half of one that is typed counts as that:
/// `half_typed` is that half, and the term that is asked for in its place.
fn spread(frequencies: &Frequencies, half_typed: Option<(&str, &str)>) -> (Vec<String>, Vec<String>) {
    let mut title = Vec::new();
    let mut body = Vec::new();
    for (term, (in_title, in_body)) in frequencies {
        let bare = term.trim_start_matches('=');
        let term = match half_typed {
            Some((half, whole)) if bare.starts_with(half) => whole,
            _ if wording::is_ranked(term) => term,
            _ => continue,
        };
        for _ in 0..*in_title {
            title.push(term.to_owned());
        }
        for _ in 0..*in_body {
            body.push(term.to_owned());
        }
    }
    (title, body)
}
