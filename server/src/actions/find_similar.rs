//! Finding requests that may say the same as a text: candidates from the rarest of its terms, scored from what the index has of
//! all of them. `domain::similar` has the formula; no text is read before the best are known.

use std::collections::HashMap;

use crate::{
    base::id::{self, Id},
    cache::expiring::Cache,
    db::connection::AnyConnection,
    domain::{
        route::Route,
        similar::{self, Posting},
        wording::{self, Piece},
    },
    error::Result,
    store::{
        families::{self, Standpoint},
        places,
        projects::Project,
        requests::{self, Request},
        terms::{self, Row},
    },
};

/// Maximum number of terms of a title that are looked up, and of a body.
const MAX_TITLE_TERMS: usize = 24;
const MAX_BODY_TERMS: usize = 64;
/// Maximum number of requests with one term that are counted, and read: a term that more have says little.
const MAX_COUNTED: i64 = 1_000;
const MAX_READ: usize = 400;
/// Maximum number of rows of the index that candidates are taken from, the rarest terms first.
const BUDGET: usize = 2_000;
/// Candidates that are scored by all terms at a time, and how often when too few of them are shown.
const SCORED: usize = 60;
const MAX_TIMES: usize = 8;
/// The longest row of merges that is followed; members do not make longer ones.
const MAX_CHAIN: usize = 100;
/// Under this likeness a request is not worth showing.
const LEAST: f64 = 0.15;
/// From this number of requests on, how many have a term is kept for some minutes.
const KEPT_FROM: usize = 100;

/// How many requests have the terms that many have: they are asked for again and again, and a few more make no difference.
pub type Counts = Cache<(Id<id::Project>, String), usize>;

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
    /// Numbers of requests that are not to be found.
    pub without: &'a [i64],
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

/// A request that is shown, and the best score of it and of those that were merged into it.
struct Shown {
    standpoint: Standpoint,
    score: f64,
}

/// Requests that may say the same, the likest first. The text of a merged one speaks for the request that it was merged into.
pub fn similar(
    connection: &mut AnyConnection,
    project: &Project,
    sought: &Sought<'_>,
    limit: usize,
    counts: &Counts,
) -> Result<Vec<Similar>> {
    let terms = asked(connection, project, sought, counts)?;
    let worth: Vec<_> = terms.iter().map(|term| (term.weight, term.worth / term.weight)).collect();
    let best = similar::best(&worth).max(f64::MIN_POSITIVE);
    let (mut scores, open, candidates) = candidates(connection, project, sought, &terms)?;

    let mut found: HashMap<i64, Shown> = HashMap::new();
    for part in candidates.chunks(SCORED).take(MAX_TIMES) {
        add_open(connection, project, &open, part, &mut scores)?;
        for (id, standpoint) in families(connection, project, part)? {
            if (sought.private || standpoint.public) && !sought.without.contains(&standpoint.number) {
                let score = scores.get(&id).copied().unwrap_or(0.0) / best;
                let shown = found.entry(standpoint.number).or_insert(Shown { standpoint, score });
                shown.score = shown.score.max(score);
            }
        }
        if found.len() >= limit {
            break;
        }
    }
    show(connection, project, sought, found.into_values().collect(), limit)
}

