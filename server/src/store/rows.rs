//! Rows of any table as JSON objects with the names of its columns, the same for both databases: ids as hyphenated text, documents as
//! JSON. So they can be kept in one document, and inserted again even after a migration has added columns.
//! Knows no table. Names of tables and conditions are our own constants, never input.

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Integer, Text},
};
use serde_json::{Map, Value};

use crate::{
    base::id::{self, Id},
    db::{
        columns::{Document, Json, Uid},
        connection::{AnyConnection, each},
    },
    error::{Error, Result},
};

/// A row, by the names of its columns.
pub type Row = Map<String, Value>;

/// A table whose rows are read and written here.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns with JSON documents, which are text for SQLite.
    pub documents: &'static [&'static str],
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Json)]
    row: Document,
}

fn columns(connection: &mut AnyConnection, table: Table) -> Result<Vec<Column>> {
    let query = sql_query(match connection {
        AnyConnection::Sqlite(_) => "SELECT name, type AS kind FROM pragma_table_info($1)",
        AnyConnection::Postgres(_) => {
            "SELECT column_name::text AS name, data_type::text AS kind FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
    })
    .bind::<Text, _>(table.name);
    Ok(each!(connection, inner => query.load(inner))?)
}

/// The rows of a table that a condition finds, in which `$1` is the project and, after it, `$2` another id; at most
/// `most` and one more.
pub fn read<T: 'static>(
    connection: &mut AnyConnection,
    table: Table,
    condition: &str,
    (project, id): (Id<id::Project>, Id<T>),
    most: usize,
) -> Result<Vec<Row>> {
    let row = match connection {
        AnyConnection::Postgres(_) => "to_jsonb(t)".to_owned(),
        AnyConnection::Sqlite(_) => {
            let pairs = columns(connection, table)?;
            let pairs = pairs.iter().map(|column| format!("'{}', {}", column.name, shown(column, table)));
            format!("json_object({})", pairs.collect::<Vec<_>>().join(", "))
        }
    };
    let text = format!("SELECT {row} AS row FROM {} t WHERE {condition} LIMIT {}", table.name, most + 1);
    let query = sql_query(text).bind::<Uid, _>(project).bind::<Uid, _>(id);
    let found: Vec<Found> = each!(connection, inner => query.load(inner))?;
    found
        .into_iter()
        .map(|found| match found.row.0 {
            Value::Object(row) => Ok(row),
            _ => Err(Error::internal(format!("a row of {} that is no object", table.name))),
        })
        .collect()
}

/// A column of SQLite as a value for JSON.
fn shown(column: &Column, table: Table) -> String {
    let name = format!("t.\"{}\"", column.name);
    match column.kind.as_str() {
        "BLOB" => {
            let part = |from, length| format!("substr(hex({name}), {from}, {length})");
            let parts = [part(1, 8), part(9, 4), part(13, 4), part(17, 4), part(21, 12)].join(" || '-' || ");
            format!("iif({name} IS NULL, NULL, lower({parts}))")
        }
        // With all digits: JSON functions of SQLite write fifteen.
        "REAL" => format!("iif({name} IS NULL, NULL, json(printf('%!.17g', {name})))"),
        _ if table.documents.contains(&column.name.as_str()) => format!("json({name})"),
        _ => name,
    }
}

/// Inserts rows that were read here, but for those that are there already.
pub fn write(connection: &mut AnyConnection, table: Table, rows: Vec<Row>) -> Result<()> {
    let Some(first) = rows.first() else { return Ok(()) };
    let mut columns = columns(connection, table)?;
    columns.retain(|column| first.contains_key(&column.name));
    let names: Vec<_> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let names = names.join(", ");
    let values = match connection {
        AnyConnection::Postgres(_) => {
            format!("SELECT {names} FROM jsonb_populate_recordset(NULL::{}, $1)", table.name)
        }
        AnyConnection::Sqlite(_) => {
            let values: Vec<_> = columns.iter().map(|column| read_back(column, table)).collect();
            // The condition tells the conflict's ON from one of a join.
            format!("SELECT {} FROM json_each($1) AS r WHERE true", values.join(", "))
        }
    };
    let all = Document(Value::Array(rows.into_iter().map(Value::Object).collect()));
    let text = format!("INSERT INTO {} ({names}) {values} ON CONFLICT DO NOTHING", table.name);
    let query = sql_query(text).bind::<Json, _>(all);
    each!(connection, inner => query.execute(inner))?;
    Ok(())
}

/// A value of JSON as a column of SQLite.
fn read_back(column: &Column, table: Table) -> String {
    let path = format!("'$.{}'", column.name);
    match column.kind.as_str() {
        "BLOB" => format!("unhex(replace(r.value ->> {path}, '-', ''))"),
        "REAL" => format!("CAST(r.value ->> {path} AS REAL)"),
        _ if table.documents.contains(&column.name.as_str()) => format!("r.value -> {path}"),
        _ => format!("r.value ->> {path}"),
    }
}

/// Deletes the rows of a table that a condition finds, in which `$1` is the project and `$2` another id.
pub fn delete<T: 'static>(
    connection: &mut AnyConnection,
    table: Table,
    condition: &str,
    (project, id): (Id<id::Project>, Id<T>),
) -> Result<usize> {
    let text = format!("DELETE FROM {} AS t WHERE {condition}", table.name);
    let query = sql_query(text).bind::<Uid, _>(project).bind::<Uid, _>(id);
    Ok(each!(connection, inner => query.execute(inner))?)
}

/// Deletes some rows of a project from a table by its key; returns how many.
pub fn delete_some(
    connection: &mut AnyConnection,
    (table, key): (&str, &str),
    project: (Id<id::Project>, i32),
    most: usize,
) -> Result<usize> {
    // Both are bound whichever the table is keyed by, and in this order: SQLite numbers parameters as it finds them.
    let by_number = key == "project" || key.starts_with("project,");
    let own = if by_number { "$1 = $1 AND project = $2" } else { "project_id = $1 AND $2 = $2" };
    let text = match connection {
        AnyConnection::Sqlite(_) => {
            format!(
                "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {own} LIMIT {most})"
            )
        }
        // By the places of the rows: a join by their keys may read the whole table each time.
        AnyConnection::Postgres(_) => format!(
            "DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {own} LIMIT {most}))"
        ),
    };
    let query = sql_query(text).bind::<Uid, _>(project.0).bind::<Integer, _>(project.1);
    Ok(each!(connection, inner => query.execute(inner))?)
}
