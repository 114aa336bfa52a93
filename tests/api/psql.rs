//! Asks PostgreSQL, its replica or its pooler about itself: what no answer of the server tells.
//! Refuses to read or change what is the server's.

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