/// The terms of the text with their worth, the rarest first.
fn asked(
    connection: &mut AnyConnection,
    project: &Project,
    sought: &Sought<'_>,
    counts: &Counts,
) -> Result<Vec<Term>> {
    let ranked = |text| wording::ranked(text, project.language());
    let (mut title, mut body) = (ranked(sought.title), ranked(sought.body));
    title.truncate(MAX_TITLE_TERMS);
    body.truncate(MAX_BODY_TERMS);
    let (typed, last) = (typed(sought), title.last().cloned());
    let asked = similar::asked(title, body);
    let era = counts.era();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for one in &asked {
        if let Some(having) = counts.find(&(project.id, one.term.clone())) {
            known.insert(&one.term, having);
        }
    }
    let unknown: Vec<&str> =
        asked.iter().map(|one| one.term.as_str()).filter(|term| !known.contains_key(term)).collect();
    for (term, having) in unknown.iter().zip(terms::counts(connection, project.id, &unknown, MAX_COUNTED)?) {
        if having >= KEPT_FROM {
            counts.put(era, (project.id, (*term).to_owned()), having);
        }
        known.insert(term, having);
    }
    let total = usize::try_from(project.last_request_number).unwrap_or(0).max(1);
    let mut terms: Vec<Term> = asked
        .iter()
        .map(|one| {
            let having = known.get(one.term.as_str()).copied().unwrap_or(0);
            // A word that is still being typed matches no whole word.
            let is_last = one.weight >= 1.0 && last.as_ref() == Some(&one.term);
            let beginning = typed.clone().filter(|_| having == 0 && is_last);
            let worth = one.weight * similar::idf(having, total.max(having));
            Term { term: one.term.clone(), weight: one.weight, worth, having, beginning }
        })
        .collect();
    terms.sort_by(|one, other| other.worth.total_cmp(&one.worth));
    Ok(terms)
}

/// The last word of the title, where nothing follows it: it may be incomplete.
fn typed(sought: &Sought<'_>) -> Option<String> {
    let Some(Piece::Word(word)) = wording::pieces(sought.title).pop() else { return None };
    (sought.body.is_empty() && sought.title.ends_with(char::is_alphanumeric)).then_some(word.folded)
}

/// Scores by request.
type Scores = HashMap<Id<id::Request>, f64>;

/// What was read of terms for all requests that have them, the terms that were read of some requests only, and the candidates.
type Candidates<'t> = (Scores, Vec<&'t Term>, Vec<Id<id::Request>>);

/// The candidates in the order of what is known of them so far: those with the same title, and those with the rarest terms.
fn candidates<'t>(
    connection: &mut AnyConnection,
    project: &Project,
    sought: &Sought<'_>,
    terms: &'t [Term],
) -> Result<Candidates<'t>> {
    let mut left = BUDGET;
    let mut read: Vec<(&Term, i64)> = Vec::new();
    for term in terms.iter().filter(|term| term.beginning.is_none()) {
        let most = MAX_READ.min(left).min(term.having);
        left -= most;
        read.push((term, i64::try_from(most).unwrap_or(i64::MAX)));
    }
    let titles = wording::title_term(sought.title);
    let mut names: Vec<(&str, i64)> =
        read.iter().filter(|(_, most)| *most > 0).map(|(term, most)| (term.term.as_str(), *most)).collect();
    names.extend(titles.iter().map(|title| (title.as_str(), MAX_READ as i64)));
    let mut rows = terms::latest(connection, project.id, &names)?;
    let same = if titles.is_some() { rows.pop().unwrap_or_default() } else { Vec::new() };

    let (mut scores, mut hints, mut open) = (Scores::new(), Scores::new(), Vec::new());
    let mut rows = rows.into_iter();
    for (term, most) in read {
        let rows = if most > 0 { rows.next().unwrap_or_default() } else { Vec::new() };
        let is_whole = i64::try_from(term.having).is_ok_and(|having| having <= most);
        add(if is_whole { &mut scores } else { &mut hints }, term, &rows);
        if !is_whole {
            open.push(term);
        }
    }
    for term in terms {
        if let Some(start) = &term.beginning {
            let most = i64::try_from(MAX_READ).unwrap_or(i64::MAX);
            let mut rows = terms::beginning(connection, project.id, start, most)?;
            rows.extend(terms::beginning(connection, project.id, &wording::whole(start), most)?);
            add(&mut scores, term, &rows);
        }
    }
    let mut order: HashMap<_, _> = scores.clone();
    for (request, hint) in hints {
        *order.entry(request).or_default() += hint;
    }
    // The same title ranks above all that share its words, however many these are.
    order.extend(same.iter().map(|row| (row.request, f64::INFINITY)));
    let mut candidates: Vec<_> = order.into_iter().collect();
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| b.0.cmp(&a.0)));
    Ok((scores, open, candidates.into_iter().map(|(id, _)| id).collect()))
}

