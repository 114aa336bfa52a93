//! Templates of messages to voters, and the settings that say how decisions are written.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    accounts::join,
    on_both,
    test_app::{Answer, Team, items, text},
};

fn template(name: &str) -> Value {
    json!({"name": name, "status": "declined", "reason_code": "not_now", "body": "Not this year."})
}

async fn create(team: &Team, template: &Value) -> Answer {
    team.asker.post(&team.path("/templates"), template).await
}

on_both! {
    templates_are_created_changed_and_deleted_and_stay_in_their_order(app) {
        let team = app.owner().await;
        let later = create(&team, &template("Later")).await.is(StatusCode::CREATED).json();
        let any = json!({"name": "Any", "reason_code": "other", "body": "Thank you."});
        let any = create(&team, &any).await.is(StatusCode::CREATED).json();
        assert_eq!((&later["status"], &any["status"]), (&json!("declined"), &Value::Null));
        let path = |of: &Value| team.path(&format!("/templates/{}", text(of, "id")));
        let changed = team.asker.patch(&path(&later), &json!({"name": "Not now", "status": null})).await.is(StatusCode::OK).json();
        assert_eq!((&changed["name"], &changed["status"], &changed["body"]), (&json!("Not now"), &Value::Null, &later["body"]));
        assert_eq!(team.asker.patch(&path(&later), &json!({})).await.is(StatusCode::OK).json(), changed);
        assert_eq!(items(&team.read("/templates").await), &[changed, any.clone()]);
        team.asker.delete(&path(&later)).await.is(StatusCode::NO_CONTENT);
        team.asker.delete(&path(&later)).await.is(StatusCode::NOT_FOUND);
        team.asker.patch(&path(&later), &json!({})).await.is(StatusCode::NOT_FOUND);
        assert_eq!(items(&team.read("/templates").await), &[any]);
    }

    a_template_is_for_a_decision_and_has_a_text(app) {
        let team = app.owner().await;
        for (field, value) in [
            ("status", json!("new")), ("status", json!("merged")), ("status", json!("open")), ("reason_code", json!("because")),
            ("name", json!("")), ("name", json!("n".repeat(101))), ("body", json!(" ")), ("body", json!("b".repeat(4_001))),
        ] {
            let mut wrong = template("Later");
            wrong[field] = value;
            let refused = create(&team, &wrong).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(refused.json()["errors"][0]["pointer"], format!("/{field}"));
        }
        assert_eq!(items(&team.read("/templates").await).len(), 0);
        let made = create(&team, &template("Later")).await.json();
        let path = team.path(&format!("/templates/{}", text(&made, "id")));
        let refused = team.asker.patch(&path, &json!({"status": "merged"})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["errors"][0]["pointer"], "/status");
    }

    a_project_has_at_most_fifty_templates_and_viewers_change_none(app) {
        let team = app.owner().await;
        for n in 0..50 {
            create(&team, &template(&format!("Template {n}"))).await.is(StatusCode::CREATED);
        }
        assert_eq!(create(&team, &template("One more")).await.is(StatusCode::CONFLICT).code(), "conflict");
        let list = team.read("/templates").await;
        assert_eq!(items(&list).len(), 50);
        let path = team.path(&format!("/templates/{}", text(&items(&list)[0], "id")));
        let viewer = join(app, &team, "vic@kontor.example", "viewer").await;
        viewer.patch(&path, &json!({"name": "Mine"})).await.is(StatusCode::FORBIDDEN);
        viewer.delete(&path).await.is(StatusCode::FORBIDDEN);
        assert_eq!(viewer.get(&team.path("/templates")).await.is(StatusCode::OK).json(), list);
        let triager = join(app, &team, "tom@kontor.example", "triager").await;
        triager.delete(&path).await.is(StatusCode::NO_CONTENT);
        for replayed in [None, Some("true")] {
            let post = triager.request(Method::POST, &team.path("/templates")).header("Idempotency-Key", "t-1");
            let answer = triager.send(post.json(&template("One more"))).await.is(StatusCode::CREATED);
            assert_eq!(answer.header("idempotency-replayed"), replayed);
        }
        assert_eq!(items(&team.read("/templates").await).len(), 50);
    }

    a_project_says_whether_decisions_need_a_message_and_which_language_it_is_in(app) {
        let team = app.owner().await;
        let change = async |patch: Value| team.asker.patch(&team.path(""), &patch).await;
        let project = team.read("").await;
        assert_eq!((&project["message_required"], &project["language"]), (&json!(true), &json!("en")));
        change(json!({"message_required": false, "language": "de"})).await.is(StatusCode::OK);
        let project = change(json!({"name": "Kontor 2"})).await.is(StatusCode::OK).json();
        assert_eq!((&project["message_required"], &project["language"]), (&json!(false), &json!("de")));
        assert_eq!(team.read("").await, project);
        assert_eq!(change(json!({"language": null})).await.is(StatusCode::OK).json()["language"], Value::Null);
        for wrong in ["nl", "DE", "de-AT", ""] {
            let refused = change(json!({"language": wrong})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(refused.json()["errors"][0]["pointer"], "/language");
        }
        let triager = join(app, &team, "tom@kontor.example", "triager").await;
        triager.patch(&team.path(""), &json!({"message_required": true})).await.is(StatusCode::FORBIDDEN);
    }
}
