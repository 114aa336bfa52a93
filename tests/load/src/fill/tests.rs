//! Filled databases on both systems: every counter equals what is recounted, and the indexes are all there again, with what the
//! migration says of them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{BigInt, Nullable, Text},
};
use yousaid::{actions::check, store::requests};

use super::*;
use crate::postgres::Database;

fn filled(address: &Address, zipf: f64) {
    let size =
        Size { votes: 20_000, requests: 1_000, visitors: 3_000, screens: 230, answers: 5_000, zipf, seed: 3 };
    let mut connection = prepare(address).unwrap();
    let project = found(&mut connection).unwrap();
    let before = (indexes(&mut connection), statistics(&mut connection));
    write(&mut connection, &project, &size).unwrap();
    assert_eq!(check::run(&mut connection).unwrap(), Vec::<String>::new());
    assert_eq!((indexes(&mut connection), statistics(&mut connection)), before);
    let votes: i64 = schema::votes::table.count().get_result(&mut connection).unwrap();
    assert_eq!(votes, 20_000);
    let answers: i64 = schema::answers::table.count().get_result(&mut connection).unwrap();
    assert_eq!(answers, 5_000);
    assert_eq!(requests::indexed_before(&mut connection, 1).unwrap().len(), 0);
    let project = projects::by_id(&mut connection, project.id).unwrap();
    assert_eq!(project.last_request_number, 1_000);
    let hottest: i64 = schema::standings::table
        .select(diesel::dsl::max(schema::standings::votes))
        .first::<Option<i64>>(&mut connection)
        .unwrap()
        .unwrap();
    assert_eq!(hottest > 1_000, zipf > 0.0, "{hottest}");
    assert!(prepare(address).err().unwrap().contains("is not empty"));
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn indexes(connection: &mut AnyConnection) -> i64 {
    match connection {
        AnyConnection::Sqlite(inner) => {
            sql_query("SELECT count(*) AS n FROM sqlite_master WHERE type = 'index'")
                .get_result::<Count>(inner)
        }
        AnyConnection::Postgres(inner) => {
            sql_query("SELECT count(*) AS n FROM pg_indexes WHERE schemaname = 'public'")
                .get_result::<Count>(inner)
        }
    }
    .unwrap()
    .n
}

#[derive(Debug, PartialEq, QueryableByName)]
struct Statistic {
    #[diesel(sql_type = Nullable<Text>)]
    idx: Option<String>,
    #[diesel(sql_type = Text)]
    stat: String,
}

/// What SQLite picks its plans by; PostgreSQL keeps its own.
fn statistics(connection: &mut AnyConnection) -> Vec<Statistic> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            sql_query("SELECT idx, stat FROM sqlite_stat1 ORDER BY tbl, idx").load(inner).unwrap()
        }
        AnyConnection::Postgres(_) => Vec::new(),
    }
}

#[test]
fn a_filled_database_of_sqlite_recounts() {
    let folder = tempfile::tempdir().unwrap();
    for (name, zipf) in [("even.db", 0.0), ("zipf.db", 1.0)] {
        filled(&Address::Sqlite(folder.path().join(name)), zipf);
    }
}

#[test]
fn a_filled_database_of_postgresql_recounts() {
    let admin = std::env::var("YOUSAID_TEST_POSTGRES_URL")
        .expect("YOUSAID_TEST_POSTGRES_URL names a PostgreSQL to make databases in; tests/run starts one");
    for zipf in [0.0, 1.0] {
        let database = Database::make(&admin).unwrap();
        filled(&Address::Postgres(database.url.clone()), zipf);
    }
}
