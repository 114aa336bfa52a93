//! Finding requests that may say the same as a text: candidates from the rarest of its terms, scored from what the index has of
//! all of them. `domain::similar` has the formula; no text is read before the best are known.

use std::collections::HashMap;

use crate::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    domain::{
        route::Route,
        similar::{self, Posting},
        wording::{self, Piece},
    },
    error::Result,
    store::{
        places,
        projects::Project,
        requests::{self, Request},
        terms::{self, Row},
    },
};

/// Maximum number of terms of a title that are looked up, and of a body.
const MAX_TITLE_TERMS: usize = 24;
const MAX_BODY_TERMS: usize = 96;
/// Maximum number of requests with one term that are counted, and read: a term that more have says little.
const MAX_COUNTED: i64 = 1_000;
const MAX_READ: i64 = 400;
/// Maximum number of rows of the index that candidates are taken from, the rarest terms first.
const BUDGET: usize = 2_000;
/// Maximum number of candidates that are scored by all terms.
const SCORED: usize = 60;
/// Under this likeness a request is not worth showing.
const LEAST: f64 = 0.15;

/// The text that requests are compared with, and where it is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sought<'a> {
    /// Its title, which may still be being typed.
    pub title: &'a str,
    /// The rest.
    pub body: &'a str,
    /// The screen.
    pub route: Option<&'a Route>,
    /// Whether private requests are found too.
    pub private: bool,
}

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

/// A term of the text, and how much sharing it says.
struct Term {
    term: String,
    weight: f64,
    /// Weight times inverse document frequency.
    worth: f64,
    /// How many requests have it, `MAX_COUNTED` for more.
    having: usize,
    /// The beginning of words that stands for it, where it is a word that is still being typed.
    beginning: Option<String>,
}

/// Requests that may say the same, the likest first; merged ones are not among them.
pub fn similar(
    connection: &mut AnyConnection,
    project: &Project,
    sought: &Sought<'_>,
    limit: usize,
) -> Result<Vec<Similar>> {
    let mut terms = asked(connection, project, sought)?;
    let worth: Vec<_> = terms.iter().map(|term| (term.weight, term.worth / term.weight)).collect();
    let best = similar::best(&worth);
    terms.sort_by(|one, other| other.worth.total_cmp(&one.worth));

    // What was read of a term for all requests, and what only for some.
    let mut scores: HashMap<Id<id::Request>, f64> = HashMap::new();
    let mut hints: HashMap<Id<id::Request>, f64> = HashMap::new();
    let mut open = Vec::new();
    let mut left = BUDGET;
    for term in &terms {
        let most = MAX_READ.min(i64::try_from(left).unwrap_or(MAX_READ));
        let is_whole = i64::try_from(term.having).is_ok_and(|having| having <= most);
        let rows = match &term.beginning {
            Some(start) => beginning(connection, project, start, sought.private, most)?,
            None if most > 0 => terms::latest(connection, project.id, &term.term, sought.private, most)?,
            None => Vec::new(),
        };
        left = left.saturating_sub(rows.len());
        let found = if is_whole || term.beginning.is_some() { &mut scores } else { &mut hints };
        for (request, share) in shares(&rows) {
            *found.entry(request).or_default() += term.worth * share;
        }
        if !is_whole && term.beginning.is_none() {
            open.push(term);
        }
    }
    // The same title ranks above all that share its words, however many these are.
    let mut candidates: HashMap<_, _> = scores.clone();
    for (request, hint) in hints {
        *candidates.entry(request).or_default() += hint;
    }
    if let Some(rarest) = terms.iter().filter(|term| term.weight >= 1.0).min_by_key(|term| term.having)
        && (candidates.len() > SCORED || rarest.having > MAX_READ as usize)
    {
        for request in
            terms::titled(connection, project.id, &rarest.term, sought.title.trim(), sought.private)?
        {
            candidates.insert(request, f64::INFINITY);
        }
    }
    let mut candidates: Vec<_> = candidates.into_iter().collect();
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| b.0.cmp(&a.0)));
    candidates.truncate(SCORED);
    let ids: Vec<_> = candidates.into_iter().map(|(id, _)| id).collect();
    let names: Vec<&str> = open.iter().map(|term| term.term.as_str()).collect();
    if !names.is_empty() && !ids.is_empty() {
        for (name, row) in terms::among(connection, project.id, &names, &ids)? {
            let worth = open.iter().find(|term| term.term == name).map_or(0.0, |term| term.worth);
            *scores.entry(row.request).or_default() += worth * posting(&row).share();
        }
    }
    shown(
        connection,
        project,
        sought,
        &ids,
        |id| scores.get(&id).copied().unwrap_or(0.0) / best.max(f64::MIN_POSITIVE),
        limit,
    )
}

