//! The measures of a project: what they count, by screen and period, and what they are never about.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    board::{opened, page, set},
    on_both,
    test_app::{Team, TestApp, Visitor, items, text},
};

const DAY: i64 = 86_400;

async fn suggested(app: &TestApp, team: &Team, title: &str) -> String {
    text(&team.visitor(app).suggest(title).await, "id").to_owned()
}

async fn comment(team: &Team, request: &str, body: &str) {
    let path = team.path(&format!("/requests/{request}/comments"));
    team.asker.post(&path, &json!({"body": body})).await.is(StatusCode::CREATED);
}

async fn solve(visitor: &Visitor, request: &str, answer: &str) {
    let path = visitor.path(&format!("/requests/{request}/solved"));
    visitor.asker.put(&path, &json!({"answer": answer})).await.is(StatusCode::OK);
}

/// How many are done, how many wait, the median and the p90.
fn spread(of: &Value) -> [Value; 4] {
    ["n", "waiting", "median", "p90"].map(|field| of[field].clone())
}

on_both! {
    times_run_from_what_a_visitor_sent_to_the_first_word_of_the_team(app) {
        let team = app.owner().await;
        app.hold_clock();
        let empty = team.read("/measures").await;
        assert_eq!((&empty["sent"], &empty["answered"]["score"]), (&json!(0), &Value::Null));
        assert_eq!((spread(&empty["first_response"]), &empty["days"]), ([json!(0), json!(0), Value::Null, Value::Null], &json!(90)));
        let (decided, commented) = (suggested(app, &team, "CSV export").await, suggested(app, &team, "Dark mode").await);
        suggested(app, &team, "A calendar").await;
        let report = team.visitor(app).report("The PDF is empty").await.is(StatusCode::CREATED).json();
        app.pass(60);
        let path = team.path(&format!("/reports/{}/replies", text(&report, "id")));
        team.asker.post(&path, &json!({"body": "Which browser?"})).await.is(StatusCode::CREATED);
        app.pass(60);
        comment(&team, &commented, "Why?").await;
        app.pass(60);
        team.decide(&decided, "planned", "Soon").await.is(StatusCode::CREATED);
        app.pass(60);
        comment(&team, &decided, "Later words change nothing").await;
        // What the team writes down for itself is nothing that a visitor waits for.
        let own = json!({"kind": "feature", "title": "An idea of ours"});
        team.asker.post(&team.path("/requests"), &own).await.is(StatusCode::CREATED);

        let found = team.read("/measures").await;
        assert_eq!(found["sent"], 4);
        assert_eq!(spread(&found["first_response"]), [3, 1, 120, 180].map(|n| json!(n)));
        assert_eq!(spread(&found["decision"]), [1, 2, 180, 180].map(|n| json!(n)));
        // Nobody is late within a week.
        assert_eq!((&found["answered"]["n"], &found["truncated"]), (&json!(0), &json!(false)));
        let weeks = found["weeks"].as_array().expect("weeks");
        assert_eq!((weeks.len(), &weeks[12]["sent"], &weeks[0]["sent"]), (13, &json!(4), &json!(0)));
        assert_eq!(found["screens"].as_array().map(Vec::len), Some(1));
        assert_eq!((&found["screens"][0]["route"], &found["screens"][0]["sent"]), (&json!("/invoices/:id"), &json!(4)));
    }

    what_has_no_response_after_a_week_is_unanswered_until_it_leaves_the_period(app) {
        let team = app.owner().await;
        app.hold_clock();
        let one = suggested(app, &team, "CSV export").await;
        suggested(app, &team, "Dark mode").await;
        team.decide(&one, "planned", "Soon").await.is(StatusCode::CREATED);
        app.pass(8 * DAY);
        team.log_in().await;
        let found = team.read("/measures").await;
        assert_eq!((&found["answered"]["yes"], &found["answered"]["n"]), (&json!(1), &json!(2)));
        let (low, high) = (found["answered"]["score"]["low"].as_f64(), found["answered"]["score"]["high"].as_f64());
        assert!(low.is_some_and(|low| low < 0.2) && high.is_some_and(|high| high > 0.8), "{low:?} {high:?}");
        assert_eq!(team.read("/measures?days=7").await["sent"], 0);
        assert_eq!(team.read("/measures?days=365").await["sent"], 2);
    }

    fixes_are_confirmed_by_those_who_asked(app) {
        let team = app.owner().await;
        let mut author = team.visitor(app);
        let request = text(&author.suggest("CSV export").await, "id").to_owned();
        let mut voter = team.visitor(app);
        voter.vote(&request).await.is(StatusCode::OK);
        team.decide(&request, "shipped", "Done").await.is(StatusCode::CREATED);
        assert_eq!(team.read("/measures").await["confirmed"], json!({"yes": 0, "n": 0, "score": null}));
        solve(&author, &request, "yes").await;
        solve(&voter, &request, "partly").await;
        let found = team.read("/measures").await;
        assert_eq!((&found["confirmed"]["yes"], &found["confirmed"]["n"]), (&json!(1), &json!(2)));
    }

    a_screen_has_its_own_and_other_projects_have_none_of_it(app) {
        let team = app.owner().await;
        suggested(app, &team, "CSV export").await;
        team.visitor(app).answer("/settings", true).await.is(StatusCode::OK);
        let list = team.read("/screens?order=route").await;
        let screen = |route: &str| {
            let found = items(&list).iter().find(|screen| screen["route"] == route).expect("a screen");
            text(found, "id").to_owned()
        };
        let invoices = screen("/invoices/:id");
        assert_eq!(team.read(&format!("/measures?screen={invoices}")).await["sent"], 1);
        assert_eq!(team.read(&format!("/measures?screen={}", screen("/settings"))).await["sent"], 0);
        let other = Team::with_project(team.asker.clone(), "Other").await;
        assert_eq!(other.read("/measures").await["sent"], 0);
        let foreign = other.asker.get(&other.path(&format!("/measures?screen={invoices}"))).await;
        let unknown = other.asker.get(&other.path(&format!("/measures?screen={}", other.project))).await;
        assert_eq!((foreign.is(StatusCode::NOT_FOUND).code(), unknown.is(StatusCode::NOT_FOUND).code()),
            ("not_found".to_owned(), "not_found".to_owned()));
        for bad in ["days=6", "days=366", "days=x", "screen=x", "visitor=1"] {
            team.asker.get(&team.path(&format!("/measures?{bad}"))).await.is(StatusCode::BAD_REQUEST);
        }
    }

    a_board_shows_the_measures_where_the_project_publishes_them(app) {
        let team = opened(app).await;
        app.hold_clock();
        page(app, "/b/kontor/measures").await.is(StatusCode::NOT_FOUND);
        assert!(!page(app, "/b/kontor/").await.text.contains("Service levels"));
        set(&team, json!({"publish_measures": true})).await.is(StatusCode::OK);
        assert!(page(app, "/b/kontor/measures").await.is(StatusCode::OK).text.contains("There are no numbers yet."));
        assert!(page(app, "/b/kontor/").await.text.contains("href=\"/b/kontor/measures\""));
        let mut author = team.visitor(app);
        let request = text(&author.suggest("CSV export").await, "id").to_owned();
        suggested(app, &team, "Dark mode").await;
        app.pass(5 * 3_600);
        team.decide(&request, "shipped", "Done").await.is(StatusCode::CREATED);
        app.pass(60);
        solve(&author, &request, "yes").await;
        app.pass(8 * DAY);
        let html = page(app, "/b/kontor/measures").await.is(StatusCode::OK).text;
        for part in ["Half of them within 5 hours, nine of ten within 5 hours.", "1 was measured. 1 still waits.",
            "1 of 2 that were sent more than 7 days ago have a response.", "1 of 1 answers say", "between 21 and 100 %"] {
            assert!(html.contains(part), "{part} in {html}");
        }
        let german = page(app, "/b/kontor/measures?lang=de").await.is(StatusCode::OK).text;
        assert!(german.contains("Die Hälfte binnen 5 Stunden"), "{german}");
        set(&team, json!({"publish_measures": false})).await.is(StatusCode::OK);
        page(app, "/b/kontor/measures").await.is(StatusCode::NOT_FOUND);
    }
}
