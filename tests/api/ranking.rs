//! How a project ranks: what a trial shows is what the list shows after saving, and nothing is counted twice meanwhile.
//! The clock is paused, so that scores can be compared to the last digit.

use reqwest::StatusCode;
use serde_json::{Value, json};
use yousaid::jobs::rank_day;

use crate::{
    accounts::join,
    heat::{close, number, random_signals},
    on_both,
    streams::Stream,
    test_app::{Team, TestApp, items, text},
};

/// More than it takes until a change has settled.
const SETTLED: i64 = 5;

fn ranking([votes, reports, unhelpful, comments]: [f64; 4], half_life_days: f64) -> Value {
    let weights = json!({"votes": votes, "reports": reports, "unhelpful": unhelpful, "comments": comments});
    json!({"weights": weights, "half_life_days": half_life_days})
}

async fn tried(team: &Team, wanted: &Value) -> Value {
    team.asker.post(&team.path("/ranking/try"), wanted).await.is(StatusCode::OK).json()
}

/// Saves a ranking, and waits until all scores are computed by it.
async fn save(app: &TestApp, team: &Team, wanted: &Value) {
    let mut stream = Stream::open(&team.asker, &team.project, None).await.begun().await;
    let saved = team.asker.put(&team.path("/ranking"), wanted).await.is(StatusCode::OK).json();
    assert_eq!(
        (&saved["weights"], &saved["half_life_days"]),
        (&wanted["weights"], &wanted["half_life_days"])
    );
    app.pass(SETTLED);
    while !team.read("/ranking").await["progress"].is_null() {
        stream.until("ranking").await;
    }
}

/// The ids of a list and their scores.
fn scores(list: &Value) -> Vec<(&str, f64)> {
    items(list).iter().map(|row| (text(row, "id"), number(&row["heat"]))).collect()
}

fn assert_same(one: &Value, other: &Value) {
    let (one, other) = (scores(one), scores(other));
    let ids = |list: &[(&str, f64)]| list.iter().map(|(id, _)| (*id).to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(&one), ids(&other), "{one:?} {other:?}");
    for (one, other) in one.iter().zip(&other) {
        assert!(close(one.1, other.1), "{one:?} {other:?}");
    }
}

