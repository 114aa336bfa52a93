//! The ballot box: a batch of votes and retractions written with one insert a vote and one counter move a request.
//! One code for both databases. Never counts a voter twice, and lets no poisoned ballot fail its neighbours.

use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    sync::Arc,
};

use diesel::{connection::SimpleConnection, prelude::*};

use super::{
    connection::{AnyConnection, each},
    heats,
    prepared::prepared,
    projects::Project,
    schema::{places, requests, votes},
    screens, visitors, writer,
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    domain::{
        heat::{self, Retract},
        route::Route,
        status::{Status, VoterKind},
    },
    error::{Code, Error, Result},
};

/// A vote, or its retraction, on its way into the box.
#[derive(Clone, Debug)]
pub struct Ballot {
    /// The tenant with its decay.
    pub project: Arc<Project>,
    /// What is voted on.
    pub request: Id<id::Request>,
    /// Who votes.
    pub visitor: Id<id::Visitor>,
    /// The visitor's row, when it must be made first.
    pub mint: Option<Box<visitors::Visitor>>,
    /// Whether it is cast or taken back.
    pub cast: bool,
    /// What vouches for the voter.
    pub kind: VoterKind,
    /// How much the vote counts.
    pub weight: f64,
    /// The screen it is cast from, with the page's title.
    pub screen: Option<(Route, Option<String>)>,
    /// The object it is cast from; empty for none.
    pub object_key: String,
    /// When.
    pub at: Time,
    /// Whether it comes with the request itself, which may be private then.
    pub by_author: bool,
}

/// What became of a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Votes of the request now.
    pub votes: i64,
    /// Whether this visitor's vote is in the box now.
    pub voted: bool,
    /// Whether this ballot moved the count.
    pub changed: bool,
}

/// Screens whose ids are known to be committed, so that a vote needs no look-up. Bounded.
#[derive(Default)]
pub struct Known(HashMap<(Id<id::Project>, String), Seen>);

/// A screen with the title it had when it was last named.
type Seen = (Id<id::Screen>, Option<String>);

/// Screens remembered at the most.
const KNOWN: usize = 10_000;

impl Known {
    /// Forgets all: after a transaction that did not stand.
    pub fn forget(&mut self) {
        self.0.clear();
    }

    fn resolve(&mut self, connection: &mut AnyConnection, ballot: &Ballot) -> Result<Option<Id<id::Screen>>> {
        let Some((route, title)) = &ballot.screen else { return Ok(None) };
        let key = (ballot.project.id, route.as_str().to_owned());
        if let Some((id, _)) = self.0.get(&key).filter(|(_, known)| title.is_none() || known == title) {
            return Ok(Some(*id));
        }
        let id = screens::ensure(connection, ballot.project.id, route, title.as_deref(), ballot.at)?;
        if self.0.len() >= KNOWN {
            self.forget();
        }
        self.0.insert(key, (id, title.clone()));
        Ok(Some(id))
    }
}

#[derive(Insertable)]
#[diesel(table_name = votes)]
#[diesel(treat_none_as_default_value = false)]
struct Vote<'b> {
    project_id: Id<id::Project>,
    request_id: Id<id::Request>,
    visitor_id: Id<id::Visitor>,
    kind: VoterKind,
    weight: f64,
    heat: f64,
    screen_id: Option<Id<id::Screen>>,
    object_key: &'b str,
    created_at: Time,
}

/// What a batch does to one request.
struct Tally {
    project: Arc<Project>,
    status: Status,
    votes: i64,
    heat_votes: f64,
    moved: Moved,
    settle: bool,
}

#[derive(Default)]
struct Moved {
    votes: i64,
    verified: i64,
    on_behalf: i64,
    weight: f64,
    heat: f64,
    places: BTreeMap<(Id<id::Screen>, String), i64>,
    touched: bool,
}

type Key = (Id<id::Project>, Id<id::Request>);

// The names of the statements that every vote runs.
enum LoadRequest {}
enum CastVote {}
enum MoveRequest {}
enum MovePlace {}

