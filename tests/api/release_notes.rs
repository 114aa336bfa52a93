//! Release notes: states, publishing now and by the clock, marking requests as shipped, what visitors read, and files.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use yousaid::jobs::publish;

use crate::{
    accounts::join,
    on_both,
    test_app::{Answer, Asker, Team, TestApp, items, text},
};

async fn suggested(app: &TestApp, team: &Team, title: &str) -> String {
    text(&team.visitor(app).suggest(title).await, "id").to_owned()
}

async fn draft(team: &Team, body: Value) -> Value {
    team.asker.post(&team.path("/release_notes"), &body).await.is(StatusCode::CREATED).json()
}

async fn read(team: &Team, note: &Value) -> Value {
    team.read(&format!("/release_notes/{}", text(note, "id"))).await
}

/// Sends a change of a note, as it is at `revision`.
async fn send(asker: &Asker, team: &Team, method: Method, note: &Value, rest: &str, body: Value) -> Answer {
    let path = team.path(&format!("/release_notes/{}{rest}", text(note, "id")));
    let revision = format!("\"{}\"", note["revision"]);
    asker.send(asker.request(method, &path).header("If-Match", revision).json(&body)).await
}

async fn act(team: &Team, note: &Value, rest: &str, body: Value) -> Answer {
    send(&team.asker, team, Method::POST, note, rest, body).await
}

async fn edit(team: &Team, note: &Value, body: Value) -> Answer {
    send(&team.asker, team, Method::PATCH, note, "", body).await
}

async fn public(app: &TestApp, team: &Team) -> Vec<Value> {
    items(&team.visitor(app).read("/release_notes").await).clone()
}

fn titles(notes: &[Value]) -> Vec<&str> {
    notes.iter().map(|note| text(note, "title")).collect()
}

async fn import(team: &Team, source: &str, file: &str, dry_run: bool) -> Answer {
    let body = json!({"source": source, "file": file, "dry_run": dry_run});
    team.asker.post(&team.path("/release_notes/import"), &body).await
}

const GITHUB: &str = r###"[
    {"id": 1, "tag_name": "v2.0.0", "name": "Two", "body": "## New\r\n* Dark mode", "draft": false, "prerelease": true,
     "published_at": "2026-03-01T09:00:00Z"},
    {"id": 2, "tag_name": "v1.0.0", "name": null, "body": null, "draft": false, "published_at": "2025-03-01T09:00:00Z"},
    {"id": 3, "tag_name": "v3.0.0", "name": "Three", "body": "", "draft": true, "published_at": null},
    {"id": 4, "name": "", "tag_name": ""}
]"###;

const CHANGELOG: &str = "# Changelog\n\n## [Unreleased]\n- soon\n\n## [1.1.0] - 2026-02-03\n### Added\n- Export\n\n## 1.0.0\n- No date\n";

