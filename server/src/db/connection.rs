//! One connection type for both databases, and the pool's manager, chosen by the scheme of the URL.
//! Never falls back from one database to the other, and never creates a file that a typo named.

use std::{fmt, path::PathBuf, str::FromStr, time::Instant};

use diesel::{
    Connection, PgConnection, SqliteConnection,
    connection::{CacheSize, SimpleConnection},
};

use super::{
    session::{IDLE_TIMEOUT, STATEMENT_TIMEOUT, Session},
    tls,
};
use crate::error::{Error, Result};

pub use any::{AnyConnection, MultiBackend};

// The derive writes public items that it gives no docs.
#[allow(missing_docs)]
mod any {
    /// A connection to either database; queries are written once against it.
    #[derive(diesel::MultiConnection)]
    pub enum AnyConnection {
        /// A connection to PostgreSQL.
        Postgres(diesel::PgConnection),
        /// A connection to SQLite.
        Sqlite(diesel::SqliteConnection),
    }
}

/// Runs the same body with the connection of whichever database it is: for the statements that the combined
/// connection refuses (`ON CONFLICT`, batch insert, `UNION`).
macro_rules! each {
    ($connection:expr, $inner:ident => $body:expr) => {
        match $connection {
            $crate::db::connection::AnyConnection::Postgres($inner) => $body,
            $crate::db::connection::AnyConnection::Sqlite($inner) => $body,
        }
    };
}
pub(crate) use each;

/// How long a statement of SQLite waits for another program's lock, in milliseconds.
pub const BUSY_TIMEOUT_MS: u32 = 5_000;

/// Where the data is.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A file of SQLite.
    Sqlite(PathBuf),
    /// A PostgreSQL server, with its whole URL.
    Postgres(String),
    /// One behind a pooler that lends a connection for one transaction, as pgbouncer does.
    Pooled(String),
}

impl FromStr for Address {
    type Err = String;

    fn from_str(url: &str) -> std::result::Result<Self, String> {
        let refused = |why: &str| {
            Err(format!("{why}. Write sqlite:path/to/file.db or postgres://user:password@host/database."))
        };
        match url.split_once(':') {
            Some(("sqlite", path)) => {
                let path = path.strip_prefix("//").unwrap_or(path);
                if path.is_empty() || path.contains('?') || path == ":memory:" {
                    return refused("a plain file path must follow sqlite:");
                }
                Ok(Self::Sqlite(PathBuf::from(path)))
            }
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => {
                if !is_readable(url) {
                    return refused(
                        "the URL can't be read. Check the port, and write %25, %2F and %40 for %, / and @",
                    );
                }
                tls::check(url)?;
                Ok(Self::Postgres(url.to_owned()))
            }
            Some((scheme, _)) => refused(&format!("the scheme \"{scheme}\" is not known")),
            None => refused("it has no scheme"),
        }
    }
}

impl fmt::Debug for Address {
    /// Shows no password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) | Self::Pooled(url) => match url::Url::parse(url) {
                Ok(parsed) => {
                    let host = parsed.host_str().unwrap_or("");
                    write!(f, "postgres://{host}{}", parsed.path())
                }
                Err(_) => f.write_str("postgres://…"),
            },
        }
    }
}

impl Address {
    /// Opens a connection and sets it up. Errors when the server can't be reached or the file can't be opened.
    pub fn connect(&self) -> Result<AnyConnection> {
        match self {
            Self::Sqlite(path) => {
                let mut connection =
                    SqliteConnection::establish(&path.to_string_lossy()).map_err(|error| {
                        Error::unavailable(format!("{}: {error}", path.display())).because(error)
                    })?;
                // secure_delete: what is erased is overwritten in the file, too.
                // FULL: an answered write outlives a power cut (a lower setting lost acknowledged votes).
                connection.batch_execute(&format!(
                    "PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; \
                     PRAGMA mmap_size = 2147418112; PRAGMA journal_size_limit = 67108864; \
                     PRAGMA wal_autocheckpoint = 8000; PRAGMA secure_delete = ON;",
                ))?;
                super::functions::lower_everywhere(&mut connection).map_err(Error::broken)?;
                Ok(AnyConnection::Sqlite(connection))
            }
            Self::Postgres(url) => {
                let mut connection = postgres(url)?;
                connection.batch_execute(&format!(
                    "SET statement_timeout = '{STATEMENT_TIMEOUT}'; \
                     SET idle_in_transaction_session_timeout = '{IDLE_TIMEOUT}'; \
                     SET client_min_messages = warning; SET TIME ZONE 'UTC';"
                ))?;
                Ok(AnyConnection::Postgres(connection))
            }
            Self::Pooled(url) => {
                let mut connection = postgres(url)?;
                // A statement prepared by name stays with a server's connection that is somebody else's by then.
                connection.set_prepared_statement_cache_size(CacheSize::Disabled);
                Ok(AnyConnection::Postgres(connection))
            }
        }
    }

    /// Who has the sessions of its connections.
    pub fn session(&self) -> Session {
        if matches!(self, Self::Pooled(_)) { Session::Shared } else { Session::Own }
    }
}

/// Whether a URL of PostgreSQL can be read; libpq would say why not with parts of the password. Several hosts with ports are for
/// libpq alone.
fn is_readable(url: &str) -> bool {
    let is_hex = |digit: Option<&u8>| digit.is_some_and(u8::is_ascii_hexdigit);
    let escaped = url.match_indices('%').all(|(at, _)| {
        let after = url.as_bytes().get(at + 1..).unwrap_or_default();
        is_hex(after.first()) && is_hex(after.get(1))
    });
    escaped && (url.contains(',') || url::Url::parse(url).is_ok())
}

fn postgres(url: &str) -> Result<PgConnection> {
    PgConnection::establish(&with_timeouts(url)).map_err(Error::temporary)
}

/// The URL with limits on how long a server that does not answer is waited for, where it sets none itself, and with the
/// name by which PostgreSQL lists its connections.
fn with_timeouts(url: &str) -> String {
    let Ok(mut parsed) = url::Url::parse(url) else { return url.to_owned() };
    // Seconds, and milliseconds: libpq's own units.
    let ours = [("connect_timeout", "5"), ("tcp_user_timeout", "20000"), ("application_name", "yousaid")];
    for (name, value) in ours {
        if !parsed.query_pairs().any(|(known, _)| known == name) {
            parsed.query_pairs_mut().append_pair(name, value);
        }
    }
    parsed.into()
}

/// A connection of the pool; `dead` is set by the code that saw it fail.
pub struct Pooled {
    /// The connection itself.
    pub connection: AnyConnection,
    /// Whether the pool must throw it away.
    pub dead: bool,
    /// When it was opened, or last found to be good.
    pub good_at: Instant,
}

impl r2d2::ManageConnection for Address {
    type Connection = Pooled;
    type Error = Error;

    fn connect(&self) -> Result<Pooled> {
        Ok(Pooled { connection: Self::connect(self)?, dead: false, good_at: Instant::now() })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<()> {
        Ok(pooled.connection.batch_execute("SELECT 1")?)
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.dead
    }
}