/// Writes a batch as the first thing of the open transaction, which is begun anew when a ballot is poisoned; the
/// outcomes stand in the order of the ballots.
pub fn apply(
    connection: &mut AnyConnection,
    ballots: &[Ballot],
    known: &mut Known,
) -> Result<Vec<Result<Outcome>>> {
    if ballots.is_empty() {
        return Ok(Vec::new());
    }
    // No savepoint around the whole: SQLite would copy every page that the batch touches.
    if let Ok(outcomes) = batch(connection, ballots, known) {
        return Ok(outcomes);
    }
    // One of them is poisoned (a visitor that is gone, say): each goes alone, and only that one fails.
    known.forget();
    connection.batch_execute("ROLLBACK")?;
    writer::begin(connection)?;
    let mut outcomes = Vec::with_capacity(ballots.len());
    for ballot in ballots {
        let mut alone = Err(Error::internal("a ballot that never ran"));
        writer::savepoint(connection, |connection| {
            alone = batch(connection, std::slice::from_ref(ballot), known).and_then(|mut one| {
                one.pop().unwrap_or_else(|| Err(Error::internal("a ballot without an outcome")))
            });
            alone.is_ok()
        })?;
        if alone.is_err() {
            known.forget();
        }
        outcomes.push(alone);
    }
    Ok(outcomes)
}

/// Casts one ballot inside the open transaction of something larger.
pub fn cast_one(connection: &mut AnyConnection, ballot: &Ballot) -> Result<Outcome> {
    let mut outcomes = batch(connection, std::slice::from_ref(ballot), &mut Known::default())?;
    outcomes.pop().unwrap_or_else(|| Err(Error::internal("a ballot without an outcome")))
}

fn batch(
    connection: &mut AnyConnection,
    ballots: &[Ballot],
    known: &mut Known,
) -> Result<Vec<Result<Outcome>>> {
    // The same order on every node, so that two boxes never wait for each other in a circle.
    let mut order: Vec<(usize, &Ballot)> = ballots.iter().enumerate().collect();
    order.sort_by_key(|(index, ballot)| (ballot.project.id, ballot.request, ballot.visitor, *index));

    let mut tallies: BTreeMap<Key, Option<Tally>> = BTreeMap::new();
    let mut outcomes: Vec<Result<Outcome>> = vec![Err(Error::not_found()); ballots.len()];
    for (index, ballot) in order {
        let key = (ballot.project.id, ballot.request);
        let known_tally = match tallies.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(load(connection, ballot)?),
        };
        let Some(tally) = known_tally else { continue };
        let outcome = if ballot.cast {
            cast(connection, ballot, tally, known)?
        } else {
            retract(connection, ballot, tally)?
        };
        if let Some(slot) = outcomes.get_mut(index) {
            *slot = outcome;
        }
    }
    for ((_, request), tally) in &mut tallies {
        if let Some(tally) = tally.as_mut().filter(|tally| tally.moved.touched) {
            settle(connection, *request, tally)?;
        }
    }
    for (ballot, outcome) in ballots.iter().zip(&mut outcomes) {
        let tally = tallies.get(&(ballot.project.id, ballot.request)).and_then(Option::as_ref);
        if let (Ok(outcome), Some(tally)) = (outcome, tally) {
            outcome.votes = tally.votes;
        }
    }
    Ok(outcomes)
}

/// The request as it stands; `None` when it does not exist or is private.
fn load(connection: &mut AnyConnection, ballot: &Ballot) -> Result<Option<Tally>> {
    let row = requests::table.find((ballot.project.id, ballot.request)).select((
        requests::status,
        requests::public,
        requests::votes,
        requests::heat_votes,
    ));
    let found: Option<(Status, bool, i64, f64)> =
        each!(connection, inner => prepared::<LoadRequest, _>(row).get_result(inner).optional())?;
    Ok(found.filter(|(_, public, ..)| *public || ballot.by_author).map(|(status, _, votes, heat_votes)| {
        Tally {
            project: Arc::clone(&ballot.project),
            status,
            votes,
            heat_votes,
            moved: Moved::default(),
            settle: false,
        }
    }))
}

fn cast(
    connection: &mut AnyConnection,
    ballot: &Ballot,
    tally: &mut Tally,
    known: &mut Known,
) -> Result<Result<Outcome>> {
    if !tally.status.may_vote() {
        let detail = format!("This request takes no votes: its status is {}.", tally.status.as_str());
        return Ok(Err(Error::new(Code::NotVotable, detail)));
    }
    if let Some(visitor) = &ballot.mint {
        visitors::insert(connection, visitor)?;
    }
    let screen = known.resolve(connection, ballot)?;
    let vote = Vote {
        project_id: ballot.project.id,
        request_id: ballot.request,
        visitor_id: ballot.visitor,
        kind: ballot.kind,
        weight: ballot.weight,
        heat: ballot.project.contribution(ballot.weight, ballot.at),
        screen_id: screen,
        object_key: &ballot.object_key,
        created_at: ballot.at,
    };
    let insert = diesel::insert_into(votes::table)
        .values(&vote)
        .on_conflict((votes::project_id, votes::request_id, votes::visitor_id))
        .do_nothing();
    let made =
        each!(connection, inner => prepared::<CastVote, _>(insert).execute(inner)).map_err(visitor_gone)?;
    if made == 1 {
        tally.moved.count(1, ballot.kind, vote.weight, vote.heat, screen, &ballot.object_key);
    }
    Ok(Ok(Outcome { votes: 0, voted: true, changed: made == 1 }))
}

