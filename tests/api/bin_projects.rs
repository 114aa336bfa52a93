//! Deleting a project: nothing of it is found, an owner brings it back as it was, and after thirty days no row is left.

use reqwest::{Method, StatusCode};
use serde_json::json;
use yousaid::{
    actions::bin::purge,
    base::id::{self, Id},
    jobs::sweep,
    store::rows::{self, Table},
};

use crate::{
    on_both,
    test_app::{Answer, Asker, Team, TestApp, items, text},
};

const DAY: i64 = 86_400;

async fn delete(team: &Team, name: &str) -> Answer {
    let asked = team.asker.request(Method::DELETE, &team.path("")).json(&json!({"name": name}));
    team.asker.send(asked).await
}

async fn restore(asker: &Asker, project: &str) -> Answer {
    asker.post(&format!("/v1/bin/{project}/restore"), &json!({})).await
}

/// A project with something in most tables.
async fn furnish(app: &TestApp, team: &Team) -> Asker {
    let mut visitor = team.visitor(app);
    let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
    let deleted = text(&visitor.suggest("Light mode").await, "id").to_owned();
    let report = text(&visitor.report("It broke").await.is(StatusCode::CREATED).json(), "id").to_owned();
    visitor.answer("/a", false).await.is(StatusCode::OK);
    let asker = &team.asker;
    asker
        .put(&team.path(&format!("/requests/{request}/reports/{report}")), &json!({}))
        .await
        .is(StatusCode::OK);
    asker
        .post(&team.path(&format!("/reports/{report}/replies")), &json!({"body": "Thanks"}))
        .await
        .is(StatusCode::CREATED);
    asker
        .post(&team.path(&format!("/requests/{request}/notes")), &json!({"body": "Note"}))
        .await
        .is(StatusCode::CREATED);
    asker
        .post(&team.path("/templates"), &json!({"name": "T", "reason_code": "not_now", "body": "B"}))
        .await
        .is(StatusCode::CREATED);
    asker.post(&team.path("/views"), &json!({"name": "V"})).await.is(StatusCode::CREATED);
    let note = json!({"title": "Release", "requests": [{"id": request, "ships": false}]});
    asker.post(&team.path("/release_notes"), &note).await;
    asker.post(&team.path("/proposals"), &json!({"question": "Which?"})).await.is(StatusCode::CREATED);
    let invite = json!({"email": format!("{}@guest.example", team.project), "role": "viewer"});
    asker.post(&team.path("/invites"), &invite).await.is(StatusCode::CREATED);
    team.decide(&request, "planned", "Yes").await.is(StatusCode::CREATED);
    let (_, etag) = team.detail(&deleted).await;
    let path = team.path(&format!("/requests/{deleted}"));
    asker
        .send(asker.request(Method::DELETE, &path).header("If-Match", etag))
        .await
        .is(StatusCode::NO_CONTENT);
    let board = json!({"board": "public", "slug": format!("board-{}", &team.project[30..])});
    asker.patch(&team.path(""), &board).await.is(StatusCode::OK);
    let key = asker.post(&team.path("/keys"), &json!({"name": "CI", "scope": "write"})).await;
    let key = key.is(StatusCode::CREATED).json();
    Asker { token: Some(text(&key, "key").to_owned()), ..app.stranger() }
}

/// How many rows of a project there are in all tables.
async fn rows_of(app: &TestApp, project: &str, number: i32) -> Vec<(&'static str, usize)> {
    let project: Id<id::Project> = project.parse().expect("an id");
    app.context
        .db
        .read(move |connection| {
            let mut found = Vec::new();
            for (name, key) in purge::TABLES {
                let own = if key.starts_with("project,") {
                    format!("t.project = {number}")
                } else {
                    "t.project_id = $1".to_owned()
                };
                let condition = format!("$1 = $1 AND $2 = $2 AND {own}");
                let table = Table { name, documents: &[] };
                found.push((
                    name,
                    rows::read(connection, table, &condition, (project, project), 1_000_000)?.len(),
                ));
            }
            Ok(found)
        })
        .await
        .expect("the rows")
}

