//! Patterns of routes: what they would merge, what they merge in the background, and where later routes land.

use diesel::connection::SimpleConnection;
use reqwest::StatusCode;
use serde_json::{Value, json};
use yousaid::{
    actions::map_screens, cache::stamps::Touches, domain::screen_pattern::Pattern, store::projects,
};

use crate::{
    on_both,
    streams::Stream,
    test_app::{Answer, Team, TestApp, items, text},
};

async fn keep(team: &Team, pattern: &str) -> Answer {
    team.asker.post(&team.path("/screen_patterns"), &json!({"pattern": pattern})).await
}

/// The pattern as it is listed, once its screens are merged; `stream` was opened before it was kept.
async fn merged(team: &Team, stream: &mut Stream, id: &str) -> Value {
    loop {
        let list = team.read("/screen_patterns").await;
        let one = items(&list).iter().find(|one| one["id"] == id).expect("the pattern").clone();
        if one["progress"].is_null() {
            return one;
        }
        stream.until("answers").await;
    }
}

/// Keeps a pattern, and waits until its screens are merged.
async fn keep_and_merge(team: &Team, pattern: &str) -> Value {
    let mut stream = Stream::open(&team.asker, &team.project, None).await.begun().await;
    let kept = keep(team, pattern).await.is(StatusCode::CREATED).json();
    merged(team, &mut stream, text(&kept, "id")).await
}

async fn answer_at(app: &TestApp, team: &Team, routes: impl Iterator<Item = String>) {
    let mut visitor = team.visitor(app);
    for route in routes {
        visitor.answer(&route, true).await.is(StatusCode::OK);
    }
}

/// Lets so many routes lead to a screen, as if they had been merged into it.
async fn lead(app: &TestApp, route: &str, many: usize) {
    let id = "SELECT project_id, id FROM screens WHERE route = ";
    let sql = format!(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {many}) \
         INSERT INTO screen_routes (project_id, route, screen_id, merged_at) \
         SELECT s.project_id, '/led/' || n, s.id, 0 FROM numbers, ({id}'{route}') AS s"
    );
    let write = app.context.db.write(Touches::Nothing, move |connection| Ok(connection.batch_execute(&sql)?));
    write.await.expect("the routes");
    if app.context.db.is_shared() {
        let analyze = |connection: &mut _| Ok(SimpleConnection::batch_execute(connection, "ANALYZE")?);
        app.context.db.write(Touches::Nothing, analyze).await.expect("statistics");
    }
}

async fn routes(team: &Team) -> Vec<(String, i64)> {
    let list = team.read("/screens?order=route").await;
    let row = |row: &Value| (text(row, "route").to_owned(), row["n"].as_i64().expect("a number"));
    items(&list).iter().map(row).collect()
}

fn named(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
    pairs.iter().map(|(route, n)| ((*route).to_owned(), *n)).collect()
}

