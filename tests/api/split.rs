//! Splitting a request in two: votes are copied as they were cast, named reports move, and nothing else changes.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Answer, Dice, Team, TestApp, Visitor, items, text},
};

async fn split(team: &Team, request: &str, etag: &str, body: &Value) -> Answer {
    let path = team.path(&format!("/requests/{request}/split"));
    team.asker.send(team.asker.request(Method::POST, &path).header("If-Match", etag).json(body)).await
}

async fn vote_from(voter: &mut Visitor, request: &str, route: &str) {
    let path = voter.path(&format!("/requests/{request}/vote"));
    let answer = voter.asker.put(&path, &json!({"screen": {"route": route}})).await.is(StatusCode::OK);
    voter.keep(&answer);
}

/// A request with votes from some screens over some days, and three linked reports.
async fn asked_for(app: &TestApp, team: &Team) -> (String, Vec<String>) {
    let mut dice = Dice::new(5);
    let mut author = team.visitor(app);
    let request = text(&author.suggest("Dark mode and a larger font").await, "id").to_owned();
    for _ in 0..9 {
        app.pass(40_000);
        vote_from(&mut author.another(), &request, &format!("/screen-{}", dice.roll(3))).await;
    }
    let on_behalf = team.path(&format!("/requests/{request}/voters"));
    team.asker.post(&on_behalf, &json!({"name": "Dora"})).await.is(StatusCode::CREATED);
    let mut reports = Vec::new();
    for n in 0..3 {
        let report = author.report(&format!("It is too small {n}")).await.is(StatusCode::CREATED).json();
        reports.push(text(&report, "id").to_owned());
        let link = team.path(&format!("/requests/{request}/reports/{}", reports[n]));
        team.asker.put(&link, &json!({})).await.is(StatusCode::OK);
        app.pass(40_000);
    }
    app.hold_clock();
    app.pass(9 * 40_000);
    (request, reports)
}

fn part(explain: &Value, term: &str) -> f64 {
    let terms = explain.as_array().expect("terms");
    let found = terms.iter().find(|part| part["term"] == term);
    found.map_or(0.0, |part| part["contribution"].as_f64().expect("a number"))
}

