//! How well similar requests are found: texts with known duplicates, each of which asks for the others of its cluster.
//! Measures recall and time on this machine; the texts are an argument, and no part of the project.

use std::{
    collections::HashMap,
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Args;
use diesel::{connection::SimpleConnection, prelude::*};
use serde::Deserialize;
use yousaid::{
    actions::{
        create_request,
        find_similar::{self, Counts, Sought},
    },
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{Address, AnyConnection},
    domain::{similar::is_likely, status::Kind},
    store::{
        projects::{self, Project},
        schema::requests,
    },
};

use crate::{Result, fill, place::Scratch, say, searching};

/// The texts, and where they are written.
#[derive(Args)]
pub struct Plan {
    /// JSON lines with `id`, `title`, `body` and `duplicate_of`, which names the canonical text of the cluster or is null.
    texts: PathBuf,
    /// An empty database of PostgreSQL; a temporary SQLite file without it.
    #[arg(long, value_name = "URL")]
    database: Option<Address>,
    /// Fills up to this number of requests with the texts again, some of their words changed: recall says little then, and times
    /// say how the search grows. Also measures the search of lists.
    #[arg(long)]
    requests: Option<usize>,
    /// Measures in a database that an earlier run with the same texts filled.
    #[arg(long, requires = "database")]
    filled: bool,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    title: String,
    #[serde(default)]
    body: String,
    duplicate_of: Option<String>,
}

/// Places up to which a hit counts.
const PLACES: [usize; 4] = [1, 3, 5, 10];

/// Writes the texts, asks, and prints a row for titles alone and one for titles with bodies.
pub fn run(plan: &Plan) -> Result<()> {
    let text =
        std::fs::read_to_string(&plan.texts).map_err(|error| format!("{}: {error}", plan.texts.display()))?;
    let entries: Vec<Entry> = text
        .lines()
        .enumerate()
        .map(|(n, line)| serde_json::from_str(line).map_err(|error| format!("line {}: {error}", n + 1)))
        .collect::<Result<_>>()?;
    let scratch = Scratch::make(&std::env::temp_dir())?;
    let address = plan.database.clone().unwrap_or_else(|| Address::Sqlite(scratch.0.join("duplicates.db")));
    let mut connection = match plan.filled {
        true => address.connect().map_err(|error| error.detail)?,
        false => fill::prepare(&address)?,
    };
    let known = projects::first(&mut connection).map_err(|error| error.detail)?;
    let texts: Vec<_> = entries.iter().map(|entry| (entry.title.clone(), entry.body.clone())).collect();
    let begun = Instant::now();
    let (project, ids) = match known {
        Some(project) => {
            let ids = oldest(&mut connection, &project, texts.len()).map_err(|error| error.detail)?;
            (project, ids)
        }
        None => {
            let project = fill::found(&mut connection).map_err(|error| error.detail)?;
            let ids = match plan.requests {
                Some(count) => fill::copies::write(&mut connection, &project, &texts, count.max(texts.len())),
                None => write(&mut connection, &project, &texts),
            };
            (project, ids.map_err(|error| error.detail)?)
        }
    };
    // The statistics of the connection that filled are none that a server plans with.
    let mut connection = address.connect().map_err(|error| error.detail)?;
    let project = projects::by_id(&mut connection, project.id).map_err(|error| error.detail)?;
    say(&format!(
        "{} texts, {} requests, {:.0} s",
        entries.len(),
        project.last_request_number,
        begun.elapsed().as_secs_f64()
    ));
    for (name, with_body) in [("title", false), ("title and body", true)] {
        measure(&mut connection, &project, &entries, &ids, (name, with_body))
            .map_err(|error| error.detail)?;
    }
    if plan.requests.is_some() {
        searching::measure(&mut connection, &project, &texts).map_err(|error| error.detail)?;
    }
    Ok(())
}

/// The requests that were written first: those with the texts as they are.
fn oldest(
    connection: &mut AnyConnection,
    project: &Project,
    count: usize,
) -> yousaid::error::Result<Vec<Id<id::Request>>> {
    let rows = requests::table.filter(requests::project_id.eq(project.id)).order(requests::id.asc());
    Ok(rows.limit(i64::try_from(count).unwrap_or(i64::MAX)).select(requests::id).load(connection)?)
}

fn write(
    connection: &mut AnyConnection,
    project: &Project,
    texts: &[(String, String)],
) -> yousaid::error::Result<Vec<Id<id::Request>>> {
    let mut ids = Vec::with_capacity(texts.len());
    for (part, texts) in texts.chunks(500).enumerate() {
        connection.batch_execute("BEGIN")?;
        for (n, (title, body)) in texts.iter().enumerate() {
            let second = i64::try_from(part * 500 + n).unwrap_or(0);
            let fresh = create_request::Fresh {
                kind: Kind::Problem,
                title: title.chars().take(200).collect(),
                body: body.clone(),
                public: true,
                visitor: None,
                place: None,
                similar: None,
                now: Time::from_micros(1_790_000_000_000_000 + second * 1_000_000),
            };
            ids.push(create_request::request(connection, project, fresh)?.id);
        }
        connection.batch_execute("COMMIT")?;
    }
    Ok(ids)
}

fn measure(
    connection: &mut AnyConnection,
    project: &Project,
    entries: &[Entry],
    ids: &[Id<id::Request>],
    (name, with_body): (&str, bool),
) -> yousaid::error::Result<()> {
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    for entry in entries {
        *sizes.entry(entry.duplicate_of.as_deref().unwrap_or(&entry.id)).or_default() += 1;
    }
    let clusters: HashMap<Id<id::Request>, &str> = ids
        .iter()
        .zip(entries)
        .map(|(id, entry)| (*id, entry.duplicate_of.as_deref().unwrap_or(&entry.id)))
        .collect();
    let counts = Counts::new(Duration::from_secs(600));
    let (mut asked, mut hits, mut alone, mut shown) = (0_usize, [0_usize; 4], 0_usize, 0_usize);
    let mut took = Vec::with_capacity(entries.len());
    for (entry, own) in entries.iter().zip(ids) {
        let cluster = entry.duplicate_of.as_deref().unwrap_or(&entry.id);
        let single = sizes.get(cluster).is_none_or(|size| *size < 2);
        if entry.duplicate_of.is_none() && !single {
            continue;
        }
        let body = if with_body { entry.body.as_str() } else { "" };
        let begun = Instant::now();
        let sought = Sought { title: &entry.title, body, ..Sought::default() };
        let found = find_similar::similar(connection, project, &sought, 11, &counts)?;
        took.push(begun.elapsed().as_secs_f64() * 1_000.0);
        let others: Vec<_> = found.iter().filter(|one| one.request.id != *own).collect();
        if single {
            alone += 1;
            shown += usize::from(others.first().is_some_and(|first| is_likely(first.likeness)));
            continue;
        }
        asked += 1;
        let at = others.iter().position(|one| clusters.get(&one.request.id) == Some(&cluster));
        for (hits, place) in hits.iter_mut().zip(PLACES) {
            *hits += usize::from(at.is_some_and(|at| at < place));
        }
    }
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took.get((took.len() as f64 * share) as usize).copied().unwrap_or_default();
    let recall: Vec<_> =
        hits.iter().map(|hits| format!("{:.1}", 100.0 * *hits as f64 / asked.max(1) as f64)).collect();
    say(&format!(
        "{name}: {asked} duplicates ask, recall@1/3/5/10 {} %; of {alone} without a duplicate {:.0} % are shown one \
         while typing; p50 {:.1} ms, p95 {:.1} ms",
        recall.join("/"),
        100.0 * shown as f64 / alone.max(1) as f64,
        at(0.5),
        at(0.95),
    ));
    Ok(())
}
