//! The triage: one action on many requests, what is refused, and undoing it all exactly.
//! Does not cover what a merge does to votes; `merging` does.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use yousaid::{cache::stamps::Touches, jobs::wake, store::triage_changes};

use crate::{
    on_both,
    test_app::{Answer, Dice, Team, TestApp, items, text},
};

/// A new request of a visitor.
async fn suggested(app: &TestApp, team: &Team, title: &str) -> String {
    text(&team.visitor(app).suggest(title).await, "id").to_owned()
}

/// Requests with their current versions, as the triage names them.
async fn targets(team: &Team, ids: &[&String]) -> Vec<Value> {
    let mut targets = Vec::new();
    for id in ids {
        let (detail, _) = team.detail(id).await;
        targets.push(json!({"id": id, "version": detail["version"]}));
    }
    targets
}

/// Does something to requests as they are now.
async fn act(team: &Team, ids: &[&String], action: Value) -> Answer {
    let body = json!({"action": action, "requests": targets(team, ids).await});
    team.asker.post(&team.path("/triage"), &body).await
}

async fn undo(team: &Team, change: &str) -> Answer {
    team.asker.post(&team.path(&format!("/triage/{change}/undo")), &json!({})).await
}

async fn ids_of(team: &Team, query: &str) -> Vec<String> {
    let list = team.read(&format!("/requests?limit=100&{query}")).await;
    items(&list).iter().map(|row| text(row, "id").to_owned()).collect()
}

/// What undoing must bring back exactly.
async fn state(team: &Team, ids: &[String]) -> Vec<Value> {
    let mut state = Vec::new();
    for id in ids {
        let (detail, _) = team.detail(id).await;
        let fields = [
            "status",
            "votes",
            "voters",
            "reports",
            "places",
            "assignee",
            "effort",
            "due",
            "snoozed",
            "tags",
            "merged_into",
            "merged",
        ];
        let mut row: Vec<Value> = fields.iter().map(|field| detail[*field].clone()).collect();
        row.push(json!((detail["heat"].as_f64().expect("a heat") * 1e6).round()));
        state.push(json!(row));
    }
    state.push(team.read("/requests/totals").await);
    state
}

fn decide(status: &str) -> Value {
    json!({"type": "decide", "status": status, "message": "Because."})
}