/// The terms of the text with their worth, those of the title first.
fn asked(connection: &mut AnyConnection, project: &Project, sought: &Sought<'_>) -> Result<Vec<Term>> {
    let (mut title, mut body) = (wording::ranked(sought.title), wording::ranked(sought.body));
    title.truncate(MAX_TITLE_TERMS);
    body.truncate(MAX_BODY_TERMS);
    let typed = typed(sought);
    let last = title.last().cloned();
    let total = usize::try_from(project.last_request_number).unwrap_or(0).max(1);
    let mut terms = Vec::new();
    for asked in similar::asked(title, body) {
        let having = terms::count(connection, project.id, &asked.term, MAX_COUNTED)?;
        let is_last = asked.weight >= 1.0 && last.as_ref() == Some(&asked.term);
        // A word that is still being typed matches no whole word.
        let beginning = typed.clone().filter(|_| having == 0 && is_last);
        let worth = asked.weight * similar::idf(having, total.max(having));
        terms.push(Term { term: asked.term, weight: asked.weight, worth, having, beginning });
    }
    Ok(terms)
}

/// The last word of the title, where nothing follows it: it may be incomplete.
fn typed(sought: &Sought<'_>) -> Option<String> {
    let Some(Piece::Word(word)) = wording::pieces(sought.title).pop() else { return None };
    (sought.body.is_empty() && sought.title.ends_with(char::is_alphanumeric)).then_some(word)
}

/// What the index has of words that begin like this, and of words whose stem does.
fn beginning(
    connection: &mut AnyConnection,
    project: &Project,
    start: &str,
    private: bool,
    most: i64,
) -> Result<Vec<Row>> {
    let mut rows = terms::beginning(connection, project.id, start, private, most)?;
    rows.extend(terms::beginning(connection, project.id, &wording::whole(start), private, most)?);
    Ok(rows)
}

fn posting(row: &Row) -> Posting {
    Posting {
        in_title: row.in_title as f64,
        in_body: row.in_body as f64,
        title_terms: row.title_terms as f64,
        body_terms: row.body_terms as f64,
    }
}

/// Each request with its share of a match: the best of its rows, since a beginning has several.
fn shares(rows: &[Row]) -> HashMap<Id<id::Request>, f64> {
    let mut shares: HashMap<Id<id::Request>, f64> = HashMap::with_capacity(rows.len());
    for row in rows {
        let share = shares.entry(row.request).or_default();
        *share = share.max(posting(row).share());
    }
    shares
}

/// The candidates that are alike enough, as rows, the likest first.
fn shown(
    connection: &mut AnyConnection,
    project: &Project,
    sought: &Sought<'_>,
    ids: &[Id<id::Request>],
    alike: impl Fn(Id<id::Request>) -> f64,
    limit: usize,
) -> Result<Vec<Similar>> {
    let rows = requests::by_ids(connection, project.id, ids)?;
    let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
    let here: HashMap<_, _> = places::for_requests(connection, project.id, &numbers, true)?
        .into_iter()
        .map(|place| (place.request, place.route))
        .collect();
    let mut found: Vec<Similar> = rows
        .into_iter()
        .map(|request| {
            let same_screen = sought
                .route
                .is_some_and(|route| here.get(&request.number).is_some_and(|r| r == route.as_str()));
            let likeness = similar::likeness(alike(request.id), 1.0, same_screen);
            Similar { request, likeness, same_screen }
        })
        .filter(|similar| similar.likeness >= LEAST)
        .collect();
    found.sort_by(|a, b| {
        b.likeness
            .total_cmp(&a.likeness)
            .then_with(|| b.same_screen.cmp(&a.same_screen))
            .then_with(|| b.request.votes.cmp(&a.request.votes))
    });
    found.truncate(limit);
    Ok(found)
}
