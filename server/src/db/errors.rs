//! What an error of the database means to the client: not found, conflict, temporarily unavailable, or our fault.

use diesel::result::{DatabaseErrorKind, Error as Sql};

use crate::error::{Code, Error};

impl From<Sql> for Error {
    fn from(error: Sql) -> Self {
        use DatabaseErrorKind::{
            ClosedConnection, ForeignKeyViolation, SerializationFailure, UniqueViolation,
        };
        match &error {
            Sql::NotFound => Self::not_found(),
            Sql::DatabaseError(UniqueViolation, _) => {
                Self::new(Code::Conflict, "This already exists.").because(error)
            }
            // A parent that does not exist (any more) is "not found" to the client.
            Sql::DatabaseError(ForeignKeyViolation, _) => Self::not_found().because(error),
            Sql::DatabaseError(SerializationFailure, _) => Self::contended(error.to_string()).because(error),
            Sql::DatabaseError(_, info) if info.message().contains("deadlock detected") => {
                Self::contended(error.to_string()).because(error)
            }
            Sql::DatabaseError(ClosedConnection, _) => Self::temporary(error),
            Sql::DatabaseError(_, info) if is_temporary(info.message()) => Self::temporary(error),
            _ => Self::broken(error),
        }
    }
}

/// The error of a database to which no connection could be made: temporary, unless its file is corrupt.
pub fn unconnected(cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    let text = cause.to_string();
    let is_corrupt = ["malformed", "file is not a database"].iter().any(|sign| text.contains(sign));
    if is_corrupt { Error::broken(cause) } else { Error::temporary(cause) }
}

/// Neither driver gives these a kind of their own, so their texts decide.
fn is_temporary(message: &str) -> bool {
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
        "database or disk is full",
        "No space left on device",
        "disk I/O error",
        "readonly database",
        "database is locked",
        "unable to open database file",
        // SQLite rolled the transaction back by itself, as it does when the disk is full or fails.
        "no such savepoint",
        "no transaction is active",
    ];
    SIGNS.iter().any(|sign| message.contains(sign))
}
