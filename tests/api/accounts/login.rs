//! The first member, sessions and passwords.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use reqwest::{Method, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};
use yousaid::{domain::origin::Origin, limits::LimitSettings};

use super::{invite, log_in, pointer, same, setup_token};
use crate::{
    on_both,
    test_app::{PASSWORD, TestApp},
};

const CLOSED: &str = "This setup link has expired: restart the server to get a new one.";

fn first(token: &str) -> Value {
    json!({"token": token, "name": "Olga", "email": "Olga@Kontor.example", "password": PASSWORD})
}

on_both! {
    set_up_is_needed_until_there_is_a_member(app) {
        let asker = app.stranger();
        assert_eq!(asker.get("/v1/setup").await.is(StatusCode::OK).json(), json!({"needed": true}));
        let token = setup_token(app).await;
        let made = asker.post("/v1/setup", &first(&token)).await.is(StatusCode::CREATED);
        assert_eq!(made.json()["member"]["email"], "olga@kontor.example");
        assert_eq!(made.json()["projects"], json!([]));
        assert_eq!(asker.get("/v1/session").await.is(StatusCode::OK).json(), made.json());
        assert_eq!(asker.get("/v1/setup").await.json(), json!({"needed": false}));
    }

    the_set_up_link_works_once_and_wrong_ones_use_nothing_up(app) {
        let token = setup_token(app).await;
        for wrong in ["", "x", &"A".repeat(43), &token[1..], &format!("{token}A")] {
            let answer = app.stranger().post("/v1/setup", &first(wrong)).await.is(StatusCode::FORBIDDEN);
            assert_eq!((answer.code().as_str(), answer.json()["detail"].as_str()), ("forbidden", Some(CLOSED)));
        }
        let weak = json!({"token": token, "name": "Olga", "email": "o@x.example", "password": "password123"});
        let answer = app.stranger().post("/v1/setup", &weak).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(pointer(&answer), "/password");
        app.stranger().post("/v1/setup", &first(&token)).await.is(StatusCode::CREATED);
        let again = app.stranger().post("/v1/setup", &first(&token)).await.is(StatusCode::FORBIDDEN);
        assert_eq!(again.json()["detail"], CLOSED);
    }

    of_many_set_ups_at_once_one_succeeds(app) {
        let token = setup_token(app).await;
        let attempts = (0..6).map(|turn| {
            let asker = app.stranger();
            let mut body = first(&token);
            body["email"] = json!(format!("olga{turn}@kontor.example"));
            actix_web::rt::spawn(async move { asker.post("/v1/setup", &body).await.status })
        });
        let mut made = 0;
        for one in attempts.collect::<Vec<_>>() {
            match one.await.expect("an answer") {
                StatusCode::CREATED => made += 1,
                status => assert_eq!(status, StatusCode::FORBIDDEN),
            }
        }
        assert_eq!(made, 1);
    }

    tokens_redeemed_elsewhere_are_refused_and_not_used_up(app) {
        let link = setup_token(app).await;
        let accept = json!({"token": link, "name": "Olga", "password": PASSWORD});
        app.stranger().post("/v1/invites/accept", &accept).await.is(StatusCode::NOT_FOUND);
        app.stranger().post("/v1/invites/look", &json!({"token": link})).await.is(StatusCode::NOT_FOUND);
        let owner = app.owner().await;
        let token = invite(&owner, "anna@kontor.example", "viewer").await;
        app.stranger().post("/v1/setup", &first(&token)).await.is(StatusCode::FORBIDDEN);
        app.stranger().post("/v1/invites/look", &json!({"token": token})).await.is(StatusCode::OK);
    }

    a_login_gives_a_session_and_a_logout_ends_it(app) {
        app.owner().await;
        let asker = app.stranger();
        asker.get("/v1/session").await.is(StatusCode::UNAUTHORIZED);
        let answer = log_in(&asker, " OLGA@kontor.EXAMPLE ", PASSWORD).await.is(StatusCode::OK);
        assert_eq!(answer.json()["member"]["name"], "Olga Owner");
        assert_eq!(answer.json()["projects"][0]["role"], "owner");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let cookie = answer.header("set-cookie").expect("a cookie").to_owned();
        assert!(cookie.starts_with("yousaid="), "{cookie}");
        for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain") && !cookie.contains("Secure"), "{cookie}");
        asker.get("/v1/session").await.is(StatusCode::OK);
        // The token itself is dead after the logout, not only the cookie.
        let token = cookie.split(';').next().expect("a pair").to_owned();
        let gone = asker.delete("/v1/session").await.is(StatusCode::NO_CONTENT);
        assert!(gone.header("set-cookie").expect("a cookie").contains("Max-Age=0"));
        asker.get("/v1/session").await.is(StatusCode::UNAUTHORIZED);
        let thief = app.stranger();
        let request = thief.request(Method::GET, "/v1/session").header("Cookie", token);
        thief.send(request).await.is(StatusCode::UNAUTHORIZED);
        asker.delete("/v1/session").await.is(StatusCode::NO_CONTENT);
    }

    an_unknown_address_and_a_wrong_password_are_answered_alike(app) {
        app.owner().await;
        let unknown = log_in(&app.stranger(), "nobody@kontor.example", PASSWORD).await;
        let wrong = log_in(&app.stranger(), "olga@kontor.example", "correct horse batterx").await;
        assert_eq!(unknown.status, StatusCode::UNAUTHORIZED);
        assert_eq!(same(&unknown), same(&wrong));
        assert_eq!(unknown.json()["detail"], "Wrong e-mail or password.");
        assert_eq!(unknown.header("set-cookie"), None);
        let names = |answer: &crate::test_app::Answer| {
            answer.headers.keys().map(|name| name.as_str().to_owned()).collect::<BTreeSet<_>>()
        };
        assert_eq!(names(&unknown), names(&wrong));
    }

    a_password_change_ends_the_other_sessions(app) {
        let owner = app.owner().await;
        let other = app.stranger();
        log_in(&other, "olga@kontor.example", PASSWORD).await.is(StatusCode::OK);
        let change = |current: &str, fresh: &str| json!({"current": current, "password": fresh});
        let wrong = owner.asker.put("/v1/session/password", &change("not it at all", "new words for olga")).await;
        assert_eq!(pointer(&wrong.is(StatusCode::UNPROCESSABLE_ENTITY)), "/current");
        let weak = owner.asker.put("/v1/session/password", &change(PASSWORD, "qwertyuiop")).await;
        assert_eq!(pointer(&weak.is(StatusCode::UNPROCESSABLE_ENTITY)), "/password");
        other.get("/v1/session").await.is(StatusCode::OK);
        let changed = owner.asker.put("/v1/session/password", &change(PASSWORD, "new words for olga")).await;
        changed.is(StatusCode::NO_CONTENT);
        owner.asker.get("/v1/session").await.is(StatusCode::OK);
        other.get("/v1/session").await.is(StatusCode::UNAUTHORIZED);
        log_in(&other, "olga@kontor.example", PASSWORD).await.is(StatusCode::UNAUTHORIZED);
        log_in(&other, "olga@kontor.example", "new words for olga").await.is(StatusCode::OK);
    }

    a_session_ends_after_thirty_days(app) {
        let owner = app.owner().await;
        app.pass(30 * 86_400 - 60);
        owner.asker.get("/v1/session").await.is(StatusCode::OK);
        app.pass(120);
        owner.asker.get("/v1/session").await.is(StatusCode::UNAUTHORIZED);
        owner.asker.get(&owner.path("")).await.is(StatusCode::UNAUTHORIZED);
        log_in(&owner.asker, "olga@kontor.example", PASSWORD).await.is(StatusCode::OK);
        owner.asker.get("/v1/session").await.is(StatusCode::OK);
    }

    no_other_site_can_act_for_a_member(app) {
        let owner = app.owner().await;
        let url = format!("{}/v1/projects", app.url);
        let body = json!({"name": "Foreign"});
        let cookie = log_in(&owner.asker, "olga@kontor.example", PASSWORD).await;
        let cookie = cookie.header("set-cookie").expect("a cookie").split(';').next().expect("a pair").to_owned();
        let request = || reqwest::Client::new().post(&url).header("Cookie", &cookie).json(&body);
        let send = async |request: reqwest::RequestBuilder| request.send().await.expect("an answer").status();
        assert_eq!(send(request()).await, StatusCode::FORBIDDEN, "without the header");
        for (name, value) in [
            ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
            ("Origin", "https://evil.example"), ("Origin", "null"),
        ] {
            let status = send(request().header("Yousaid-Csrf", "1").header(name, value)).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{name}: {value}");
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            let form = reqwest::Client::new().post(&url).header("Cookie", &cookie).header("Yousaid-Csrf", "1");
            let status = send(form.header(CONTENT_TYPE, kind).body(body.to_string())).await;
            assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
        }
        let listed = owner.asker.get("/v1/projects").await.json();
        assert_eq!(listed["items"].as_array().expect("rows").len(), 1);
    }

    no_other_site_can_log_in_or_redeem(app) {
        let token = setup_token(app).await;
        for (path, body) in [
            ("/v1/setup", first(&token)),
            ("/v1/session", json!({"email": "olga@kontor.example", "password": PASSWORD})),
            ("/v1/invites/look", json!({"token": token})),
            ("/v1/invites/accept", json!({"token": token, "name": "Olga", "password": PASSWORD})),
        ] {
            let request = reqwest::Client::new().post(format!("{}{path}", app.url)).json(&body);
            assert_eq!(request.send().await.expect("an answer").status(), StatusCode::FORBIDDEN, "{path}");
        }
        app.stranger().post("/v1/setup", &first(&token)).await.is(StatusCode::CREATED);
    }

    fields_that_nobody_asked_for_are_refused(app) {
        let token = setup_token(app).await;
        let mut body = first(&token);
        body["role"] = json!("owner");
        app.stranger().post("/v1/setup", &body).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(app.stranger().get("/v1/setup").await.json(), json!({"needed": true}));
        let login = json!({"email": "olga@kontor.example", "password": PASSWORD, "verified": true});
        app.stranger().post("/v1/session", &login).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[actix_web::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let https = |config: &mut yousaid::config::Config| {
        config.public_url = Origin::parse("https://yousaid.example").expect("an origin");
    };
    let app = TestApp::sqlite_with(https).await;
    let token = setup_token(&app).await;
    let made = app.stranger().post("/v1/setup", &first(&token)).await.is(StatusCode::CREATED);
    let cookie = made.header("set-cookie").expect("a cookie");
    assert!(cookie.starts_with("__Host-yousaid=") && cookie.contains("Secure"), "{cookie}");
    app.end().await;
}

#[actix_web::test]
async fn guesses_are_limited_and_the_victim_soon_gets_in_again() {
    let app = TestApp::sqlite_with(|config| config.limits = LimitSettings::default()).await;
    app.owner().await;
    let mut limited = None;
    for _ in 0..15 {
        let answer = log_in(&app.stranger(), "olga@kontor.example", "not the password").await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            limited = Some(answer);
            break;
        }
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let limited = limited.expect("a limit");
    assert_eq!(limited.code(), "too_many_requests");
    let seconds: u64 = limited.header("retry-after").expect("Retry-After").parse().expect("seconds");
    assert!((1..=900).contains(&seconds), "{seconds}");
    let right = log_in(&app.stranger(), "olga@kontor.example", PASSWORD).await;
    assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS, "the limit does not tell a right password");
    app.end().await;
}

#[actix_web::test]
async fn an_unknown_address_takes_as_long_as_a_wrong_password() {
    let app = TestApp::sqlite().await;
    app.owner().await;
    let time = async |email: &str| {
        let begun = Instant::now();
        log_in(&app.stranger(), email, "not the password").await.is(StatusCode::UNAUTHORIZED);
        begun.elapsed()
    };
    let (mut known, mut unknown) = (Duration::MAX, Duration::MAX);
    for _ in 0..12 {
        known = known.min(time("olga@kontor.example").await);
        unknown = unknown.min(time("nobody@kontor.example").await);
    }
    // The best of twelve says what the work costs on a busy machine; without the hash it is a tenth.
    assert!(unknown * 4 > known && known * 4 > unknown, "known {known:?}, unknown {unknown:?}");
    app.end().await;
}

/// Several nodes share a PostgreSQL database; a SQLite file belongs to one program.
#[actix_web::test]
async fn what_ends_on_one_node_is_dead_on_the_other() {
    let app = TestApp::postgres().await;
    let owner = app.owner().await;
    let node = app.second_node();
    let mut elsewhere = owner.asker.clone();
    elsewhere.url = node.url.clone();
    elsewhere.get(&owner.path("")).await.is(StatusCode::OK);
    let other = app.stranger();
    log_in(&other, "olga@kontor.example", PASSWORD).await.is(StatusCode::OK);
    let change = json!({"current": PASSWORD, "password": "new words for olga"});
    other.put("/v1/session/password", &change).await.is(StatusCode::NO_CONTENT);
    elsewhere.get("/v1/session").await.is(StatusCode::UNAUTHORIZED);
    let mut other_elsewhere = other.clone();
    other_elsewhere.url = node.url.clone();
    other_elsewhere.get(&owner.path("")).await.is(StatusCode::OK);
    other.delete("/v1/session").await.is(StatusCode::NO_CONTENT);
    other_elsewhere.get(&owner.path("")).await.is(StatusCode::UNAUTHORIZED);
    node.end().await;
    app.end().await;
}
