//! The command `yousaid move`: refuses what must not be moved, shows how far it is, and says what became of each table.
//! Stops no server and starts none: the switch is the operator's.

mod bulk;
pub mod bulk_load;
pub mod copy;
mod reader;
mod rows;
mod tables;
mod writer;

use std::{fmt::Write, fs, io::IsTerminal};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{
    actions::check,
    base::time::Clock,
    db::{
        connection::{Address, AnyConnection},
        migrate::{self, State},
    },
    error::Error,
    intake,
    store::installation,
};
use copy::{Moved, Progress};

/// From where to where.
#[derive(Args)]
pub struct Order {
    /// The installation as it is: sqlite:path/to/file.db or postgres://user:password@host/database.
    #[arg(long, value_name = "URL")]
    from: Address,
    /// An empty database of the other kind, or one that was moved to before and not served since.
    #[arg(long, value_name = "URL")]
    to: Address,
    /// Leave the recount of every counter to `yousaid check`.
    #[arg(long)]
    without_recount: bool,
}

/// Moves, and returns what became of it. Fails with a sentence; the target is as it was before then.
pub fn run(order: &Order) -> Result<String, String> {
    let Order { from, to, without_recount } = order;
    refuse_pairs(from, to)?;
    let clock = Clock::system();
    let mut source = open_source(from)?;
    let failed = |address: &Address| {
        let address = address.clone();
        move |error: Error| format!("The database {address:?} can't be moved: {}.", error.line())
    };
    let claim = intake::claim(from, &mut source, &clock).map_err(failed(from))?;
    let served = match from {
        Address::Sqlite(_) => claim.is_none(),
        Address::Postgres(_) | Address::Pooled(_) => bulk_load::is_used(&mut source).map_err(failed(from))?,
    };
    let mut target = open_target(to)?;
    refuse_others(&mut source, &mut target, to)?;
    let kept = intake::claim(to, &mut target, &clock).map_err(|error| unwritable(to, &error))?;
    let taken = match to {
        Address::Sqlite(_) => kept.is_none(),
        Address::Postgres(_) | Address::Pooled(_) => {
            bulk_load::is_used(&mut target).map_err(|error| unwritable(to, &error))?
        }
    };
    if taken {
        return Err(format!(
            "The target {to:?} is being served by a Yousaid: end that one, or name an empty database."
        ));
    }
    let mut bar = Bar::new();
    let moved = copy::run(&mut source, &mut target, clock.now(), &mut |progress| bar.show(progress))
        .map_err(|error| unwritable(to, &error))?;
    bar.end();
    let served = served || bulk_load::is_used(&mut source).map_err(failed(from))?;
    let unchecked =
        |error: Error| format!("Everything was moved to {to:?}, but not recounted: {}.", error.line());
    bulk_load::tidy(&mut target).map_err(unchecked)?;
    let mut said = table(&moved);
    let _ = writeln!(said, "Every row was read in both once more and compared: they are the same.");
    if !without_recount {
        bar.say("recounting every counter of the target");
        let found = check::at_one_moment(&mut target).map_err(unchecked)?;
        if !found.is_empty() {
            return Err(format!(
                "{said}{}\n{} counters are wrong, in the source as well.",
                found.join("\n"),
                found.len()
            ));
        }
        let _ = writeln!(said, "All counters are correct.");
    }
    said.push_str(if served {
        "The source was being served during the move: later changes, and votes of the last moment, are not in this \
         copy. Move again whenever you like, and once more when its server has ended."
    } else {
        "The source was not being served: this copy is complete. Start the server with YOUSAID_DATABASE_URL set to \
         it, and with the secret of the old one (YOUSAID_SECRET, or the file secret in its data folder)."
    });
    Ok(said)
}

fn unwritable(to: &Address, error: &Error) -> String {
    format!("Moving to {to:?} failed: {}.", error.line())
}

fn refuse_pairs(from: &Address, to: &Address) -> Result<(), String> {
    if from == to {
        return Err(format!("{from:?} is both the source and the target: name another one."));
    }
    let (kind, tool) = match (from, to) {
        (Address::Sqlite(_), Address::Sqlite(_)) => ("SQLite files", "copy the file while no server runs"),
        (Address::Postgres(_), Address::Postgres(_)) => ("databases of PostgreSQL", "use pg_dump"),
        _ => return Ok(()),
    };
    Err(format!("Both are {kind}, and move goes from one kind of database to the other: {tool}."))
}