/// Adds what requests have of a term: the best of a request's rows, since a beginning has several.
fn add(scores: &mut Scores, term: &Term, rows: &[Row]) {
    let mut shares = Scores::with_capacity(rows.len());
    for row in rows {
        let share = shares.entry(row.request).or_default();
        *share = share.max(posting(row).share());
    }
    for (request, share) in shares {
        *scores.entry(request).or_default() += term.worth * share;
    }
}

/// Adds what these candidates have of the terms that were not read for all requests.
fn add_open(
    connection: &mut AnyConnection,
    project: &Project,
    open: &[&Term],
    candidates: &[Id<id::Request>],
    scores: &mut Scores,
) -> Result<()> {
    if open.is_empty() || candidates.is_empty() {
        return Ok(());
    }
    let worth: HashMap<&str, f64> = open.iter().map(|term| (term.term.as_str(), term.worth)).collect();
    let names: Vec<&str> = worth.keys().copied().collect();
    for (name, row) in terms::among(connection, project.id, &names, candidates)? {
        let worth = worth.get(name.as_str()).copied().unwrap_or(0.0);
        *scores.entry(row.request).or_default() += worth * posting(&row).share();
    }
    Ok(())
}

fn posting(row: &Row) -> Posting {
    Posting {
        in_title: row.in_title as f64,
        in_body: row.in_body as f64,
        title_terms: row.title_terms as f64,
        body_terms: row.body_terms as f64,
    }
}

/// Each candidate with the request that stands for it: itself, or the one that it was merged into in the end.
fn families(
    connection: &mut AnyConnection,
    project: &Project,
    candidates: &[Id<id::Request>],
) -> Result<Vec<(Id<id::Request>, Standpoint)>> {
    let mut found: Vec<_> = families::standpoints(connection, project.id, candidates)?
        .into_iter()
        .map(|standpoint| (standpoint.id, standpoint))
        .collect();
    let mut known: HashMap<i64, Standpoint> = HashMap::new();
    for _ in 0..MAX_CHAIN {
        let missing: Vec<i64> = found
            .iter()
            .filter_map(|(_, one)| one.into)
            .filter(|number| !known.contains_key(number))
            .collect();
        if !missing.is_empty() {
            let targets = families::numbered(connection, project.id, &missing)?;
            known.extend(targets.into_iter().map(|target| (target.number, target)));
        }
        let mut ended = true;
        for (_, one) in &mut found {
            if let Some(target) = one.into.and_then(|number| known.get(&number)) {
                *one = *target;
                ended = false;
            }
        }
        if ended {
            break;
        }
    }
    Ok(found)
}

/// Those that are alike enough, as rows, the likest first.
fn show(
    connection: &mut AnyConnection,
    project: &Project,
    sought: &Sought<'_>,
    found: Vec<Shown>,
    limit: usize,
) -> Result<Vec<Similar>> {
    let numbers: Vec<_> = found.iter().map(|one| one.standpoint.number).collect();
    let here: HashMap<i64, String> = match sought.route {
        None => HashMap::new(),
        Some(_) => places::for_requests(connection, project.id, &numbers, true)?
            .into_iter()
            .map(|place| (place.request, place.route))
            .collect(),
    };
    let mut ranked: Vec<_> = found
        .into_iter()
        .map(|one| {
            let route = here.get(&one.standpoint.number);
            let same_screen =
                sought.route.is_some_and(|asked| route.is_some_and(|own| own == asked.as_str()));
            (similar::likeness(one.score, 1.0, same_screen), same_screen, one.standpoint)
        })
        .filter(|(likeness, ..)| *likeness >= LEAST)
        .collect();
    ranked.sort_by(|a, b| {
        b.0.total_cmp(&a.0).then_with(|| b.1.cmp(&a.1)).then_with(|| b.2.number.cmp(&a.2.number))
    });
    ranked.truncate(limit);
    let ids: Vec<_> = ranked.iter().map(|(.., one)| one.id).collect();
    let mut rows: HashMap<_, _> =
        requests::by_ids(connection, project.id, &ids)?.into_iter().map(|row| (row.id, row)).collect();
    Ok(ranked
        .into_iter()
        .filter_map(|(likeness, same_screen, one)| {
            Some(Similar { request: rows.remove(&one.id)?, likeness, same_screen })
        })
        .collect())
}
