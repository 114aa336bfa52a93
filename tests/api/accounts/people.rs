//! Members of a project and the invitations by which they come.

use reqwest::StatusCode;
use serde_json::json;

use super::{invite, join, log_in, own_id, patch, pointer, post_once, same};
use crate::{
    on_both,
    test_app::{Asker, PASSWORD, Team, TestApp, items},
};

on_both! {
    keys_name_their_maker_and_do_not_outlive_a_member_without_a_word(app) {
        let owner = app.owner().await;
        let anna = join(app, &owner, "anna@kontor.example", "admin").await;
        let made = anna.post(&owner.path("/keys"), &json!({"name": "Bot", "scope": "read"})).await.is(StatusCode::CREATED).json();
        let mine = owner.asker.post(&owner.path("/keys"), &json!({"name": "Mine", "scope": "read"})).await.is(StatusCode::CREATED).json();
        let keys = owner.read("/keys").await;
        let of = |name: &str| items(&keys).iter().find(|key| key["name"] == name).expect("the key")["made_by"].clone();
        assert_eq!((&of("Bot")["name"], &of("Bot")["in_project"]), (&json!("anna@kontor.example"), &json!(true)));
        assert_eq!(of("Mine")["name"], "Olga Owner");
        assert_eq!(made["made_by"], of("Bot"));
        let one = owner.path(&format!("/members/{}", of("Bot")["id"].as_str().expect("an id")));
        let refused = owner.asker.delete(&one).await.is(StatusCode::CONFLICT);
        assert!(refused.json()["detail"].as_str().is_some_and(|detail| detail.contains("Bot (sk_")), "{}", refused.text);
        assert_eq!(items(&owner.read("/members").await).len(), 2, "nothing was done by half");
        owner.asker.delete(&format!("{one}?keys=revoke")).await.is(StatusCode::NO_CONTENT);
        assert_eq!(items(&owner.read("/members").await).len(), 1);
        let left = owner.read("/keys").await;
        assert_eq!(items(&left).iter().map(|key| key["name"].as_str()).collect::<Vec<_>>(), [Some("Mine")]);
        let program = |key: &serde_json::Value| Asker { token: key["key"].as_str().map(str::to_owned), ..app.stranger() };
        program(&made).get(&owner.path("/requests")).await.is(StatusCode::UNAUTHORIZED);
        program(&mine).get(&owner.path("/requests")).await.is(StatusCode::OK);
    }

    keys_of_a_member_who_left_may_be_kept_and_say_so(app) {
        let owner = app.owner().await;
        let anna = join(app, &owner, "anna@kontor.example", "admin").await;
        anna.post(&owner.path("/keys"), &json!({"name": "Bot", "scope": "read"})).await.is(StatusCode::CREATED);
        let maker = items(&owner.read("/keys").await)[0]["made_by"]["id"].as_str().expect("an id").to_owned();
        owner.asker.delete(&owner.path(&format!("/members/{maker}?keys=keep"))).await.is(StatusCode::NO_CONTENT);
        let key = items(&owner.read("/keys").await)[0].clone();
        assert_eq!((&key["made_by"]["name"], &key["made_by"]["in_project"]), (&json!("anna@kontor.example"), &json!(false)));
    }

    an_invitation_shows_what_it_offers_and_makes_a_member(app) {
        let owner = app.owner().await;
        let token = invite(&owner, "Anna@Kontor.example", "triager").await;
        let listed = owner.asker.get(&owner.path("/invites")).await.is(StatusCode::OK);
        assert_eq!(listed.json()["items"][0]["email"], "anna@kontor.example");
        assert!(!listed.text.contains(&token) && !listed.text.contains("link"), "a link is shown once");
        let anna = app.stranger();
        let look = anna.post("/v1/invites/look", &json!({"token": token})).await.is(StatusCode::OK);
        assert_eq!(look.json(), json!({
            "project": {"name": "Kontor"}, "email": "anna@kontor.example", "role": "triager"
        }));
        let body = json!({"token": token, "name": "Anna", "password": "four words do well"});
        let session = anna.post("/v1/invites/accept", &body).await.is(StatusCode::OK).json();
        assert_eq!(session["projects"], json!([{
            "id": owner.project, "name": "Kontor", "role": "triager", "goal": null, "first_steps_hidden": false
        }]));
        anna.get(&owner.path("")).await.is(StatusCode::OK);
        anna.post("/v1/invites/accept", &body).await.is(StatusCode::NOT_FOUND);
        anna.post("/v1/invites/look", &json!({"token": token})).await.is(StatusCode::NOT_FOUND);
        assert_eq!(owner.asker.get(&owner.path("/invites")).await.json()["items"], json!([]));
        log_in(&app.stranger(), "anna@kontor.example", "four words do well").await.is(StatusCode::OK);
    }

    a_refused_try_does_not_use_the_invitation_up(app) {
        let owner = app.owner().await;
        let token = invite(&owner, "anna@kontor.example", "viewer").await;
        let accept = async |body| app.stranger().post("/v1/invites/accept", &body).await;
        accept(json!({"token": token, "password": PASSWORD})).await.is(StatusCode::UNAUTHORIZED);
        let weak = accept(json!({"token": token, "name": "Anna", "password": "short"})).await;
        assert_eq!(pointer(&weak.is(StatusCode::UNPROCESSABLE_ENTITY)), "/password");
        let more = json!({"token": token, "name": "Anna", "password": PASSWORD, "role": "owner"});
        accept(more).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        for unknown in ["", "x", &"A".repeat(43)] {
            accept(json!({"token": unknown, "name": "Anna", "password": PASSWORD})).await.is(StatusCode::NOT_FOUND);
        }
        accept(json!({"token": token, "name": "Anna", "password": PASSWORD})).await.is(StatusCode::OK);
    }

    an_existing_member_gives_the_own_password(app) {
        let owner = app.owner().await;
        join(app, &owner, "anna@kontor.example", "admin").await;
        let second = Team::with_project(owner.asker.clone(), "Second").await;
        let token = invite(&second, "anna@kontor.example", "viewer").await;
        let accept = async |password: &str| {
            let body = json!({"token": token, "password": password});
            app.stranger().post("/v1/invites/accept", &body).await
        };
        assert_eq!(accept("some other words").await.is(StatusCode::UNAUTHORIZED).code(), "unauthorized");
        let session = accept(PASSWORD).await.is(StatusCode::OK).json();
        assert_eq!(session["projects"].as_array().expect("projects").len(), 2);
        accept(PASSWORD).await.is(StatusCode::NOT_FOUND);
        log_in(&app.stranger(), "anna@kontor.example", "some other words").await.is(StatusCode::UNAUTHORIZED);
    }

    an_invitation_does_not_tell_whether_the_address_has_an_account(app) {
        let owner = app.owner().await;
        join(app, &owner, "anna@kontor.example", "admin").await;
        let second = Team::with_project(owner.asker.clone(), "Second").await;
        let known = invite(&second, "anna@kontor.example", "viewer").await;
        let unknown = invite(&second, "nobody@kontor.example", "viewer").await;
        let both = async |path: &str, more: serde_json::Value| {
            let mut problems = Vec::new();
            for token in [&known, &unknown] {
                let mut body = more.clone();
                body["token"] = json!(token);
                let answer = app.stranger().post(path, &body).await;
                let mut problem = same(&answer);
                problem["email"] = json!(null);
                problems.push((answer.status, problem));
            }
            assert_eq!(problems[0], problems[1], "{path}");
            problems[0].0
        };
        assert_eq!(both("/v1/invites/look", json!({})).await, StatusCode::OK);
        assert_eq!(both("/v1/invites/accept", json!({"password": "some other words"})).await, StatusCode::UNAUTHORIZED);
        let weak = json!({"password": "short", "name": "Anna"});
        assert_eq!(both("/v1/invites/accept", weak).await, StatusCode::UNPROCESSABLE_ENTITY);
        // Someone who has the link and chooses another password does not get the account.
        let body = json!({"token": known, "name": "Mallory", "password": "some other words"});
        app.stranger().post("/v1/invites/accept", &body).await.is(StatusCode::UNAUTHORIZED);
        log_in(&app.stranger(), "anna@kontor.example", PASSWORD).await.is(StatusCode::OK);
        let body = json!({"token": known, "name": "Anna", "password": PASSWORD});
        app.stranger().post("/v1/invites/accept", &body).await.is(StatusCode::OK);
    }

    of_many_who_accept_at_once_one_gets_in(app) {
        let owner = app.owner().await;
        let token = invite(&owner, "anna@kontor.example", "viewer").await;
        let attempts = (0..6).map(|_| {
            let (asker, body) = (app.stranger(), json!({"token": token, "name": "Anna", "password": PASSWORD}));
            actix_web::rt::spawn(async move { asker.post("/v1/invites/accept", &body).await.status })
        });
        let mut joined = 0;
        for one in attempts.collect::<Vec<_>>() {
            match one.await.expect("an answer") {
                StatusCode::OK => joined += 1,
                // Who comes later finds no invitation, or a member whose password was not given.
                status => assert!([StatusCode::NOT_FOUND, StatusCode::CONFLICT].contains(&status), "{status}"),
            }
        }
        assert_eq!(joined, 1);
        let members = owner.asker.get(&owner.path("/members")).await.json();
        assert_eq!(members["items"].as_array().expect("members").len(), 2);
    }

    an_invitation_can_be_withdrawn_and_replaced(app) {
        let owner = app.owner().await;
        let path = owner.path("/invites");
        let first = invite(&owner, "anna@kontor.example", "viewer").await;
        let second = invite(&owner, "ANNA@kontor.example", "triager").await;
        let look = async |token: &str| {
            app.stranger().post("/v1/invites/look", &json!({"token": token})).await.status
        };
        assert_eq!((look(&first).await, look(&second).await), (StatusCode::NOT_FOUND, StatusCode::OK));
        let listed = owner.asker.get(&path).await.json();
        assert_eq!(listed["items"].as_array().expect("rows").len(), 1);
        let one = format!("{path}/{}", listed["items"][0]["id"].as_str().expect("an id"));
        owner.asker.delete(&one).await.is(StatusCode::NO_CONTENT);
        owner.asker.delete(&one).await.is(StatusCode::NOT_FOUND);
        assert_eq!(look(&second).await, StatusCode::NOT_FOUND);
        let body = json!({"email": "olga@kontor.example", "role": "viewer"});
        assert_eq!(owner.asker.post(&path, &body).await.is(StatusCode::CONFLICT).code(), "conflict");
    }

    an_invitation_works_for_seven_days(app) {
        let owner = app.owner().await;
        let token = invite(&owner, "anna@kontor.example", "viewer").await;
        app.pass(7 * 86_400 - 60);
        app.stranger().post("/v1/invites/look", &json!({"token": token})).await.is(StatusCode::OK);
        let path = owner.path("/invites");
        let id = owner.asker.get(&path).await.json()["items"][0]["id"].as_str().expect("an id").to_owned();
        app.pass(120);
        let body = json!({"token": token, "name": "Anna", "password": PASSWORD});
        app.stranger().post("/v1/invites/look", &json!({"token": token})).await.is(StatusCode::NOT_FOUND);
        app.stranger().post("/v1/invites/accept", &body).await.is(StatusCode::NOT_FOUND);
        assert_eq!(owner.asker.get(&path).await.json()["items"], json!([]));
        owner.asker.delete(&format!("{path}/{id}")).await.is(StatusCode::NOT_FOUND);
    }

    a_repeated_invitation_creates_nothing_and_keeps_no_link(app) {
        let owner = app.owner().await;
        let (path, body) = (owner.path("/invites"), json!({"email": "anna@kontor.example", "role": "viewer"}));
        post_once(&owner.asker, &path, "one", &body).await.is(StatusCode::CREATED);
        assert_eq!(post_once(&owner.asker, &path, "one", &body).await.is(StatusCode::CONFLICT).code(), "conflict");
        let other = json!({"email": "bert@kontor.example", "role": "viewer"});
        let mismatch = post_once(&owner.asker, &path, "one", &other).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(mismatch.code(), "idempotency_mismatch");
        assert_eq!(owner.asker.get(&path).await.json()["items"].as_array().expect("rows").len(), 1);
    }

    nobody_gives_or_takes_more_than_the_own_role(app) {
        let owner = app.owner().await;
        let admin = join(app, &owner, "adam@kontor.example", "admin").await;
        let viewer = join(app, &owner, "vera@kontor.example", "viewer").await;
        let olga = own_id(&owner.asker).await;
        let vera = own_id(&viewer).await;
        let (members, invites) = (owner.path("/members"), owner.path("/invites"));
        for weak in [&viewer, &join(app, &owner, "tim@kontor.example", "triager").await] {
            weak.get(&members).await.is(StatusCode::OK);
            weak.get(&invites).await.is(StatusCode::FORBIDDEN);
            let body = json!({"email": "x@kontor.example", "role": "viewer"});
            weak.post(&invites, &body).await.is(StatusCode::FORBIDDEN);
            patch(weak, &format!("{members}/{vera}"), &json!({"role": "owner"})).await.is(StatusCode::FORBIDDEN);
            weak.delete(&format!("{members}/{olga}")).await.is(StatusCode::FORBIDDEN);
        }
        let lift = json!({"email": "x@kontor.example", "role": "owner"});
        admin.post(&invites, &lift).await.is(StatusCode::FORBIDDEN);
        let own = format!("{members}/{}", own_id(&admin).await);
        patch(&admin, &own, &json!({"role": "owner"})).await.is(StatusCode::FORBIDDEN);
        patch(&admin, &format!("{members}/{olga}"), &json!({"role": "viewer"})).await.is(StatusCode::FORBIDDEN);
        admin.delete(&format!("{members}/{olga}")).await.is(StatusCode::FORBIDDEN);
        // Nor may an admin take back, or replace, the invitation of an owner.
        invite(&owner, "x@kontor.example", "owner").await;
        let id = owner.asker.get(&invites).await.json()["items"][0]["id"].as_str().expect("an id").to_owned();
        admin.delete(&format!("{invites}/{id}")).await.is(StatusCode::FORBIDDEN);
        let replace = json!({"email": "x@kontor.example", "role": "viewer"});
        admin.post(&invites, &replace).await.is(StatusCode::FORBIDDEN);
        let changed = patch(&admin, &format!("{members}/{vera}"), &json!({"role": "admin"})).await;
        assert_eq!(changed.is(StatusCode::OK).json()["role"], "admin");
        viewer.get(&invites).await.is(StatusCode::OK);
    }

    a_project_keeps_its_last_owner(app) {
        let owner = app.owner().await;
        let own = owner.path(&format!("/members/{}", own_id(&owner.asker).await));
        let answer = patch(&owner.asker, &own, &json!({"role": "admin"})).await.is(StatusCode::CONFLICT);
        assert_eq!(answer.json()["detail"], "A project needs an owner: make another member owner first.");
        owner.asker.delete(&own).await.is(StatusCode::CONFLICT);
        patch(&owner.asker, &own, &json!({"role": "owner"})).await.is(StatusCode::OK);
        join(app, &owner, "otto@kontor.example", "owner").await;
        patch(&owner.asker, &own, &json!({"role": "viewer"})).await.is(StatusCode::OK);
    }

    two_owners_who_take_each_others_role_at_once_do_not_both_succeed(app) {
        let owner = app.owner().await;
        let other = join(app, &owner, "otto@kontor.example", "owner").await;
        let olga = owner.path(&format!("/members/{}", own_id(&owner.asker).await));
        let otto = owner.path(&format!("/members/{}", own_id(&other).await));
        let one = {
            let asker = owner.asker.clone();
            actix_web::rt::spawn(async move { patch(&asker, &otto, &json!({"role": "viewer"})).await.status })
        };
        let two = actix_web::rt::spawn(async move { other.delete(&olga).await.status });
        let (one, two) = (one.await.expect("an answer"), two.await.expect("an answer"));
        assert!(one.is_success() != two.is_success(), "{one} {two}");
        // The one that is left sees exactly one owner.
        let asker = app.stranger();
        let email = if one.is_success() { "olga@kontor.example" } else { "otto@kontor.example" };
        log_in(&asker, email, PASSWORD).await.is(StatusCode::OK);
        let members = asker.get(&owner.path("/members")).await.is(StatusCode::OK).json();
        let owners = members["items"].as_array().expect("rows").iter().filter(|row| row["role"] == "owner").count();
        assert_eq!(owners, 1);
    }

    who_is_taken_out_is_out_at_once(app) {
        let owner = app.owner().await;
        let anna = join(app, &owner, "anna@kontor.example", "triager").await;
        let path = owner.path(&format!("/members/{}", own_id(&anna).await));
        anna.get(&owner.path("/requests")).await.is(StatusCode::OK);
        owner.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
        anna.get(&owner.path("/requests")).await.is(StatusCode::UNAUTHORIZED);
        anna.get("/v1/session").await.is(StatusCode::UNAUTHORIZED);
        owner.asker.delete(&path).await.is(StatusCode::NOT_FOUND);
        // The login remains, with no project to go to and none to found.
        log_in(&anna, "anna@kontor.example", PASSWORD).await.is(StatusCode::OK);
        assert_eq!(anna.get("/v1/projects").await.json()["items"], json!([]));
        anna.post("/v1/projects", &json!({"name": "Own"})).await.is(StatusCode::FORBIDDEN);
        anna.get(&owner.path("")).await.is(StatusCode::NOT_FOUND);
    }

    who_leaves_one_project_of_two_stays_in_the_other(app) {
        let owner = app.owner().await;
        let second = Team::with_project(owner.asker.clone(), "Second").await;
        let anna = join(app, &owner, "anna@kontor.example", "viewer").await;
        let token = invite(&second, "anna@kontor.example", "viewer").await;
        anna.post("/v1/invites/accept", &json!({"token": token, "password": PASSWORD})).await.is(StatusCode::OK);
        let id = own_id(&anna).await;
        owner.asker.delete(&owner.path(&format!("/members/{id}"))).await.is(StatusCode::NO_CONTENT);
        anna.get(&owner.path("")).await.is(StatusCode::NOT_FOUND);
        anna.get(&second.path("")).await.is(StatusCode::OK);
    }

    another_projects_people_are_answered_like_none(app) {
        let owner = app.owner().await;
        let anna = join(app, &owner, "anna@kontor.example", "admin").await;
        let other = Team::with_project(anna, "Other").await;
        let token = invite(&other, "x@kontor.example", "viewer").await;
        let invites = other.asker.get(&other.path("/invites")).await.json();
        let foreign_invite = invites["items"][0]["id"].as_str().expect("an id").to_owned();
        let nobody = uuid::Uuid::now_v7().to_string();
        let bert = join(app, &other, "bert@kontor.example", "viewer").await;
        let foreign_member = own_id(&bert).await;
        for (list, foreign) in [("invites", &foreign_invite), ("members", &foreign_member)] {
            let theirs = owner.asker.delete(&owner.path(&format!("/{list}/{foreign}"))).await;
            let none = owner.asker.delete(&owner.path(&format!("/{list}/{nobody}"))).await;
            let junk = owner.asker.delete(&owner.path(&format!("/{list}/junk"))).await;
            assert_eq!(theirs.status, StatusCode::NOT_FOUND);
            assert_eq!((same(&theirs), same(&junk)), (same(&none), same(&none)));
        }
        let theirs = owner.asker.get(&other.path("/members")).await;
        let none = owner.asker.get(&format!("/v1/projects/{nobody}/members")).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
        assert_eq!(same(&theirs), same(&none));
        app.stranger().post("/v1/invites/look", &json!({"token": token})).await.is(StatusCode::OK);
        bert.get(&other.path("")).await.is(StatusCode::OK);
    }
}

/// Several nodes share a PostgreSQL database; a SQLite file belongs to one program.
#[actix_web::test]
async fn a_role_taken_on_one_node_is_gone_on_the_other() {
    let app = TestApp::postgres().await;
    let owner = app.owner().await;
    let anna = join(&app, &owner, "anna@kontor.example", "admin").await;
    let node = app.second_node();
    let mut elsewhere = anna.clone();
    elsewhere.url = node.url.clone();
    elsewhere.get(&owner.path("/keys")).await.is(StatusCode::OK);
    let path = owner.path(&format!("/members/{}", own_id(&anna).await));
    patch(&owner.asker, &path, &json!({"role": "viewer"})).await.is(StatusCode::OK);
    elsewhere.get(&owner.path("/keys")).await.is(StatusCode::FORBIDDEN);
    owner.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
    elsewhere.get(&owner.path("")).await.is(StatusCode::UNAUTHORIZED);
    node.end().await;
    app.end().await;
}
