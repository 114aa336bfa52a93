//! Prepares the target for many rows in any order, and restores what the server expects, in one transaction.
//! Foreign keys are checked not row by row but all at once in the end; a target that is in use is refused.

use diesel::{
    connection::SimpleConnection,
    prelude::*,
    sql_query,
    sql_types::{BigInt, Text},
};

use super::tables::Table;
use crate::{
    db::{connection::AnyConnection, migrate, session::Session, transaction},
    error::{Error, Result},
};

/// Foreign keys and indexes that were dropped, as the statements that restore them.
#[derive(Default)]
pub struct Dropped {
    rules: Vec<String>,
    indexes: Vec<String>,
}

#[derive(QueryableByName)]
struct Part {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

const FOREIGN_KEYS: &str = "SELECT r.relname::text AS table_name, c.conname::text AS name, \
      pg_get_constraintdef(c.oid) AS definition FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid \
    WHERE c.contype = 'f' AND c.connamespace = current_schema()::text::regnamespace";

// Those that implement no key.
const INDEXES_POSTGRES: &str = "SELECT tablename::text AS table_name, indexname::text AS name, indexdef AS definition \
    FROM pg_indexes WHERE schemaname = current_schema() AND indexdef NOT LIKE 'CREATE UNIQUE%'";
const INDEXES_SQLITE: &str = "SELECT tbl_name AS table_name, name, sql AS definition FROM sqlite_master \
    WHERE type = 'index' AND sql IS NOT NULL";

/// Begins the transaction in which everything is written. Fails with a sentence when somebody uses the target.
pub fn begin(connection: &mut AnyConnection, tables: &[Table]) -> Result<()> {
    match connection {
        AnyConnection::Sqlite(inner) => inner.batch_execute("PRAGMA foreign_keys = OFF")?,
        AnyConnection::Postgres(_) => {}
    }
    transaction::begin(connection, Session::Own)?;
    let AnyConnection::Postgres(inner) = connection else { return Ok(()) };
    // A node that starts during the run waits for the same lock, since it checks for migrations first.
    let locked = inner.batch_execute(&format!(
        "SET LOCAL application_name = 'yousaid move'; SET LOCAL statement_timeout = 0; \
         SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL work_mem = '64MB'; \
         SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL lock_timeout = '5s'; \
         SELECT pg_advisory_xact_lock({}); LOCK TABLE {} IN ACCESS EXCLUSIVE MODE; SET LOCAL lock_timeout = 0;",
        migrate::LOCK,
        tables.iter().map(|table| format!("\"{}\"", table.name)).collect::<Vec<_>>().join(", ")
    ));
    locked.map_err(|error| {
        Error::unavailable(format!(
            "its tables are in use, or another move is running ({error}): stop that, and move again"
        ))
    })
}

/// Drops foreign keys, and the indexes of tables that are empty, which are built faster in the end.
pub fn clear(connection: &mut AnyConnection, tables: &[Table], empty: &[bool]) -> Result<Dropped> {
    let mut dropped = Dropped::default();
    let ours = |part: &Part| tables.iter().any(|table| table.name == part.table_name);
    let indexes: Vec<Part> = match connection {
        AnyConnection::Sqlite(inner) => sql_query(INDEXES_SQLITE).load(inner)?,
        AnyConnection::Postgres(inner) => {
            let rules: Vec<Part> = sql_query(FOREIGN_KEYS).load(inner)?;
            for Part { table_name, name, definition } in rules.into_iter().filter(ours) {
                inner.batch_execute(&format!("ALTER TABLE \"{table_name}\" DROP CONSTRAINT \"{name}\""))?;
                dropped
                    .rules
                    .push(format!("ALTER TABLE \"{table_name}\" ADD CONSTRAINT \"{name}\" {definition}"));
            }
            sql_query(INDEXES_POSTGRES).load(inner)?
        }
    };
    let is_empty = |part: &Part| {
        let mut empty = tables.iter().zip(empty).filter(|(_, empty)| **empty);
        empty.any(|(table, _)| table.name == part.table_name)
    };
    for Part { name, definition, .. } in indexes.into_iter().filter(is_empty) {
        connection.batch_execute(&format!("DROP INDEX \"{name}\""))?;
        dropped.indexes.push(definition);
    }
    Ok(dropped)
}

/// Rebuilds indexes, sets sequences past what was written, and checks every foreign key.
pub fn restore(connection: &mut AnyConnection, tables: &[Table], dropped: Dropped) -> Result<()> {
    for index in dropped.indexes {
        connection.batch_execute(&index)?;
    }
    match connection {
        AnyConnection::Sqlite(inner) => {
            let torn: Count =
                sql_query("SELECT count(*) AS rows FROM pragma_foreign_key_check").get_result(inner)?;
            if torn.rows > 0 {
                return Err(Error::internal(format!("{} rows whose foreign key leads nowhere", torn.rows)));
            }
        }
        AnyConnection::Postgres(inner) => {
            for table in tables {
                for column in table.columns.iter().filter(|column| column.numbered) {
                    let (table, column) = (&table.name, &column.name);
                    sql_query(format!(
                        "SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), COALESCE(max(\"{column}\"), 1), \
                         max(\"{column}\") IS NOT NULL) FROM \"{table}\""
                    ))
                    .execute(inner)?;
                }
            }
            for rule in dropped.rules {
                inner.batch_execute(&rule)?;
            }
        }
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// Commits the transaction.
pub fn commit(connection: &mut AnyConnection) -> Result<()> {
    let unknown = |error| {
        Error::unavailable(format!(
            "the commit was not answered ({error}), so move again to know what became of it"
        ))
    };
    connection.batch_execute("COMMIT").map_err(unknown)
}

/// What makes the target fast, and ready for a recount; nothing depends on it.
pub fn tidy(connection: &mut AnyConnection) -> Result<()> {
    match connection {
        AnyConnection::Sqlite(inner) => inner.batch_execute("PRAGMA foreign_keys = ON; PRAGMA optimize")?,
        // The server's own housekeeping would come to it some time later. A recount takes its time.
        AnyConnection::Postgres(inner) => inner.batch_execute("SET statement_timeout = 0; ANALYZE")?,
    }
    Ok(())
}

/// Whether another Yousaid has a connection to this database of PostgreSQL. A connection pooler may keep one open for a
/// while after its client has gone.
pub fn is_used(connection: &mut AnyConnection) -> Result<bool> {
    let AnyConnection::Postgres(inner) = connection else { return Ok(false) };
    let others = "SELECT count(*) AS rows FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'yousaid'";
    Ok(sql_query(others).get_result::<Count>(inner)?.rows > 0)
}