on_both! {
    a_deleted_project_is_found_nowhere_and_comes_back_as_it_was(app) {
        let team = app.owner().await;
        app.hold_clock();
        let program = furnish(app, &team).await;
        let visitor = team.visitor(app);
        let slug = format!("/b/board-{}/", &team.project[30..]);
        let paths = ["", "/requests", "/reports", "/screens", "/bin", "/members", "/keys", "/overview"];
        let mut before = Vec::new();
        for rest in paths {
            before.push(team.read(rest).await);
        }
        let public = visitor.read("/requests").await;
        assert_eq!(reqwest::get(format!("{}{slug}", app.url)).await.expect("a page").status(), StatusCode::OK);

        delete(&team, "Another").await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let forbidden = program.request(Method::DELETE, &team.path("")).json(&json!({"name": "Kontor"}));
        program.send(forbidden).await.is(StatusCode::FORBIDDEN);
        delete(&team, " Kontor ").await.is(StatusCode::NO_CONTENT);
        for rest in paths {
            team.asker.get(&team.path(rest)).await.is(StatusCode::NOT_FOUND);
        }
        program.get(&team.path("/requests")).await.is(StatusCode::UNAUTHORIZED);
        visitor.asker.get(&visitor.path("/config")).await.is(StatusCode::NOT_FOUND);
        visitor.asker.get(&visitor.path("/requests")).await.is(StatusCode::NOT_FOUND);
        assert_eq!(reqwest::get(format!("{}{slug}", app.url)).await.expect("a page").status(), StatusCode::NOT_FOUND);
        assert!(items(&team.asker.get("/v1/projects").await.is(StatusCode::OK).json()).is_empty());
        assert_eq!(app.check().await, Vec::<String>::new());
        let bin = team.asker.get("/v1/bin").await.is(StatusCode::OK).json();
        assert_eq!((&items(&bin)[0]["name"], &items(&bin)[0]["deleted_by"]), (&json!("Kontor"), &json!("Olga Owner")));

        // Its name in addresses stays its own.
        let other = Team::with_project(team.asker.clone(), "Other").await;
        let taken = other.asker.patch(&other.path(""), &json!({"slug": slug.trim_matches('/').trim_start_matches("b/")})).await;
        assert!(taken.status.is_client_error(), "{}", taken.text);

        restore(&team.asker, &team.project).await.is(StatusCode::OK);
        restore(&team.asker, &team.project).await.is(StatusCode::OK);
        let mut after = Vec::new();
        for rest in paths {
            after.push(team.read(rest).await);
        }
        let strip = |mut all: Vec<serde_json::Value>| { all[6] = json!(null); all };
        assert_eq!(strip(after), strip(before), "but for when its key was used last");
        assert_eq!(visitor.read("/requests").await, public);
        program.get(&team.path("/requests")).await.is(StatusCode::OK);
        assert!(items(&team.asker.get("/v1/bin").await.is(StatusCode::OK).json()).is_empty());
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    only_an_owner_deletes_and_restores_a_project(app) {
        let team = app.owner().await;
        let invite = json!({"email": "ada@kontor.example", "role": "admin"});
        let invite = team.asker.post(&team.path("/invites"), &invite).await.is(StatusCode::CREATED).json();
        let token = text(&invite, "link").rsplit('=').next().expect("a token").to_owned();
        let ada = Team { asker: app.stranger(), project: team.project.clone(), key: team.key.clone() };
        let body = json!({"token": token, "name": "Ada", "password": crate::test_app::PASSWORD});
        ada.asker.post("/v1/invites/accept", &body).await.is(StatusCode::OK);
        delete(&ada, "Kontor").await.is(StatusCode::FORBIDDEN);
        delete(&team, "Kontor").await.is(StatusCode::NO_CONTENT);
        assert!(items(&ada.asker.get("/v1/bin").await.is(StatusCode::OK).json()).is_empty());
        restore(&ada.asker, &team.project).await.is(StatusCode::NOT_FOUND);
        app.stranger().get("/v1/bin").await.is(StatusCode::UNAUTHORIZED);
        restore(&team.asker, &team.project).await.is(StatusCode::OK);
        ada.asker.get(&ada.path("")).await.is(StatusCode::OK);
    }

    after_thirty_days_no_row_of_it_is_left_and_others_keep_theirs(app) {
        let team = app.owner().await;
        let other = Team::with_project(team.asker.clone(), "Other").await;
        furnish(app, &team).await;
        furnish(app, &other).await;
        // SQLite and PostgreSQL number the projects of an installation from 1.
        let others = rows_of(app, &other.project, 2).await;
        let full = rows_of(app, &team.project, 1).await;
        assert!(full.iter().filter(|(_, n)| *n > 0).count() > 25, "{full:?}");
        assert_eq!(full.iter().find(|(name, _)| *name == "votes"), Some(&("votes", 1)));
        delete(&team, "Kontor").await.is(StatusCode::NO_CONTENT);
        app.pass(30 * DAY - 60);
        sweep::empty_bins(&app.context, app.context.clock.now()).await;
        assert!(rows_of(app, &team.project, 1).await.iter().any(|(_, n)| *n > 0), "not yet");
        app.pass(120);
        team.log_in().await;
        assert!(items(&team.asker.get("/v1/bin").await.is(StatusCode::OK).json()).is_empty());
        restore(&team.asker, &team.project).await.is(StatusCode::NOT_FOUND);
        sweep::empty_bins(&app.context, app.context.clock.now()).await;
        let left: Vec<_> = rows_of(app, &team.project, 1).await.into_iter().filter(|(_, n)| *n > 0).collect();
        assert_eq!(left, []);
        restore(&team.asker, &team.project).await.is(StatusCode::NOT_FOUND);
        let lasting = |rows: Vec<(&'static str, usize)>| -> Vec<_> {
            let swept = ["bin", "bin_visitors", "journal", "idempotency", "triage_changes", "triage_changed"];
            rows.into_iter().filter(|(name, _)| !swept.contains(name)).collect()
        };
        assert_eq!(lasting(rows_of(app, &other.project, 2).await), lasting(others));
        assert_eq!(app.check().await, Vec::<String>::new());
    }
}
