//! Moving an installation's rows from one database to an empty or earlier-moved-to one of the other kind.
//!
//! Both are read side by side in the order of their keys, and what differs is written to the target, in one transaction
//! there and from one snapshot of the source: a run that is cut off changes nothing, and a repeated one brings over what
//! was added, changed or removed since. Before the commit both are read and compared once more.
//! Never writes to the source.

use std::cmp::Ordering;

use diesel::connection::SimpleConnection;

use super::{
    bulk_load,
    reader::{self, Reader},
    rows::{Row, Value, same_document},
    tables::{self, Kind, Table},
    writer::Writer,
};
use crate::{
    base::time::Time,
    db::connection::AnyConnection,
    error::{Error, Result},
    store::installation,
};

/// Progress of a run.
pub enum Progress<'p> {
    /// So many rows will be read, of both databases together.
    Begin(u64),
    /// A table is begun.
    Table(&'p str),
    /// So many more rows were read.
    Rows(u64),
    /// The rows are written; keys and indexes are built.
    Builds,
    /// Both are compared once more.
    Compares,
}

/// What became of one table.
#[derive(Clone, Debug, Default)]
pub struct Moved {
    /// Its name.
    pub table: String,
    /// Its rows in the source.
    pub source: u64,
    /// Its rows in the target, as they were compared.
    pub target: u64,
    /// Rows that the target lacked.
    pub added: u64,
    /// Rows that differed there.
    pub changed: u64,
    /// Rows that are no longer in the source.
    pub removed: u64,
}

/// Brings the target to where the source is now, and returns what that took. Everything that is to be refused must have
/// been refused before. Fails without a change of the target.
pub fn run(
    source: &mut AnyConnection,
    target: &mut AnyConnection,
    now: Time,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<Vec<Moved>> {
    let tables = tables::shared(source, target)?;
    source.batch_execute(match source {
        AnyConnection::Sqlite(_) => "BEGIN",
        AnyConnection::Postgres(_) => {
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \
             SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL work_mem = '64MB'"
        }
    })?;
    bulk_load::begin(target, &tables)?;
    let moved = write(source, target, &tables, now, tell)?;
    bulk_load::commit(target)?;
    source.batch_execute("ROLLBACK")?;
    Ok(moved)
}

fn write(
    source: &mut AnyConnection,
    target: &mut AnyConnection,
    tables: &[Table],
    now: Time,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<Vec<Moved>> {
    let whose = installation::read(source)?;
    let mut empty = Vec::with_capacity(tables.len());
    let mut rows = 0;
    for table in tables {
        let (here, there) = (reader::count(source, table)?, reader::count(target, table)?);
        empty.push(there == 0);
        // Once to write and once to compare.
        rows += here + there + 2 * here;
    }
    tell(Progress::Begin(rows));
    let dropped = bulk_load::clear(target, tables, &empty)?;
    let mut moved = Vec::with_capacity(tables.len());
    for (table, empty) in tables.iter().zip(empty) {
        tell(Progress::Table(&table.name));
        moved.push(bring(source, target, table, empty, tell)?);
    }
    tell(Progress::Builds);
    bulk_load::restore(target, tables, dropped)?;
    tell(Progress::Compares);
    for (table, moved) in tables.iter().zip(&mut moved) {
        (moved.source, moved.target) = compare(source, target, table, tell)?;
    }
    installation::copied(target, whose.id, now)?;
    Ok(moved)
}

/// What one step through both finds.
enum Step {
    Missing(Row),
    Other(Row),
    Superfluous(Row),
    Same,
}

/// One table of both, side by side.
struct Walk<'t> {
    table: &'t Table,
    source: Reader,
    target: Reader,
}

impl<'t> Walk<'t> {
    fn new(table: &'t Table) -> Self {
        Self { table, source: Reader::default(), target: Reader::default() }
    }

    /// The next row of either; `None` at the end of both.
    fn step(&mut self, source: &mut AnyConnection, target: &mut AnyConnection) -> Result<Option<Step>> {
        let here = self.source.peek(source, self.table)?;
        let there = self.target.peek(target, self.table)?;
        let order = match (here, there) {
            (None, None) => return Ok(None),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(here), Some(there)) => here.order(there, &self.table.key),
        };
        let here = if order.is_le() { self.source.take() } else { None };
        let there = if order.is_ge() { self.target.take() } else { None };
        Ok(match (here, there) {
            (Some(here), None) => Some(Step::Missing(here)),
            (None, Some(there)) => Some(Step::Superfluous(there)),
            (Some(here), Some(there)) if !same(self.table, &here, &there) => Some(Step::Other(here)),
            _ => Some(Step::Same),
        })
    }
}

fn same(table: &Table, one: &Row, two: &Row) -> bool {
    table.columns.iter().zip(one.0.iter().zip(&two.0)).all(|(column, (one, two))| match column.kind {
        Kind::Json => same_document(one, two),
        _ => one == two,
    })
}

/// Rows between two progress reports.
const REPORT_EVERY: u64 = 1_000;

fn bring(
    source: &mut AnyConnection,
    target: &mut AnyConnection,
    table: &Table,
    empty: bool,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<Moved> {
    let mut moved = Moved { table: table.name.clone(), ..Moved::default() };
    let mut writer = Writer::new(target, table, empty)?;
    let mut walk = Walk::new(table);
    let mut read = 0;
    while let Some(step) = walk.step(source, target)? {
        read += if matches!(step, Step::Missing(_) | Step::Superfluous(_)) { 1 } else { 2 };
        match step {
            Step::Missing(row) => {
                moved.added += 1;
                writer.put(target, row)?;
            }
            Step::Other(row) => {
                moved.changed += 1;
                writer.remove(target, &row)?;
                writer.put(target, row)?;
            }
            Step::Superfluous(row) => {
                moved.removed += 1;
                writer.remove(target, &row)?;
            }
            Step::Same => {}
        }
        if read >= REPORT_EVERY {
            tell(Progress::Rows(std::mem::take(&mut read)));
        }
    }
    tell(Progress::Rows(read));
    writer.finish(target)?;
    Ok(moved)
}

/// Reads both once more; returns the rows of each. Fails when they differ, which nothing but a fault can make them.
fn compare(
    source: &mut AnyConnection,
    target: &mut AnyConnection,
    table: &Table,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<(u64, u64)> {
    let mut walk = Walk::new(table);
    let (mut here, mut there, mut read) = (0, 0, 0);
    while let Some(step) = walk.step(source, target)? {
        let what = match step {
            Step::Same => {
                (here, there, read) = (here + 1, there + 1, read + 2);
                if read >= REPORT_EVERY {
                    tell(Progress::Rows(std::mem::take(&mut read)));
                }
                continue;
            }
            Step::Missing(row) => format!("lacks the row {}", key(table, &row)),
            Step::Other(row) => format!("has another row {}", key(table, &row)),
            Step::Superfluous(row) => format!("must not have the row {}", key(table, &row)),
        };
        return Err(Error::internal(format!(
            "the target {what} of {} after everything was written; nothing was kept of it",
            table.name
        )));
    }
    tell(Progress::Rows(read));
    Ok((here, there))
}

/// A row's key, to be read by people.
fn key(table: &Table, row: &Row) -> String {
    let words = row.at(&table.key).into_iter().map(|value| match value {
        Value::Null => "nothing".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Real(real) => real.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Bytes(bytes) => match uuid::Uuid::from_slice(&bytes) {
            Ok(id) => id.to_string(),
            // What is no id may be the hash of a secret.
            Err(_) => "…".to_owned(),
        },
    });
    words.collect::<Vec<_>>().join(" ")
}
