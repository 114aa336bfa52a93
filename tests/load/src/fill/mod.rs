//! Large databases in minutes: a project with many requests and votes, written as rows without the server.
//! Every counter and heat equals what `yousaid check` recounts; no rule is repeated here, they are the server's own.

mod answers;
mod bulk;
mod bulk_load;
pub(crate) mod copies;
mod demand;
mod people;
mod spread;
#[cfg(test)]
mod tests;
mod texts;
mod words;

use std::time::Instant;

use clap::Args;
use diesel::{connection::SimpleConnection, prelude::*};
use rand::{SeedableRng, rngs::StdRng};
use yousaid::{
    actions::create_request,
    base::{id::Id, time::Time},
    credentials::{password, secret},
    db::{
        connection::{Address, AnyConnection},
        migrate,
    },
    domain::{origin::Origin, role::Role},
    error::{Error, Result},
    store::{
        day_totals, facets,
        members::{self, Member},
        origins,
        projects::{self, Project},
        schema,
    },
};

use crate::{process::HOST, say};

/// The database to fill, and how much is written.
#[derive(Args)]
pub struct Plan {
    /// An empty database: sqlite:path/to/file.db or postgres://user:password@host/database.
    #[arg(long, value_name = "URL")]
    database: Address,
    #[command(flatten)]
    size: Size,
}

/// How much is written, and how it is spread.
#[derive(Args, Clone, Copy, Debug)]
pub struct Size {
    /// Votes.
    #[arg(long, default_value_t = 10_000_000)]
    pub votes: u64,
    /// Requests that the votes are spread over.
    #[arg(long, default_value_t = 1_000_000)]
    pub requests: u32,
    /// Visitors; none votes twice on a request.
    #[arg(long, default_value_t = 1_000_000)]
    pub visitors: u32,
    /// Screens that the requests are created on.
    #[arg(long, default_value_t = 500)]
    pub screens: u32,
    /// Answers to "Was this helpful?" on the screens.
    #[arg(long, default_value_t = 1_000_000)]
    pub answers: u32,
    /// Exponent of Zipf's law by which votes are spread over requests; 0 for an even spread.
    #[arg(long, default_value_t = 0.0)]
    pub zipf: f64,
    /// Seed of the random numbers.
    #[arg(long, default_value_t = 11)]
    pub seed: u64,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            votes: 10_000_000,
            requests: 1_000_000,
            visitors: 1_000_000,
            screens: 500,
            answers: 1_000_000,
            zipf: 0.0,
            seed: 11,
        }
    }
}

/// Days that the requests and votes are spread over, up to now.
const DAYS: i64 = 730;
const SECONDS_A_DAY: i64 = 86_400;

const EMAIL: &str = "olga@kontor.example";
const PASSWORD: &str = "correct horse battery";

/// Fills an empty database. Fails with a sentence, and without a change, when there is a project in it.
pub fn run(plan: &Plan) -> std::result::Result<(), String> {
    let begun = Instant::now();
    let mut connection = prepare(&plan.database)?;
    let project = found(&mut connection).map_err(|error| error.detail)?;
    write(&mut connection, &project, &plan.size)?;
    say(&format!(
        "{} votes on {} requests by {} visitors in {:.0} s",
        plan.size.votes,
        plan.size.requests,
        plan.size.visitors,
        begun.elapsed().as_secs_f64()
    ));
    say(&format!("Log in as {EMAIL} with {PASSWORD}; the widget key is {}", project.widget_key));
    Ok(())
}

/// A connection to an empty database, with its tables.
pub(crate) fn prepare(database: &Address) -> std::result::Result<AnyConnection, String> {
    if let Address::Sqlite(path) = database
        && let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let unusable = |error: Error| format!("{database:?}: {}", error.detail);
    let mut connection = database.connect().map_err(unusable)?;
    migrate::run(&mut connection).map_err(unusable)?;
    if members::any(&mut connection).map_err(unusable)?
        || projects::first(&mut connection).map_err(unusable)?.is_some()
    {
        return Err(format!(
            "{database:?} is not empty: name one that is, since this fills no project of others"
        ));
    }
    Ok(connection)
}

/// A member and a project, as old as the oldest request.
pub(crate) fn found(connection: &mut AnyConnection) -> Result<Project> {
    let start = now().plus_seconds(-DAYS * SECONDS_A_DAY);
    let member = Member {
        id: Id::new(start),
        email: EMAIL.to_owned(),
        name: "Olga Owner".to_owned(),
        password_hash: password::hash(PASSWORD).map_err(|error| Error::unavailable(error.to_string()))?,
        created_at: start,
    };
    members::insert(connection, &member)?;
    let mut project = Project::new("Kontor".to_owned(), secret::widget_key(), start);
    projects::insert(connection, &mut project)?;
    members::set_role(connection, project.id, member.id, Role::Owner, start)?;
    origins::allow(connection, project.id, &Origin::parse(HOST)?, start)?;
    Ok(project)
}

fn now() -> Time {
    yousaid::base::time::Clock::system().now()
}

/// Writes requests and votes, by visitors of their own, into a project that is not in use at the time.
pub fn write(
    connection: &mut AnyConnection,
    project: &Project,
    size: &Size,
) -> std::result::Result<(), String> {
    let pairs = u64::from(size.requests) * u64::from(size.visitors);
    if size.votes > pairs || size.screens == 0 {
        return Err(format!(
            "{} votes need more than {} requests, {} visitors and {} screens: one vote a pair, one screen at least",
            size.votes, size.requests, size.visitors, size.screens
        ));
    }
    rows(connection, project, size).map_err(|error| error.detail)
}

/// What COPY, which takes rows of one type, leaves out of a request: its facet, and that its words are indexed, without which the
/// server would index a million texts again beside what is measured.
fn complete(connection: &mut AnyConnection, project: &Project) -> Result<()> {
    connection.batch_execute(&format!(
        "UPDATE requests SET terms_version = {1}, \
         facet = (SELECT facet FROM standings WHERE project = {0} AND request = requests.number) \
         WHERE project_id = (SELECT id FROM projects WHERE number = {0})",
        project.number,
        create_request::INDEXED
    ))?;
    Ok(())
}

fn rows(connection: &mut AnyConnection, project: &Project, size: &Size) -> Result<()> {
    let mut chance = StdRng::seed_from_u64(size.seed);
    let end = now();
    let start = end.plus_seconds(-DAYS * SECONDS_A_DAY);
    let indexes = bulk_load::begin(connection)?;
    let screens = people::screens(connection, project, size.screens, start)?;
    let visitors = people::visitors(connection, project, size.visitors, start)?;
    let counts = spread::counts(size, &mut chance)?;
    let scene = demand::Scene { project, screens: &screens, visitors: &visitors, start, end };
    let terms = demand::write(connection, &scene, &counts, &mut chance)?;
    words::write(connection, project.id, terms)?;
    answers::write(connection, &scene, size.answers, &mut chance)?;
    complete(connection, project)?;
    facets::recount(connection, project.number)?;
    day_totals::recount(connection, project)?;
    diesel::update(schema::projects::table.find(project.id))
        .set(schema::projects::last_request_number.eq(project.last_request_number + i64::from(size.requests)))
        .execute(connection)?;
    bulk_load::finish(connection, &indexes)
}