on_both! {
    a_release_note_is_a_draft_then_public_then_a_draft_again(app) {
        let team = app.owner().await;
        app.hold_clock();
        let body = json!({"title": "Großes Update 🎉", "version": "1.2", "body": "**Fast** now", "thanks": ["Ada", "Bo"]});
        let made = draft(&team, body).await;
        assert_eq!((text(&made, "state"), &made["revision"]), ("draft", &json!(1)));
        assert_eq!((&made["content"][0]["children"][0]["type"], text(&made, "author")), (&json!("strong"), "Olga Owner"));
        assert_eq!(public(app, &team).await, Vec::<Value>::new());
        let out = act(&team, &made, "/publish", json!({})).await.is(StatusCode::OK).json();
        assert_eq!((text(&out, "state"), &out["change"]), ("published", &Value::Null));
        let seen = public(app, &team).await;
        assert_eq!((&seen[0]["version"], &seen[0]["thanks"], &seen[0]["slug"]), (&json!("1.2"), &json!(["Ada", "Bo"]), &made["slug"]));
        assert!(seen[0].get("author").is_none(), "no member is named to visitors");
        act(&team, &out, "/publish", json!({})).await.is(StatusCode::CONFLICT);
        app.pass(60);
        let edited = edit(&team, &out, json!({"title": "Renamed", "version": null})).await.is(StatusCode::OK).json();
        let first = text(&out, "published_at").to_owned();
        assert_eq!((&edited["slug"], text(&edited, "published_at")), (&made["slug"], first.as_str()));
        assert!(edited["edited_at"].is_string() && edited["version"].is_null());
        send(&team.asker, &team, Method::DELETE, &edited, "", json!({})).await.is(StatusCode::CONFLICT);
        let back = act(&team, &edited, "/unpublish", json!({})).await.is(StatusCode::OK).json();
        assert_eq!(public(app, &team).await, Vec::<Value>::new());
        act(&team, &back, "/unpublish", json!({})).await.is(StatusCode::CONFLICT);
        // Published again, it keeps its date: nobody is told twice.
        let again = act(&team, &back, "/publish", json!({})).await.is(StatusCode::OK).json();
        assert_eq!(text(&again, "published_at"), first);
        let gone = act(&team, &again, "/unpublish", json!({})).await.is(StatusCode::OK).json();
        send(&team.asker, &team, Method::DELETE, &gone, "", json!({})).await.is(StatusCode::NO_CONTENT);
        assert_eq!(team.read("/release_notes").await["items"], json!([]));
    }

    slugs_are_unique_in_every_script(app) {
        let team = app.owner().await;
        for (title, slug) in [("Dark mode", "dark-mode"), ("Dark mode!", "dark-mode-2"), ("請求書", "qing-qiu-shu"), ("—", "release")] {
            assert_eq!(text(&draft(&team, json!({"title": title})).await, "slug"), slug);
        }
    }

    a_stale_or_repeated_change_does_nothing(app) {
        let team = app.owner().await;
        let made = draft(&team, json!({"title": "One"})).await;
        edit(&team, &made, json!({"title": "Two"})).await.is(StatusCode::OK);
        for (method, rest, body) in [
            (Method::PATCH, "", json!({"title": "Three"})), (Method::DELETE, "", json!({})),
            (Method::POST, "/publish", json!({})), (Method::POST, "/unpublish", json!({})),
        ] {
            send(&team.asker, &team, method, &made, rest, body).await.is(StatusCode::PRECONDITION_FAILED);
        }
        let path = team.path(&format!("/release_notes/{}", text(&made, "id")));
        team.asker.patch(&path, &json!({"title": "Three"})).await.is(StatusCode::PRECONDITION_REQUIRED);
        assert_eq!(text(&read(&team, &made).await, "title"), "Two");
        let attempt = || team.asker.request(Method::POST, &team.path("/release_notes"))
            .header("Idempotency-Key", "note-1").json(&json!({"title": "Once"}));
        let first = team.asker.send(attempt()).await.is(StatusCode::CREATED).json();
        let second = team.asker.send(attempt()).await.is(StatusCode::CREATED).json();
        assert_eq!(first["id"], second["id"]);
        assert_eq!(items(&team.read("/release_notes").await).len(), 2);
    }

    publishing_ships_its_requests_all_or_none(app) {
        let team = app.owner().await;
        let (one, two, other) = (suggested(app, &team, "Dark mode").await, suggested(app, &team, "Export").await,
            suggested(app, &team, "Other").await);
        team.visitor(app).vote(&one).await.is(StatusCode::OK);
        let mut both = team.visitor(app);
        both.vote(&one).await.is(StatusCode::OK);
        both.vote(&two).await.is(StatusCode::OK);
        let made = draft(&team, json!({"title": "Two wishes", "requests": [two, one]})).await;
        assert_eq!(items(&json!({"items": made["requests"]})).iter().map(|row| text(row, "title")).collect::<Vec<_>>(),
            ["Export", "Dark mode"]);
        let audience = team.read(&format!("/release_notes/{}/audience", text(&made, "id"))).await;
        assert_eq!((&audience["people"], &audience["requests"][0]["refused"]), (&json!(4), &Value::Null),
            "two voters and two who suggested");
        team.decide(&two, "shipped", "Out already").await.is(StatusCode::CREATED);
        let refused = act(&team, &made, "/publish", json!({"mark_shipped": [one, two], "message": "Done"})).await
            .is(StatusCode::UNPROCESSABLE_ENTITY).json();
        assert_eq!(refused["errors"][0]["pointer"], "/mark_shipped/1");
        assert!(text(&refused["errors"][0], "detail").contains("Export"), "{refused}");
        for wrong in [
            json!({"mark_shipped": [other], "message": "Done"}), json!({"mark_shipped": [one]}),
            json!({"mark_shipped": ["x"]}), json!({"unknown": 1}), json!({"at": "2020-01-01T00:00:00Z"}), json!({"at": "soon"}),
        ] {
            act(&team, &made, "/publish", wrong).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(team.detail(&one).await.0["status"], "new");
        assert_eq!(text(&read(&team, &made).await, "state"), "draft");
        let out = act(&team, &made, "/publish", json!({"mark_shipped": [one], "message": "It is out"})).await
            .is(StatusCode::OK).json();
        let (now, _) = team.detail(&one).await;
        assert_eq!((&now["status"], &now["decisions"][0]["reason"]), (&json!("shipped"), &json!("It is out")));
        // Undone in the triage, the request is as before, and the note stays.
        let undo = team.path(&format!("/triage/{}/undo", text(&out, "change")));
        team.asker.post(&undo, &json!({})).await.is(StatusCode::OK);
        assert_eq!(team.detail(&one).await.0["status"], "new");
        assert_eq!(titles(&public(app, &team).await), ["Two wishes"]);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_scheduled_note_goes_out_once_at_its_time(app) {
        let team = app.owner().await;
        app.hold_clock();
        let (one, two) = (suggested(app, &team, "Dark mode").await, suggested(app, &team, "Export").await);
        let made = draft(&team, json!({"title": "Soon", "requests": [one, two]})).await;
        let at = app.context.clock.now().plus_seconds(3_600).to_string();
        let body = json!({"at": at, "mark_shipped": [one, two], "message": "Here it is"});
        let planned = act(&team, &made, "/publish", body).await.is(StatusCode::OK).json();
        assert_eq!((text(&planned, "state"), text(&planned, "publish_at")), ("scheduled", at.as_str()));
        assert_eq!((&planned["requests"][0]["ships"], &planned["message"]), (&json!(true), &json!("Here it is")));
        publish::pass(&app.context).await.expect("a pass");
        assert_eq!(public(app, &team).await, Vec::<Value>::new());
        assert_eq!(team.detail(&one).await.0["status"], "new");
        // What somebody else shipped meanwhile keeps its own message.
        team.decide(&two, "shipped", "Earlier").await.is(StatusCode::CREATED);
        app.pass(3_600);
        let (first, second) = tokio::join!(publish::pass(&app.context), publish::pass(&app.context));
        first.and(second).expect("both passes");
        publish::pass(&app.context).await.expect("a pass");
        assert_eq!(titles(&public(app, &team).await), ["Soon"]);
        for (request, message) in [(&one, "Here it is"), (&two, "Earlier")] {
            let (now, _) = team.detail(request).await;
            assert_eq!(now["decisions"].as_array().map(Vec::len), Some(1));
            assert_eq!((&now["status"], &now["decisions"][0]["reason"]), (&json!("shipped"), &json!(message)));
        }
        assert_eq!(read(&team, &made).await["revision"], 3);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_schedule_can_be_cancelled(app) {
        let team = app.owner().await;
        app.hold_clock();
        let made = draft(&team, json!({"title": "Soon"})).await;
        let at = app.context.clock.now().plus_seconds(60).to_string();
        let planned = act(&team, &made, "/publish", json!({"at": at})).await.is(StatusCode::OK).json();
        act(&team, &planned, "/unpublish", json!({})).await.is(StatusCode::OK);
        app.pass(120);
        publish::pass(&app.context).await.expect("a pass");
        assert_eq!(text(&read(&team, &made).await, "state"), "draft");
    }

    private_requests_never_leave_with_a_note(app) {
        let team = app.owner().await;
        let hidden = json!({"kind": "feature", "title": "SECRET PLAN", "public": false});
        let hidden = team.asker.post(&team.path("/requests"), &hidden).await.is(StatusCode::CREATED).json();
        let shown = suggested(app, &team, "Dark mode").await;
        let made = draft(&team, json!({"title": "Both", "requests": [text(&hidden, "id"), shown]})).await;
        assert_eq!(made["requests"].as_array().map(Vec::len), Some(2));
        act(&team, &made, "/publish", json!({})).await.is(StatusCode::OK);
        let visitor = team.visitor(app);
        let answer = visitor.asker.get(&visitor.path("/release_notes")).await.is(StatusCode::OK);
        assert!(!answer.text.contains("SECRET") && !answer.text.contains(text(&hidden, "id")), "{}", answer.text);
        assert_eq!(answer.json()["items"][0]["requests"].as_array().map(Vec::len), Some(1));
        let known = visitor.asker.request(Method::GET, &visitor.path("/release_notes"))
            .header("If-None-Match", answer.header("etag").expect("an ETag"));
        visitor.asker.send(known).await.is(StatusCode::NOT_MODIFIED);
    }

    the_public_list_goes_on_where_its_page_ended(app) {
        let team = app.owner().await;
        app.hold_clock();
        for title in ["One", "Two", "Three"] {
            let made = draft(&team, json!({"title": title})).await;
            act(&team, &made, "/publish", json!({})).await.is(StatusCode::OK);
        }
        let visitor = team.visitor(app);
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = visitor.read(&format!("/release_notes?limit=1{next}")).await;
            seen.extend(items(&page).iter().map(|note| text(note, "title").to_owned()));
            let Some(cursor) = page["next"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        seen.sort();
        assert_eq!(seen, ["One", "Three", "Two"]);
        for wrong in ["cursor=x", "limit=0", "limit=101", "unknown=1"] {
            visitor.asker.get(&visitor.path(&format!("/release_notes?{wrong}"))).await.is(StatusCode::BAD_REQUEST);
        }
        assert_eq!(items(&team.read("/release_notes?state=draft").await).len(), 0);
        assert_eq!(items(&team.read("/release_notes?state=published&limit=2").await).len(), 2);
    }

    viewers_read_and_write_nothing_and_strangers_find_nothing(app) {
        let team = app.owner().await;
        let made = draft(&team, json!({"title": "Ours"})).await;
        let viewer = join(app, &team, "vera@kontor.example", "viewer").await;
        let triager = join(app, &team, "tim@kontor.example", "triager").await;
        let list = team.path("/release_notes");
        viewer.get(&list).await.is(StatusCode::OK);
        viewer.post(&list, &json!({"title": "Mine"})).await.is(StatusCode::FORBIDDEN);
        for (method, rest) in [(Method::PATCH, ""), (Method::DELETE, ""), (Method::POST, "/publish"), (Method::POST, "/unpublish")] {
            send(&viewer, &team, method, &made, rest, json!({})).await.is(StatusCode::FORBIDDEN);
        }
        let file = json!({"source": "github", "file": GITHUB, "dry_run": true});
        triager.post(&team.path("/release_notes/import"), &file).await.is(StatusCode::FORBIDDEN);
        let other = Team::with_project(team.asker.clone(), "Other").await;
        for rest in ["", "/audience"] {
            let path = |id: &str| other.path(&format!("/release_notes/{id}{rest}"));
            other.asker.get(&path(text(&made, "id"))).await.is(StatusCode::NOT_FOUND);
            other.asker.get(&path(&uuid::Uuid::now_v7().to_string())).await.is(StatusCode::NOT_FOUND);
        }
        for (method, rest) in [(Method::PATCH, ""), (Method::DELETE, ""), (Method::POST, "/publish"), (Method::POST, "/unpublish")] {
            send(&other.asker, &other, method, &made, rest, json!({})).await.is(StatusCode::NOT_FOUND);
        }
        // A request of another project is none.
        let foreign = suggested(app, &team, "Dark mode").await;
        let body = json!({"title": "Theirs", "requests": [foreign]});
        other.asker.post(&other.path("/release_notes"), &body).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }

    bad_texts_are_refused_by_their_fields_and_hostile_ones_are_text(app) {
        let team = app.owner().await;
        let twice = suggested(app, &team, "Dark mode").await;
        for (wrong, pointer) in [
            (json!({"title": "x".repeat(10_000)}), "/title"),
            (json!({"title": " "}), "/title"),
            (json!({"title": "a\nb"}), "/title"),
            (json!({"title": "a", "version": "v".repeat(51)}), "/version"),
            (json!({"title": "a", "body": "b".repeat(20_001)}), "/body"),
            (json!({"title": "a", "thanks": vec!["n"; 21]}), "/thanks"),
            (json!({"title": "a", "thanks": ["\u{0}"]}), "/thanks/0"),
            (json!({"title": "a", "requests": [twice, twice]}), "/requests/1"),
            (json!({"title": "a", "requests": [uuid::Uuid::now_v7()]}), "/requests/0"),
        ] {
            let refused = team.asker.post(&team.path("/release_notes"), &wrong).await.is(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
        }
        team.asker.post(&team.path("/release_notes"), &json!({"title": "a", "state": "published"})).await
            .is(StatusCode::UNPROCESSABLE_ENTITY);
        let hostile = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://e.example/p.png)";
        let made = draft(&team, json!({"title": "<b>שלום</b> 😀", "body": hostile})).await;
        act(&team, &made, "/publish", json!({})).await.is(StatusCode::OK);
        let seen = public(app, &team).await;
        let body = seen[0]["body"].to_string();
        assert!(!body.contains("\"href\":\"javascript") && !body.contains("image"), "{body}");
        let preview = team.asker.post(&team.path("/markdown"), &json!({"text": hostile})).await.is(StatusCode::OK).json();
        assert_eq!(preview["content"], seen[0]["body"]);
        team.asker.post(&team.path("/markdown"), &json!({"text": "a".repeat(20_001)})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }

    an_import_is_tried_first_repeated_without_doubles_and_undone(app) {
        let team = app.owner().await;
        let dry = import(&team, "github", GITHUB, true).await.is(StatusCode::CREATED).json();
        assert_eq!((dry["created"].as_array().map(Vec::len), dry["errors"].as_array().map(Vec::len)), (Some(3), Some(1)));
        assert_eq!(dry["errors"][0]["place"], "Release 4");
        assert_eq!(team.read("/release_notes").await["items"], json!([]));
        let made = import(&team, "github", GITHUB, false).await.is(StatusCode::CREATED).json();
        assert_eq!(titles(&public(app, &team).await), ["Two", "v1.0.0"]);
        assert_eq!(public(app, &team).await[0]["published_at"], "2026-03-01T09:00:00.000000Z");
        let again = import(&team, "github", GITHUB, false).await.is(StatusCode::CREATED).json();
        assert_eq!((&again["created"], &again["known"]), (&json!([]), &json!(3)));
        // What was changed since stays when the import is undone.
        let rows = items(&team.read("/release_notes?state=draft").await).clone();
        let three = read(&team, &rows[0]).await;
        edit(&team, &three, json!({"title": "Three, ours"})).await.is(StatusCode::OK);
        let path = team.path(&format!("/release_notes/imports/{}", text(&made, "id")));
        assert_eq!(team.asker.delete(&path).await.is(StatusCode::OK).json()["deleted"], 2);
        assert_eq!(titles(items(&team.read("/release_notes").await)), ["Three, ours"]);
        team.asker.delete(&path).await.is(StatusCode::NOT_FOUND);
        for (source, file) in [("github", "{}"), ("github", "nothing"), ("keep_a_changelog", "nothing"), ("other", "[]")] {
            import(&team, source, file, true).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        import(&team, "github", &"x".repeat(5 << 20), true).await.is(StatusCode::PAYLOAD_TOO_LARGE);
    }

    a_changelog_goes_in_and_comes_out(app) {
        let team = app.owner().await;
        let made = import(&team, "keep_a_changelog", CHANGELOG, false).await.is(StatusCode::CREATED).json();
        assert_eq!((made["created"].as_array().map(Vec::len), text(&made["errors"][0], "place")), (Some(1), "1.0.0"));
        let file = team.asker.get(&team.path("/release_notes.md")).await.is(StatusCode::OK);
        assert_eq!(file.header("content-type"), Some("text/markdown; charset=utf-8"));
        assert_eq!(file.text, "# Changelog\n\n## [1.1.0] - 2026-02-03\n\n### Added\n- Export\n");
        let again = import(&team, "keep_a_changelog", &file.text, true).await.is(StatusCode::CREATED).json();
        assert_eq!((&again["created"], &again["known"]), (&json!([]), &json!(1)));
    }
}
