//! What an error of the database is to the client: not there, there already, for a moment not to be had, or our fault.

use diesel::result::{DatabaseErrorKind, Error as Sql};

use crate::error::{Code, Error};

impl From<Sql> for Error {
    fn from(error: Sql) -> Self {
        match &error {
            Sql::NotFound => Self::not_found(),
            Sql::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                Self::new(Code::Conflict, "That is there already.")
            }
            // A parent that is gone, or never was, is "not found" to the client.
            Sql::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => Self::not_found(),
            Sql::DatabaseError(DatabaseErrorKind::ClosedConnection, info) => {
                Self::unavailable(info.message())
            }
            Sql::DatabaseError(_, info) if speaks_of_a_dead_database(info.message()) => {
                Self::unavailable(info.message())
            }
            _ => Self::internal(error.to_string()),
        }
    }
}

/// Neither driver gives these a kind of their own, so their texts decide.
fn speaks_of_a_dead_database(message: &str) -> bool {
    const SIGNS: [&str; 20] = [
        "server closed the connection",
        "terminating connection",
        "no connection to the server",
        "could not receive data from server",
        "could not send data to server",
        "SSL connection has been closed",
        // A pooler's own words.
        "server conn crashed",
        "query_wait_timeout",
        "server login has been failing",
        "the database system is",
        "read-only transaction",
        "statement timeout",
        "deadlock detected",
        "database or disk is full",
        "No space left on device",
        "disk I/O error",
        "readonly database",
        "database is locked",
        "unable to open database file",
        "database disk image is malformed",
    ];
    SIGNS.iter().any(|sign| message.contains(sign))
}