on_both! {
    what_a_trial_shows_is_what_the_list_shows_after_saving(app) {
        let team = app.owner().await;
        app.hold_clock();
        for seed in 10..12 {
            random_signals(app, &team, seed).await;
        }
        let rankings = [
            ranking([1.0, 0.0, 20.0, 0.2], 14.0),
            ranking([1.0, 3.0, 0.2, 0.2], 7.0),
            ranking([0.5, 9.0, 1.0, 0.0], 90.0),
            ranking([0.0, 0.0, 1.0, 0.0], 365.0),
            ranking([1.0, 3.0, 0.2, 0.2], 14.0),
        ];
        for wanted in &rankings {
            team.log_in().await;
            let before = team.read("/requests?limit=100").await;
            let trial = tried(&team, wanted).await;
            assert_eq!(trial["estimated"], false);
            for row in items(&trial) {
                let was = items(&before).iter().position(|other| other["id"] == row["id"]).map(|at| at + 1);
                assert_eq!(row["was"], json!(was), "{row}");
            }
            save(app, &team, wanted).await;
            let list = team.read("/requests?limit=100").await;
            let order = |list: &Value| scores(list).iter().map(|(id, _)| (*id).to_owned()).collect::<Vec<_>>();
            assert_eq!(order(&trial), order(&list), "{wanted}");
            // The same again, at the same moment as the list.
            assert_same(&tried(&team, wanted).await, &list);
            for row in items(&list) {
                let terms = row["explain"].as_array().expect("terms");
                let sum: f64 = terms.iter().map(|term| number(&term["contribution"])).sum();
                assert!(close(sum, number(&row["heat"])), "{row}");
            }
            assert_eq!(app.check().await, Vec::<String>::new());
        }
    }

    what_comes_while_scores_are_computed_again_is_counted_once(app) {
        let team = app.owner().await;
        app.hold_clock();
        let visitor = team.visitor(app);
        let request = text(&visitor.another().suggest("Dark mode").await, "id").to_owned();
        let mut early = visitor.another();
        early.vote(&request).await.is(StatusCode::OK);
        app.pass(14 * 86_400);
        team.log_in().await;
        let wanted = ranking([1.0, 3.0, 0.2, 0.2], 28.0);
        team.asker.put(&team.path("/ranking"), &wanted).await.is(StatusCode::OK);
        let progress = team.read("/ranking").await["progress"].clone();
        assert_eq!(progress, json!({"done": 0, "of": 1}), "not before the change has settled");
        assert!(close(number(&team.detail(&request).await.0["heat"]), 1.0), "still by the half-life of before");
        visitor.another().vote(&request).await.is(StatusCode::OK);
        early.unvote(&request).await.is(StatusCode::OK);
        save(app, &team, &wanted).await;
        let left = (-0.5_f64).exp2() + 1.0;
        let (detail, _) = team.detail(&request).await;
        assert!((number(&detail["heat"]) - left).abs() < 1e-4, "{detail}");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    what_has_moved_since_the_day_began_is_told_by_the_ranks_of_then(app) {
        let team = app.owner().await;
        app.hold_clock();
        let day = 86_400;
        let visitor = team.visitor(app);
        let vote = async |request: &str, votes: usize| {
            for _ in 0..votes {
                visitor.another().vote(request).await.is(StatusCode::OK);
            }
        };
        let ask = async |title: &str| text(&visitor.another().suggest(title).await, "id").to_owned();
        let (dark, pdf, csv) = (ask("Dark mode").await, ask("Print as PDF").await, ask("Export as CSV").await);
        vote(&dark, 3).await;
        vote(&pdf, 2).await;
        vote(&csv, 1).await;
        let empty = team.read("/ranking/moves").await;
        assert_eq!(empty, json!({"since": null, "items": []}), "no order is kept yet");
        rank_day::pass(&app.context).await.expect("the order of the day");
        let since = team.read("/ranking/moves").await["since"].clone();
        assert!(since.is_string());
        // A second look, by another node perhaps, keeps the first.
        app.pass(3_600);
        rank_day::pass(&app.context).await.expect("the same day");
        vote(&csv, 9).await;
        let fresh = ask("A new wish").await;
        vote(&fresh, 6).await;
        team.log_in().await;
        team.decide(&dark, "planned", "Yes.").await.is(StatusCode::CREATED);
        let moves = team.read("/ranking/moves").await;
        assert_eq!(moves["since"], since);
        // Dark mode was first and has left: the others moved up for nobody's sake.
        let expected = json!([
            {"id": csv, "was": 2},
            {"id": fresh, "was": null},
            {"id": pdf, "was": 1},
        ]);
        assert_eq!(moves["items"], expected);
        app.pass(day);
        rank_day::pass(&app.context).await.expect("the next day");
        team.log_in().await;
        let moves = team.read("/ranking/moves").await;
        let ranks: Vec<_> = items(&moves).iter().map(|row| row["was"].clone()).collect();
        assert_eq!(ranks, [json!(1), json!(2), json!(3)]);
    }

    a_ranking_out_of_bounds_is_refused_by_its_fields_and_changes_nothing(app) {
        let team = app.owner().await;
        let before = team.read("/ranking").await;
        assert_eq!(before["half_life_days"], 14.0);
        let wrong = ranking([-1.0, 3.0, 0.2, 1000.5], 366.0);
        for answer in [
            team.asker.put(&team.path("/ranking"), &wrong).await,
            team.asker.post(&team.path("/ranking/try"), &wrong).await,
        ] {
            let problem = answer.is(StatusCode::UNPROCESSABLE_ENTITY).json();
            let pointers: Vec<_> =
                problem["errors"].as_array().expect("errors").iter().map(|error| text(error, "pointer")).collect();
            assert_eq!(pointers, ["/weights/votes", "/weights/comments", "/half_life_days"]);
        }
        for query in ["q=dark", "order=top", "limit=3", "cursor=x"] {
            let path = team.path(&format!("/ranking/try?{query}"));
            team.asker.post(&path, &ranking([1.0; 4], 14.0)).await.is(StatusCode::BAD_REQUEST);
        }
        assert_eq!(team.read("/ranking").await, before);
    }

    a_triager_tries_rankings_out_and_an_admin_saves_them(app) {
        let team = app.owner().await;
        let triager = join(app, &team, "anna@kontor.example", "triager").await;
        let wanted = ranking([1.0; 4], 30.0);
        triager.post(&team.path("/ranking/try"), &wanted).await.is(StatusCode::OK);
        triager.put(&team.path("/ranking"), &wanted).await.is(StatusCode::FORBIDDEN);
        let admin = join(app, &team, "adam@kontor.example", "admin").await;
        admin.put(&team.path("/ranking"), &wanted).await.is(StatusCode::OK);
    }

    a_trial_is_narrowed_like_the_list(app) {
        let team = app.owner().await;
        app.hold_clock();
        random_signals(app, &team, 20).await;
        let first = text(&items(&team.read("/requests").await)[0], "id").to_owned();
        team.decide(&first, "planned", "Yes.").await.is(StatusCode::CREATED);
        let path = team.path("/ranking/try?status=planned");
        let trial = team.asker.post(&path, &ranking([1.0; 4], 30.0)).await.is(StatusCode::OK).json();
        let ids: Vec<_> = items(&trial).iter().map(|row| text(row, "id")).collect();
        assert_eq!(ids, [first.as_str()]);
    }
}
