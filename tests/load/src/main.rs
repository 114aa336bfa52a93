//! The load tests: `votes` and `run` measure responses per second against baselines of the same run and print tables,
//! `fill` creates large databases. Has no limits and is not part of `tests/run`: on a shared machine only ratios are
//! meaningful.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use yousaid_load::{boards, complain, duplicates, fill, large, naive, run, votes};

#[derive(Parser)]
#[command(version, about)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Votes acknowledged per second, against a handler without a database and a transaction per vote.
    Votes(votes::Plan),
    /// Scenarios of votes, answers and reads, one row each, against the same baselines.
    Run(run::Plan),
    /// Reads in a large project, and votes there compared to votes in an empty one.
    Large(large::Plan),
    /// Fills an empty database with a project of many requests and votes.
    Fill(fill::Plan),
    /// How well similar requests are found, among texts with known duplicates.
    Duplicates(duplicates::Plan),
    /// Pages of the public board, decisions that many wait for, and what is new for who returns.
    Boards(boards::Plan),
    /// Serves votes with one transaction each; `votes` and `run` start it. Takes the settings of the server.
    Naive,
}

#[actix_web::main]
async fn main() -> ExitCode {
    let done = match Line::parse().command {
        Command::Votes(plan) => votes::run(&plan).await,
        Command::Run(plan) => run::run(&plan).await,
        Command::Large(plan) => large::run(&plan).await,
        Command::Fill(plan) => fill::run(&plan),
        Command::Duplicates(plan) => duplicates::run(&plan),
        Command::Boards(plan) => boards::run(&plan).await,
        Command::Naive => naive::serve().await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            complain(&sentence);
            ExitCode::FAILURE
        }
    }
}
