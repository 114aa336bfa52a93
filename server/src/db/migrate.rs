//! Brings the tables up to date at start.
//! Refuses a database that a newer program made, and never goes down by itself.

use diesel::{
    Connection, QueryableByName, RunQueryDsl, connection::SimpleConnection, migration::MigrationSource,
    sql_query, sql_types::Bool, sqlite::Sqlite,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{
    connection::{AnyConnection, each},
    session::STATEMENT_TIMEOUT,
};
use crate::error::{Error, Result};

/// The migrations of SQLite.
pub const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");
/// The migrations of PostgreSQL.
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");

/// Number of the advisory lock that keeps two starting nodes from migrating at once.
pub const LOCK: i64 = 0x796f_7573_6169_6400;

/// Applies what is pending and returns how many that were. Errors with a sentence when the database is newer.
pub fn run(connection: &mut AnyConnection) -> Result<usize> {
    match connection {
        // One transaction for all, and the lock lasts as long: a pooler may lend the session to others after that.
        AnyConnection::Postgres(_) => connection.transaction(|connection| {
            connection.batch_execute(&format!(
                "SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'; SELECT pg_advisory_xact_lock({LOCK}); \
                 SET LOCAL client_min_messages = warning"
            ))?;
            apply(connection)
        }),
        // A file that may only be read opens well where its log lies beside it, and even begins to write: so something is
        // written and taken back, since that is better refused now than at the first vote.
        AnyConnection::Sqlite(inner) => {
            inner.batch_execute("BEGIN IMMEDIATE; PRAGMA user_version = 0; ROLLBACK")?;
            apply(connection)
        }
    }
}

fn apply(connection: &mut AnyConnection) -> Result<usize> {
    let (source, _) = applied(connection)?;
    each!(connection, inner => Ok(inner.run_pending_migrations(source).map_err(failed)?.len()))
}

/// The migrations of this kind of database, and how many of them it has.
fn applied(connection: &mut AnyConnection) -> Result<(EmbeddedMigrations, usize)> {
    let source = match connection {
        AnyConnection::Sqlite(_) => SQLITE,
        AnyConnection::Postgres(_) => POSTGRES,
    };
    let names = versions(&source).map_err(failed)?;
    let applied = each!(connection, inner => inner.applied_migrations().map_err(failed)?);
    if let Some(newer) = applied.iter().find(|version| !names.contains(&version.to_string())) {
        return Err(Error::unavailable(format!(
            "the database was made by a newer Yousaid (it has migration {newer}, which this program does not know): \
             start the newer program, or restore a backup"
        )));
    }
    Ok((source, applied.len()))
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::unavailable(format!("the database could not be migrated: {error}"))
}

/// How the tables of a database compare to those of this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There are none.
    None,
    /// An older program created them.
    Older,
    /// They are up to date.
    Current,
}

/// How the tables compare, without a change. Errors with a sentence when the database is newer.
pub fn state(connection: &mut AnyConnection) -> Result<State> {
    #[derive(QueryableByName)]
    struct There {
        #[diesel(sql_type = Bool)]
        there: bool,
    }
    let look = sql_query(match connection {
        AnyConnection::Sqlite(_) => {
            "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '__diesel_schema_migrations') AS there"
        }
        AnyConnection::Postgres(_) => "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS there",
    });
    if !look.get_result::<There>(connection)?.there {
        return Ok(State::None);
    }
    let (source, applied) = applied(connection)?;
    Ok(if applied == versions(&source).map_err(failed)?.len() { State::Current } else { State::Older })
}

/// The versions that this program knows. They don't depend on the back end, so any names it.
fn versions(source: &EmbeddedMigrations) -> diesel::migration::Result<Vec<String>> {
    let known = MigrationSource::<Sqlite>::migrations(source)?;
    Ok(known.iter().map(|migration| migration.name().version().to_string()).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use diesel::sql_types::Text;

    use super::*;
    use crate::db::connection::Address;

    #[derive(QueryableByName)]
    struct Said {
        #[diesel(sql_type = Text)]
        table: String,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        columns: String,
        #[diesel(sql_type = Text)]
        sql: String,
    }

    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    #[test]
    fn sqlite_finds_rows_by_an_index_wherever_one_begins_with_what_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let address = Address::Sqlite(folder.path().join("a.db"));
        run(&mut address.connect().unwrap()).unwrap();
        let mut connection = address.connect().unwrap();
        let indexes: Vec<Said> = sql_query(
            "SELECT m.tbl_name AS \"table\", m.name AS name, \
             (SELECT group_concat(i.name) FROM pragma_index_info(m.name) i WHERE i.seqno < 2) AS columns, m.sql AS sql \
             FROM sqlite_master m WHERE m.type = 'index' AND m.sql IS NOT NULL",
        )
        .load(&mut connection)
        .unwrap();
        assert!(indexes.len() > 20);
        for Said { table, name, columns, sql } in indexes {
            let wanted: Vec<String> = columns.split(',').map(|column| format!("{column} = 1")).collect();
            // An index of some rows is for queries that ask for just those, in its order.
            let part = sql.split_once(" WHERE ").map(|(_, part)| format!("{part} ORDER BY {columns}"));
            let asked = part.clone().unwrap_or_else(|| wanted.join(" AND "));
            let look = format!("EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {asked}");
            let steps: Vec<Step> = sql_query(look).load(&mut connection).unwrap();
            let said: Vec<_> = steps.iter().map(|step| step.detail.as_str()).collect();
            if part.is_some() {
                assert!(said.iter().any(|said| said.contains(&name)), "{name} ({sql}) is not used: {said:?}");
                continue;
            }
            let all = columns
                .split(',')
                .all(|column| said.iter().any(|said| said.contains(&format!("{column}=?"))));
            assert!(all, "{name} ({columns}) is not used: {said:?}");
        }
    }
}
