//! Proposals: those that are open, those that closed, and the page of one with its result and the decision that was taken.
//! Shows nothing before it opens, no result before it is closed, and no member by name.

use askama::Template;
use chrono::{DateTime, Utc};

use super::{
    address::Page as Address,
    answer::Page,
    frame::{Frame, Reader, rendered},
    language::filled,
    prose,
};
use crate::{
    actions::ballot,
    base::{cursor::Cursor, time::Time},
    domain::proposal::{Electorate, Method, Phase, tally::ProposalResult},
    error::{Code, Result},
    state::Context,
    store::{
        proposal_options,
        proposals::{self, CLOSING, Proposal},
        requests,
    },
};

/// Proposals on a page.
const PER_PAGE: i64 = 20;

/// A proposal in the list, and at the head of its page.
struct Card {
    question: String,
    href: String,
    open: bool,
    when: String,
    datetime: String,
    turnout: String,
    excerpt: String,
    decided: bool,
}

impl Card {
    fn new(reader: &Reader<'_>, row: &Proposal, turnout: i64, now: Time) -> Self {
        let (language, t) = (reader.language, reader.texts());
        let (open, closes) = (row.phase(now) == Phase::Open, row.closes_at.unwrap_or(row.created_at));
        let text = if open { &t.closes_on } else { &t.closed_on };
        Self {
            question: row.question.clone(),
            href: reader.place.link(&Address::Proposal(row.slug.clone())),
            open,
            when: filled(text, "date", moment(reader, closes)),
            datetime: closes.to_the_second(),
            turnout: language.count(&t.took_part, &turnout),
            excerpt: prose::excerpt(&row.context),
            decided: row.outcome.is_some(),
        }
    }
}

/// A minute in words, in UTC.
fn moment(reader: &Reader<'_>, time: Time) -> String {
    let clock = DateTime::<Utc>::from_timestamp_micros(time.micros()).unwrap_or_default();
    format!("{}, {} UTC", reader.language.date(&time), clock.format("%H:%M"))
}

#[derive(Template)]
#[template(path = "board/proposals.html")]
struct All<'r> {
    frame: Frame<'r>,
    heading: String,
    lead: String,
    open: Vec<Card>,
    closed: Vec<Card>,
    later: bool,
    first: String,
    next: Option<String>,
}

/// The list.
pub async fn list(context: &Context, reader: &Reader<'_>, cursor: Option<&str>) -> Result<Page> {
    let first = reader.place.link(&Address::Proposals(None));
    let after = match cursor.map(|cursor| Cursor::decode(cursor, CLOSING)).transpose() {
        Ok(after) => after,
        Err(_no_place) => return Ok(Page::See(first)),
    };
    let (project, now) = (reader.project.id, context.clock.now());
    let read = context.db.read(move |connection| {
        let page = proposals::public(connection, project, now, after.as_ref(), PER_PAGE)?;
        let turnouts = ballot::turnouts(connection, project, &page.items)?;
        Ok((page, turnouts))
    });
    let (page, turnouts) = match read.await {
        Err(error) if error.code == Code::BadRequest => return Ok(Page::See(first)),
        read => read?,
    };
    let card = |row: &Proposal| Card::new(reader, row, turnouts.get(&row.id).copied().unwrap_or(0), now);
    let (mut open, closed): (Vec<_>, Vec<_>) = page.items.iter().map(card).partition(|card| card.open);
    // The next to close is the most urgent.
    open.reverse();
    let t = reader.texts();
    let (heading, lead) = (reader.with_project(&t.proposals_title), reader.with_project(&t.proposals_lead));
    let own = Address::Proposals(cursor.map(str::to_owned));
    let template = All {
        frame: Frame::new(reader, &own, &heading, lead.clone())?,
        heading,
        lead,
        open,
        closed,
        later: cursor.is_some(),
        first,
        next: page.next.map(|cursor| reader.place.link(&Address::Proposals(Some(cursor.encode())))),
    };
    rendered(&template)
}

/// An option with what it got.
struct Counted {
    text: String,
    votes: i64,
    number: String,
    won: bool,
}

/// A row of the rounds of a ranked choice: an option, and what it had in each.
struct Rounds {
    text: String,
    numbers: Vec<String>,
}

/// A result as readers see it.
struct Shown {
    options: Vec<Counted>,
    most: i64,
    rounds: Vec<Rounds>,
    headings: Vec<String>,
    tied: bool,
    facts: Vec<String>,
}

