//! The load tests: `votes` and `run` measure answers a second against yardsticks of the same run and print tables,
//! `fill` makes large databases. Judges nothing and is no part of `tests/run`: on a shared machine only ratios mean
//! anything.

mod asking;
mod bench;
mod disk;
mod drive;
mod fill;
mod house;
mod naive;
mod pace;
mod place;
mod postgres;
mod process;
mod run;
mod sample;
mod slow;
mod streams;
mod table;
mod votes;
mod wire;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What goes wrong here is told to whoever sits in front of it.
type Result<T> = std::result::Result<T, String>;

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
    /// Scenarios of votes, answers and reads, a row each, against the same yardsticks.
    Run(run::Plan),
    /// Fills an empty database with a project of many requests and votes.
    Fill(fill::Plan),
    /// Serves votes with a transaction each; `votes` and `run` start it. Takes the settings of the server.
    Naive,
}

#[actix_web::main]
async fn main() -> ExitCode {
    let done = match Line::parse().command {
        Command::Votes(plan) => votes::run(&plan).await,
        Command::Run(plan) => run::run(&plan).await,
        Command::Fill(plan) => fill::run(&plan),
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

#[allow(clippy::print_stderr)]
fn complain(sentence: &str) {
    eprintln!("{sentence}");
}

/// Prints a line of the answer.
#[allow(clippy::print_stdout)]
fn say(line: &str) {
    println!("{line}");
}