on_both! {
    a_pattern_merges_its_screens_and_takes_those_that_come_later(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        for route in ["/help/a", "/help/b/c", "/help", "/orders"] {
            visitor.answer(route, true).await.is(StatusCode::OK);
        }
        team.visitor(app).answer("/help/a", false).await.is(StatusCode::OK);
        let preview = team.read("/screen_patterns/preview?pattern=/help/*").await;
        assert_eq!((&preview["count"], &preview["answers"], &preview["more"]), (&json!(2), &json!(3), &json!(false)));
        let seen: Vec<_> = preview["screens"].as_array().expect("screens").iter().map(|one| text(one, "route")).collect();
        assert_eq!(seen, ["/help/a", "/help/b/c"]);
        assert_eq!(routes(&team).await.len(), 4, "a preview changes nothing");

        let kept = keep_and_merge(&team, "/help/*").await;
        assert_eq!(app.check().await, Vec::<String>::new());
        // One visitor had answered on both, once for each screen; the later answer stays.
        assert_eq!(routes(&team).await, named(&[("/help", 1), ("/help/*", 2), ("/orders", 1)]));
        team.visitor(app).answer("/help/d", true).await.is(StatusCode::OK);
        team.visitor(app).answer("/help/d", true).await.is(StatusCode::OK);
        let body = json!({"kind": "feature", "title": "Export", "screen": {"route": "/help/e", "title": "E"}});
        let request = visitor.asker.post(&visitor.path("/requests"), &body).await.is(StatusCode::CREATED).json();
        let vote = json!({"screen": {"route": "/help/f"}});
        let path = visitor.path(&format!("/requests/{}/vote", text(&request, "id")));
        team.visitor(app).asker.put(&path, &vote).await.is(StatusCode::OK);
        assert_eq!(routes(&team).await, named(&[("/help", 1), ("/help/*", 4), ("/orders", 1)]));
        let list = team.read("/screens?order=route").await;
        assert_eq!((&items(&list)[1]["title"], &items(&list)[1]["requests"]), (&Value::Null, &json!(1)));
        // Nor does a page of it that comes a second time give it its own.
        for _ in 0..2 {
            let body = json!({"screen": {"route": "/help/later", "title": "How to reset a password"}, "helpful": true});
            let answerer = team.visitor(app);
            answerer.asker.put(&answerer.path("/answers"), &body).await.is(StatusCode::OK);
        }
        assert_eq!(items(&team.read("/screens?order=route").await)[1]["title"], Value::Null);
        let public = visitor.read("/requests?screen=/help/never-seen").await;
        assert_eq!(items(&public).len(), 1);
        assert_eq!(app.check().await, Vec::<String>::new());

        let listed = team.read("/screen_patterns").await;
        assert_eq!(items(&listed)[0]["pattern"], "/help/*");
        let path = team.path(&format!("/screen_patterns/{}", text(&kept, "id")));
        team.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
        team.asker.delete(&path).await.is(StatusCode::NOT_FOUND);
        for route in ["/help/new", "/help/d"] {
            team.visitor(app).answer(route, true).await.is(StatusCode::OK);
        }
        assert_eq!(routes(&team).await, named(&[("/help", 1), ("/help/*", 7), ("/help/new", 1), ("/orders", 1)]));
    }

    a_site_with_more_screens_than_one_transaction_merges_gets_its_pattern_at_once(app) {
        let team = app.owner().await;
        answer_at(app, &team, (0..230).map(|n| format!("/help/page-{n}x"))).await;
        answer_at(app, &team, ["/helpers/a".to_owned(), "/help".to_owned()].into_iter()).await;
        let preview = team.read("/screen_patterns/preview?pattern=/help/*").await;
        let first: Vec<_> = preview["screens"].as_array().expect("screens").iter().map(|one| text(one, "route")).collect();
        assert_eq!((&preview["count"], &preview["answers"], first.len()), (&json!(230), &json!(230), 100));
        assert!(first.is_sorted(), "{first:?}");

        let mut stream = Stream::open(&team.asker, &team.project, None).await.begun().await;
        let kept = keep(&team, "/help/*").await.is(StatusCode::CREATED).json();
        assert_eq!(kept["progress"], json!({"merged": 0, "of": 230}));
        // Later routes belong to it from now on, whatever is merged.
        team.visitor(app).answer("/help/just-now", true).await.is(StatusCode::OK);
        assert!(routes(&team).await.iter().all(|(route, _)| route != "/help/just-now"));
        let done = merged(&team, &mut stream, text(&kept, "id")).await;
        assert_eq!((&done["left_count"], &done["left"]), (&json!(0), &json!([])));
        // The visitor who answered everywhere has one answer on it.
        assert_eq!(routes(&team).await, named(&[("/help", 1), ("/help/*", 2), ("/helpers/a", 1)]));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_screen_that_is_too_large_stays_and_says_why(app) {
        let team = app.owner().await;
        answer_at(app, &team, ["/help/a", "/help/big", "/help/c"].map(str::to_owned).into_iter()).await;
        lead(app, "/help/big", 20_001).await;
        let preview = team.read("/screen_patterns/preview?pattern=/help/*").await;
        let large: Vec<_> = preview["screens"].as_array().expect("screens").iter().map(|one| &one["too_large"]).collect();
        assert_eq!(large, [&json!(false), &json!(true), &json!(false)]);
        let done = keep_and_merge(&team, "/help/*").await;
        assert_eq!(done["left_count"], 1);
        let left = &done["left"][0];
        assert_eq!((&left["route"], &left["reason"], &left["n"]), (&json!("/help/big"), &json!("too_large"), &json!(1)));
        assert_eq!(routes(&team).await, named(&[("/help/*", 1), ("/help/big", 1)]));
        // Merged by hand the other way, it is the screen of the pattern.
        let list = team.read("/screens?order=route").await;
        let [of_pattern, big] = [0, 1].map(|at| text(&items(&list)[at], "id").to_owned());
        let path = |from: &str| team.path(&format!("/screens/{from}/merge"));
        team.asker.post(&path(&big), &json!({"into": of_pattern})).await.is(StatusCode::CONFLICT);
        team.asker.post(&path(&of_pattern), &json!({"into": big})).await.is(StatusCode::OK);
        team.visitor(app).answer("/help/new", true).await.is(StatusCode::OK);
        assert_eq!(routes(&team).await, named(&[("/help/big", 2)]));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    the_more_specific_pattern_decides_whichever_is_older(app) {
        let team = app.owner().await;
        answer_at(app, &team, ["/help/api/old".to_owned()].into_iter()).await;
        for (one, other) in [("/help/*", "/help/:page"), ("/docs/:page", "/docs/*")] {
            keep_and_merge(&team, one).await;
            keep_and_merge(&team, other).await;
        }
        keep_and_merge(&team, "/help/api/*").await;
        let list = team.read("/screen_patterns").await;
        let order: Vec<_> = items(&list).iter().map(|one| text(one, "pattern")).collect();
        assert_eq!(order, ["/help/api/*", "/help/:page", "/docs/:page", "/help/*", "/docs/*"]);
        let each = ["/help/a", "/help/a/b", "/help/api/new", "/docs/a", "/docs/a/b"];
        for route in each {
            team.visitor(app).answer(route, true).await.is(StatusCode::OK);
        }
        // What was merged stays merged.
        let expected = [("/docs/*", 1), ("/docs/:page", 1), ("/help/*", 2), ("/help/:page", 1), ("/help/api/*", 1)];
        assert_eq!(routes(&team).await, named(&expected));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    bad_patterns_are_refused(app) {
        let team = app.owner().await;
        keep(&team, "/help/:page").await.is(StatusCode::CREATED);
        keep(&team, "/help/*").await.is(StatusCode::CREATED);
        for bad in ["/help/*", "/help/:page/", "/help/:other", "help/*", "/*", "/help", "/a/*/b", "/a?b=*"] {
            let refused = keep(&team, bad).await.is(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(refused["errors"][0]["pointer"], "/pattern", "{bad}");
        }
        for bad in ["/*", "x"] {
            let path = team.path(&format!("/screen_patterns/preview?pattern={bad}"));
            team.asker.get(&path).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
    }

    what_a_pattern_looks_for_is_no_wildcard_of_the_database(app) {
        let team = app.owner().await;
        answer_at(app, &team, ["/a_b/x/end", "/acb/x/end", "/a_b/x/y/end", "/A_B/x/end"].map(str::to_owned).into_iter()).await;
        let preview = team.read("/screen_patterns/preview?pattern=/a_b/:x/end").await;
        assert_eq!((&preview["count"], &preview["screens"][0]["route"]), (&json!(1), &json!("/a_b/x/end")));
        keep_and_merge(&team, "/:first/x/*").await;
        assert_eq!(routes(&team).await, named(&[("/:first/x/*", 1)]));
    }
}

#[actix_web::test]
async fn another_node_and_the_next_start_go_on_with_what_is_left() {
    let app = TestApp::postgres().await;
    let team = app.owner().await;
    answer_at(&app, &team, (0..25).map(|n| format!("/help/page-{n}x"))).await;
    let (id, now) = (team.project.parse().expect("an id"), app.context.clock.now());
    let mut stream = Stream::open(&team.asker, &team.project, None).await.begun().await;
    // As by a node that stopped at once: nobody is woken.
    let pattern = Pattern::parse("/help/*").expect("a pattern");
    let keep = move |connection: &mut _| {
        let project = projects::by_id(connection, id)?;
        map_screens::create(connection, &project, (&pattern, 25), now)
    };
    let kept = app.context.db.write(Touches::Nothing, keep).await.expect("it is kept");
    let other = app.second_node();
    merged(&team, &mut stream, &kept.id.to_string()).await;
    assert_eq!(routes(&team).await, named(&[("/help/*", 1)]));
    assert_eq!(app.check().await, Vec::<String>::new());
    other.end().await;
    app.end().await;
}
