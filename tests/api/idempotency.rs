//! Creating once for each `Idempotency-Key`, however often and however close together it is tried.

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Answer, Asker, Team, items, report, text},
};

/// A key that nobody else has: a random UUID.
const RANDOM: &str = "6f1c1c7e-5a3b-4a4e-9d55-0b7f3f6f1a01";

async fn post(asker: &Asker, path: &str, key: &str, body: &Value) -> Answer {
    asker.send(asker.request(Method::POST, path).header("Idempotency-Key", key).json(body)).await
}

fn wish(title: &str) -> Value {
    json!({"kind": "feature", "title": title, "screen": {"route": "/invoices/42"}})
}

async fn count(team: &Team, of: &str) -> usize {
    items(&team.read(&format!("/{of}?limit=100")).await).len()
}

on_both! {
    the_same_body_gets_the_same_answer_and_makes_one_row(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        for (rest, body) in [("requests", wish("Dark mode")), ("reports", report("It broke"))] {
            let path = visitor.path(&format!("/{rest}"));
            let first = post(&visitor.asker, &path, rest, &body).await.is(StatusCode::CREATED);
            assert_eq!(first.header("idempotency-replayed"), None);
            let again = post(&visitor.asker, &path, rest, &body).await.is(StatusCode::CREATED);
            assert_eq!(again.text, first.text);
            assert_eq!(again.header("idempotency-replayed"), Some("true"));
            assert_eq!(count(&team, rest).await, 1);
        }
        assert_eq!(count(&team, "visitors").await, 2, "a repeated try makes no visitor");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_repeated_try_brings_the_token_of_the_first_again(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let path = visitor.path("/requests");
        // The first answer is lost on the way, and its token with it.
        let first = post(&visitor.asker, &path, RANDOM, &wish("Dark mode")).await.is(StatusCode::CREATED);
        let mut again = visitor.another();
        let answer = post(&again.asker, &path, RANDOM, &wish("Dark mode")).await.is(StatusCode::CREATED);
        again.keep(&answer);
        let me = again.read("/me").await;
        assert_eq!(me["requests"][0]["id"], first.json()["id"]);
        let mut other = team.visitor(app);
        other.answer("/orders", true).await.is(StatusCode::OK);
        let replayed = post(&other.asker, &path, RANDOM, &wish("Dark mode")).await.is(StatusCode::CREATED);
        assert_eq!(replayed.header("yousaid-visitor-token"), None, "a visitor with a token keeps its own");
    }

    a_key_that_others_may_have_brings_nobody_elses_token(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        // Also UUIDs that anybody can work out.
        for (key, rest) in [
            ("1", "requests"), ("retry", "reports"), ("order-2026-11-27-invoice-42", "requests"), ("2026-11-27", "reports"),
            ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "requests"), ("00000000-0000-0000-0000-000000000000", "reports"),
        ] {
            let body = if rest == "requests" { wish(key) } else { report(key) };
            let path = visitor.path(&format!("/{rest}"));
            let mut first = visitor.another();
            let answer = post(&first.asker, &path, key, &body).await.is(StatusCode::CREATED);
            first.keep(&answer);
            let mut second = visitor.another();
            let answer = post(&second.asker, &path, key, &body).await.is(StatusCode::CREATED);
            second.keep(&answer);
            assert!(first.asker.token.is_some() && first.asker.token != second.asker.token, "{key}");
            // Another browser does not even get the first one's response.
            let third = visitor.another();
            let asked = third.asker.request(Method::POST, &path).header("Idempotency-Key", key).header("User-Agent", "Other/1.0");
            let other = third.asker.send(asked.json(&body)).await.is(StatusCode::CREATED);
            assert_eq!(other.header("idempotency-replayed"), None, "{key}");
        }
    }

    a_lost_first_write_makes_one_visitor_from_wherever_it_is_tried_again(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        for (number, (rest, body)) in [("requests", wish("Dark mode")), ("reports", report("It broke"))].into_iter().enumerate() {
            let key = format!("6f1c1c7e-5a3b-4a4e-9d55-0b7f3f6f1b0{number}");
            let path = visitor.path(&format!("/{rest}"));
            let mut tokens = Vec::new();
            for browser in ["Phone/1.0", "Phone/1.0", "Phone/1.1"] {
                let again = visitor.another();
                let asked = again.asker.request(Method::POST, &path).header("Idempotency-Key", &key).header("User-Agent", browser);
                let answer = again.asker.send(asked.json(&body)).await.is(StatusCode::CREATED);
                let mut known = visitor.another();
                known.keep(&answer);
                tokens.push(known.read("/me").await["visitor"]["id"].clone());
            }
            assert!(tokens.iter().all(|id| *id == tokens[0]), "{tokens:?}");
            assert_eq!(count(&team, rest).await, 1);
        }
        assert_eq!(count(&team, "visitors").await, 2);
        assert_eq!(items(&team.read("/requests").await)[0]["votes"], 1);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_key_of_a_visitor_with_a_token_is_the_visitors_own(app) {
        let team = app.owner().await;
        let (mut anna, mut bert) = (team.visitor(app), team.visitor(app));
        anna.answer("/orders", true).await.is(StatusCode::OK);
        bert.answer("/orders", true).await.is(StatusCode::OK);
        let path = anna.path("/requests");
        let one = post(&anna.asker, &path, "key", &wish("Dark mode")).await.is(StatusCode::CREATED);
        let other = post(&bert.asker, &path, "key", &wish("Dark mode")).await.is(StatusCode::CREATED);
        assert_ne!(one.json()["id"], other.json()["id"]);
        assert_eq!(post(&anna.asker, &path, "key", &wish("Dark mode")).await.is(StatusCode::CREATED).text, one.text);
    }

    another_body_under_the_same_key_is_refused(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let path = visitor.path("/requests");
        post(&visitor.asker, &path, "key", &wish("Dark mode")).await.is(StatusCode::CREATED);
        let refused = post(&visitor.asker, &path, "key", &wish("Light mode")).await;
        assert_eq!(refused.is(StatusCode::UNPROCESSABLE_ENTITY).code(), "idempotency_mismatch");
        let elsewhere = post(&visitor.asker, &visitor.path("/reports"), "key", &report("It broke")).await;
        assert_eq!(elsewhere.is(StatusCode::UNPROCESSABLE_ENTITY).code(), "idempotency_mismatch");
        assert_eq!((count(&team, "requests").await, count(&team, "reports").await), (1, 0));
        assert_eq!(count(&team, "visitors").await, 1);
    }

    many_at_once_make_one(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        for (rest, body) in [("requests", wish("Dark mode")), ("reports", report("It broke"))] {
            let path = visitor.path(&format!("/{rest}"));
            let key = format!("at-once-{rest}");
            let answers = join_all((0..16).map(|_| post(&visitor.asker, &path, &key, &body))).await;
            let first = answers.iter().find(|answer| answer.status == StatusCode::CREATED).expect("one was made");
            for answer in &answers {
                match answer.status {
                    StatusCode::CREATED => assert_eq!(answer.text, first.text),
                    StatusCode::CONFLICT => assert_eq!(answer.code(), "in_flight"),
                    other => panic!("{other}: {}", answer.text),
                }
            }
            assert_eq!(count(&team, rest).await, 1);
        }
        assert_eq!(count(&team, "visitors").await, 2);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    keys_of_different_projects_and_actors_are_different(app) {
        let team = app.owner().await;
        let other = Team::with_project(team.asker.clone(), "Other").await;
        for project in [&team, &other] {
            let visitor = project.visitor(app);
            post(&visitor.asker, &visitor.path("/requests"), "key", &wish("Dark mode")).await.is(StatusCode::CREATED);
            let body = json!({"kind": "feature", "title": "By the team"});
            post(&project.asker, &project.path("/requests"), "key", &body).await.is(StatusCode::CREATED);
            assert_eq!(count(project, "requests").await, 2);
        }
    }

    the_team_creates_and_decides_once(app) {
        let team = app.owner().await;
        app.hold_clock();
        let body = json!({"kind": "feature", "title": "By the team"});
        let path = team.path("/requests");
        let first = post(&team.asker, &path, "make", &body).await.is(StatusCode::CREATED);
        assert_eq!(post(&team.asker, &path, "make", &body).await.is(StatusCode::CREATED).text, first.text);
        assert_eq!(count(&team, "requests").await, 1);
        let id = text(&first.json(), "id").to_owned();
        let etag = team.detail(&id).await.1;
        let body = json!({"status": "planned", "reason_code": "agreed", "reason": "Yes."});
        let path = team.path(&format!("/requests/{id}/decisions"));
        let decide = || {
            let asked = team.asker.request(Method::POST, &path).header("If-Match", &etag);
            team.asker.send(asked.header("Idempotency-Key", "decide").json(&body))
        };
        let first = decide().await.is(StatusCode::CREATED);
        let again = decide().await.is(StatusCode::CREATED);
        assert_eq!(again.text, first.text, "the old If-Match does not hinder a repeated try");
        assert_eq!(team.detail(&id).await.0["decisions"].as_array().map(Vec::len), Some(1));
    }

    a_repeated_try_of_the_team_shows_what_has_become_of_what_the_first_one_made(app) {
        let team = app.owner().await;
        app.hold_clock();
        let body = json!({"kind": "feature", "title": "By the team"});
        let path = team.path("/requests");
        let made = post(&team.asker, &path, "make", &body).await.is(StatusCode::CREATED);
        let id = text(&made.json(), "id").to_owned();
        team.visitor(app).vote(&id).await.is(StatusCode::OK);
        team.decide(&id, "planned", "Yes.").await.is(StatusCode::CREATED);
        let again = post(&team.asker, &path, "make", &body).await.is(StatusCode::CREATED);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.json(), team.detail(&id).await.0);
        assert_eq!((again.json()["votes"].as_i64(), count(&team, "requests").await), (Some(1), 1));
    }

    a_refused_try_uses_no_key_up(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let path = visitor.path("/requests");
        post(&visitor.asker, &path, "key", &json!({"kind": "feature", "title": ""})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        post(&visitor.asker, &path, "key", &wish("Dark mode")).await.is(StatusCode::CREATED);
        let body = json!({"kind": "feature", "title": "x", "report_id": uuid::Uuid::now_v7()});
        post(&team.asker, &team.path("/requests"), "key", &body).await.is(StatusCode::NOT_FOUND);
        let body = json!({"kind": "feature", "title": "x"});
        post(&team.asker, &team.path("/requests"), "key", &body).await.is(StatusCode::CREATED);
    }

    a_key_that_is_no_key_is_refused(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let path = visitor.path("/requests");
        for key in ["", " ", "a b", "é", &"x".repeat(256)] {
            let answer = post(&visitor.asker, &path, key, &wish("Dark mode")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{key:?}: {}", answer.text);
        }
        post(&visitor.asker, &path, &"x".repeat(255), &wish("Dark mode")).await.is(StatusCode::CREATED);
        assert_eq!(count(&team, "requests").await, 1);
    }

    a_key_is_forgotten_after_a_day(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let path = visitor.path("/requests");
        let key = "3f0c9e0e-6f0b-4b52-9c38-5a0a4d1b2c3d";
        post(&visitor.asker, &path, key, &wish("Dark mode")).await.is(StatusCode::CREATED);
        app.pass(86_000);
        post(&visitor.asker, &path, key, &wish("Light mode")).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        app.pass(1_000);
        post(&visitor.asker, &path, key, &wish("Light mode")).await.is(StatusCode::CREATED);
        assert_eq!(count(&team, "requests").await, 2);
    }
}