on_both! {
    votes_are_copied_as_they_were_cast_and_named_reports_move_with_their_heat(app) {
        let team = app.owner().await;
        let (first, reports) = asked_for(app, &team).await;
        let (before, etag) = team.detail(&first).await;
        let voters = team.read(&format!("/requests/{first}/voters?limit=100")).await;
        let body = json!({"title": "A larger font", "body": "For reading", "kind": "problem", "take_votes": true,
            "reports": [reports[2], reports[0], reports[2]]});
        let second = split(&team, &first, &etag, &body).await.is(StatusCode::CREATED).json();
        let (after, _) = team.detail(&first).await;

        assert_eq!((&second["title"], &second["body"], &second["kind"]), (&json!("A larger font"), &json!("For reading"), &json!("problem")));
        assert_eq!((&second["status"], &second["public"]), (&json!("new"), &json!(true)));
        assert_eq!((&second["screen"], &second["author"]), (&before["screen"], &before["author"]));
        assert_eq!((&second["votes"], &second["voters"]), (&before["votes"], &before["voters"]));
        assert_eq!((&second["places"], &second["votes_by_day"]), (&before["places"], &before["votes_by_day"]));
        let copied = team.read(&format!("/requests/{}/voters?limit=100", text(&second, "id"))).await;
        assert_eq!(copied, voters);
        assert_eq!((&second["reports"], &after["reports"]), (&json!(2), &json!(1)));
        let votes = |row: &Value| part(&row["explain"], "votes");
        assert!((votes(&second) - votes(&before)).abs() < 1e-9 && (votes(&after) - votes(&before)).abs() < 1e-9);
        let reported = |row: &Value| part(&row["explain"], "reports");
        assert!((reported(&second) + reported(&after) - reported(&before)).abs() < 1e-9, "they are as old as before");
        let linked: Vec<_> = after["linked_reports"].as_array().expect("reports").iter().map(|row| row["id"].clone()).collect();
        assert_eq!(linked, [json!(reports[1])]);
        for field in ["title", "body", "votes", "voters", "places", "decisions"] {
            assert_eq!(after[field], before[field], "{field}");
        }
        assert_eq!(app.check().await, Vec::<String>::new());

        let stale = split(&team, &first, &etag, &body).await.is(StatusCode::PRECONDITION_FAILED);
        assert_eq!(stale.code(), "precondition_failed", "splitting counts as an edit");
        let mut found = team.read("/requests?q=larger%20font").await;
        assert_eq!(items(&found).len(), 2);
        found = team.visitor(app).read("/requests/similar?q=larger%20font").await;
        assert!(items(&found).iter().any(|row| row["id"] == second["id"]));
    }

    without_votes_and_reports_the_second_one_begins_at_nothing(app) {
        let team = app.owner().await;
        let (first, _) = asked_for(app, &team).await;
        let (before, etag) = team.detail(&first).await;
        let second = split(&team, &first, &etag, &json!({"title": "A larger font"})).await.is(StatusCode::CREATED).json();
        assert_eq!((&second["votes"], &second["reports"], &second["heat"]), (&json!(0), &json!(0), &json!(0.0)));
        assert_eq!((&second["kind"], &second["body"]), (&before["kind"], &json!("")));
        let (after, _) = team.detail(&first).await;
        assert_eq!((&after["votes"], &after["reports"]), (&before["votes"], &before["reports"]));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    the_votes_that_merged_requests_have_lent_are_copied_too(app) {
        let team = app.owner().await;
        let (first, _) = asked_for(app, &team).await;
        let child = text(&team.visitor(app).suggest("Dark theme").await, "id").to_owned();
        let merge = async |method: Method, body: Value| {
            let (_, etag) = team.detail(&child).await;
            let asked = team.asker.request(method, &team.path(&format!("/requests/{child}/merge")));
            team.asker.send(asked.header("If-Match", etag).json(&body)).await.is(StatusCode::OK);
        };
        merge(Method::PUT, json!({"into": first})).await;
        let (before, etag) = team.detail(&first).await;
        let second = split(&team, &first, &etag, &json!({"title": "A larger font", "take_votes": true})).await;
        let second = second.is(StatusCode::CREATED).json();
        assert_eq!(second["votes"], before["votes"]);
        merge(Method::DELETE, json!({})).await;
        let kept = team.detail(text(&second, "id")).await.0;
        assert_eq!(kept["votes"], before["votes"], "they are its own");
        assert_eq!(app.check().await, Vec::<String>::new());

        merge(Method::PUT, json!({"into": first})).await;
        let (_, etag) = team.detail(&child).await;
        let refused = split(&team, &child, &etag, &json!({"title": "A part"})).await.is(StatusCode::CONFLICT);
        assert!(text(&refused.json(), "detail").contains("#1 "), "{}", refused.text);
    }

    what_can_not_be_split_is_refused_and_nothing_changes(app) {
        let team = app.owner().await;
        let (first, reports) = asked_for(app, &team).await;
        let loose = text(&team.visitor(app).report("Another").await.json(), "id").to_owned();
        let (before, etag) = team.detail(&first).await;
        let pointer = |answer: Answer| answer.is(StatusCode::UNPROCESSABLE_ENTITY).json()["errors"][0]["pointer"].clone();
        let body = json!({"title": "A part", "reports": [reports[0], loose]});
        assert_eq!(pointer(split(&team, &first, &etag, &body).await), "/reports/1");
        assert_eq!(pointer(split(&team, &first, &etag, &json!({"title": " "})).await), "/title");
        let many: Vec<_> = (0..101).map(|_| uuid::Uuid::now_v7()).collect();
        assert_eq!(pointer(split(&team, &first, &etag, &json!({"title": "A part", "reports": many})).await), "/reports");
        let unknown = json!({"title": "A part", "reports": [uuid::Uuid::now_v7()]});
        split(&team, &first, &etag, &unknown).await.is(StatusCode::NOT_FOUND);
        let path = team.path(&format!("/requests/{first}/split"));
        team.asker.post(&path, &json!({"title": "A part"})).await.is(StatusCode::PRECONDITION_REQUIRED);
        assert_eq!(team.detail(&first).await.0, before);
        assert_eq!(items(&team.read("/requests").await).len(), 1);
        for replayed in [None, Some("true")] {
            let post = team.asker.request(Method::POST, &path).header("Idempotency-Key", "s-1").header("If-Match", &etag);
            let answer = team.asker.send(post.json(&json!({"title": "A part"}))).await.is(StatusCode::CREATED);
            assert_eq!(answer.header("idempotency-replayed"), replayed);
        }
        assert_eq!(items(&team.read("/requests").await).len(), 2);
    }
}
