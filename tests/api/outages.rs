//! PostgreSQL goes away while the server runs, and comes back: until then 503 with Retry-After, and nothing half written.

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::json;
use yousaid::db::connection::Address;

use crate::{
    program::TcpProxy,
    test_app::{Answer, Team, TestApp, Visitor, items, report, text},
};

/// Either it was done, or the client is asked to retry later; never anything else.
fn done(answer: &Answer) -> bool {
    if answer.status.is_success() {
        return true;
    }
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text);
    assert_eq!(answer.code(), "unavailable");
    assert!(answer.header("retry-after").is_some_and(|seconds| seconds.parse::<u64>().is_ok()));
    assert!(!answer.text.contains("connection") && !answer.text.contains("SQL"), "{}", answer.text);
    false
}

/// One of everything that can be read or written.
async fn everything(team: &Team, visitor: &Visitor, request: &str) -> Vec<Answer> {
    let key = uuid::Uuid::now_v7().to_string();
    let create = |path: String, body: serde_json::Value| {
        let asked = visitor
            .asker
            .request(Method::POST, &path)
            .header("Idempotency-Key", format!("{key}{}", path.len()));
        visitor.asker.send(asked.json(&body))
    };
    vec![
        visitor.clone().vote(request).await,
        visitor.clone().answer("/orders", true).await,
        create(
            visitor.path("/requests"),
            json!({"kind": "feature", "title": "During the outage", "screen": {"route": "/new"}}),
        )
        .await,
        create(visitor.path("/reports"), report("During the outage")).await,
        visitor.asker.get(&visitor.path("/requests")).await,
        visitor.asker.get(&visitor.path("/me")).await,
        team.asker.get(&team.path("/requests")).await,
        team.asker.get("/v1/session").await,
        team.asker.get("/readyz").await,
    ]
}

/// Asks until everything is done again; a pool may have to meet each of its dead connections once.
async fn recovered(team: &Team, visitor: &Visitor, request: &str) {
    for _ in 0..40 {
        let good: Vec<bool> = everything(team, visitor, request).await.iter().map(done).collect();
        if !good.contains(&false) {
            return;
        }
    }
    panic!("it does not come back");
}

async fn known(app: &TestApp, team: &Team) -> Visitor {
    let mut visitor = team.visitor(app);
    visitor.answer("/hello", true).await.is(StatusCode::OK);
    visitor
}

#[actix_web::test]
async fn connections_that_postgresql_ends_cost_a_503_and_nothing_else() {
    let app = TestApp::postgres().await;
    let team = app.owner().await;
    let request = text(&team.visitor(&app).suggest("Dark mode").await, "id").to_owned();
    let visitor = known(&app, &team).await;
    let mut counted = 1;
    for round in 0..5 {
        let first = team.visitor(&app);
        let votes = join_all((0..40).map(|number| {
            let mut voter = first.another();
            let (request, app) = (request.clone(), &app);
            async move {
                if number == 8 * round {
                    app.database().cut();
                }
                done(&voter.vote(&request).await)
            }
        }))
        .await;
        counted += votes.iter().filter(|good| **good).count();
    }
    recovered(&team, &visitor, &request).await;
    let votes = team.detail(&request).await.0["votes"].as_u64().expect("a count") as usize;
    // A commit whose answer was lost may have been made; one that was acknowledged must have been.
    assert!(votes > counted && votes <= 202, "{votes} are there, {counted} and one more were acknowledged");
    assert_eq!(app.check().await, Vec::<String>::new());
    app.end().await;
}

#[actix_web::test]
async fn of_the_reads_after_a_restart_of_postgresql_one_fails_at_most() {
    let app = TestApp::postgres().await;
    let team = app.owner().await;
    let request = text(&team.visitor(&app).suggest("Dark mode").await, "id").to_owned();
    // As many connections as there are reads at a time.
    join_all((0..40).map(|_| team.detail(&request))).await;
    app.database().cut();
    let mut failed = 0;
    for _ in 0..30 {
        let path = format!("/v1/projects/{}/requests/{request}", team.project);
        failed += usize::from(team.asker.get(&path).await.status != StatusCode::OK);
    }
    assert!(failed <= 1, "{failed} of 30 reads failed");
    app.end().await;
}

#[actix_web::test]
async fn a_server_without_its_database_says_so_and_comes_back_with_it() {
    let mut proxy = None;
    let app = TestApp::postgres_with(|config| {
        let Address::Postgres(url) = &config.database else { panic!("no PostgreSQL") };
        let host = url
            .split(['@', '/'])
            .find(|part| part.contains(':') && part.contains('.'))
            .expect("host and port");
        let opened = TcpProxy::to(host);
        config.database = Address::Postgres(url.replace(host, &opened.address));
        proxy = Some(opened);
    })
    .await;
    let proxy = proxy.expect("a proxy");
    let team = app.owner().await;
    let request = text(&team.visitor(&app).suggest("Dark mode").await, "id").to_owned();
    let visitor = known(&app, &team).await;
    let counts = || async {
        let requests = items(&team.read("/requests?limit=100").await).len();
        let reports = items(&team.read("/reports?limit=100").await).len();
        (
            requests,
            reports,
            items(&team.read("/screens?limit=100").await).len(),
            team.detail(&request).await.0["votes"].clone(),
        )
    };
    let before = counts().await;
    proxy.close();
    let answers = everything(&team, &visitor, &request).await;
    assert!(answers.iter().all(|answer| !done(answer)));
    assert_eq!(app.stranger().get("/healthz").await.status, StatusCode::OK, "the program itself lives");
    assert_eq!(app.stranger().get("/widget.js").await.status, StatusCode::OK);
    assert_eq!(app.stranger().get("/app/").await.status, StatusCode::OK);
    proxy.open();
    let asked = team.asker.send(team.asker.request(Method::GET, "/readyz")).await;
    done(&asked);
    assert_eq!(counts().await, before, "nothing was half written");
    recovered(&team, &visitor, &request).await;
    assert_eq!(team.detail(&request).await.0["votes"], 2);
    assert_eq!(app.check().await, Vec::<String>::new());
    app.end().await;
}
