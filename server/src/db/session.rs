//! Whose the session of a connection is, and the limits that PostgreSQL sets in it.

/// Who has the session of a connection: settings last in one's own, and for a transaction where others come between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    /// This connection, until it is closed.
    Own,
    /// Whichever connection has a transaction: there is a pooler in between.
    Shared,
}

/// How long a statement may take on PostgreSQL.
pub const STATEMENT_TIMEOUT: &str = "15s";
/// How long a transaction in which nothing happens may last on PostgreSQL.
pub const IDLE_TIMEOUT: &str = "30s";
