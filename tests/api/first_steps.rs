//! The first steps of a project: ticked by facts alone, told to those who listen, hidden by admins.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    accounts::join,
    on_both,
    streams::Stream,
    test_app::{Asker, OWN, PASSWORD, Team, TestApp, text},
};

/// A white picture of one pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

/// The names of the steps that are done.
async fn done(team: &Team) -> Vec<String> {
    let steps = team.read("/first_steps").await;
    ["tag", "answer", "decision", "invited", "team", "brand"]
        .into_iter()
        .filter(|step| steps[*step] == true)
        .map(str::to_owned)
        .collect()
}

/// The widget asks for its settings from a page.
async fn look(app: &TestApp, team: &Team, origin: &str) {
    let asker = Asker { origin: Some(origin.to_owned()), ..app.stranger() };
    asker.get(&format!("/v1/p/{}/config", team.key)).await.is(StatusCode::OK);
}

async fn set(team: &Team, patch: Value) -> crate::test_app::Answer {
    team.asker.patch(&team.path(""), &patch).await
}

async fn invite(team: &Team, email: &str) -> Value {
    let body = json!({"email": email, "role": "viewer"});
    team.asker.post(&team.path("/invites"), &body).await.is(StatusCode::CREATED).json()
}

on_both! {
    each_step_is_done_when_it_is_a_fact(app) {
        let team = app.owner().await;
        assert_eq!(done(&team).await, Vec::<String>::new());
        look(app, &team, OWN).await;
        look(app, &team, "https://elsewhere.example").await;
        assert_eq!(done(&team).await, Vec::<String>::new(), "neither the demo nor a page that may not write is the team's");
        look(app, &team, "https://kontor.example").await;
        assert_eq!(done(&team).await, ["tag"]);

        let mut visitor = team.visitor(app);
        visitor.answer("/invoices", true).await.is(StatusCode::OK);
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        assert_eq!(done(&team).await, ["tag", "answer"]);
        team.decide(&request, "planned", "In spring.").await.is(StatusCode::CREATED);
        assert_eq!(done(&team).await, ["tag", "answer", "decision"]);

        let invited = invite(&team, "anna@kontor.example").await;
        assert_eq!(done(&team).await, ["tag", "answer", "decision", "invited"]);
        let token = text(&invited, "link").rsplit('=').next().expect("a token").to_owned();
        let body = json!({"token": token, "name": "Anna", "password": PASSWORD});
        app.stranger().post("/v1/invites/accept", &body).await.is(StatusCode::OK);
        assert_eq!(done(&team).await, ["tag", "answer", "decision", "team"]);

        set(&team, json!({"accent": "#0a6e78"})).await.is(StatusCode::OK);
        assert_eq!(done(&team).await, ["tag", "answer", "decision", "team", "brand"]);
        set(&team, json!({"accent": null})).await.is(StatusCode::OK);
        assert_eq!(done(&team).await, ["tag", "answer", "decision", "team"]);
        let logo = json!({"kind": "logo", "file": PNG});
        team.asker.put(&team.path("/pictures"), &logo).await.is(StatusCode::OK);
        assert_eq!(done(&team).await, ["tag", "answer", "decision", "team", "brand"]);

        // Another project of the same member begins with nothing.
        let other = Team::with_project(team.asker.clone(), "Other").await;
        assert_eq!(done(&other).await, Vec::<String>::new());
    }

    an_invitation_that_expired_or_was_revoked_is_none(app) {
        let team = app.owner().await;
        let id = text(&invite(&team, "anna@kontor.example").await, "id").to_owned();
        team.asker.delete(&team.path(&format!("/invites/{id}"))).await.is(StatusCode::NO_CONTENT);
        assert_eq!(done(&team).await, Vec::<String>::new());
        invite(&team, "anna@kontor.example").await;
        assert_eq!(done(&team).await, ["invited"]);
        app.pass(8 * 86_400);
        assert_eq!(done(&team).await, Vec::<String>::new());
    }

    the_goal_is_chosen_changed_and_given_up_by_admins(app) {
        let team = app.owner().await;
        let goal = async || {
            let steps = team.read("/first_steps").await["goal"].clone();
            let session = team.asker.get("/v1/session").await.json()["projects"][0]["goal"].clone();
            assert_eq!((&team.read("").await["goal"], &session), (&steps, &steps));
            steps
        };
        assert_eq!(goal().await, Value::Null);
        for next in ["build", "fix", "docs", "answer"] {
            set(&team, json!({"goal": next})).await.is(StatusCode::OK);
            assert_eq!(goal().await, next);
        }
        for wrong in [json!("sell"), json!(""), json!(1), json!(["docs"])] {
            set(&team, json!({"goal": wrong})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        set(&team, json!({"name": "Renamed"})).await.is(StatusCode::OK);
        assert_eq!(goal().await, "answer", "what is omitted stays");
        set(&team, json!({"goal": null})).await.is(StatusCode::OK);
        assert_eq!(goal().await, Value::Null);
        for role in ["viewer", "triager"] {
            let asker = join(app, &team, &format!("{role}@kontor.example"), role).await;
            let patch = asker.patch(&team.path(""), &json!({"goal": "docs"})).await;
            patch.is(StatusCode::FORBIDDEN);
            let hide = asker.patch(&team.path(""), &json!({"first_steps_hidden": true})).await;
            hide.is(StatusCode::FORBIDDEN);
            assert_eq!(asker.get(&team.path("/first_steps")).await.is(StatusCode::OK).json()["goal"], Value::Null);
        }
    }

    the_list_is_hidden_for_all_and_shown_again(app) {
        let team = app.owner().await;
        let hidden = async || {
            let steps = team.read("/first_steps").await["hidden"].clone();
            let session = team.asker.get("/v1/session").await.json();
            assert_eq!(session["projects"][0]["first_steps_hidden"], steps);
            steps
        };
        assert_eq!(hidden().await, false);
        set(&team, json!({"first_steps_hidden": true})).await.is(StatusCode::OK);
        assert_eq!(hidden().await, true);
        set(&team, json!({"first_steps_hidden": false})).await.is(StatusCode::OK);
        assert_eq!(hidden().await, false);
    }

    whoever_listens_is_told_of_every_step(app) {
        let team = app.owner().await;
        let other = Team::with_project(team.asker.clone(), "Other").await;
        let mut there = Stream::open(&team.asker, &other.project, None).await.begun().await;
        let mut here = Stream::open(&team.asker, &team.project, None).await.begun().await;
        let told = json!({"project": team.project});
        look(app, &team, "https://kontor.example").await;
        assert_eq!(here.until("project").await.data, told);
        let id = text(&invite(&team, "anna@kontor.example").await, "id").to_owned();
        assert_eq!(here.until("project").await.data, told);
        team.asker.delete(&team.path(&format!("/invites/{id}"))).await.is(StatusCode::NO_CONTENT);
        assert_eq!(here.until("project").await.data, told);
        set(&team, json!({"goal": "docs"})).await.is(StatusCode::OK);
        assert_eq!(here.until("project").await.data, told);
        let origin = json!({"origin": "https://docs.kontor.example"});
        team.asker.post(&team.path("/origins"), &origin).await.is(StatusCode::CREATED);
        assert_eq!(here.until("project").await.data, told);
        // The first event of the other project is its own.
        set(&other, json!({"goal": "fix"})).await.is(StatusCode::OK);
        assert_eq!(there.until("project").await.data, json!({"project": other.project}));
    }

    programs_read_the_steps_and_change_nothing(app) {
        let team = app.owner().await;
        let key = json!({"name": "CI", "scope": "write"});
        let key = team.asker.post(&team.path("/keys"), &key).await.is(StatusCode::CREATED).json();
        let program = Asker { token: Some(text(&key, "key").to_owned()), ..app.stranger() };
        program.get(&team.path("/first_steps")).await.is(StatusCode::OK);
        let patch = program.request(Method::PATCH, &team.path("")).json(&json!({"goal": "docs"}));
        program.send(patch).await.is(StatusCode::FORBIDDEN);
        app.stranger().get(&team.path("/first_steps")).await.is(StatusCode::UNAUTHORIZED);
    }
}
