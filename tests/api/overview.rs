//! The overview of a project: each number against what was done over HTTP, and the daily totals against a recount.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use yousaid::jobs::wake;

use crate::{
    on_both,
    test_app::{Team, TestApp, Visitor, text},
};

const DAY: i64 = 86_400;

async fn suggested(app: &TestApp, team: &Team, title: &str) -> String {
    text(&team.visitor(app).suggest(title).await, "id").to_owned()
}

async fn voted(app: &TestApp, team: &Team, request: &str, times: usize) {
    for _ in 0..times {
        team.visitor(app).vote(request).await.is(StatusCode::OK);
    }
}

async fn overview(team: &Team) -> Value {
    team.read("/overview").await
}

async fn clean(app: &TestApp) {
    assert_eq!(app.check().await, Vec::<String>::new());
}

/// The clock at the next noon of UTC, so that what is done within hours is done within a day.
fn at_noon(app: &TestApp) {
    app.hold_clock();
    let second = app.context.clock.now().seconds().rem_euclid(DAY);
    app.pass((DAY / 2 - second).rem_euclid(DAY));
}

fn titles(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|row| text(row, "title")).collect()
}

fn sum(list: &Value, field: &str) -> i64 {
    list.as_array().expect("a list").iter().map(|row| row[field].as_i64().expect("a number")).sum()
}

/// One field of the last week.
fn this_week(found: &Value, field: &str) -> i64 {
    let weeks = found["weeks"].as_array().expect("weeks");
    assert_eq!(weeks.len(), 12);
    weeks[11][field].as_i64().expect("a number")
}

async fn snooze(team: &Team, request: &str, action: Value) {
    let version = &team.detail(request).await.0["version"];
    let body = json!({"action": action, "requests": [{"id": request, "version": version}]});
    team.asker.post(&team.path("/triage"), &body).await.is(StatusCode::CREATED);
}

async fn proposal(app: &TestApp, team: &Team, question: &str, seconds: i64) -> Value {
    let closes = app.context.clock.now().plus_seconds(seconds).to_string();
    let body = json!({"question": question, "options": ["Yes", "No"], "closes_at": closes});
    let made = team.asker.post(&team.path("/proposals"), &body).await.is(StatusCode::CREATED).json();
    let path = team.path(&format!("/proposals/{}/publish", text(&made, "id")));
    let revision = format!("\"{}\"", made["revision"]);
    let request = team.asker.request(Method::POST, &path).header("If-Match", revision).json(&json!({}));
    team.asker.send(request).await.is(StatusCode::OK).json()
}

async fn solve(visitor: &Visitor, request: &str, answer: &str, reason: &str) {
    let path = visitor.path(&format!("/requests/{request}/solved"));
    let body = json!({"answer": answer, "reason": reason});
    visitor.asker.put(&path, &body).await.is(StatusCode::OK);
}

