//! Projects and their settings: install, origins, signed identity, API keys.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{join, patch, pointer, post_once, same};
use crate::{
    on_both,
    test_app::{Asker, HOST, OWN, Team, TestApp},
};

/// A key of the project, as a program has it.
async fn program(app: &TestApp, team: &Team, scope: &str) -> Asker {
    let made = team.asker.post(&team.path("/keys"), &json!({"name": scope, "scope": scope})).await;
    let key = made.is(StatusCode::CREATED).json()["key"].as_str().expect("a key").to_owned();
    holder(app, &key)
}

/// A program with this key.
fn holder(app: &TestApp, key: &str) -> Asker {
    let mut asker = app.stranger();
    asker.token = Some(key.to_owned());
    asker
}

fn rows(list: &Value) -> &Vec<Value> {
    list["items"].as_array().expect("rows")
}

on_both! {
    who_founds_a_project_owns_it(app) {
        let owner = app.owner().await;
        let project = owner.asker.get(&owner.path("")).await.is(StatusCode::OK);
        let etag = project.header("etag").expect("an ETag").to_owned();
        let project = project.json();
        assert_eq!((project["name"].as_str(), project["role"].as_str()), (Some("Kontor"), Some("owner")));
        assert!(project["widget_key"].as_str().expect("a key").starts_with("pk_"));
        assert_eq!((&project["accent"], &project["half_life_days"]), (&Value::Null, &json!(14.0)));
        assert_eq!((&project["signed_identity"], &project["new_requests_public"]), (&json!(false), &json!(true)));
        let none = json!({"requests": 0, "open_reports": 0, "screens": 0, "visitors": 0});
        assert_eq!(project["counts"], none);
        let known = owner.asker.request(Method::GET, &owner.path("")).header("If-None-Match", etag);
        owner.asker.send(known).await.is(StatusCode::NOT_MODIFIED);
        let origins = owner.asker.get(&owner.path("/origins")).await.json();
        assert_eq!(rows(&origins)[0]["origin"], HOST);
    }

    only_those_who_lead_a_project_found_another(app) {
        let owner = app.owner().await;
        let body = json!({"name": "Next"});
        for (email, role, status) in [
            ("vera@kontor.example", "viewer", StatusCode::FORBIDDEN),
            ("tim@kontor.example", "triager", StatusCode::FORBIDDEN),
            ("adam@kontor.example", "admin", StatusCode::CREATED),
        ] {
            let asker = join(app, &owner, email, role).await;
            asker.post("/v1/projects", &body).await.is(status);
        }
        app.stranger().post("/v1/projects", &body).await.is(StatusCode::UNAUTHORIZED);
        let program = program(app, &owner, "write").await;
        program.post("/v1/projects", &body).await.is(StatusCode::UNAUTHORIZED);
    }

    a_repeated_founding_founds_once(app) {
        let owner = app.owner().await;
        let body = json!({"name": "Twice", "origins": [HOST, HOST]});
        let first = post_once(&owner.asker, "/v1/projects", "abc", &body).await.is(StatusCode::CREATED);
        let again = post_once(&owner.asker, "/v1/projects", "abc", &body).await.is(StatusCode::CREATED);
        assert_eq!(first.json(), again.json());
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        let other = post_once(&owner.asker, "/v1/projects", "abc", &json!({"name": "Other"})).await;
        assert_eq!(other.is(StatusCode::UNPROCESSABLE_ENTITY).code(), "idempotency_mismatch");
        assert_eq!(rows(&owner.asker.get("/v1/projects").await.json()).len(), 2);
    }

    projects_are_listed_page_by_page(app) {
        let owner = app.owner().await;
        for turn in 1..5 {
            Team::with_project(owner.asker.clone(), &format!("Project {turn}")).await;
        }
        let (mut names, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = owner.asker.get(&format!("/v1/projects?limit=2{cursor}")).await.is(StatusCode::OK).json();
            names.extend(rows(&page).iter().map(|row| row["name"].as_str().expect("a name").to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(names, ["Kontor", "Project 1", "Project 2", "Project 3", "Project 4"]);
        for wrong in ["limit=0", "limit=101", "limit=x", "cursor=junk", "color=red"] {
            let answer = owner.asker.get(&format!("/v1/projects?{wrong}")).await.is(StatusCode::BAD_REQUEST);
            assert_eq!(answer.code(), "bad_request", "{wrong}");
        }
    }

    settings_change_one_by_one(app) {
        let owner = app.owner().await;
        let change = async |body: Value| patch(&owner.asker, &owner.path(""), &body).await;
        assert_eq!(change(json!({"name": "  Neu  "})).await.is(StatusCode::OK).json()["name"], "Neu");
        assert_eq!(change(json!({"accent": "#0a7d7d"})).await.is(StatusCode::OK).json()["accent"], "#0a7d7d");
        let hidden = change(json!({"new_requests_public": false})).await.is(StatusCode::OK).json();
        assert_eq!((&hidden["name"], &hidden["accent"]), (&json!("Neu"), &json!("#0a7d7d")));
        let config = app.stranger().get(&format!("/v1/p/{}/config", owner.key)).await.json();
        assert_eq!((&config["project"]["name"], &config["accent"]), (&json!("Neu"), &json!("#0a7d7d")));
        assert_eq!(change(json!({"accent": null})).await.is(StatusCode::OK).json()["accent"], Value::Null);
        assert_eq!(change(json!({})).await.is(StatusCode::OK).json()["new_requests_public"], false);
        for (body, at) in [
            (json!({"accent": "red;}body{display:none"}), "/accent"),
            (json!({"accent": "url(https://evil.example)"}), "/accent"),
            (json!({"name": " "}), "/name"),
            (json!({"name": "a".repeat(101)}), "/name"),
            (json!({"role": "owner"}), "/role"),
            (json!({"widget_key": "pk_x"}), "/widget_key"),
        ] {
            let answer = change(body.clone()).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(pointer(&answer), at, "{body}");
        }
        let viewer = join(app, &owner, "vera@kontor.example", "viewer").await;
        viewer.get(&owner.path("")).await.is(StatusCode::OK);
        patch(&viewer, &owner.path(""), &json!({"name": "Mine"})).await.is(StatusCode::FORBIDDEN);
    }

    the_tag_names_the_configured_address_whatever_the_host_header_says(app) {
        let owner = app.owner().await;
        let path = owner.path("/install");
        let request = owner.asker.request(Method::GET, &path).header("X-Forwarded-Host", "evil.example");
        let install = owner.asker.send(request).await.is(StatusCode::OK).json();
        let tag = format!("<script async src=\"{OWN}/widget.js\" data-project=\"{}\"></script>", owner.key);
        assert_eq!(install, json!({"server": "http://yousaid.test", "snippet": tag, "sightings": []}));
        let invite = json!({"email": "anna@kontor.example", "role": "viewer"});
        let request = owner.asker.request(Method::POST, &owner.path("/invites"));
        let request = request.header("Forwarded", "host=evil.example");
        let link = owner.asker.send(request.json(&invite)).await.is(StatusCode::CREATED).json();
        assert!(link["link"].as_str().expect("a link").starts_with(&format!("{OWN}/app/invite#token=")));
    }

    the_install_page_sees_where_the_tag_is(app) {
        let owner = app.owner().await;
        for origin in [HOST, "https://unlisted.example", OWN] {
            let mut asker = app.stranger();
            asker.origin = Some(origin.to_owned());
            asker.get(&format!("/v1/p/{}/config", owner.key)).await.is(StatusCode::OK);
        }
        let install = owner.asker.get(&owner.path("/install")).await.is(StatusCode::OK).json();
        let mut seen: Vec<_> = install["sightings"].as_array().expect("sightings").iter()
            .map(|row| (row["origin"].as_str().expect("an origin"), row["allowed"].as_bool().expect("a fact")))
            .collect();
        seen.sort_unstable();
        assert_eq!(seen, [(OWN, true), (HOST, true), ("https://unlisted.example", false)]);
    }

    origins_are_allowed_and_taken_off_again(app) {
        let owner = app.owner().await;
        let path = owner.path("/origins");
        let allow = async |origin: &str| owner.asker.post(&path, &json!({"origin": origin})).await;
        let made = allow("HTTPS://Shop.Example:443").await.is(StatusCode::CREATED).json();
        assert_eq!(made["origin"], "https://shop.example");
        assert_eq!(allow("https://shop.example").await.is(StatusCode::CREATED).json(), made);
        for bad in ["null", "*", "https://*.shop.example", "https://shop.example/", "shop.example", "javascript:1"] {
            assert_eq!(pointer(&allow(bad).await.is(StatusCode::UNPROCESSABLE_ENTITY)), "/origin", "{bad}");
        }
        let mut visitor = owner.visitor(app);
        visitor.asker.origin = Some("https://shop.example".to_owned());
        visitor.suggest("Write from the shop").await;
        let one = format!("{path}/{}", made["id"].as_str().expect("an id"));
        owner.asker.delete(&one).await.is(StatusCode::NO_CONTENT);
        owner.asker.delete(&one).await.is(StatusCode::NOT_FOUND);
        let refused = visitor.vote(&uuid::Uuid::now_v7().to_string()).await.is(StatusCode::FORBIDDEN);
        assert_eq!(refused.code(), "origin_not_allowed");
        let viewer = join(app, &owner, "vera@kontor.example", "viewer").await;
        viewer.get(&path).await.is(StatusCode::OK);
        viewer.post(&path, &json!({"origin": "https://own.example"})).await.is(StatusCode::FORBIDDEN);
    }

    signed_identity_is_off_until_there_is_a_good_secret(app) {
        let owner = app.owner().await;
        let path = owner.path("/identity");
        let is_on = async || owner.asker.get(&owner.path("")).await.json()["signed_identity"] == true;
        let key = "-----BEGIN PUBLIC KEY-----\\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
        for weak in ["", "short", &"a".repeat(31), key, &format!("{}\n", "a".repeat(40)), &"a".repeat(513)] {
            let answer = owner.asker.put(&path, &json!({"secret": weak})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(pointer(&answer), "/secret", "{weak}");
            assert!(!is_on().await);
        }
        let made = owner.asker.put(&path, &json!({})).await.is(StatusCode::OK).json();
        assert_eq!((made["secret"].as_str().expect("a secret").len(), &made["shown_once"]), (43, &json!(true)));
        assert!(is_on().await);
        let own = "x7".repeat(20);
        assert_eq!(owner.asker.put(&path, &json!({"secret": own})).await.is(StatusCode::OK).json()["secret"], own);
        owner.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
        assert!(!is_on().await);
        let triager = join(app, &owner, "tim@kontor.example", "triager").await;
        triager.put(&path, &json!({})).await.is(StatusCode::FORBIDDEN);
        triager.delete(&path).await.is(StatusCode::FORBIDDEN);
    }

    an_api_key_is_shown_once_and_dies_when_revoked(app) {
        let owner = app.owner().await;
        let path = owner.path("/keys");
        let made = owner.asker.post(&path, &json!({"name": "Export", "scope": "read"})).await;
        let made = made.is(StatusCode::CREATED).json();
        let key = made["key"].as_str().expect("a key").to_owned();
        assert!(key.starts_with(made["prefix"].as_str().expect("a prefix")) && key.len() == 46, "{key}");
        assert_eq!(made["last_used_at"], Value::Null);
        let program = holder(app, &key);
        program.get(&owner.path("")).await.is(StatusCode::OK);
        let listed = owner.asker.get(&path).await.is(StatusCode::OK);
        assert!(!listed.text.contains(&key));
        assert!(rows(&listed.json())[0]["last_used_at"].is_string());
        let one = format!("{path}/{}", made["id"].as_str().expect("an id"));
        owner.asker.delete(&one).await.is(StatusCode::NO_CONTENT);
        program.get(&owner.path("")).await.is(StatusCode::UNAUTHORIZED);
        owner.asker.delete(&one).await.is(StatusCode::NOT_FOUND);
    }

    a_repeated_try_makes_no_second_key_and_keeps_no_secret(app) {
        let owner = app.owner().await;
        let (path, body) = (owner.path("/keys"), json!({"name": "Export", "scope": "read"}));
        post_once(&owner.asker, &path, "k1", &body).await.is(StatusCode::CREATED);
        let again = post_once(&owner.asker, &path, "k1", &body).await.is(StatusCode::CONFLICT);
        assert!(!again.text.contains("sk_"));
        assert_eq!(rows(&owner.asker.get(&path).await.json()).len(), 1);
    }

    an_api_key_reads_or_triages_and_manages_nothing(app) {
        let owner = app.owner().await;
        let request = json!({"kind": "feature", "title": "From a program"});
        let reader = program(app, &owner, "read").await;
        let writer = program(app, &owner, "write").await;
        reader.post(&owner.path("/requests"), &request).await.is(StatusCode::FORBIDDEN);
        writer.post(&owner.path("/requests"), &request).await.is(StatusCode::CREATED);
        let nobody = uuid::Uuid::now_v7();
        for program in [&reader, &writer] {
            program.get("/v1/session").await.is(StatusCode::UNAUTHORIZED);
            for (method, path, body) in [
                (Method::PATCH, String::new(), json!({"name": "Mine"})),
                (Method::GET, "/keys".to_owned(), Value::Null),
                (Method::POST, "/keys".to_owned(), json!({"name": "More", "scope": "write"})),
                (Method::DELETE, format!("/keys/{nobody}"), Value::Null),
                (Method::GET, "/invites".to_owned(), Value::Null),
                (Method::POST, "/invites".to_owned(), json!({"email": "x@kontor.example", "role": "owner"})),
                (Method::DELETE, format!("/invites/{nobody}"), Value::Null),
                (Method::PATCH, format!("/members/{nobody}"), json!({"role": "owner"})),
                (Method::DELETE, format!("/members/{nobody}"), Value::Null),
                (Method::PUT, "/identity".to_owned(), json!({})),
                (Method::DELETE, "/identity".to_owned(), Value::Null),
                (Method::POST, "/origins".to_owned(), json!({"origin": "https://evil.example"})),
            ] {
                let mut asked = program.request(method.clone(), &owner.path(&path));
                if !body.is_null() {
                    asked = asked.json(&body);
                }
                let answer = program.send(asked).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path}: {}", answer.text);
            }
        }
    }

    a_key_of_one_project_learns_nothing_of_another(app) {
        let owner = app.owner().await;
        let other = Team::with_project(owner.asker.clone(), "Other").await;
        let program = program(app, &owner, "write").await;
        let theirs = program.get(&other.path("")).await;
        let none = program.get(&format!("/v1/projects/{}", uuid::Uuid::now_v7())).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
        assert_eq!(same(&theirs), same(&none));
        let key = owner.asker.get(&owner.path("/keys")).await.json();
        let key = rows(&key)[0]["id"].as_str().expect("an id").to_owned();
        owner.asker.delete(&other.path(&format!("/keys/{key}"))).await.is(StatusCode::NOT_FOUND);
        let origin = owner.asker.get(&owner.path("/origins")).await.json();
        let origin = rows(&origin)[0]["id"].as_str().expect("an id").to_owned();
        owner.asker.delete(&other.path(&format!("/origins/{origin}"))).await.is(StatusCode::NOT_FOUND);
        program.get(&owner.path("")).await.is(StatusCode::OK);
    }
}
