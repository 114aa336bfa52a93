//! Internal notes: what members write for each other about a request, and what nobody else reads.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    accounts::join,
    on_both,
    streams::Stream,
    test_app::{Answer, Asker, Team, TestApp, items, text},
};

/// Somebody else of the team.
async fn colleague(app: &TestApp, team: &Team, email: &str, role: &str) -> Team {
    let asker = join(app, team, email, role).await;
    Team { asker, project: team.project.clone(), key: team.key.clone() }
}

async fn write(team: &Team, request: &str, body: &str) -> Answer {
    team.asker.post(&team.path(&format!("/requests/{request}/notes")), &json!({"body": body})).await
}

async fn erase(team: &Team, request: &str, note: &Value) -> Answer {
    team.asker.delete(&team.path(&format!("/requests/{request}/notes/{}", text(note, "id")))).await
}

on_both! {
    the_team_reads_notes_newest_first_and_page_by_page(app) {
        let team = app.owner().await;
        let request = text(&team.visitor(app).suggest("Dark mode").await, "id").to_owned();
        let other = text(&team.visitor(app).suggest("Light mode").await, "id").to_owned();
        for n in 0..5 {
            write(&team, &request, &format!("Note {n}")).await.is(StatusCode::CREATED);
        }
        write(&team, &other, "Elsewhere").await.is(StatusCode::CREATED);
        let (mut path, mut bodies) = (format!("/requests/{request}/notes?limit=2"), Vec::new());
        loop {
            let page = team.read(&path).await;
            bodies.extend(items(&page).iter().map(|note| text(note, "body").to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/requests/{request}/notes?limit=2&cursor={next}");
        }
        assert_eq!(bodies, ["Note 4", "Note 3", "Note 2", "Note 1", "Note 0"]);
        let first = items(&team.read(&format!("/requests/{request}/notes")).await)[0].clone();
        assert_eq!((&first["author"], &first["own"]), (&json!("Olga Owner"), &json!(true)));
        let wrong = team.read("/visitors?limit=1").await;
        let wrong = wrong["next"].as_str().expect("a second visitor").to_owned();
        let page = team.asker.get(&team.path(&format!("/requests/{request}/notes?cursor={wrong}"))).await;
        page.is(StatusCode::BAD_REQUEST);
    }

    a_note_is_deleted_by_its_author_or_an_admin_and_by_nobody_else(app) {
        let team = app.owner().await;
        let request = text(&team.visitor(app).suggest("Dark mode").await, "id").to_owned();
        let tom = colleague(app, &team, "tom@kontor.example", "triager").await;
        let ada = colleague(app, &team, "ada@kontor.example", "admin").await;
        let viewer = colleague(app, &team, "vic@kontor.example", "viewer").await;
        let key = team.asker.post(&team.path("/keys"), &json!({"name": "Mail import", "scope": "write"})).await.json();
        let asker = Asker { token: Some(text(&key, "key").to_owned()), ..app.stranger() };
        let program = Team { asker, project: team.project.clone(), key: team.key.clone() };

        let toms = write(&tom, &request, "From Tom").await.is(StatusCode::CREATED).json();
        let owners = write(&team, &request, "From Olga").await.is(StatusCode::CREATED).json();
        let mail = write(&program, &request, "From a mail").await.is(StatusCode::CREATED).json();
        assert_eq!((&mail["author"], &mail["own"]), (&json!("Mail import"), &json!(false)));
        write(&viewer, &request, "No").await.is(StatusCode::FORBIDDEN);
        let own: Vec<_> = items(&tom.read(&format!("/requests/{request}/notes")).await)
            .iter()
            .map(|note| note["own"].clone())
            .collect();
        assert_eq!(own, [json!(false), json!(false), json!(true)]);

        assert_eq!(erase(&tom, &request, &owners).await.is(StatusCode::FORBIDDEN).code(), "forbidden");
        erase(&program, &request, &mail).await.is(StatusCode::FORBIDDEN);
        erase(&viewer, &request, &toms).await.is(StatusCode::FORBIDDEN);
        erase(&tom, &request, &toms).await.is(StatusCode::NO_CONTENT);
        erase(&tom, &request, &toms).await.is(StatusCode::NOT_FOUND);
        erase(&ada, &request, &owners).await.is(StatusCode::NO_CONTENT);
        let left = viewer.read(&format!("/requests/{request}/notes")).await;
        assert_eq!(items(&left).iter().map(|note| text(note, "body")).collect::<Vec<_>>(), ["From a mail"]);
        let other = text(&team.visitor(app).suggest("Light mode").await, "id").to_owned();
        erase(&ada, &other, &mail).await.is(StatusCode::NOT_FOUND);
    }

    a_note_is_text_of_one_to_four_thousand_characters_and_written_once(app) {
        let team = app.owner().await;
        let request = text(&team.visitor(app).suggest("Dark mode").await, "id").to_owned();
        for (body, status) in [
            (String::new(), StatusCode::UNPROCESSABLE_ENTITY),
            (" \u{200b}".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
            ("é".repeat(4_000), StatusCode::CREATED),
            ("é".repeat(4_001), StatusCode::UNPROCESSABLE_ENTITY),
            ("a\0b".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let answer = write(&team, &request, &body).await.is(status);
            if status == StatusCode::UNPROCESSABLE_ENTITY {
                assert_eq!(answer.json()["errors"][0]["pointer"], "/body");
            }
        }
        let path = team.path(&format!("/requests/{request}/notes"));
        for replayed in [None, Some("true")] {
            let post = team.asker.request(Method::POST, &path).header("Idempotency-Key", "call-7");
            let answer = team.asker.send(post.json(&json!({"body": "Once"}))).await.is(StatusCode::CREATED);
            assert_eq!(answer.header("idempotency-replayed"), replayed);
            assert_eq!(answer.json()["body"], "Once");
        }
        assert_eq!(items(&team.read(&format!("/requests/{request}/notes")).await).len(), 2);
    }

    a_note_reaches_no_visitor_and_no_event_and_changes_no_counter(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut visitor = team.visitor(app);
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        let before = team.detail(&request).await;
        let mut stream = Stream::open(&team.asker, &team.project, None).await.begun().await;
        write(&team, &request, "SECRET of the team").await.is(StatusCode::CREATED);
        let event = stream.until("request").await;
        assert_eq!(items(&event.data)[0]["id"], json!(request), "open dashboards read the notes again");
        assert!(!event.data.to_string().contains("SECRET"), "{}", event.data);
        assert_eq!(team.detail(&request).await, before, "neither comments nor heat nor version");
        let mut all = String::new();
        for rest in ["/requests", "/requests?q=secret", "/requests/similar?q=secret", "/me", "/config"] {
            all.push_str(&visitor.read(rest).await.to_string());
        }
        assert!(!all.contains("SECRET") && !all.contains("Olga"), "{all}");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    erasing_a_visitor_leaves_the_notes_of_the_team(app) {
        let team = app.owner().await;
        let made = json!({"kind": "feature", "title": "Dark mode", "note": "Dora told us",
            "on_behalf": {"email": "dora@kunde.example", "name": "Dora"}});
        let made = team.asker.post(&team.path("/requests"), &made).await.is(StatusCode::CREATED).json();
        let request = text(&made, "id");
        let voters = team.read(&format!("/requests/{request}/voters")).await;
        let dora = text(&items(&voters)[0]["visitor"], "id").to_owned();
        team.asker.delete(&team.path(&format!("/visitors/{dora}"))).await.is(StatusCode::NO_CONTENT);
        let notes = team.read(&format!("/requests/{request}/notes")).await;
        assert_eq!(text(&items(&notes)[0], "body"), "Dora told us");
        let voters = team.read(&format!("/requests/{request}/voters")).await;
        let row = &items(&voters)[0];
        assert_eq!((&row["visitor"]["name"], &row["email"], &row["kind"]), (&Value::Null, &Value::Null, &json!("on_behalf")));
        assert_eq!(team.detail(request).await.0["voters"]["on_behalf"], 1);
        assert_eq!(app.check().await, Vec::<String>::new());
    }
}
