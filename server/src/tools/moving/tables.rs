//! The tables that are moved, with columns and keys, as PostgreSQL knows them: a table that is added later is moved too.
//! Leaves out what is a database's own affair.

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Bool, Integer, Text},
};

use crate::{
    db::connection::AnyConnection,
    error::{Error, Result},
};

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Truth,
    /// A whole number of two bytes.
    Small,
    /// A whole number of four bytes.
    Whole,
    /// A whole number of eight bytes.
    Big,
    /// A number with a fraction.
    Real,
    /// Text.
    Text,
    /// A JSON document.
    Json,
    /// Bytes.
    Bytes,
    /// An id.
    Id,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Whether PostgreSQL numbers it by a sequence.
    pub numbered: bool,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order of the rows.
    pub columns: Vec<Column>,
    /// The places of the columns of its key, in the key's order.
    pub key: Vec<usize>,
}

/// Rows that are read and written at a time, and of tables with documents, which may be long.
const ROWS: usize = 10_000;
const LONG_ROWS: usize = 500;

impl Table {
    /// Rows that are read and written at a time.
    pub fn stride(&self) -> usize {
        let long = self.columns.iter().any(|column| matches!(column.kind, Kind::Json));
        if long { LONG_ROWS } else { ROWS }
    }

    /// The names of its columns, to be listed.
    pub fn names(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        names.join(", ")
    }

    /// The columns of its key.
    pub fn keys(&self) -> impl Iterator<Item = &Column> {
        self.key.iter().filter_map(|place| self.columns.get(*place))
    }

    /// The names of its key, to be listed.
    pub fn key_names(&self) -> String {
        let names: Vec<_> = self.keys().map(|column| format!("\"{}\"", column.name)).collect();
        names.join(", ")
    }
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    numbered: bool,
    #[diesel(sql_type = Integer)]
    place: i32,
}

// What is not a row of the installation: which migrations ran, how far the file beside SQLite is counted, whose it is.
const COLUMNS: &str = "\
    SELECT c.relname::text AS table_name, a.attname::text AS column_name, a.atttypid::regtype::text AS kind, \
      a.attidentity <> '' AS numbered, \
      COALESCE(array_position(i.indkey::smallint[], a.attnum), -1)::integer AS place \
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
      JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::text::regnamespace \
      AND c.relname NOT IN ('__diesel_schema_migrations', 'inboxes', 'installation') \
    ORDER BY c.relname, a.attnum";

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The tables that both have, one of which must be PostgreSQL and the other SQLite.
pub fn shared(one: &mut AnyConnection, two: &mut AnyConnection) -> Result<Vec<Table>> {
    let (postgres, sqlite) = match (one, two) {
        (AnyConnection::Postgres(postgres), AnyConnection::Sqlite(sqlite))
        | (AnyConnection::Sqlite(sqlite), AnyConnection::Postgres(postgres)) => (postgres, sqlite),
        _ => return Err(Error::internal("two databases of one kind")),
    };
    let known: Vec<Name> = sql_query("SELECT name FROM sqlite_master WHERE type = 'table'").load(sqlite)?;
    let found: Vec<Found> = sql_query(COLUMNS).load(postgres)?;
    let mut tables: Vec<(Table, Vec<(i32, usize)>)> = Vec::new();
    // A schema may contain tables of others.
    for found in found.into_iter().filter(|found| known.iter().any(|table| table.name == found.table_name)) {
        if tables.last().is_none_or(|(table, _)| table.name != found.table_name) {
            let table = Table { name: found.table_name, columns: Vec::new(), key: Vec::new() };
            tables.push((table, Vec::new()));
        }
        if let Some((table, key)) = tables.last_mut() {
            if found.place >= 0 {
                key.push((found.place, table.columns.len()));
            }
            let kind = kind(&found.kind)?;
            table.columns.push(Column { name: found.column_name, kind, numbered: found.numbered });
        }
    }
    let sorted = |(mut table, mut key): (Table, Vec<(i32, usize)>)| {
        key.sort_unstable();
        table.key = key.into_iter().map(|(_, place)| place).collect();
        table
    };
    Ok(tables.into_iter().map(sorted).collect())
}

fn kind(name: &str) -> Result<Kind> {
    Ok(match name {
        "boolean" => Kind::Truth,
        "smallint" => Kind::Small,
        "integer" => Kind::Whole,
        "bigint" => Kind::Big,
        "double precision" => Kind::Real,
        "text" => Kind::Text,
        "jsonb" => Kind::Json,
        "bytea" => Kind::Bytes,
        "uuid" => Kind::Id,
        _ => return Err(Error::internal(format!("a column of the type {name}, which can't be moved"))),
    })
}
