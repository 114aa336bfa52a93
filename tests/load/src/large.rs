//! A large project compared to an empty one: how long reads take, and how much slower votes are.
//! Fills once, and measures everything on it in turn.

use std::rc::Rc;

use clap::Args;
use diesel::prelude::*;
use yousaid::{
    base::id::{self, Id},
    store::schema::{requests, screens},
};

use crate::{
    Result,
    asking::{casting::Casting, drawing::Drawing, looking},
    bench::{Bench, Contest, Need, Setting},
    drive::drive,
    fill::Size,
    sample::Sample,
    say, table,
};

/// The settings of the benchmark.
#[derive(Args)]
pub struct Plan {
    #[command(flatten)]
    setting: Setting,
    #[command(flatten)]
    size: Size,
    /// Visitors with tokens, who vote.
    #[arg(long, default_value_t = 60_000)]
    voters: usize,
}

/// Requests created through the API, on screens in turn: the data of the empty project.
const REQUESTS: usize = 200;
const SCREENS: usize = 10;
/// Pages, and texts, that are requested.
const LOOKS: usize = 600;

/// Fills, looks and votes, and prints a row of each.
pub async fn run(plan: &Plan) -> Result<()> {
    let (setting, bench) = (&plan.setting, Bench::new(&plan.setting)?);
    let need =
        |filled| Need { requests: REQUESTS, screens: SCREENS, visitors: plan.voters, naive: false, filled };
    let large = bench.contest("large", setting, &need(Some(plan.size))).await?;
    let size = plan.size;
    say(&format!("{} votes on {} requests, {}", size.votes, size.requests, setting.ground(bench.flush)));
    look(&large).await?;
    let empty = bench.contest("empty", setting, &need(None)).await?;
    vote(plan, &large, &empty).await?;
    empty.end()?;
    large.end()
}

async fn look(large: &Contest) -> Result<()> {
    let (fixture, server) = (&large.fixture, large.ours.servers.first().ok_or("no server")?);
    let mut base = large.ours.connect()?;
    let found: Vec<(Id<id::Screen>, String)> = screens::table
        .select((screens::id, screens::route))
        .order(screens::attention.desc())
        .load(&mut base)
        .map_err(|error| error.to_string())?;
    let (ids, routes): (Vec<_>, Vec<_>) =
        found.into_iter().map(|(id, route)| (id.to_string(), route)).unzip();
    // Every thousandth, without its last word, like a text that is still being typed.
    let titles: Vec<String> = requests::table
        .select(requests::title)
        .filter(requests::number.gt(REQUESTS as i64))
        .order(requests::number)
        .limit(40 * LOOKS as i64)
        .load(&mut base)
        .map_err(|error| error.to_string())?;
    let typed: Vec<String> = titles
        .iter()
        .step_by(40)
        .map(|title| title.rsplit_once(' ').map_or(title.as_str(), |(start, _)| start).to_owned())
        .collect();
    say(&format!("{:<28} {:>7} {:>8} {:>8} {:>8}", "one after the other", "n", "p50 ms", "p95 ms", "max ms"));
    let deep = looking::deep(fixture, server).await?;
    let mut yardstick = None;
    for (name, asked) in [
        ("ranked page", looking::ranked(fixture, LOOKS)),
        ("the same, narrowed", looking::narrowed(fixture, LOOKS)),
        ("page far down", deep),
        ("overview", looking::overviews(fixture, LOOKS / 6)),
        ("screens", looking::screens(fixture, &ids, LOOKS / 6)),
        ("another ranking tried", looking::trials(fixture, LOOKS / 20)),
        ("a screen's list, first time", looking::lists(fixture, &routes)),
        ("the same, kept", looking::lists(fixture, &routes)),
        ("similar requests", looking::alike(fixture, &typed)),
    ] {
        let sample = looking::each(server, &asked).await?;
        let p95 = sample.latency.value_at_quantile(0.95) as f64;
        // The yardstick of what is read from indexes: a page far down, which nothing keeps.
        let of = yardstick.map(|yardstick| format!(" {:>8.1} × a page far down", p95 / yardstick));
        say(&format!("{}{}", waits(name, &sample), of.filter(|_| of_the_team(name)).unwrap_or_default()));
        if name == "page far down" {
            yardstick = Some(p95.max(1.0));
        }
    }
    Ok(())
}

/// Whether nothing keeps what is read, nor an index has it as it is.
fn of_the_team(name: &str) -> bool {
    ["overview", "screens", "another ranking tried"].contains(&name)
}

fn waits(name: &str, sample: &Sample) -> String {
    let wait = |share: f64| sample.latency.value_at_quantile(share) as f64 / 1000.0;
    let bad = if sample.bad() > 0 {
        format!("  errors: {}", crate::sample::errors([sample]))
    } else {
        String::new()
    };
    format!(
        "{name:<28} {:>7} {:>8.2} {:>8.2} {:>8.2}{bad}",
        sample.latency.len(),
        wait(0.5),
        wait(0.95),
        sample.latency.max() as f64 / 1000.0
    )
}

async fn vote(plan: &Plan, large: &Contest, empty: &Contest) -> Result<()> {
    let (setting, time) = (&plan.setting, plan.setting.time());
    let mut base = large.ours.connect()?;
    // Not those created through the API: every visitor has already voted on one of them.
    let ids: Vec<Id<id::Request>> = requests::table
        .select(requests::id)
        .filter(requests::number.gt(REQUESTS as i64 + 1))
        .load(&mut base)
        .map_err(|error| error.to_string())?;
    let ids = Rc::new(ids.iter().map(ToString::to_string).collect::<Vec<_>>());
    let half = large.fixture.visitors.len() / 2;
    let even = Rc::new(Drawing::new(&large.fixture, &ids, 0..half, 0.0)?);
    let skewed = Rc::new(Drawing::new(&large.fixture, &ids, half..2 * half, 1.0)?);
    let alone = Rc::new(Casting::new(&empty.fixture, 0));
    let (mut baseline, mut by_law, mut evenly) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..setting.rounds() {
        baseline.push(drive(&empty.ours.servers, setting.connections, time, alone.clone()).await?);
        by_law.push(drive(&large.ours.servers, setting.connections, time, skewed.clone()).await?);
        evenly.push(drive(&large.ours.servers, setting.connections, time, even.clone()).await?);
    }
    say(&format!("{} {:>11}", table::head(), "/ empty"));
    say(&table::row("votes, empty database", &baseline));
    for (name, samples) in [("votes by Zipf's law", &by_law), ("votes on any request", &evenly)] {
        let share = 100.0 * table::ratio(samples, &baseline);
        say(&format!("{} {share:>9.1} %", table::row(name, samples)));
        if samples.iter().any(|sample| sample.bad() > 0) {
            say(&format!("  errors: {}", crate::sample::errors(samples)));
        }
    }
    Ok(())
}
