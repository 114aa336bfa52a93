//! Accounts: the first member, sessions, and what follows below: people and settings of a project.
//! Contains the steps that the tests of all three share.

mod account;
mod login;
mod people;
mod settings;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::test_app::{Answer, Asker, PASSWORD, Team, TestApp};

/// PATCH with JSON.
async fn patch(asker: &Asker, path: &str, body: &Value) -> Answer {
    asker.send(asker.request(Method::PATCH, path).json(body)).await
}

/// POST with an `Idempotency-Key`.
async fn post_once(asker: &Asker, path: &str, key: &str, body: &Value) -> Answer {
    asker.send(asker.request(Method::POST, path).header("Idempotency-Key", key).json(body)).await
}

/// A problem without what differs from one request to the next.
fn same(answer: &Answer) -> Value {
    let mut problem = answer.json();
    problem["request_id"] = Value::Null;
    problem
}

/// Where the first wrong field is.
fn pointer(answer: &Answer) -> String {
    answer.json()["errors"][0]["pointer"].as_str().expect("a pointer").to_owned()
}

async fn log_in(asker: &Asker, email: &str, password: &str) -> Answer {
    asker.post("/v1/session", &json!({"email": email, "password": password})).await
}

/// The token of the set-up link.
async fn setup_token(app: &TestApp) -> String {
    let link = yousaid::app::setup_link(&app.context).await.expect("a link").expect("no member yet");
    link.rsplit('=').next().expect("a token").to_owned()
}

/// Invites an address; returns the token of the link.
async fn invite(team: &Team, email: &str, role: &str) -> String {
    let body = json!({"email": email, "role": role});
    let made = team.asker.post(&team.path("/invites"), &body).await.is(StatusCode::CREATED).json();
    let link = made["link"].as_str().expect("a link").to_owned();
    link.rsplit('=').next().expect("a token").to_owned()
}

/// A new member of the project, logged in.
pub async fn join(app: &TestApp, team: &Team, email: &str, role: &str) -> Asker {
    let token = invite(team, email, role).await;
    let asker = app.stranger();
    let body = json!({"token": token, "name": email, "password": PASSWORD});
    asker.post("/v1/invites/accept", &body).await.is(StatusCode::OK);
    asker
}

/// The id of the member that is logged in.
pub async fn own_id(asker: &Asker) -> String {
    let session = asker.get("/v1/session").await.is(StatusCode::OK).json();
    session["member"]["id"].as_str().expect("an id").to_owned()
}
