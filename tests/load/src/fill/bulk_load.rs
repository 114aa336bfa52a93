//! Prepares a connection for writing many rows, and restores everything as the server expects it.
//! The database does not survive a power cut while it is being filled: nothing is flushed until the end.

use diesel::{connection::SimpleConnection, prelude::*, sql_query, sql_types::Text};
use yousaid::{db::connection::AnyConnection, error::Result};

/// An index that is built again at the end, which costs less than keeping it up to date.
#[derive(QueryableByName)]
pub struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

/// The indexes of the large tables, except those of keys.
const INDEXES_SQLITE: &str = "SELECT name, sql AS definition FROM sqlite_master \
     WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('visitors', 'requests', 'places', 'votes', 'terms')";
const INDEXES_POSTGRES: &str = "SELECT indexname::text AS name, indexdef AS definition FROM pg_indexes \
     WHERE schemaname = current_schema() AND indexdef NOT LIKE 'CREATE UNIQUE%' \
     AND tablename IN ('visitors', 'requests', 'places', 'votes', 'terms')";

/// Sets the connection up for many rows and drops the indexes; returns them.
pub fn begin(connection: &mut AnyConnection) -> Result<Vec<Index>> {
    let indexes: Vec<Index> = match connection {
        AnyConnection::Sqlite(inner) => {
            inner.batch_execute(
                "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -512000; \
                 PRAGMA temp_store = FILE; CREATE TEMP TABLE known AS SELECT * FROM sqlite_stat1",
            )?;
            sql_query(INDEXES_SQLITE).load(inner)?
        }
        AnyConnection::Postgres(inner) => {
            inner.batch_execute(
                "SET statement_timeout = 0; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'",
            )?;
            // Disables foreign key checks; only administrators may, and for other users it takes longer.
            let _ = inner.batch_execute("SET session_replication_role = replica");
            sql_query(INDEXES_POSTGRES).load(inner)?
        }
    };
    for index in &indexes {
        connection.batch_execute(&format!("DROP INDEX {}", index.name))?;
    }
    Ok(indexes)
}

/// Rebuilds the indexes and makes everything durable.
pub fn finish(connection: &mut AnyConnection, indexes: &[Index]) -> Result<()> {
    for index in indexes {
        connection.batch_execute(&index.definition)?;
    }
    match connection {
        // The statistics that the migration wrote for an index were deleted with the index.
        AnyConnection::Sqlite(inner) => inner.batch_execute(
            "INSERT INTO sqlite_stat1 SELECT * FROM known EXCEPT SELECT * FROM sqlite_stat1; DROP TABLE known; \
             PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_checkpoint(TRUNCATE)",
        )?,
        AnyConnection::Postgres(inner) => {
            // Autovacuum would run only some time later.
            inner.batch_execute("VACUUM (ANALYZE)")?;
            // For administrators only; without it the first benchmark is slower.
            let _ = inner.batch_execute("CHECKPOINT");
        }
    }
    Ok(())
}