impl Shown {
    fn new(reader: &Reader<'_>, options: &[String], result: &ProposalResult) -> Self {
        let (language, t) = (reader.language, reader.texts());
        let number = |n: Option<i64>| n.map_or_else(|| t.option_out.clone(), |n| language.number(&n));
        let counted = |(at, (text, votes)): (usize, (&String, &i64))| Counted {
            text: text.clone(),
            votes: *votes,
            number: language.number(votes),
            won: result.winners.contains(&at),
        };
        let mut rounds: Vec<_> = options
            .iter()
            .enumerate()
            .map(|(at, text)| Rounds {
                text: text.clone(),
                numbers: result
                    .rounds
                    .iter()
                    .map(|round| number(round.counts.get(at).copied().flatten()))
                    .collect(),
            })
            .collect();
        let exhausted = result.rounds.iter().map(|round| language.number(&round.exhausted));
        rounds.push(Rounds { text: t.exhausted.clone(), numbers: exhausted.collect() });
        let mut facts = vec![language.count(&t.took_part, &result.ballots)];
        if result.quorum > 0 {
            let text = if result.quorum_reached { &t.quorum_reached } else { &t.quorum_missed };
            facts.push(filled(text, "n", language.number(&result.quorum)));
        }
        if result.ballots > 0 {
            facts.push(language.count(&t.dissent, &result.dissent));
        }
        Self {
            options: options.iter().zip(&result.counts).enumerate().map(counted).collect(),
            most: result.ballots.max(1),
            headings: (1..=result.rounds.len()).map(|n| filled(&t.round, "n", n)).collect(),
            rounds: if result.rounds.len() > 1 { rounds } else { Vec::new() },
            tied: result.winners.len() > 1,
            facts,
        }
    }
}

#[derive(Template)]
#[template(path = "board/proposal.html")]
struct One<'r> {
    frame: Frame<'r>,
    id: String,
    card: Card,
    body: String,
    method: Method,
    how: String,
    who: Option<String>,
    quorum: Option<String>,
    request: Option<(String, String)>,
    options: Vec<String>,
    result: Option<Shown>,
    outcome: Option<String>,
    no_script: String,
}

/// The page of the proposal with this name in addresses.
pub async fn one(context: &Context, reader: &Reader<'_>, slug: &str) -> Result<Page> {
    let (project, now, name) = (reader.project.id, context.clock.now(), slug.to_owned());
    let (row, options, turnout, result, request) = context
        .db
        .read(move |connection| {
            let row = proposals::public_by_slug(connection, project, &name, now)?;
            let options = proposal_options::of_one(connection, project, row.id)?;
            let turnouts = ballot::turnouts(connection, project, std::slice::from_ref(&row))?;
            let turnout = turnouts.get(&row.id).copied().unwrap_or(0);
            let result = ballot::result(connection, &row, now)?;
            let linked: Vec<_> = row.request_id.into_iter().collect();
            let request =
                requests::by_ids(connection, project, &linked)?.pop().filter(requests::Request::is_listed);
            Ok((row, options, turnout, result, request))
        })
        .await?;
    let (t, language) = (reader.texts(), reader.language);
    let card = Card::new(reader, &row, turnout, now);
    let description =
        if card.excerpt.is_empty() { reader.with_project(&t.proposals_lead) } else { card.excerpt.clone() };
    let mut frame = Frame::new(reader, &Address::Proposal(row.slug.clone()), &row.question, description)?;
    frame.published = row.opens_at.map(|at| at.to_the_second());
    let template = One {
        frame,
        id: row.id.to_string(),
        body: prose::html(&row.context),
        method: row.method,
        how: match row.method {
            Method::Single => t.method_single.clone(),
            Method::Approval => t.method_approval.clone(),
            Method::Ranked => t.method_ranked.clone(),
        },
        who: match row.who {
            Electorate::Everyone => None,
            Electorate::Identified => Some(reader.with_project(&t.who_identified)),
            Electorate::Voters => Some(t.who_voters.clone()),
        },
        quorum: (card.open && row.quorum > 0).then(|| language.count(&t.quorum_needed, &row.quorum)),
        request: request.map(|request| {
            let href = reader.place.link(&Address::of_request(request.number, &request.title));
            (request.title, href)
        }),
        result: result.map(|result| Shown::new(reader, &options, &result)),
        outcome: row.outcome.as_deref().map(prose::html),
        no_script: reader.with_project(&t.take_part_how),
        options,
        card,
    };
    rendered(&template)
}
