//! Requests with their places and votes, in the order of their keys, a few thousand requests in one transaction.
//! Makes no decision and no report: all heat comes from votes.

use std::collections::BTreeMap;

use diesel::{connection::SimpleConnection, prelude::*};
use rand::{RngExt, rngs::StdRng, seq::index};
use yousaid::{
    actions::create_request,
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::status::{Kind, Status, VoterKind},
    error::{Error, Result},
    store::{
        projects::Project,
        requests::{Counters, Request},
        schema,
        screens::{self as counters, Delta},
        votes,
    },
};

use super::{
    bulk::bulk,
    people::{Person, Screen, identified},
    texts,
    words::Words,
};

/// The project, its screens and voters, and the time range.
pub struct Scene<'s> {
    /// The project.
    pub project: &'s Project,
    /// The screens of the requests, at least one.
    pub screens: &'s [Screen],
    /// Who votes.
    pub visitors: &'s [Person],
    /// When the oldest request was created.
    pub start: Time,
    /// Today.
    pub end: Time,
}

#[derive(Insertable)]
#[diesel(table_name = schema::votes)]
#[diesel(treat_none_as_default_value = false)]
struct Vote {
    project: i32,
    request: i32,
    visitor: i64,
    weight: f64,
    cast_at: i32,
    screen: Option<i32>,
    kind: VoterKind,
    object_key: &'static str,
}

#[derive(Insertable)]
#[diesel(table_name = schema::places)]
#[diesel(treat_none_as_default_value = false)]
struct Place {
    project_id: Id<id::Project>,
    request: i64,
    screen_id: Id<id::Screen>,
    object_key: &'static str,
    first: bool,
    votes: i64,
}

/// Rows of one transaction.
#[derive(Default)]
struct Rows {
    requests: Vec<Request>,
    places: Vec<Place>,
    votes: Vec<Vote>,
}

/// Requests of one transaction.
const AT_ONCE: usize = 20_000;

/// Requests that are being done, planned and under review; the rest is new. On all of them visitors may vote.
const IN_PROGRESS: f64 = 0.001;
const PLANNED: f64 = 0.02;
const UNDER_REVIEW: f64 = 0.08;

/// Votes cast on the request's screen, and in the whole product's list; the rest is cast on the next screen.
const FROM_HOME: f64 = 0.75;
const FROM_NOWHERE: f64 = 0.15;

/// Writes a request for each count, with as many votes; returns the words of their texts.
pub fn write(
    connection: &mut AnyConnection,
    scene: &Scene<'_>,
    counts: &[u32],
    chance: &mut StdRng,
) -> Result<Words> {
    let mut words = Words::default();
    let mut made: BTreeMap<usize, i64> = BTreeMap::new();
    let span = (scene.end.seconds() - scene.start.seconds()) as f64;
    for (part, counts_of_part) in counts.chunks(AT_ONCE).enumerate() {
        let mut rows = Rows::default();
        for (n, count) in counts_of_part.iter().enumerate() {
            let n = part * AT_ONCE + n;
            let share = (n as f64 + chance.random::<f64>()) / counts.len() as f64;
            let at = scene.start.plus_seconds((span * share) as i64);
            let home = texts::leaning(scene.screens.len(), chance);
            *made.entry(home).or_default() += 1;
            let row = rows.add(scene, n, at, home, *count, chance)?;
            words.add(row.id, create_request::frequencies(&row.title, &row.body, scene.project.language()));
        }
        connection.batch_execute("BEGIN")?;
        let counters = |row: &Request| Counters::of(scene.project.number, row);
        let standings: Vec<_> = rows.requests.iter().map(counters).collect();
        bulk!(connection, schema::requests::table, rows.requests, 17);
        bulk!(connection, schema::standings::table, standings, 17);
        bulk!(connection, schema::places::table, rows.places, 6);
        bulk!(connection, schema::votes::table, rows.votes, 8);
        connection.batch_execute("COMMIT")?;
    }
    connection.batch_execute("BEGIN")?;
    for (home, requests) in made {
        let (screen, _) = screen(scene, home)?;
        let delta = Delta { requests, ..Delta::default() };
        counters::move_counters(connection, scene.project.id, screen, delta)?;
    }
    connection.batch_execute("COMMIT")?;
    Ok(words)
}

fn screen(scene: &Scene<'_>, n: usize) -> Result<Screen> {
    scene.screens.get(n % scene.screens.len().max(1)).copied().ok_or_else(Error::not_found)
}

impl Rows {
    /// One request with `count` votes; its author is among the voters.
    fn add(
        &mut self,
        scene: &Scene<'_>,
        n: usize,
        at: Time,
        home: usize,
        count: u32,
        chance: &mut StdRng,
    ) -> Result<&Request> {
        let project = scene.project;
        let number = project.last_request_number + 1 + i64::try_from(n).unwrap_or(i64::MAX);
        let kind = if chance.random_bool(0.3) { Kind::Problem } else { Kind::Feature };
        let mut row = Request::new(project.id, number, kind, texts::title(kind, chance), at);
        row.body = texts::body(chance);
        row.status = match chance.random::<f64>() {
            share if share < IN_PROGRESS => Status::InProgress,
            share if share < IN_PROGRESS + PLANNED => Status::Planned,
            share if share < IN_PROGRESS + PLANNED + UNDER_REVIEW => Status::UnderReview,
            _ => Status::New,
        };
        let (key, home_screen) = (votes::key_of(number)?, screen(scene, home)?);
        let next_screen = screen(scene, home + 1)?;
        let mut voters = index::sample(chance, scene.visitors.len(), count as usize).into_vec();
        row.visitor_id = voters.first().and_then(|voter| scene.visitors.get(*voter)).map(|(id, _)| *id);
        voters.sort_unstable();
        let mut places: BTreeMap<Id<id::Screen>, i64> = BTreeMap::from([(home_screen.0, 0)]);
        for voter in voters {
            let (_, visitor) = scene.visitors.get(voter).ok_or_else(Error::not_found)?;
            let age = (scene.end.seconds() - at.seconds()) as f64;
            // Most votes come soon after the request.
            let cast = at.plus_seconds((age * chance.random::<f64>().powi(3)) as i64);
            let from = match chance.random::<f64>() {
                share if share < FROM_HOME => Some(home_screen),
                share if share < FROM_HOME + FROM_NOWHERE => None,
                _ => Some(next_screen),
            };
            if let Some((screen, _)) = from {
                *places.entry(screen).or_default() += 1;
            }
            let vote = Vote {
                project: project.number,
                request: key,
                visitor: *visitor,
                weight: 1.0,
                cast_at: votes::second_of(cast),
                screen: from.map(|(_, number)| number),
                kind: if identified(voter) { VoterKind::Verified } else { VoterKind::Anonymous },
                object_key: "",
            };
            row.votes += 1;
            row.votes_verified += i64::from(vote.kind == VoterKind::Verified);
            row.weight += vote.weight;
            row.heat_votes += project.contribution(vote.weight, votes::time_of(vote.cast_at));
            self.votes.push(vote);
        }
        row.heat = row.parts().heat(&project.weights());
        self.places.extend(places.into_iter().map(|(screen, votes)| Place {
            project_id: project.id,
            request: number,
            screen_id: screen,
            object_key: "",
            first: screen == home_screen.0,
            votes,
        }));
        self.requests.push(row);
        self.requests.last().ok_or_else(Error::not_found)
    }
}
