//! Many rows at once: COPY on PostgreSQL, inserts of the maximum length on SQLite.
//! Opens no transaction.

/// Values that SQLite takes in one statement.
pub const VALUES: usize = 32_766;

/// Rows that are copied at a time.
pub const COPIED: usize = 100_000;

/// Inserts a slice of rows with this many columns into a table.
macro_rules! bulk {
    ($connection:expr, $table:expr, $rows:expr, $columns:expr) => {
        match $connection {
            yousaid::db::connection::AnyConnection::Postgres(inner) => {
                for part in $rows.chunks($crate::fill::bulk::COPIED) {
                    diesel::ExecuteCopyFromDsl::execute(
                        diesel::copy_from($table).from_insertable(part),
                        inner,
                    )?;
                }
            }
            yousaid::db::connection::AnyConnection::Sqlite(inner) => {
                for part in $rows.chunks($crate::fill::bulk::VALUES / $columns) {
                    diesel::insert_into($table).values(part).execute(inner)?;
                }
            }
        }
    };
}
pub(super) use bulk;
