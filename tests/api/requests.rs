//! Requests: suggesting one, similar ones while typing, editing, and deciding with a reason.
//! The lists have tests of their own.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Answer, Team, items, text},
};

async fn edit(team: &Team, request: &str, etag: Option<&str>, body: &Value) -> Answer {
    let path = team.path(&format!("/requests/{request}"));
    let mut asked = team.asker.request(Method::PATCH, &path).json(body);
    if let Some(etag) = etag {
        asked = asked.header("If-Match", etag);
    }
    team.asker.send(asked).await
}

async fn decide(team: &Team, request: &str, etag: Option<&str>, body: &Value) -> Answer {
    let path = team.path(&format!("/requests/{request}/decisions"));
    let mut asked = team.asker.request(Method::POST, &path).json(body);
    if let Some(etag) = etag {
        asked = asked.header("If-Match", etag);
    }
    team.asker.send(asked).await
}

fn decision(status: &str) -> Value {
    json!({"status": status, "reason_code": "agreed", "reason": "Many asked."})
}

fn titles(list: &Value) -> Vec<&str> {
    items(list).iter().map(|row| text(row, "title")).collect()
}

on_both! {
    a_suggestion_comes_with_its_authors_vote_and_its_place(app) {
        let team = app.owner().await;
        let mut author = team.visitor(app);
        let made = author.suggest("Download as PDF").await;
        assert_eq!(made["number"], 1);
        assert_eq!(made["status"], "new");
        assert_eq!((&made["votes"], &made["voted"], &made["mine"]), (&json!(1), &json!(true), &json!(true)));
        assert_eq!(made["screen"], json!({"route": "/invoices/:id", "title": "Invoice"}));
        assert_eq!(made["decision"], Value::Null);
        let (detail, _) = team.detail(text(&made, "id")).await;
        assert_eq!(detail["author"]["kind"], "anonymous");
        assert_eq!(detail["voters"], json!({"verified": 0, "anonymous": 1, "on_behalf": 0, "imported": 0}));
        assert_eq!(detail["places"][0]["object"], json!({"type": "invoice", "id": "INV-7"}));
        assert_eq!(detail["places"][0]["votes"], 1);
        assert_eq!(detail["votes_by_day"].as_array().map(Vec::len), Some(1));
        assert_eq!(author.suggest("Another one").await["number"], 2);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    secrets_in_a_suggestion_are_taken_out(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let body = json!({"kind": "problem", "title": "Mail to anna@kontor.example fails",
            "body": "My key is ghp_16C7e42F292c6912E7710c838347Ae178B4a"});
        let made = visitor.asker.post(&visitor.path("/requests"), &body).await.is(StatusCode::CREATED);
        assert!(!made.text.contains("anna@") && !made.text.contains("ghp_"), "{}", made.text);
        let detail = team.detail(text(&made.json(), "id")).await.0.to_string();
        assert!(!detail.contains("anna@") && !detail.contains("ghp_"), "{detail}");
    }

    suggestions_stay_private_where_the_project_wants_to_look_first(app) {
        let team = app.owner().await;
        team.asker.patch(&team.path(""), &json!({"new_requests_public": false})).await.is(StatusCode::OK);
        let mut author = team.visitor(app);
        let made = author.suggest("Dark mode").await;
        assert_eq!((&made["votes"], &made["voted"]), (&json!(1), &json!(true)));
        assert_eq!(titles(&author.read("/requests").await), Vec::<&str>::new());
        assert_eq!(items(&author.read("/requests/similar?q=dark%20mode").await).len(), 0);
        assert_eq!(author.read("/me").await["requests"][0]["title"], "Dark mode");
        let id = text(&made, "id");
        team.visitor(app).vote(id).await.is(StatusCode::NOT_FOUND);
        let (_, etag) = team.detail(id).await;
        edit(&team, id, Some(&etag), &json!({"public": true})).await.is(StatusCode::OK);
        assert_eq!(titles(&author.read("/requests").await), ["Dark mode"]);
        team.visitor(app).vote(id).await.is(StatusCode::OK);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    similar_requests_come_while_typing_and_the_same_screen_first(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        for (title, route) in [
            ("Export invoices as PDF", "/orders"),
            ("Exporting an invoice as PDF", "/invoices/7"),
            ("A calendar for holidays", "/invoices/7"),
        ] {
            let body = json!({"kind": "feature", "title": title, "screen": {"route": route}});
            visitor.another().asker.post(&visitor.path("/requests"), &body).await.is(StatusCode::CREATED);
        }
        let found = visitor.read("/requests/similar?q=export%20invoices%20pdf&screen=/invoices/99").await;
        assert_eq!(titles(&found), ["Exporting an invoice as PDF", "Export invoices as PDF"]);
        let rows = items(&found);
        assert_eq!((&rows[0]["same_screen"], &rows[1]["same_screen"]), (&json!(true), &json!(false)));
        for row in rows {
            let likeness = row["likeness"].as_f64().expect("a number");
            assert!(likeness > 0.0 && likeness <= 1.0, "{row}");
            assert_eq!(row["likely"], json!(true), "{row}");
        }
        let far = visitor.read("/requests/similar?q=Colours%20of%20the%20calendar%20printed%20large").await;
        assert_eq!((titles(&far), &items(&far)[0]["likely"]), (vec!["A calendar for holidays"], &json!(false)));
        let found = visitor.read("/requests/similar?q=export%20invoices%20pdf&screen=/orders&limit=1").await;
        assert_eq!(titles(&found), ["Export invoices as PDF"]);
        for nothing in ["", "%20", "zebra", "the"] {
            assert_eq!(items(&visitor.read(&format!("/requests/similar?q={nothing}")).await).len(), 0);
        }
        for wrong in ["limit=0", "limit=11", "limit=x", "screen=orders", "order=hot"] {
            let path = visitor.path(&format!("/requests/similar?q=export&{wrong}"));
            visitor.asker.get(&path).await.is(StatusCode::BAD_REQUEST);
        }
    }

    an_edit_needs_the_version_that_was_read(app) {
        let team = app.owner().await;
        let made = team.visitor(app).suggest("Dark mode").await;
        let id = text(&made, "id");
        let (before, etag) = team.detail(id).await;
        let patch = json!({"title": "A dark theme"});
        assert_eq!(
            edit(&team, id, None, &patch).await.is(StatusCode::PRECONDITION_REQUIRED).code(),
            "precondition_required"
        );
        let edited = edit(&team, id, Some(&etag), &patch).await.is(StatusCode::OK);
        assert_ne!(edited.header("etag"), Some(etag.as_str()));
        assert_eq!(edited.json()["version"], before["version"].as_i64().expect("a version") + 1);
        for stale in [etag.as_str(), "\"0\"", "\"99.x\"", "nonsense", "", "*"] {
            let refused = edit(&team, id, Some(stale), &json!({"title": "Lost"})).await;
            assert_eq!(refused.is(StatusCode::PRECONDITION_FAILED).code(), "precondition_failed", "{stale:?}");
        }
        let (after, etag) = team.detail(id).await;
        assert_eq!(after["title"], "A dark theme");
        assert_eq!(after["body"], before["body"]);
        edit(&team, id, Some(&etag), &json!({"kind": "problem", "body": ""})).await.is(StatusCode::OK);
        assert_eq!(team.detail(id).await.0["kind"], "problem");
    }

    of_two_edits_at_once_one_is_refused(app) {
        let team = app.owner().await;
        let made = team.visitor(app).suggest("Dark mode").await;
        let (id, etag) = (text(&made, "id"), team.detail(text(&made, "id")).await.1);
        let bodies: Vec<Value> = (0..8).map(|n| json!({"title": format!("Title {n}")})).collect();
        let answers = futures_util::future::join_all(bodies.iter().map(|body| edit(&team, id, Some(&etag), body))).await;
        let done: Vec<usize> = (0..8).filter(|n| answers[*n].status == StatusCode::OK).collect();
        assert_eq!(done.len(), 1);
        assert!(answers.iter().all(|answer| [200, 412].contains(&answer.status.as_u16())));
        let (detail, _) = team.detail(id).await;
        assert_eq!(detail["title"], format!("Title {}", done[0]));
        assert_eq!(detail["version"], 2);
    }

    a_vote_does_not_make_an_edit_stale(app) {
        let team = app.owner().await;
        let made = team.visitor(app).suggest("Dark mode").await;
        let (id, etag) = (text(&made, "id"), team.detail(text(&made, "id")).await.1);
        team.visitor(app).vote(id).await.is(StatusCode::OK);
        edit(&team, id, Some(&etag), &json!({"title": "A dark theme"})).await.is(StatusCode::OK);
    }

    an_edit_keeps_the_words_of_the_search_in_step(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let made = visitor.another().suggest("Dark mode").await;
        let id = text(&made, "id");
        let (_, etag) = team.detail(id).await;
        edit(&team, id, Some(&etag), &json!({"title": "Night colours", "body": "For tired eyes"})).await.is(StatusCode::OK);
        for (words, found) in [("dark", 0), ("mode", 0), ("night", 1), ("colours", 1), ("tired", 1), ("nig", 1)] {
            assert_eq!(items(&visitor.read(&format!("/requests?q={words}")).await).len(), found, "{words}");
            assert_eq!(items(&team.read(&format!("/requests?q={words}")).await).len(), found, "{words}");
        }
        assert_eq!(items(&visitor.read("/requests/similar?q=dark%20mode").await).len(), 0);
        assert_eq!(items(&visitor.read("/requests/similar?q=night%20colour").await).len(), 1);
    }

    decisions_are_versions_with_reasons_and_the_latest_is_public(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let made = visitor.another().suggest("Dark mode").await;
        let id = text(&made, "id");
        let (_, etag) = team.detail(id).await;
        let body = json!({"status": "planned", "reason_code": "popular", "reason": "Many asked.", "evidence": "41 votes",
            "alternatives": "A browser extension", "reopen_if": "The browsers do it"});
        assert_eq!(decide(&team, id, None, &body).await.is(StatusCode::PRECONDITION_REQUIRED).code(), "precondition_required");
        let decided = decide(&team, id, Some(&etag), &body).await.is(StatusCode::CREATED).json();
        assert_eq!(decided["status"], "planned");
        let first = &decided["decisions"][0];
        for (field, value) in body.as_object().expect("fields") {
            assert_eq!(&first[field], value);
        }
        assert_eq!((&first["version"], &first["decided_by"]), (&json!(1), &json!("Olga Owner")));
        assert_eq!(decide(&team, id, Some(&etag), &body).await.is(StatusCode::PRECONDITION_FAILED).code(), "precondition_failed");
        team.decide(id, "declined", "We thought again.").await.is(StatusCode::CREATED);
        let (detail, _) = team.detail(id).await;
        let versions: Vec<_> = detail["decisions"].as_array().expect("decisions").iter().map(|one| &one["version"]).collect();
        assert_eq!(versions, [2, 1]);
        assert_eq!(detail["decisions"][1], *first, "never edited away");
        let row = items(&visitor.read("/requests").await)[0].clone();
        assert_eq!(row["decision"]["status"], "declined");
        assert_eq!(row["decision"]["reason"], "We thought again.");
        team.decide(id, "under_review", "Reopened.").await.is(StatusCode::CREATED);
        team.visitor(app).vote(id).await.is(StatusCode::OK);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_decision_without_a_public_reason_or_with_an_unknown_word_is_refused(app) {
        let team = app.owner().await;
        let made = team.visitor(app).suggest("Dark mode").await;
        let id = text(&made, "id");
        let (before, etag) = team.detail(id).await;
        let with = |field: &str, value: Value| {
            let mut body = decision("planned");
            body[field] = value;
            body
        };
        for (body, pointer) in [
            (with("status", json!("new")), "/status"),
            (with("status", json!("merged")), "/status"),
            (with("status", json!("done")), "/status"),
            (with("reason_code", json!("because")), "/reason_code"),
            (with("reason", json!("")), "/reason"),
            (with("reason", json!(" \u{200b} ")), "/reason"),
            (with("reason", json!("x".repeat(4_001))), "/reason"),
            (with("evidence", json!("x".repeat(4_001))), "/evidence"),
            (json!({"status": "planned", "reason": "Yes."}), ""),
        ] {
            let refused = decide(&team, id, Some(&etag), &body).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.text);
        }
        let (after, same) = team.detail(id).await;
        assert_eq!((before, etag), (after, same));
    }

    the_team_makes_a_request_out_of_a_report(app) {
        let team = app.owner().await;
        let report = team.visitor(app).report("The PDF is empty").await.is(StatusCode::CREATED).json();
        let body = json!({"kind": "problem", "title": "Empty PDFs", "report_id": report["id"]});
        let made = team.asker.post(&team.path("/requests"), &body).await.is(StatusCode::CREATED).json();
        assert_eq!(made["public"], true);
        assert_eq!(made["votes"], 0);
        assert_eq!(made["reports"], 1);
        assert_eq!(made["author"], Value::Null);
        assert_eq!(made["linked_reports"][0]["id"], report["id"]);
        assert_eq!(made["screen"]["route"], "/invoices/:id", "the report's place");
        let body = json!({"kind": "problem", "title": "Nothing", "report_id": uuid::Uuid::now_v7()});
        team.asker.post(&team.path("/requests"), &body).await.is(StatusCode::NOT_FOUND);
        assert_eq!(items(&team.read("/requests").await).len(), 1, "nothing half made");
        assert_eq!(app.check().await, Vec::<String>::new());
    }
}