/// The request and the screen were just seen, so the parent that is missing is the visitor: its token is of no use.
fn visitor_gone(error: diesel::result::Error) -> Error {
    let error = Error::from(error);
    if error.code != Code::NotFound {
        return error;
    }
    Error::new(Code::Unauthorized, "This visitor is not known any more: begin anew without the token.")
}

type Removed = (VoterKind, f64, f64, Option<Id<id::Screen>>, String);

fn retract(connection: &mut AnyConnection, ballot: &Ballot, tally: &mut Tally) -> Result<Result<Outcome>> {
    if tally.status == Status::Merged {
        return Ok(Err(Error::new(Code::NotVotable, "This request was merged into another one.")));
    }
    let removed: Option<Removed> = each!(connection, inner => diesel::delete(
            votes::table.find((ballot.project.id, ballot.request, ballot.visitor)),
        )
        .returning((votes::kind, votes::weight, votes::heat, votes::screen_id, votes::object_key))
        .get_result(inner)
        .optional())?;
    if let Some((kind, weight, heat, screen, object_key)) = &removed {
        tally.moved.count(-1, *kind, *weight, *heat, *screen, object_key);
        tally.settle = true;
    }
    Ok(Ok(Outcome { votes: 0, voted: false, changed: removed.is_some() }))
}

impl Moved {
    fn count(
        &mut self,
        by: i64,
        kind: VoterKind,
        weight: f64,
        heat: f64,
        screen: Option<Id<id::Screen>>,
        object: &str,
    ) {
        let sign = if by < 0 { -1.0 } else { 1.0 };
        self.votes += by;
        match kind {
            VoterKind::Verified => self.verified += by,
            VoterKind::OnBehalf => self.on_behalf += by,
            VoterKind::Anonymous | VoterKind::Imported => {}
        }
        self.weight += sign * weight;
        self.heat += sign * heat;
        if let Some(screen) = screen {
            *self.places.entry((screen, object.to_owned())).or_default() += by;
        }
        self.touched = true;
    }
}

/// Moves the counters of one request, and sums its votes anew where floating point could leave a rest.
fn settle(connection: &mut AnyConnection, request: Id<id::Request>, tally: &mut Tally) -> Result<()> {
    let project = Arc::clone(&tally.project);
    let moved = &tally.moved;
    for ((screen, object_key), by) in &moved.places {
        place(connection, &project, request, *screen, object_key, *by)?;
    }
    let update = diesel::update(requests::table.find((project.id, request)))
        .set((
            requests::votes.eq(requests::votes + moved.votes),
            requests::votes_verified.eq(requests::votes_verified + moved.verified),
            requests::votes_on_behalf.eq(requests::votes_on_behalf + moved.on_behalf),
            requests::weight.eq(requests::weight + moved.weight),
            requests::heat_votes.eq(requests::heat_votes + moved.heat),
            requests::heat.eq((requests::heat_votes + moved.heat) * project.weight_votes
                + requests::heat_reports * project.weight_reports
                + requests::heat_unhelpful * project.weight_unhelpful
                + requests::heat_comments * project.weight_comments),
        ))
        .returning(requests::votes);
    tally.votes = each!(connection, inner => prepared::<MoveRequest, _>(update).get_result(inner))?;
    let exact = || heat::retract(tally.heat_votes, -moved.heat, tally.votes) != Retract::Recompute;
    let unsure = tally.settle && (tally.votes == 0 || !exact());
    if unsure {
        heats::settle_votes(connection, &project, request)?;
    }
    Ok(())
}

fn place(
    connection: &mut AnyConnection,
    project: &Project,
    request: Id<id::Request>,
    screen: Id<id::Screen>,
    object_key: &str,
    by: i64,
) -> Result<()> {
    let values = (
        places::project_id.eq(project.id),
        places::request_id.eq(request),
        places::screen_id.eq(screen),
        places::object_key.eq(object_key),
        places::first.eq(false),
        places::votes.eq(by),
    );
    let upsert = diesel::insert_into(places::table)
        .values(&values)
        .on_conflict((places::project_id, places::request_id, places::screen_id, places::object_key))
        .do_update()
        .set(places::votes.eq(places::votes + by))
        .returning(places::votes);
    let _votes: i64 = each!(connection, inner => prepared::<MovePlace, _>(upsert).get_result(inner))?;
    Ok(())
}
