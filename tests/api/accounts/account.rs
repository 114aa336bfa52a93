//! The member's own account: name, address, password, and the list of sessions.

use reqwest::{
    Method, StatusCode,
    header::{COOKIE, USER_AGENT},
};
use serde_json::{Value, json};
use yousaid::limits::LimitSettings;

use super::{join, log_in, pointer};
use crate::{
    on_both,
    streams::Stream,
    test_app::{Asker, PASSWORD, TestApp, items, text},
};

const OLGA: &str = "olga@kontor.example";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Another session of the owner, in Firefox on Linux.
async fn firefox(app: &TestApp) -> Asker {
    let asker = app.stranger();
    let body = json!({"email": OLGA, "password": PASSWORD});
    let login = asker.request(Method::POST, "/v1/session").header(USER_AGENT, FIREFOX).json(&body);
    asker.send(login).await.is(StatusCode::OK);
    asker
}

async fn change(asker: &Asker, body: &Value) -> crate::test_app::Answer {
    asker.patch("/v1/session/account", body).await
}

async fn sessions(asker: &Asker) -> Vec<Value> {
    items(&asker.get("/v1/session/sessions").await.is(StatusCode::OK).json()).clone()
}

on_both! {
    a_name_is_changed_without_a_password_and_ends_nothing(app) {
        let owner = app.owner().await;
        let other = firefox(app).await;
        let changed = change(&owner.asker, &json!({"name": "  Olga Neu "})).await.is(StatusCode::OK).json();
        assert_eq!(changed["member"]["name"], "Olga Neu");
        assert_eq!(changed, owner.asker.get("/v1/session").await.json());
        assert_eq!(other.get("/v1/session").await.is(StatusCode::OK).json()["member"]["name"], "Olga Neu");
        assert_eq!(items(&owner.read("/members").await)[0]["name"], "Olga Neu");
        for wrong in [json!({"name": " "}), json!({"name": "x".repeat(101)})] {
            assert_eq!(pointer(&change(&owner.asker, &wrong).await.is(StatusCode::UNPROCESSABLE_ENTITY)), "/name");
        }
        change(&owner.asker, &json!({})).await.is(StatusCode::OK);
    }

    an_address_is_changed_with_the_password_and_ends_the_other_sessions(app) {
        let owner = app.owner().await;
        let other = firefox(app).await;
        let body = |email: &str, current: &str| json!({"email": email, "current": current});
        let missing = change(&owner.asker, &json!({"email": "new@kontor.example"})).await;
        assert_eq!(pointer(&missing.is(StatusCode::UNPROCESSABLE_ENTITY)), "/current");
        let wrong = change(&owner.asker, &body("new@kontor.example", "not it at all")).await;
        assert_eq!(pointer(&wrong.is(StatusCode::UNPROCESSABLE_ENTITY)), "/current");
        let junk = change(&owner.asker, &body("no address", PASSWORD)).await;
        assert_eq!(pointer(&junk.is(StatusCode::UNPROCESSABLE_ENTITY)), "/email");
        assert_eq!(owner.asker.get("/v1/session").await.json()["member"]["email"], OLGA);
        other.get("/v1/session").await.is(StatusCode::OK);

        // The same address in capitals is no change: it needs no password and ends nothing.
        change(&owner.asker, &json!({"email": "OLGA@Kontor.example"})).await.is(StatusCode::OK);
        other.get("/v1/session").await.is(StatusCode::OK);

        let changed = change(&owner.asker, &body("New@Kontor.example", PASSWORD)).await.is(StatusCode::OK).json();
        assert_eq!(changed["member"]["email"], "new@kontor.example");
        owner.asker.get("/v1/session").await.is(StatusCode::OK);
        other.get("/v1/session").await.is(StatusCode::UNAUTHORIZED);
        log_in(&other, OLGA, PASSWORD).await.is(StatusCode::UNAUTHORIZED);
        log_in(&other, "new@kontor.example", PASSWORD).await.is(StatusCode::OK);
    }

    an_address_belongs_to_one_account_whatever_its_capitals(app) {
        let owner = app.owner().await;
        join(app, &owner, "anna@kontor.example", "viewer").await;
        let taken = change(&owner.asker, &json!({"email": "ANNA@kontor.example", "current": PASSWORD})).await;
        assert_eq!(pointer(&taken.is(StatusCode::UNPROCESSABLE_ENTITY)), "/email");
        let blind = change(&owner.asker, &json!({"email": "anna@kontor.example", "current": "a guess at it"})).await;
        assert_eq!(pointer(&blind.is(StatusCode::UNPROCESSABLE_ENTITY)), "/current", "the password comes first");
        assert_eq!(owner.asker.get("/v1/session").await.json()["member"]["email"], OLGA);
    }

    sessions_say_where_since_when_and_which_is_this_one(app) {
        app.hold_clock();
        let owner = app.owner().await;
        app.pass(600);
        let other = firefox(app).await;
        let begun = app.context.clock.now();
        let listed = sessions(&owner.asker).await;
        assert_eq!(listed.len(), 2);
        assert_eq!((&listed[0]["current"], &listed[0]["browser"]), (&json!(true), &Value::Null));
        assert_eq!(
            (&listed[1]["current"], &listed[1]["browser"], &listed[1]["system"]),
            (&json!(false), &json!("Firefox"), &json!("Linux"))
        );
        assert_eq!(listed[1]["created_at"], json!(begun));
        assert_eq!(sessions(&other).await[0]["id"], listed[1]["id"], "one's own comes first");
        let names: Vec<_> = listed[0].as_object().expect("an object").keys().cloned().collect();
        assert_eq!(names, ["browser", "created_at", "current", "id", "seen_at", "system"], "no token, no address");
    }

    the_use_of_a_session_is_noted_once_an_hour(app) {
        app.hold_clock();
        let owner = app.owner().await;
        let other = firefox(app).await;
        let begun = json!(app.context.clock.now());
        let seen = async || sessions(&owner.asker).await[1]["seen_at"].clone();
        app.pass(3_000);
        other.get("/v1/session").await.is(StatusCode::OK);
        assert_eq!(seen().await, begun, "within the hour nothing is written");
        app.pass(1_000);
        other.get(&owner.path("")).await.is(StatusCode::OK);
        let later = json!(app.context.clock.now());
        assert_eq!(seen().await, later);
        app.pass(100);
        other.get(&owner.path("")).await.is(StatusCode::OK);
        assert_eq!(seen().await, later);
    }

    one_session_or_all_others_are_ended_with_their_event_streams(app) {
        let owner = app.owner().await;
        let (first, second, third) = (firefox(app).await, firefox(app).await, firefox(app).await);
        let id = text(&sessions(&first).await[0], "id").to_owned();
        let stream = Stream::open(&first, &owner.project, None).await.begun().await;
        let path = format!("/v1/session/sessions/{id}");
        owner.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
        stream.end().await;
        first.get("/v1/session").await.is(StatusCode::UNAUTHORIZED);
        second.get("/v1/session").await.is(StatusCode::OK);
        owner.asker.delete(&path).await.is(StatusCode::NOT_FOUND);

        let (ends, stays) = (
            Stream::open(&second, &owner.project, None).await.begun().await,
            Stream::open(&owner.asker, &owner.project, None).await.begun().await,
        );
        owner.asker.delete("/v1/session/sessions").await.is(StatusCode::NO_CONTENT);
        ends.end().await;
        for ended in [&second, &third] {
            ended.get("/v1/session").await.is(StatusCode::UNAUTHORIZED);
        }
        assert_eq!(sessions(&owner.asker).await.len(), 1);
        drop(stays);
        owner.asker.delete("/v1/session/sessions").await.is(StatusCode::NO_CONTENT);
    }

    ending_this_session_logs_out(app) {
        let owner = app.owner().await;
        let own = text(&sessions(&owner.asker).await[0], "id").to_owned();
        let ended = owner.asker.delete(&format!("/v1/session/sessions/{own}")).await.is(StatusCode::NO_CONTENT);
        assert!(ended.header("set-cookie").expect("a cookie").contains("Max-Age=0"));
        owner.asker.get("/v1/session").await.is(StatusCode::UNAUTHORIZED);
    }

    another_members_session_is_answered_like_none(app) {
        let owner = app.owner().await;
        let anna = join(app, &owner, "anna@kontor.example", "owner").await;
        let theirs = text(&sessions(&anna).await[0], "id").to_owned();
        for path in [theirs.as_str(), "01890000-0000-7000-8000-000000000000", "x", "%00"] {
            owner.asker.delete(&format!("/v1/session/sessions/{path}")).await.is(StatusCode::NOT_FOUND);
        }
        owner.asker.delete("/v1/session/sessions").await.is(StatusCode::NO_CONTENT);
        anna.get("/v1/session").await.is(StatusCode::OK);
        assert_eq!(sessions(&owner.asker).await.len(), 1);
    }

    nobody_else_changes_an_account(app) {
        let owner = app.owner().await;
        let body = json!({"name": "Eve"});
        change(&app.stranger(), &body).await.is(StatusCode::UNAUTHORIZED);
        app.stranger().get("/v1/session/sessions").await.is(StatusCode::UNAUTHORIZED);
        app.stranger().delete("/v1/session/sessions").await.is(StatusCode::UNAUTHORIZED);
        // Another site has the cookie, but not our header.
        let cookie = log_in(&owner.asker, OLGA, PASSWORD).await;
        let cookie = cookie.header("set-cookie").expect("a cookie").split(';').next().expect("a pair").to_owned();
        let foreign = |method: Method, path: &str| {
            reqwest::Client::new().request(method, format!("{}{path}", app.url)).header(COOKIE, &cookie)
        };
        let patch = foreign(Method::PATCH, "/v1/session/account").json(&body).send().await.expect("an answer");
        assert_eq!(patch.status(), StatusCode::FORBIDDEN);
        let end = foreign(Method::DELETE, "/v1/session/sessions").send().await.expect("an answer");
        assert_eq!(end.status(), StatusCode::FORBIDDEN);
        for field in ["role", "id", "password", "password_hash", "verified", "projects"] {
            let mut more = body.clone();
            more[field] = json!("owner");
            change(&owner.asker, &more).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(owner.asker.get("/v1/session").await.json()["member"]["name"], "Olga Owner");
    }
}

#[actix_web::test]
async fn guesses_at_the_password_are_limited_on_the_account_page_as_at_the_log_in() {
    let app = TestApp::sqlite_with(|config| config.limits = LimitSettings::default()).await;
    let owner = app.owner().await;
    let guess = json!({"email": "new@kontor.example", "current": "not the password"});
    let mut limited = false;
    for _ in 0..15 {
        limited = change(&owner.asker, &guess).await.status == StatusCode::TOO_MANY_REQUESTS;
        if limited {
            break;
        }
    }
    assert!(limited);
    let right = json!({"email": "new@kontor.example", "current": PASSWORD});
    change(&owner.asker, &right).await.is(StatusCode::TOO_MANY_REQUESTS);
    change(&owner.asker, &json!({"name": "Olga"})).await.is(StatusCode::OK);
    app.end().await;
}
