//! The load tests: `votes` measures acknowledged votes a second against two yardsticks, and prints a table.
//! Judges nothing and is no part of `tests/run`: on a shared machine only the ratios of one run mean anything.

mod disk;
mod drive;
mod house;
mod naive;
mod process;
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
    /// Serves votes with a transaction each; `votes` starts it. Takes the settings of the server.
    Naive,
}

#[actix_web::main]
async fn main() -> ExitCode {
    let done = match Line::parse().command {
        Command::Votes(plan) => votes::run(&plan).await,
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