fn open_source(from: &Address) -> Result<AnyConnection, String> {
    if let Address::Sqlite(path) = from
        && !path.is_file()
    {
        return Err(format!("There is no database {}: name the file of the installation.", path.display()));
    }
    let unusable = |error: Error| format!("The source {from:?} can't be used: {}.", error.line());
    let mut source = from.connect().map_err(unusable)?;
    match migrate::state(&mut source).map_err(unusable)? {
        State::Current => Ok(source),
        State::None => Err(format!("The source {from:?} contains no Yousaid: name the database of one.")),
        State::Older => Err(format!(
            "The source {from:?} is not up to date: start this version there once, or run yousaid migrate."
        )),
    }
}

/// Opens the target, and creates the tables if it has none.
fn open_target(to: &Address) -> Result<AnyConnection, String> {
    if let Address::Sqlite(path) = to
        && let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder)
            .map_err(|error| format!("Can't create the folder {}: {error}.", folder.display()))?;
    }
    let unusable = |error: Error| format!("The target {to:?} can't be used: {}.", error.line());
    let mut target = to.connect().map_err(unusable)?;
    match migrate::state(&mut target).map_err(unusable)? {
        State::Current => {}
        State::None => drop(migrate::run(&mut target).map_err(unusable)?),
        State::Older => {
            return Err(format!("The target {to:?} is not up to date: run yousaid migrate there."));
        }
    }
    Ok(target)
}

/// A target is written when it is empty, or still as an earlier run from the same source left it.
fn refuse_others(source: &mut AnyConnection, target: &mut AnyConnection, to: &Address) -> Result<(), String> {
    let read = |error: Error| unwritable(to, &error);
    let (ours, theirs) =
        (installation::read(source).map_err(read)?, installation::read(target).map_err(read)?);
    if installation::is_empty(target).map_err(read)? {
        return Ok(());
    }
    if ours.id != theirs.id {
        return Err(format!(
            "The target {to:?} holds the data of another installation: name an empty database."
        ));
    }
    if theirs.copied_at.is_none() {
        return Err(format!(
            "The target {to:?} has been served since it was moved to, and what it took in would be lost: name an empty \
             database, or go on with this one."
        ));
    }
    Ok(())
}

/// What became of each table, in columns.
fn table(moved: &[Moved]) -> String {
    let mut text = format!(
        "{:<14}{:>14}{:>14}{:>12}{:>12}{:>12}\n",
        "table", "in the source", "in the target", "added", "changed", "removed"
    );
    let mut all = Moved { table: "all".to_owned(), ..Moved::default() };
    for one in moved {
        all.source += one.source;
        all.target += one.target;
        all.added += one.added;
        all.changed += one.changed;
        all.removed += one.removed;
    }
    for one in moved.iter().chain([&all]) {
        let _ = writeln!(
            text,
            "{:<14}{:>14}{:>14}{:>12}{:>12}{:>12}",
            one.table, one.source, one.target, one.added, one.changed, one.removed
        );
    }
    text
}

/// How far it is: a bar on a terminal, lines elsewhere.
struct Bar {
    bar: ProgressBar,
    lines: bool,
}

impl Bar {
    fn new() -> Self {
        let lines = !std::io::stderr().is_terminal();
        let target = if lines { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template(
            "{bar:30} {percent:>3} %  {human_pos} of {human_len} rows, {eta} left  {msg}",
        );
        // The template is known, so it can't be wrong; without it the bar has the library's look.
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self { bar, lines }
    }

    fn show(&mut self, progress: Progress<'_>) {
        match progress {
            Progress::Begin(rows) => self.bar.set_length(rows),
            Progress::Rows(rows) => self.bar.inc(rows),
            Progress::Table(table) => self.say(table),
            Progress::Builds => self.say("building keys and indexes"),
            Progress::Compares => self.say("comparing every row"),
        }
    }

    // What is shown on the way is no log line: it goes away with the bar.
    #[allow(clippy::print_stderr)]
    fn say(&self, text: &str) {
        self.bar.set_message(text.to_owned());
        if self.lines {
            eprintln!("moving: {text}");
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}
