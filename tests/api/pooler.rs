//! Behind a real PgBouncer that assigns a connection per transaction, and has fewer of them than the server has threads.

use diesel::connection::SimpleConnection;
use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::json;
use yousaid::{
    cache::stamps::Touches,
    db::connection::{Address, AnyConnection},
    error::Error,
};

use crate::{
    program::{Place, Program},
    psql::ask,
    test_app::{Answer, Postgres, TestApp, items, text},
};

/// Connections that the pooler has to a database: `default_pool_size` in tests/parts/pgbouncer.sh.
const LENT: usize = 3;

/// What every connection of the pooler says, each asked inside a transaction while the others are.
fn on_each(postgres: &Postgres, what: &str) -> Vec<String> {
    let pooled = Address::Pooled(postgres.pooled());
    let mut clients: Vec<_> = (0..LENT).map(|_| pooled.connect().expect("the pooler")).collect();
    clients.iter_mut().for_each(|client| client.batch_execute("BEGIN").expect("a connection"));
    clients.iter_mut().map(|client| ask(client, what)).collect()
}

#[actix_web::test]
async fn a_storm_over_two_nodes_is_counted_exactly_and_leaves_nothing_in_the_sessions() {
    let app = TestApp::pooled().await;
    let second = app.second_node();
    let team = app.owner().await;
    let mut author = team.visitor(&app);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    let voters = join_all((0..120).map(|number| {
        let (mut voter, request) = (author.another(), request.clone());
        if number % 2 == 0 {
            voter.asker.url.clone_from(&second.url);
        }
        async move {
            voter.vote(&request).await.is(StatusCode::OK);
            if number % 3 == 0 {
                voter.unvote(&request).await.is(StatusCode::OK);
            }
            if number % 5 == 0 {
                voter.answer("/orders", false).await.is(StatusCode::OK);
                voter.report("It broke").await.is(StatusCode::CREATED);
            }
            voter.read("/requests").await;
            voter.read("/me").await;
        }
    }))
    .await;
    assert_eq!(team.detail(&request).await.0["votes"], 1 + voters.len() as i64 * 2 / 3);
    team.decide(&request, "planned", "Next month.").await.is(StatusCode::CREATED);
    assert_eq!(items(&team.read("/reports?limit=100").await).len(), voters.len() / 5);
    assert_eq!(items(&team.read("/screens").await).len(), 2);
    assert_eq!(app.check().await, Vec::<String>::new());

    let lent = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()";
    let mut direct = Address::Postgres(app.database().url.clone()).connect().expect("the database");
    assert_eq!(ask(&mut direct, lent), (1 + LENT).to_string(), "as few connections as the pooler has");
    for (what, nothing) in [
        ("SELECT count(*) FROM pg_prepared_statements", "0"),
        ("SELECT current_setting('statement_timeout')", "0"),
        ("SELECT current_setting('idle_in_transaction_session_timeout')", "0"),
        ("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'", "0"),
    ] {
        assert_eq!(on_each(app.database(), what), vec![nothing; LENT], "{what}");
    }
    second.end().await;
    app.end().await;
}

#[actix_web::test]
async fn every_read_and_write_is_a_transaction_with_limits() {
    let app = TestApp::pooled().await;
    let limits = |connection: &mut AnyConnection| {
        let statement = ask(connection, "SELECT current_setting('statement_timeout')");
        Ok::<_, Error>((statement, ask(connection, "SELECT current_setting('transaction_read_only')")))
    };
    assert_eq!(app.context.db.read(limits).await.expect("a read"), ("15s".to_owned(), "on".to_owned()));
    let written = app.context.db.write(Touches::Nothing, limits).await.expect("a write");
    assert_eq!(written, ("15s".to_owned(), "off".to_owned()));
    app.end().await;
}

#[actix_web::test]
async fn connections_that_are_cut_behind_the_pooler_are_503_and_replaced() {
    let app = TestApp::pooled().await;
    let team = app.owner().await;
    let mut author = team.visitor(&app);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    let good = |answer: &Answer| {
        assert!(
            matches!(answer.status, StatusCode::OK | StatusCode::SERVICE_UNAVAILABLE),
            "{}: {}",
            answer.status,
            answer.text
        );
        answer.status == StatusCode::OK
    };
    let mut votes = 1;
    for _ in 0..3 {
        let storm = join_all((0..40).map(|number| {
            let (mut voter, request, app) = (author.another(), request.clone(), &app);
            async move {
                if number == 20 {
                    app.database().cut();
                }
                voter.vote(&request).await
            }
        }))
        .await;
        let acknowledged = storm.iter().filter(|answer| good(answer)).count() as i64;
        // A client that waits at the pooler is served once the pooler has found each dead connection.
        let mut back = false;
        for _ in 0..40 {
            let answers = [
                team.asker.get(&team.path("/requests")).await,
                author.asker.get(&author.path("/me")).await,
                author.vote(&request).await,
            ];
            back = answers.iter().all(good);
            if back {
                break;
            }
        }
        assert!(back, "it does not come back");
        let now = team.detail(&request).await.0["votes"].as_i64().expect("a count");
        assert!((votes + acknowledged..=votes + 40).contains(&now), "{now} of {votes} and {acknowledged}");
        votes = now;
    }
    assert_eq!(app.check().await, Vec::<String>::new());
    app.end().await;
}

#[actix_web::test]
async fn nodes_that_start_at_once_on_an_empty_database_make_its_tables_once() {
    let place = Place::sqlite();
    let postgres = Postgres::create();
    let starting: Vec<_> = (0..3)
        .map(|number| {
            let mut command = place.command(&[]);
            command.env("YOUSAID_DATABASE_URL", postgres.pooled());
            command.env("YOUSAID_DATABASE_POOLER", "transaction");
            command.env("YOUSAID_DATA_DIR", place.folder().join(number.to_string()));
            command.env("YOUSAID_SECRET", "x".repeat(32));
            std::thread::spawn(move || Program::start(command))
        })
        .collect();
    let nodes: Vec<Program> = starting.into_iter().map(|node| node.join().expect("it starts")).collect();
    for node in &nodes {
        let asked = node.stranger().request(Method::GET, "/v1/setup");
        assert_eq!(node.stranger().send(asked).await.json(), json!({"needed": true}));
    }
    nodes.into_iter().for_each(Program::kill);
    postgres.drop();
}
