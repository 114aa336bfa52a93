//! Queries PostgreSQL, its replica or its pooler about themselves, where no response of the server shows it.
//! Does not read or change the server's own data.

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Text};
use yousaid::db::connection::AnyConnection;

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    said: String,
}

/// The answer to an expression, or to a query of one value, as text.
pub fn ask(connection: &mut AnyConnection, what: &str) -> String {
    sql_query(format!("SELECT ({what})::text AS said"))
        .get_result::<Said>(connection)
        .expect("an answer")
        .said
}