on_both! {
    what_is_decided_leaves_the_inbox_and_undoing_brings_it_back(app) {
        let team = app.owner().await;
        let (one, two) = (suggested(app, &team, "CSV export").await, suggested(app, &team, "Dark mode").await);
        let inbox = "status=new,under_review&snoozed=false";
        assert_eq!(ids_of(&team, inbox).await.len(), 2);
        let made = act(&team, &[&one], decide("planned")).await.is(StatusCode::CREATED).json();
        assert_eq!(made["done"][0]["status"], "planned");
        assert_eq!(ids_of(&team, inbox).await, std::slice::from_ref(&two));
        assert_eq!(team.read("/requests/totals").await["needs_decision"], 1);
        let visitor = team.visitor(app);
        let public = |list: &Value| items(list).iter().find(|row| row["id"] == *one).expect("it")["decision"].clone();
        assert_eq!(public(&visitor.read("/requests").await)["reason"], "Because.");

        undo(&team, text(&made, "change")).await.is(StatusCode::OK);
        assert_eq!(ids_of(&team, inbox).await.len(), 2);
        assert_eq!(public(&visitor.read("/requests").await), Value::Null);
        let (detail, _) = team.detail(&one).await;
        assert_eq!((&detail["status"], &detail["decisions"][0]["undone_by"]), (&json!("new"), &json!("Olga Owner")));
        undo(&team, text(&made, "change")).await.is(StatusCode::CONFLICT);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    of_many_only_the_one_that_somebody_changed_is_refused(app) {
        let team = app.owner().await;
        let mut ids = Vec::new();
        for title in ["One", "Two", "Three"] {
            ids.push(suggested(app, &team, title).await);
        }
        let stale = targets(&team, &ids.iter().collect::<Vec<_>>()).await;
        act(&team, &[&ids[1]], json!({"type": "effort", "points": 3})).await.is(StatusCode::CREATED);
        let body = json!({"action": decide("declined"), "requests": stale});
        let made = team.asker.post(&team.path("/triage"), &body).await.is(StatusCode::CREATED).json();
        assert_eq!(made["done"].as_array().map(Vec::len), Some(2));
        assert_eq!(made["refused"][0]["id"], ids[1]);
        assert_eq!(made["refused"][0]["code"], "precondition_failed");
        assert_eq!(team.detail(&ids[1]).await.0["status"], "new");
        // Undone but for the one that is changed since.
        let due = json!({"type": "due", "day": "2026-12-24"});
        let later = act(&team, &[&ids[2]], due).await.is(StatusCode::CREATED).json();
        let undone = undo(&team, text(&made, "change")).await.is(StatusCode::OK).json();
        assert_eq!((undone["done"][0]["id"].clone(), undone["refused"][0]["id"].clone()), (json!(ids[0]), json!(ids[2])));
        assert_eq!(team.detail(&ids[2]).await.0["status"], "declined");
        let body = json!({"action": decide("planned"), "requests": stale});
        team.asker.post(&team.path("/triage"), &body).await.is(StatusCode::PRECONDITION_FAILED);
        // The rest can be undone when what was done since is undone.
        undo(&team, text(&later, "change")).await.is(StatusCode::OK);
        let rest = undo(&team, text(&made, "change")).await.is(StatusCode::OK).json();
        assert_eq!((rest["done"].as_array().map(Vec::len), &rest["done"][0]["id"]), (Some(1), &json!(ids[2])));
        assert_eq!((&rest["refused"], &team.detail(&ids[2]).await.0["status"]), (&json!([]), &json!("new")));
        undo(&team, text(&made, "change")).await.is(StatusCode::CONFLICT);
    }

    a_snoozed_request_comes_back_at_its_time_or_with_its_votes(app) {
        let team = app.owner().await;
        let (one, two) = (suggested(app, &team, "CSV export").await, suggested(app, &team, "Dark mode").await);
        let until = app.context.clock.now().plus_seconds(3_600).to_string();
        act(&team, &[&one], json!({"type": "snooze", "until": until})).await.is(StatusCode::CREATED);
        act(&team, &[&two], json!({"type": "snooze", "votes": 2})).await.is(StatusCode::CREATED);
        let inbox = "status=new,under_review&snoozed=false";
        assert_eq!(ids_of(&team, inbox).await, Vec::<String>::new());
        assert_eq!(team.read("/requests/totals").await["snoozed"], 2);
        assert_eq!(ids_of(&team, "snoozed=true&order=new").await.len(), 2);
        wake::pass(&app.context).await.expect("a pass");
        assert_eq!(ids_of(&team, inbox).await, Vec::<String>::new());

        team.visitor(app).vote(&two).await.is(StatusCode::OK);
        wake::pass(&app.context).await.expect("a pass");
        assert_eq!(ids_of(&team, inbox).await, Vec::<String>::new());
        team.visitor(app).vote(&two).await.is(StatusCode::OK);
        wake::pass(&app.context).await.expect("a pass");
        assert_eq!(ids_of(&team, inbox).await, std::slice::from_ref(&two));

        app.pass(3_601);
        wake::pass(&app.context).await.expect("a pass");
        assert_eq!(ids_of(&team, inbox).await.len(), 2);
        act(&team, &[&two], decide("planned")).await.is(StatusCode::CREATED);
        let again = act(&team, &[&two], json!({"type": "snooze", "votes": 2})).await.is(StatusCode::CONFLICT);
        assert!(text(&again.json(), "detail").contains("wait for a decision"));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    requests_are_found_by_member_and_tag(app) {
        let team = app.owner().await;
        let (one, two) = (suggested(app, &team, "CSV export").await, suggested(app, &team, "Dark mode").await);
        let olga = text(&items(&team.read("/members").await)[0], "id").to_owned();
        act(&team, &[&one], json!({"type": "assign", "member": olga})).await.is(StatusCode::CREATED);
        act(&team, &[&one, &two], json!({"type": "tag", "add": ["Mobile", "Q1"]})).await.is(StatusCode::CREATED);
        act(&team, &[&two], json!({"type": "tag", "add": ["mobile"], "remove": ["q1"]})).await.is(StatusCode::CREATED);
        assert_eq!(ids_of(&team, &format!("assignee={olga}")).await, std::slice::from_ref(&one));
        assert_eq!(ids_of(&team, "assignee=none").await, std::slice::from_ref(&two));
        for order in ["hot", "top", "new"] {
            assert_eq!(ids_of(&team, &format!("tag=Mobile&order={order}")).await.len(), 2, "{order}");
        }
        assert_eq!(ids_of(&team, "tag=Q1").await, std::slice::from_ref(&one));
        // However it is written, it is one tag of the project.
        let three = suggested(app, &team, "A calendar").await;
        act(&team, &[&three], json!({"type": "tag", "add": ["MOBILE"]})).await.is(StatusCode::CREATED);
        assert_eq!(team.detail(&three).await.0["tags"], json!(["Mobile"]));
        assert_eq!(ids_of(&team, "tag=mOBILE").await.len(), 3);
        assert_eq!(ids_of(&team, "tag=Mobil").await.len(), 0);
        act(&team, &[&three], json!({"type": "tag", "remove": ["mobile"]})).await.is(StatusCode::CREATED);
        let tags = team.read("/tags").await;
        assert_eq!(items(&tags), &[json!({"tag": "Mobile", "requests": 2}), json!({"tag": "Q1", "requests": 1})]);
        assert_eq!(team.detail(&one).await.0["assignee"]["id"], olga);
        team.asker.get(&team.path("/requests?assignee=olga")).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }

    the_message_is_optional_where_the_project_says_so(app) {
        let team = app.owner().await;
        let one = suggested(app, &team, "CSV export").await;
        let silent = json!({"type": "decide", "status": "declined"});
        let refused = act(&team, &[&one], silent.clone()).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["errors"][0]["pointer"], "/action/message");
        team.asker.patch(&team.path(""), &json!({"message_required": false})).await.is(StatusCode::OK);
        let made = act(&team, &[&one], silent).await.is(StatusCode::CREATED).json();
        let (detail, _) = team.detail(text(&made["done"][0], "id")).await;
        assert_eq!((&detail["decisions"][0]["reason"], &detail["decisions"][0]["reason_code"]), (&json!(""), &json!("not_now")));
    }

    what_can_not_be_done_is_refused_with_its_place(app) {
        let team = app.owner().await;
        let one = suggested(app, &team, "CSV export").await;
        let past = app.context.clock.now().plus_seconds(-60).to_string();
        for (action, pointer) in [
            (json!({"type": "snooze"}), "/action"),
            (json!({"type": "snooze", "until": past}), "/action/until"),
            (json!({"type": "snooze", "votes": 0}), "/action/votes"),
            (json!({"type": "effort", "points": 0}), "/action/points"),
            (json!({"type": "due", "day": "2026-02-30"}), "/action/day"),
            (json!({"type": "assign", "member": "01890000-0000-7000-8000-000000000000"}), "/action/member"),
            (json!({"type": "tag", "add": (0..30).map(|n| format!("t{n}")).collect::<Vec<_>>()}), "/action/add"),
            (json!({"type": "assign"}), "/action"),
            (json!({"type": "effort"}), "/action"),
            (json!({"type": "due"}), "/action"),
            (json!({"type": "wake", "until": past}), "/action"),
            (json!({"type": "merge", "into": one}), "/action/into"),
            (decide("new"), "/action/status"),
        ] {
            let answer = act(&team, &[&one], action.clone()).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{action}");
        }
        let target = json!({"id": one, "version": 1});
        for (requests, pointer) in [
            (json!([]), "/requests"),
            (json!(vec![target.clone(); 101]), "/requests"),
            (json!([target, target]), "/requests/1/id"),
        ] {
            let body = json!({"action": {"type": "wake"}, "requests": requests});
            let answer = team.asker.post(&team.path("/triage"), &body).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.json()["errors"][0]["pointer"], pointer);
        }
        assert_eq!(team.detail(&one).await.0["version"], 1);
    }

    the_same_key_again_changes_nothing_and_gets_the_same_response(app) {
        let team = app.owner().await;
        let one = suggested(app, &team, "CSV export").await;
        let body = json!({"action": decide("planned"), "requests": targets(&team, &[&one]).await});
        let send = async || {
            let asked = team.asker.request(Method::POST, &team.path("/triage"));
            team.asker.send(asked.header("Idempotency-Key", "once").json(&body)).await.is(StatusCode::CREATED)
        };
        let (first, again) = (send().await, send().await);
        assert_eq!(first.json()["change"], again.json()["change"]);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(team.detail(&one).await.0["decisions"].as_array().map(Vec::len), Some(1));
    }

    the_same_key_again_undoes_nothing_else_and_gets_the_same_response(app) {
        let team = app.owner().await;
        app.hold_clock();
        let one = suggested(app, &team, "CSV export").await;
        let made = act(&team, &[&one], decide("planned")).await.is(StatusCode::CREATED).json();
        let path = team.path(&format!("/triage/{}/undo", text(&made, "change")));
        let send = async || {
            let asked = team.asker.request(Method::POST, &path).header("Idempotency-Key", "back");
            team.asker.send(asked.json(&json!({}))).await.is(StatusCode::OK)
        };
        let first = send().await;
        let again = send().await;
        assert_eq!((again.text.as_str(), again.header("idempotency-replayed")), (first.text.as_str(), Some("true")));
        assert_eq!(team.detail(&one).await.0["version"], 3);
    }

    what_was_edited_since_is_not_undone(app) {
        let team = app.owner().await;
        let one = suggested(app, &team, "CSV export").await;
        let made = act(&team, &[&one], decide("planned")).await.is(StatusCode::CREATED).json();
        let (_, etag) = team.detail(&one).await;
        let path = team.path(&format!("/requests/{one}"));
        let edit = team.asker.request(Method::PATCH, &path).header("If-Match", etag).json(&json!({"title": "Export"}));
        team.asker.send(edit).await.is(StatusCode::OK);
        for _ in 0..2 {
            let refused = undo(&team, text(&made, "change")).await.is(StatusCode::PRECONDITION_FAILED);
            assert_eq!(refused.code(), "precondition_failed");
        }
        let (detail, _) = team.detail(&one).await;
        assert_eq!((&detail["status"], &detail["title"]), (&json!("planned"), &json!("Export")));
        assert_eq!(detail["decisions"][0]["undone_at"], Value::Null);
        // A merge that was undone by itself, and made again, is another one.
        let (two, three) = (suggested(app, &team, "Dark mode").await, suggested(app, &team, "Night").await);
        let merged = act(&team, &[&two, &three], json!({"type": "merge", "into": one})).await.is(StatusCode::CREATED).json();
        let (_, etag) = team.detail(&two).await;
        let path = team.path(&format!("/requests/{two}/merge"));
        team.asker.send(team.asker.request(Method::DELETE, &path).header("If-Match", etag)).await.is(StatusCode::OK);
        let other = suggested(app, &team, "Themes").await;
        act(&team, &[&two], json!({"type": "merge", "into": other})).await.is(StatusCode::CREATED);
        let undone = undo(&team, text(&merged, "change")).await.is(StatusCode::OK).json();
        assert_eq!((&undone["done"][0]["id"], &undone["refused"][0]["id"]), (&json!(three), &json!(two)));
        assert_eq!(team.detail(&two).await.0["merged_into"]["id"], other);
        assert_eq!(team.detail(&three).await.0["status"], "new");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_change_can_be_undone_for_a_day_and_is_forgotten_then(app) {
        let team = app.owner().await;
        let one = suggested(app, &team, "CSV export").await;
        let old = act(&team, &[&one], decide("planned")).await.is(StatusCode::CREATED).json();
        let sweep = async || {
            let now = app.context.clock.now();
            let swept = move |connection: &mut _| triage_changes::sweep(connection, now);
            assert!(!app.context.db.write(Touches::Nothing, swept).await.expect("a sweep"), "there is no more");
        };
        app.pass(86_000);
        let late = act(&team, &[&one], json!({"type": "effort", "points": 3})).await.is(StatusCode::CREATED).json();
        sweep().await;
        undo(&team, text(&late, "change")).await.is(StatusCode::OK);
        app.pass(1_000);
        undo(&team, text(&old, "change")).await.is(StatusCode::NOT_FOUND);
        sweep().await;
        undo(&team, text(&old, "change")).await.is(StatusCode::NOT_FOUND);
        assert_eq!(team.detail(&one).await.0["status"], "planned");
    }

    a_decision_and_a_merge_end_a_snooze_and_undoing_brings_it_back(app) {
        let team = app.owner().await;
        let (one, two) = (suggested(app, &team, "CSV export").await, suggested(app, &team, "Dark mode").await);
        let until = app.context.clock.now().plus_seconds(3_600).to_string();
        let snooze = json!({"type": "snooze", "until": until, "votes": 5});
        act(&team, &[&one], snooze).await.is(StatusCode::CREATED);
        let waits = json!({"until": until, "votes": 6});
        assert_eq!(team.detail(&one).await.0["snoozed"], waits);
        for action in [decide("under_review"), json!({"type": "merge", "into": two}), json!({"type": "wake"})] {
            let made = act(&team, &[&one], action).await.is(StatusCode::CREATED).json();
            assert_eq!(made["done"][0]["snoozed"], Value::Null);
            let undone = undo(&team, text(&made, "change")).await.is(StatusCode::OK).json();
            assert_eq!((&undone["done"][0]["snoozed"], &undone["done"][0]["status"]), (&waits, &json!("new")));
        }
        // Undone too late: it comes back at once.
        let made = act(&team, &[&one], decide("planned")).await.is(StatusCode::CREATED).json();
        app.pass(3_601);
        undo(&team, text(&made, "change")).await.is(StatusCode::OK);
        assert_eq!(team.read("/requests/totals").await["snoozed"], 1);
        wake::pass(&app.context).await.expect("a pass");
        assert_eq!(team.read("/requests/totals").await["snoozed"], 0);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    undoing_everything_in_turn_brings_every_request_back(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut dice = Dice::new(19);
        let olga = items(&team.read("/members").await)[0]["id"].clone();
        let mut ids = Vec::new();
        for title in ["CSV export", "Export as CSV", "Download a table", "Save a table", "Dark mode"] {
            ids.push(suggested(app, &team, title).await);
        }
        for _ in 0..6 {
            let mut voter = team.visitor(app);
            for id in &ids {
                if dice.roll(2) == 0 {
                    voter.vote(id).await.is(StatusCode::OK);
                }
            }
        }
        let before = state(&team, &ids).await;
        let mut changes = Vec::new();
        for _ in 0..60 {
            let some: Vec<&String> = ids.iter().filter(|_| dice.roll(2) == 0).collect();
            let action = match dice.roll(9) {
                0 => decide(["under_review", "planned", "in_progress", "shipped", "declined"][dice.roll(5)]),
                1 | 2 => json!({"type": "merge", "into": ids[dice.roll(ids.len())]}),
                3 => json!({"type": "snooze", "votes": 1 + dice.roll(5)}),
                4 => json!({"type": "wake"}),
                5 => json!({"type": "assign", "member": if dice.roll(2) == 0 { olga.clone() } else { Value::Null }}),
                6 => json!({"type": "tag", "add": [format!("t{}", dice.roll(3))], "remove": [format!("t{}", dice.roll(3))]}),
                7 => json!({"type": "effort", "points": 1 + dice.roll(9)}),
                _ => json!({"type": "due", "day": format!("2027-01-{:02}", 1 + dice.roll(28))}),
            };
            let answer = act(&team, &some, action).await;
            if answer.status == StatusCode::CREATED {
                changes.push(text(&answer.json(), "change").to_owned());
            }
        }
        assert!(changes.len() > 20, "most can be done: {}", changes.len());
        assert_eq!(app.check().await, Vec::<String>::new());
        for change in changes.iter().rev() {
            let undone = undo(&team, change).await.is(StatusCode::OK).json();
            assert_eq!(undone["refused"], json!([]));
        }
        assert_eq!(state(&team, &ids).await, before);
        assert_eq!(app.check().await, Vec::<String>::new());
    }
}