on_both! {
    a_new_project_has_an_overview_of_nothing(app) {
        let team = app.owner().await;
        app.hold_clock();
        let found = overview(&team).await;
        let decide = &found["decide"];
        for list in ["new", "woken", "comments", "reports"] {
            assert_eq!(decide[list], json!({"total": 0, "items": []}), "{list}");
        }
        assert_eq!((&decide["proposals"], &decide["unsolved"]), (&json!([]), &json!([])));
        for list in ["hot", "rising", "waiting"] {
            assert_eq!(found[list], json!([]), "{list}");
        }
        assert_eq!(found["answers"]["helpful"], json!({"yes": 0, "n": 0, "score": null}));
        assert_eq!(found["answers"]["days"].as_array().map(Vec::len), Some(56));
        assert_eq!((this_week(&found, "suggested"), this_week(&found, "votes")), (0, 0));
        assert_eq!(found["times"]["first_response"], json!({"n": 0, "waiting": 0, "median": null, "p90": null}));
        let today = app.context.clock.now().to_string();
        assert_eq!((text(&found, "day"), text(&found["weeks"][11], "day").len()), (&today[..10], 10));
    }

    what_needs_a_decision_is_listed_until_it_is_decided(app) {
        let team = app.owner().await;
        at_noon(app);
        let (export, dark) = (suggested(app, &team, "CSV export").await, suggested(app, &team, "Dark mode").await);
        voted(app, &team, &dark, 1).await;
        let snoozed = suggested(app, &team, "A calendar").await;
        let until = app.context.clock.now().plus_seconds(3_600).to_string();
        snooze(&team, &snoozed, json!({"type": "snooze", "until": until})).await;
        team.visitor(app).report("The PDF is empty").await.is(StatusCode::CREATED);
        team.asker.patch(&team.path(""), &json!({"approve_comments": true})).await.is(StatusCode::OK);
        let mut eli = team.visitor(app);
        let path = eli.path(&format!("/requests/{export}/comments"));
        let said = eli.asker.post(&path, &json!({"body": "As a *file*, please"})).await.is(StatusCode::CREATED);
        eli.keep(&said);
        proposal(app, &team, "Closes today?", 2 * 3_600).await;
        proposal(app, &team, "Closes tomorrow?", DAY).await;

        let found = overview(&team).await;
        let decide = &found["decide"];
        assert_eq!((&decide["new"]["total"], titles(&decide["new"]["items"])), (&json!(2), vec!["Dark mode", "CSV export"]));
        assert_eq!((&decide["woken"]["total"], &decide["reports"]["total"]), (&json!(0), &json!(1)));
        assert_eq!(titles(&decide["reports"]["items"]), ["The PDF is empty"]);
        assert_eq!((&decide["comments"]["total"], &decide["comments"]["items"][0]["excerpt"]), (&json!(1), &json!("As a *file*, please")));
        assert_eq!(decide["comments"]["items"][0]["request_title"], "CSV export");
        let question = |found: &Value| -> Vec<(String, bool)> {
            let list = found["decide"]["proposals"].as_array().expect("proposals");
            list.iter().map(|one| (text(one, "question").to_owned(), one["closed"] == true)).collect()
        };
        assert_eq!(question(&found), [("Closes today?".to_owned(), false)]);

        app.pass(3_601);
        wake::pass(&app.context).await.expect("a pass");
        let found = overview(&team).await;
        assert_eq!(titles(&found["decide"]["woken"]["items"]), ["A calendar"]);
        assert_eq!((&found["decide"]["woken"]["total"], &found["decide"]["new"]["total"]), (&json!(1), &json!(3)));
        team.decide(&snoozed, "planned", "Soon").await.is(StatusCode::CREATED);
        team.decide(&dark, "under_review", "We look at it").await.is(StatusCode::CREATED);
        app.pass(3_600);
        let found = overview(&team).await;
        assert_eq!((&found["decide"]["woken"]["total"], titles(&found["decide"]["new"]["items"])), (&json!(0), vec!["CSV export"]));
        assert_eq!(question(&found), [("Closes today?".to_owned(), true)]);
        clean(app).await;
    }

    what_came_back_yesterday_is_not_of_today(app) {
        let team = app.owner().await;
        at_noon(app);
        let one = suggested(app, &team, "CSV export").await;
        snooze(&team, &one, json!({"type": "snooze", "votes": 2})).await;
        voted(app, &team, &one, 2).await;
        wake::pass(&app.context).await.expect("a pass");
        assert_eq!(overview(&team).await["decide"]["woken"]["total"], 1);
        snooze(&team, &one, json!({"type": "snooze", "votes": 9})).await;
        assert_eq!(overview(&team).await["decide"]["woken"]["total"], 0);
        voted(app, &team, &one, 9).await;
        wake::pass(&app.context).await.expect("a pass");
        assert_eq!(overview(&team).await["decide"]["woken"]["total"], 1);
        app.pass(DAY);
        team.log_in().await;
        assert_eq!(overview(&team).await["decide"]["woken"]["total"], 0);
    }

    what_rises_is_told_from_what_is_hot(app) {
        let team = app.owner().await;
        at_noon(app);
        let old = suggested(app, &team, "CSV export").await;
        voted(app, &team, &old, 6).await;
        app.pass(8 * DAY);
        team.log_in().await;
        let young = suggested(app, &team, "Dark mode").await;
        voted(app, &team, &young, 2).await;
        voted(app, &team, &old, 1).await;
        let found = overview(&team).await;
        assert_eq!(titles(&found["hot"]), ["CSV export", "Dark mode"]);
        assert_eq!(titles(&found["rising"]), ["Dark mode", "CSV export"]);
        let risen: Vec<_> = found["rising"].as_array().expect("a list").iter().map(|row| (row["before"].clone(), row["gained"].clone())).collect();
        assert_eq!(risen, [(json!(0), json!(3)), (json!(7), json!(1))]);
        assert!(text(&found["hot"][0], "sentence").starts_with("8 votes in 14 days"), "{found}");
        for shipped in [&old, &young] {
            team.decide(shipped, "shipped", "Done").await.is(StatusCode::CREATED);
        }
        let found = overview(&team).await;
        assert_eq!((&found["hot"], &found["rising"]), (&json!([]), &json!([])));
    }

    the_oldest_that_somebody_else_wants_waits_longest(app) {
        let team = app.owner().await;
        at_noon(app);
        let alone = suggested(app, &team, "Of one alone").await;
        let second = suggested(app, &team, "Second").await;
        let third = suggested(app, &team, "Third").await;
        voted(app, &team, &third, 3).await;
        voted(app, &team, &second, 1).await;
        assert_eq!(titles(&overview(&team).await["waiting"]), ["Second", "Third"]);
        voted(app, &team, &alone, 1).await;
        snooze(&team, &third, json!({"type": "snooze", "votes": 99})).await;
        assert_eq!(titles(&overview(&team).await["waiting"]), ["Of one alone", "Second"]);
        team.decide(&alone, "declined", "No").await.is(StatusCode::CREATED);
        assert_eq!(titles(&overview(&team).await["waiting"]), ["Second"]);
    }

    times_are_of_two_periods(app) {
        let team = app.owner().await;
        app.hold_clock();
        let early = suggested(app, &team, "CSV export").await;
        app.pass(60);
        let path = team.path(&format!("/requests/{early}/comments"));
        team.asker.post(&path, &json!({"body": "Why?"})).await.is(StatusCode::CREATED);
        app.pass(60);
        team.decide(&early, "planned", "Soon").await.is(StatusCode::CREATED);
        app.pass(31 * DAY);
        team.log_in().await;
        let late = suggested(app, &team, "Dark mode").await;
        suggested(app, &team, "A calendar").await;
        app.pass(600);
        team.decide(&late, "declined", "No").await.is(StatusCode::CREATED);
        let found = overview(&team).await;
        let of = |period: &str, what: &str| {
            ["n", "waiting", "median"].map(|field| found[period][what][field].as_i64().expect("a number"))
        };
        assert_eq!((of("times", "first_response"), of("times", "decision")), ([1, 1, 600], [1, 1, 600]));
        assert_eq!((of("times_before", "first_response"), of("times_before", "decision")), ([1, 0, 60], [1, 0, 120]));
        assert_eq!((&found["times"]["truncated"], &found["times_before"]["truncated"]), (&json!(false), &json!(false)));
    }

    not_solved_is_listed_for_the_shipping_that_it_is_about(app) {
        let team = app.owner().await;
        app.hold_clock();
        team.asker.patch(&team.path(""), &json!({"reopen_answers": 9})).await.is(StatusCode::OK);
        let (mut eli, mut dora) = (team.visitor(app), team.visitor(app));
        let request = text(&eli.suggest("CSV export").await, "id").to_owned();
        dora.vote(&request).await.is(StatusCode::OK);
        team.decide(&request, "shipped", "Done").await.is(StatusCode::CREATED);
        solve(&eli, &request, "no", "Umlauts are broken").await;
        app.pass(60);
        solve(&dora, &request, "no", "").await;
        let found = overview(&team).await;
        let one = &found["decide"]["unsolved"][0];
        assert_eq!((&one["no"], &one["reason"], &one["title"]), (&json!(2), &json!("Umlauts are broken"), &json!("CSV export")));
        solve(&dora, &request, "yes", "").await;
        assert_eq!(overview(&team).await["decide"]["unsolved"][0]["no"], 1);
        team.decide(&request, "in_progress", "Umlauts").await.is(StatusCode::CREATED);
        assert_eq!(overview(&team).await["decide"]["unsolved"], json!([]));
        team.decide(&request, "shipped", "Done again").await.is(StatusCode::CREATED);
        assert_eq!(overview(&team).await["decide"]["unsolved"], json!([]));
    }

    weeks_and_answers_count_what_still_is(app) {
        let team = app.owner().await;
        at_noon(app);
        let (one, two) = (suggested(app, &team, "CSV export").await, suggested(app, &team, "Dark mode").await);
        voted(app, &team, &one, 2).await;
        let mut eli = team.visitor(app);
        eli.vote(&two).await.is(StatusCode::OK);
        eli.answer("/settings", false).await.is(StatusCode::OK);
        team.visitor(app).answer("/settings", true).await.is(StatusCode::OK);
        team.decide(&one, "planned", "Soon").await.is(StatusCode::CREATED);
        team.decide(&one, "shipped", "Done").await.is(StatusCode::CREATED);
        let week = |found: &Value| ["suggested", "votes", "decided", "shipped"].map(|field| this_week(found, field));
        let found = overview(&team).await;
        assert_eq!(week(&found), [2, 5, 2, 1]);
        assert_eq!((&found["answers"]["helpful"]["yes"], &found["answers"]["helpful"]["n"]), (&json!(1), &json!(2)));

        // A mind that changes on another day counts there, and a vote that is taken back counts nowhere.
        app.pass(7 * DAY);
        team.log_in().await;
        eli.answer("/settings", true).await.is(StatusCode::OK);
        eli.unvote(&two).await.is(StatusCode::OK);
        let found = overview(&team).await;
        assert_eq!((week(&found), sum(&found["weeks"], "votes")), ([0, 0, 0, 0], 4));
        let days = found["answers"]["days"].as_array().expect("days");
        assert_eq!((&days[55]["helpful"], &days[48]["unhelpful"], &days[48]["helpful"]), (&json!(1), &json!(0), &json!(1)));
        assert!(found["answers"]["helpful"]["score"]["low"].as_f64().is_some_and(|low| low < 0.5));
        clean(app).await;
    }

    days_stay_right_through_merges_splits_and_undoing(app) {
        let team = app.owner().await;
        at_noon(app);
        let (one, two) = (suggested(app, &team, "CSV export").await, suggested(app, &team, "Export as CSV").await);
        let mut eli = team.visitor(app);
        eli.vote(&one).await.is(StatusCode::OK);
        eli.vote(&two).await.is(StatusCode::OK);
        let votes = async || sum(&overview(&team).await["weeks"], "votes");
        assert_eq!(votes().await, 4);
        let merge = team.path(&format!("/requests/{two}/merge"));
        let (_, etag) = team.detail(&two).await;
        let request = team.asker.request(Method::PUT, &merge).header("If-Match", etag).json(&json!({"into": one}));
        team.asker.send(request).await.is(StatusCode::OK);
        assert_eq!(votes().await, 4);
        clean(app).await;
        // Taken back from the family: on the merged one too, once it leaves.
        eli.unvote(&one).await.is(StatusCode::OK);
        clean(app).await;
        let (_, etag) = team.detail(&two).await;
        team.asker.send(team.asker.request(Method::DELETE, &merge).header("If-Match", etag)).await.is(StatusCode::OK);
        assert_eq!(votes().await, 2);
        clean(app).await;
        let (_, etag) = team.detail(&one).await;
        let split = team.path(&format!("/requests/{one}/split"));
        let body = json!({"title": "XML export", "take_votes": true});
        team.asker.send(team.asker.request(Method::POST, &split).header("If-Match", etag).json(&body)).await.is(StatusCode::CREATED);
        assert_eq!((votes().await, this_week(&overview(&team).await, "suggested")), (3, 3));
        clean(app).await;
        let version = &team.detail(&one).await.0["version"];
        let action = json!({"type": "decide", "status": "shipped", "message": "Done"});
        let body = json!({"action": action, "requests": [{"id": one, "version": version}]});
        let made = team.asker.post(&team.path("/triage"), &body).await.is(StatusCode::CREATED).json();
        assert_eq!(this_week(&overview(&team).await, "shipped"), 1);
        let undo = team.path(&format!("/triage/{}/undo", text(&made, "change")));
        team.asker.post(&undo, &json!({})).await.is(StatusCode::OK);
        let found = overview(&team).await;
        assert_eq!((this_week(&found, "shipped"), this_week(&found, "decided")), (0, 0));
        clean(app).await;
    }

    an_unchanged_overview_is_not_sent_again_and_others_do_not_see_it(app) {
        let team = app.owner().await;
        app.hold_clock();
        suggested(app, &team, "CSV export").await;
        let first = team.asker.get(&team.path("/overview")).await.is(StatusCode::OK);
        let etag = first.header("etag").expect("an ETag").to_owned();
        let request = team.asker.request(Method::GET, &team.path("/overview")).header("If-None-Match", &etag);
        team.asker.send(request).await.is(StatusCode::NOT_MODIFIED);
        suggested(app, &team, "Dark mode").await;
        let request = team.asker.request(Method::GET, &team.path("/overview")).header("If-None-Match", &etag);
        team.asker.send(request).await.is(StatusCode::OK);
        let other = Team::with_project(team.asker.clone(), "Other").await;
        let found = overview(&other).await;
        assert_eq!((&found["decide"]["new"]["total"], this_week(&found, "suggested")), (&json!(0), 0));
        app.stranger().get(&team.path("/overview")).await.is(StatusCode::UNAUTHORIZED);
    }
}
