//! Writes the differences of one table to the target: into an empty table at once, else by way of temporary tables until
//! all differences are known, since a row to be removed may conflict with a new one.

use diesel::connection::SimpleConnection;

use super::{
    bulk,
    rows::Row,
    tables::{Column, Table},
};
use crate::{db::connection::AnyConnection, error::Result};

/// The temporary tables: rows that are new or changed, and keys of rows that changed or must be removed.
const FRESH: &str = "moving_fresh";
const REMOVED: &str = "moving_removed";

/// The differences of one table, on their way into it.
pub struct Writer<'t> {
    table: &'t Table,
    empty: bool,
    fresh: Vec<Row>,
    removed: Vec<Row>,
}

impl<'t> Writer<'t> {
    /// Prepares it; `empty` says whether the table is empty now.
    pub fn new(connection: &mut AnyConnection, table: &'t Table, empty: bool) -> Result<Self> {
        if !empty {
            let (name, keys) = (&table.name, table.key_names());
            connection.batch_execute(&format!(
                "CREATE TEMPORARY TABLE {FRESH} AS SELECT * FROM \"{name}\" WHERE 1 = 0; \
                 CREATE TEMPORARY TABLE {REMOVED} AS SELECT {keys} FROM \"{name}\" WHERE 1 = 0;"
            ))?;
        }
        Ok(Self { table, empty, fresh: Vec::new(), removed: Vec::new() })
    }

    /// A row that must be there.
    pub fn put(&mut self, connection: &mut AnyConnection, row: Row) -> Result<()> {
        self.fresh.push(row);
        if self.fresh.len() >= self.table.stride() { self.flush(connection) } else { Ok(()) }
    }

    /// A row that must not be there, by its key.
    pub fn remove(&mut self, connection: &mut AnyConnection, row: &Row) -> Result<()> {
        self.removed.push(Row(row.at(&self.table.key)));
        if self.removed.len() >= self.table.stride() { self.flush(connection) } else { Ok(()) }
    }

    fn flush(&mut self, connection: &mut AnyConnection) -> Result<()> {
        let columns: Vec<&Column> = self.table.columns.iter().collect();
        let keys: Vec<&Column> = self.table.keys().collect();
        let into = if self.empty { self.table.name.as_str() } else { FRESH };
        bulk::insert(connection, into, &columns, std::mem::take(&mut self.fresh))?;
        bulk::insert(connection, REMOVED, &keys, std::mem::take(&mut self.removed))
    }

    /// Applies all differences to the table.
    pub fn finish(mut self, connection: &mut AnyConnection) -> Result<()> {
        self.flush(connection)?;
        if self.empty {
            return Ok(());
        }
        let (name, keys, columns) = (&self.table.name, self.table.key_names(), self.table.names());
        if let AnyConnection::Postgres(inner) = connection {
            inner.batch_execute(&format!("ANALYZE {REMOVED}"))?;
        }
        connection.batch_execute(&format!(
            "DELETE FROM \"{name}\" WHERE ({keys}) IN (SELECT {keys} FROM {REMOVED}); \
             INSERT INTO \"{name}\" ({columns}) SELECT {columns} FROM {FRESH}; \
             DROP TABLE {FRESH}; DROP TABLE {REMOVED};"
        ))?;
        Ok(())
    }
}
