//! SQL functions that both databases have, and that SQLite is taught where its own know less.

use diesel::{QueryResult, SqliteConnection};

// LIKE heeds case on PostgreSQL and not on SQLite, so both sides are folded by the database itself.
// SQLite's own knows ASCII only, so `lower_everywhere` replaces it.
diesel::define_sql_function! {
    /// Text in lower case.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}
diesel::define_sql_function! {
    /// Text in lower case, or none.
    #[sql_name = "lower"]
    fn lower_if(text: diesel::sql_types::Nullable<diesel::sql_types::Text>) -> diesel::sql_types::Nullable<diesel::sql_types::Text>;
}

/// Has SQLite fold all letters, as PostgreSQL does.
pub fn lower_everywhere(connection: &mut SqliteConnection) -> QueryResult<()> {
    lower_if_utils::register_impl(connection, |text: Option<String>| text.map(|text| text.to_lowercase()))
}
