//! Which request each member has open: who is told, and until when.

use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    accounts::{join, own_id},
    on_both,
    streams::Stream,
    test_app::{Answer, Asker, Team, TestApp, text},
};

async fn listen(asker: &Asker, team: &Team) -> Stream {
    Stream::open(asker, &team.project, None).await.begun().await
}

async fn open(asker: &Asker, team: &Team, request: &Value) -> Answer {
    asker.put(&team.path("/presence"), &json!({"request": request})).await
}

async fn suggested(app: &TestApp, team: &Team, title: &str) -> Value {
    team.visitor(app).suggest(title).await["id"].clone()
}

/// Reads until exactly these are said to have a request open.
async fn until(stream: &mut Stream, expected: &[(&str, &Value)]) {
    loop {
        let event = stream.until("presence").await.data;
        let members = event["members"].as_array().expect("members");
        let told: Vec<_> = members.iter().map(|one| (text(one, "name"), &one["request"])).collect();
        if told == expected {
            return;
        }
    }
}

on_both! {
    colleagues_are_told_who_has_which_request_open(app) {
        let team = app.owner().await;
        let anna = join(app, &team, "anna@kontor.example", "viewer").await;
        let bert = join(app, &team, "bert@kontor.example", "triager").await;
        let (dark, light) = (suggested(app, &team, "Dark mode").await, suggested(app, &team, "Light mode").await);
        let mut of_bert = listen(&bert, &team).await;
        let of_anna = listen(&anna, &team).await;
        open(&anna, &team, &dark).await.is(StatusCode::NO_CONTENT);
        until(&mut of_bert, &[("anna@kontor.example", &dark)]).await;
        open(&bert, &team, &dark).await.is(StatusCode::NO_CONTENT);
        until(&mut of_bert, &[("anna@kontor.example", &dark), ("bert@kontor.example", &dark)]).await;
        open(&anna, &team, &light).await.is(StatusCode::NO_CONTENT);
        until(&mut of_bert, &[("anna@kontor.example", &light), ("bert@kontor.example", &dark)]).await;

        // A member who opens a stream later is told at once.
        let mut of_owner = listen(&team.asker, &team).await;
        until(&mut of_owner, &[("anna@kontor.example", &light), ("bert@kontor.example", &dark)]).await;
        open(&anna, &team, &Value::Null).await.is(StatusCode::NO_CONTENT);
        until(&mut of_owner, &[("bert@kontor.example", &dark)]).await;
        drop(of_anna);
    }

    whoever_closes_the_last_page_has_nothing_open_any_more(app) {
        let team = app.owner().await;
        let anna = join(app, &team, "anna@kontor.example", "triager").await;
        let dark = suggested(app, &team, "Dark mode").await;
        let mut of_owner = listen(&team.asker, &team).await;
        let (first, second) = (listen(&anna, &team).await, listen(&anna, &team).await);
        open(&anna, &team, &dark).await.is(StatusCode::NO_CONTENT);
        until(&mut of_owner, &[("anna@kontor.example", &dark)]).await;
        drop(first);
        // Another page of hers is open still.
        open(&team.asker, &team, &dark).await.is(StatusCode::NO_CONTENT);
        until(&mut of_owner, &[("Olga Owner", &dark), ("anna@kontor.example", &dark)]).await;
        drop(second);
        until(&mut of_owner, &[("Olga Owner", &dark)]).await;
    }

    whoever_is_removed_from_the_team_is_no_longer_shown(app) {
        let team = app.owner().await;
        let anna = join(app, &team, "anna@kontor.example", "triager").await;
        let dark = suggested(app, &team, "Dark mode").await;
        let mut of_owner = listen(&team.asker, &team).await;
        let of_anna = listen(&anna, &team).await;
        open(&anna, &team, &dark).await.is(StatusCode::NO_CONTENT);
        until(&mut of_owner, &[("anna@kontor.example", &dark)]).await;
        let member = team.path(&format!("/members/{}", own_id(&anna).await));
        team.asker.delete(&member).await.is(StatusCode::NO_CONTENT);
        until(&mut of_owner, &[]).await;
        of_anna.end().await;
    }

    a_request_that_is_not_there_a_missing_field_and_a_program_are_refused(app) {
        let team = app.owner().await;
        let other = Team::with_project(team.asker.clone(), "Other").await;
        let foreign = suggested(app, &other, "Dark mode").await;
        for unknown in [foreign, json!(Uuid::now_v7())] {
            open(&team.asker, &team, &unknown).await.is(StatusCode::NOT_FOUND);
        }
        let missing = team.asker.put(&team.path("/presence"), &json!({})).await;
        assert_eq!(missing.is(StatusCode::UNPROCESSABLE_ENTITY).json()["errors"][0]["pointer"], "/request");
        team.asker.put(&team.path("/presence"), &json!({"request": null, "screen": null})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let made = team.asker.post(&team.path("/keys"), &json!({"name": "Job", "scope": "write"})).await.json();
        let program = Asker { token: Some(text(&made, "key").to_owned()), ..app.stranger() };
        open(&program, &team, &Value::Null).await.is(StatusCode::FORBIDDEN);
    }
}
