//! Creating once for each `Idempotency-Key`, however often and however close together it is tried.

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    house::{Answer, Asker, Team, items, report, text},
    on_both,
};

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
    the_same_body_gets_the_same_answer_and_makes_one_row(house) {
        let team = house.owner().await;
        let visitor = team.visitor(house);
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
        assert_eq!(house.check().await, Vec::<String>::new());
    }

    a_repeated_try_brings_the_token_of_the_first_again(house) {
        let team = house.owner().await;
        let visitor = team.visitor(house);
        let path = visitor.path("/requests");
        // The first answer is lost on the way, and its token with it.
        let first = post(&visitor.asker, &path, "lost", &wish("Dark mode")).await.is(StatusCode::CREATED);
        let mut again = visitor.another();
        let answer = post(&again.asker, &path, "lost", &wish("Dark mode")).await.is(StatusCode::CREATED);
        again.keep(&answer);
        let me = again.read("/me").await;
        assert_eq!(me["requests"][0]["id"], first.json()["id"]);
        let mut other = team.visitor(house);
        other.answer("/orders", true).await.is(StatusCode::OK);
        let replayed = post(&other.asker, &path, "lost", &wish("Dark mode")).await.is(StatusCode::CREATED);
        assert_eq!(replayed.header("yousaid-visitor-token"), None, "who has a token keeps the own one");
    }

    another_body_under_the_same_key_is_refused(house) {
        let team = house.owner().await;
        let visitor = team.visitor(house);
        let path = visitor.path("/requests");
        post(&visitor.asker, &path, "key", &wish("Dark mode")).await.is(StatusCode::CREATED);
        let refused = post(&visitor.asker, &path, "key", &wish("Light mode")).await;
        assert_eq!(refused.is(StatusCode::UNPROCESSABLE_ENTITY).code(), "idempotency_mismatch");
        let elsewhere = post(&visitor.asker, &visitor.path("/reports"), "key", &report("It broke")).await;
        assert_eq!(elsewhere.is(StatusCode::UNPROCESSABLE_ENTITY).code(), "idempotency_mismatch");
        assert_eq!((count(&team, "requests").await, count(&team, "reports").await), (1, 0));
        assert_eq!(count(&team, "visitors").await, 1);
    }

    many_at_once_make_one(house) {
        let team = house.owner().await;
        let visitor = team.visitor(house);
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
        assert_eq!(house.check().await, Vec::<String>::new());
    }

    keys_of_different_projects_and_actors_are_different(house) {
        let team = house.owner().await;
        let other = Team::with_project(team.asker.clone(), "Other").await;
        for project in [&team, &other] {
            let visitor = project.visitor(house);
            post(&visitor.asker, &visitor.path("/requests"), "key", &wish("Dark mode")).await.is(StatusCode::CREATED);
            let body = json!({"kind": "feature", "title": "By the team"});
            post(&project.asker, &project.path("/requests"), "key", &body).await.is(StatusCode::CREATED);
            assert_eq!(count(project, "requests").await, 2);
        }
    }

    the_team_creates_and_decides_once(house) {
        let team = house.owner().await;
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

    a_refused_try_uses_no_key_up(house) {
        let team = house.owner().await;
        let visitor = team.visitor(house);
        let path = visitor.path("/requests");
        post(&visitor.asker, &path, "key", &json!({"kind": "feature", "title": ""})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        post(&visitor.asker, &path, "key", &wish("Dark mode")).await.is(StatusCode::CREATED);
        let body = json!({"kind": "feature", "title": "x", "report_id": uuid::Uuid::now_v7()});
        post(&team.asker, &team.path("/requests"), "key", &body).await.is(StatusCode::NOT_FOUND);
        let body = json!({"kind": "feature", "title": "x"});
        post(&team.asker, &team.path("/requests"), "key", &body).await.is(StatusCode::CREATED);
    }

    a_key_that_is_no_key_is_refused(house) {
        let team = house.owner().await;
        let visitor = team.visitor(house);
        let path = visitor.path("/requests");
        for key in ["", " ", "a b", "é", &"x".repeat(256)] {
            let answer = post(&visitor.asker, &path, key, &wish("Dark mode")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{key:?}: {}", answer.text);
        }
        post(&visitor.asker, &path, &"x".repeat(255), &wish("Dark mode")).await.is(StatusCode::CREATED);
        assert_eq!(count(&team, "requests").await, 1);
    }

    a_key_is_forgotten_after_a_day(house) {
        let team = house.owner().await;
        let visitor = team.visitor(house);
        let path = visitor.path("/requests");
        post(&visitor.asker, &path, "key", &wish("Dark mode")).await.is(StatusCode::CREATED);
        house.pass(86_000);
        post(&visitor.asker, &path, "key", &wish("Light mode")).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        house.pass(1_000);
        post(&visitor.asker, &path, "key", &wish("Light mode")).await.is(StatusCode::CREATED);
        assert_eq!(count(&team, "requests").await, 2);
    }
}
