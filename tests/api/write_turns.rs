//! The two turns by which all nodes on one PostgreSQL server count votes: each may be taken by somebody else.
//! Does not measure how fast that is: the load tests do.

use diesel::connection::SimpleConnection;
use futures_util::future::join;
use reqwest::StatusCode;
use yousaid::db::connection::{Address, AnyConnection};

use crate::{
    psql::ask,
    test_app::{TestApp, text},
};

/// What has a turn until its transaction ends; the numbers are those of `db/transaction.rs`.
fn hold(app: &TestApp, turn: i32) -> AnyConnection {
    let mut holder = Address::Postgres(app.database().url.clone()).connect().expect("the database");
    holder
        .batch_execute(&format!("BEGIN; SELECT pg_advisory_xact_lock({}, {turn})", 0x59_53))
        .expect("the turn");
    holder
}

#[actix_web::test]
async fn a_node_of_one_core_takes_whichever_turn_is_free_and_waits_while_none_is() {
    let app = TestApp::postgres_with(|config| config.workers = 1).await;
    let team = app.owner().await;
    let mut author = team.visitor(&app);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    for turn in 0..2 {
        let mut holder = hold(&app, turn);
        // Turns are tried in turn, so that one of these begins with the one that is not free.
        for _ in 0..2 {
            author.another().vote(&request).await.is(StatusCode::OK);
        }
        holder.batch_execute("ROLLBACK").expect("the turn");
    }

    let mut holders = [hold(&app, 0), hold(&app, 1)];
    let mut last = author.another();
    let waits = "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database \
        WHERE d.datname = current_database() AND locktype = 'advisory' AND NOT granted";
    let free = async {
        for holder in &mut holders {
            while ask(holder, waits) == "0" {
                tokio::task::yield_now().await;
            }
        }
        holders.iter_mut().for_each(|holder| holder.batch_execute("ROLLBACK").expect("the turn"));
    };
    let (answer, ()) = join(last.vote(&request), free).await;
    assert_eq!(answer.is(StatusCode::OK).json()["votes"], 6, "the author's, the four and the last one");
    assert_eq!(app.check().await, Vec::<String>::new());
    app.end().await;
}

#[actix_web::test]
async fn a_vote_that_waits_for_its_visitor_has_written_no_screen_yet() {
    let app = TestApp::postgres().await;
    let team = app.owner().await;
    let mut author = team.visitor(&app);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    let mut voter = author.another();
    voter.answer("/orders", true).await.is(StatusCode::OK);
    // As merging visitors does, which then waits for screens.
    let mut holder = Address::Postgres(app.database().url.clone()).connect().expect("the database");
    holder.batch_execute("BEGIN; SELECT id FROM visitors FOR UPDATE").expect("the visitors");
    let waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted \
        AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())";
    let writes = "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation \
        JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database() \
        AND c.relname = 'screens' AND l.mode = 'RowExclusiveLock'";
    let looks = async {
        while ask(&mut holder, waits) == "0" {
            tokio::task::yield_now().await;
        }
        let written = ask(&mut holder, writes);
        holder.batch_execute("ROLLBACK").expect("the visitors");
        written
    };
    let path = voter.path(&format!("/requests/{request}/vote"));
    let body = serde_json::json!({"screen": {"route": "/never/seen/before"}});
    let (answer, written) = join(voter.asker.put(&path, &body), looks).await;
    assert_eq!(answer.is(StatusCode::OK).json()["votes"], 2);
    assert_eq!(written, "0");
    app.end().await;
}
