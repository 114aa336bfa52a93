//! The fault runs: what was acknowledged is there afterwards, whatever was killed, cut, full or overloaded meanwhile.
//! Each prints its figures beside what they must be, and the program fails when one is not reached. The short form of
//! all is a step of `tests/run`.

mod client;
mod cluster;
mod crowd;
mod disk;
mod failover;
mod folder;
mod kills;
mod ledger;
mod nodes;
mod outage;
mod overload;
mod power;
mod proxy;
mod recorder;
mod redis;
mod redis_gone;
mod replay;
mod slow_clients;
mod stage;
mod tally;
mod truth;
mod verdict;

use std::{process::ExitCode, time::Instant};

use clap::{Parser, ValueEnum};
use yousaid_load::{Result, complain, say};

use crate::stage::{Setting, Stage};

#[derive(Parser)]
#[command(version, about)]
struct Line {
    /// The runs; all of them when none is named.
    #[arg(value_enum)]
    runs: Vec<Run>,
    #[command(flatten)]
    setting: Setting,
}

#[derive(Clone, Copy, ValueEnum)]
enum Run {
    /// kill -9 under load, on SQLite.
    Kills,
    /// kill -9 under load, on PostgreSQL.
    KillsPostgres,
    /// Power cuts on SQLite.
    Power,
    /// PostgreSQL restarted and crashed, connections ended, a network that cuts, delays and halves.
    Outage,
    /// PostgreSQL's primary killed and its synchronous standby promoted.
    Failover,
    /// One of two nodes killed.
    Nodes,
    /// Thousands of clients who never end their request.
    SlowClients,
    /// Twice as many votes as the server can take.
    Overload,
    /// A disk that is full, fails, or can't be written.
    Disk,
    /// Redis killed and back.
    Redis,
}

#[actix_web::main]
async fn main() -> ExitCode {
    match run(&Line::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(sentence) => {
            complain(&sentence);
            ExitCode::FAILURE
        }
    }
}

async fn run(line: &Line) -> Result<bool> {
    let runs = if line.runs.is_empty() { Run::value_variants() } else { &line.runs };
    let stage = Stage::set(&line.setting)?;
    let mut missed = Vec::new();
    for run in runs {
        let begun = Instant::now();
        let reached = one(*run, &stage).await;
        // A run that fell over must not keep the others from running.
        let reached = reached.unwrap_or_else(|sentence| {
            complain(&sentence);
            false
        });
        let name = run.to_possible_value().map(|name| name.get_name().to_owned()).unwrap_or_default();
        say(&format!(
            "{name}: {} in {:.0} s",
            if reached { "reached" } else { "NOT REACHED" },
            begun.elapsed().as_secs_f64()
        ));
        if !reached {
            missed.push(name);
        }
    }
    say(&format!("{} passed, {} failed", runs.len() - missed.len(), missed.len()));
    Ok(missed.is_empty())
}

async fn one(run: Run, stage: &Stage) -> Result<bool> {
    match run {
        Run::Kills => kills::run(stage, None).await,
        Run::KillsPostgres => kills::run(stage, Some(&stage.postgres()?)).await,
        Run::Power => power::run(stage).await,
        Run::Outage => outage::run(stage).await,
        Run::Failover => failover::run(stage).await,
        Run::Nodes => nodes::run(stage).await,
        Run::SlowClients => slow_clients::run(stage).await,
        Run::Overload => overload::run(stage).await,
        Run::Disk => disk::run(stage).await,
        Run::Redis => redis_gone::run(stage).await,
    }
}
