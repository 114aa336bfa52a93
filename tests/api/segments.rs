//! Segments with weights: what a vote counts, when earlier votes follow, and that every sum stays exact.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    heat::{close, number},
    identity::{become_known, identify, secret, signed},
    on_both,
    streams::Stream,
    test_app::{Answer, Dice, Team, TestApp, Visitor, items, text},
};

/// More than it takes until a change has settled.
const SETTLED: i64 = 5;

async fn known(app: &TestApp, team: &Team, secret: &str, subject: &str, facts: Value) -> Visitor {
    let visitor = team.visitor(app);
    let token = signed(app, team, secret, subject, facts);
    become_known(&visitor, &identify(&visitor, &token, None).await.is(StatusCode::OK))
}

async fn ask(team: &Team, segment: &str, weight: f64) -> Answer {
    team.asker.put(&team.path("/segment_weights"), &json!({"segment": segment, "weight": weight})).await
}

/// Changes a weight, and waits until all votes and scores are computed by it.
async fn weigh(app: &TestApp, team: &Team, segment: &str, weight: f64) {
    let mut stream = Stream::open(&team.asker, &team.project, None).await.begun().await;
    ask(team, segment, weight).await.is(StatusCode::OK);
    app.pass(SETTLED);
    while !team.read("/segment_weights").await["progress"].is_null() {
        stream.until("ranking").await;
    }
}

/// The weight of a request's votes.
async fn weight(team: &Team, request: &str) -> f64 {
    number(&team.detail(request).await.0["weight"])
}

on_both! {
    a_vote_counts_with_the_weight_of_its_voters_segment(app) {
        let team = app.owner().await;
        app.hold_clock();
        let secret = secret(&team).await;
        let (one, two) = (
            text(&team.visitor(app).suggest("Dark mode").await, "id").to_owned(),
            text(&team.visitor(app).suggest("CSV export").await, "id").to_owned(),
        );
        let mut ann = known(app, &team, &secret, "ann", json!({"name": "Ann", "segment": "enterprise"})).await;
        ann.vote(&one).await.is(StatusCode::OK);
        let before = team.read("/segment_weights").await;
        let row = json!({"segment": "enterprise", "weight": 1.0, "visitors": 1, "votes": 1, "more": false});
        assert_eq!((&before["items"], &before["cut"], &before["progress"]), (&json!([row]), &json!(false), &Value::Null));
        assert_eq!(team.detail(&one).await.0["sentence"], "2 votes in 14 days, 1 from a verified visitor");

        weigh(app, &team, "enterprise", 5.0).await;
        assert_eq!(weight(&team, &one).await, 6.0, "an earlier vote follows");
        ann.vote(&two).await.is(StatusCode::OK);
        assert_eq!(weight(&team, &two).await, 6.0, "a later one has it at once");
        let detail = team.detail(&one).await.0;
        assert_eq!((&detail["votes"], &detail["voters"]["verified"]), (&json!(2), &json!(1)));
        assert_eq!(detail["sentence"], "2 votes in 14 days, 1 from a verified visitor; all votes count as 6 by segment");
        assert_eq!(detail["explain"][0]["term"], "votes");
        assert!(number(&detail["explain"][0]["raw"]) > 5.9, "{detail}");
        assert_eq!(items(&team.read(&format!("/requests/{one}/voters?kind=verified")).await)[0]["weight"], 5.0);
        assert_eq!(app.check().await, Vec::<String>::new());

        // The host names another segment: later votes have its weight at once, earlier ones after the next round.
        let mut ann = known(app, &team, &secret, "ann", json!({"name": "Ann", "segment": "starter"})).await;
        let three = text(&team.visitor(app).suggest("Shortcuts").await, "id").to_owned();
        ann.vote(&three).await.is(StatusCode::OK);
        assert_eq!((weight(&team, &three).await, weight(&team, &one).await), (2.0, 6.0));
        ann.unvote(&one).await.is(StatusCode::OK);
        ann.vote(&one).await.is(StatusCode::OK);
        assert_eq!(weight(&team, &one).await, 2.0, "who votes again has a new vote");
        assert_eq!(app.check().await, Vec::<String>::new());
        weigh(app, &team, "starter", 0.0).await;
        for request in [&one, &two, &three] {
            assert_eq!(weight(&team, request).await, 1.0);
        }
        assert_eq!(team.detail(&one).await.0["votes"], 2, "a vote without weight still is a vote");
        weigh(app, &team, "starter", 1.0).await;
        assert_eq!(weight(&team, &one).await, 2.0);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    every_sum_is_exact_whatever_segments_and_weights_come(app) {
        let team = app.owner().await;
        app.hold_clock();
        let secret = secret(&team).await;
        let mut dice = Dice::new(7);
        let mut requests = Vec::new();
        for title in ["Dark mode", "CSV export", "Shortcuts"] {
            requests.push(text(&team.visitor(app).suggest(title).await, "id").to_owned());
        }
        let segments = ["enterprise", "starter", "free"];
        for (round, (segment, factor)) in [("enterprise", 10.0), ("free", 0.25), ("enterprise", 2.5)].into_iter().enumerate() {
            for n in 0..10 {
                let facts = json!({"segment": segments[dice.roll(3)]});
                let mut visitor = known(app, &team, &secret, &format!("user-{}", n % 7), facts).await;
                let request = requests[dice.roll(3)].clone();
                if dice.roll(4) == 0 {
                    visitor.unvote(&request).await.is(StatusCode::OK);
                } else {
                    visitor.vote(&request).await.is(StatusCode::OK);
                }
            }
            assert_eq!(app.check().await, Vec::<String>::new(), "round {round}");
            weigh(app, &team, segment, factor).await;
            assert_eq!(app.check().await, Vec::<String>::new(), "round {round}");
            let weights = team.read("/segment_weights").await;
            let of = |segment: &Value| {
                let row = items(&weights).iter().find(|row| row["segment"] == *segment);
                row.map_or(1.0, |row| number(&row["weight"]))
            };
            for request in &requests {
                let voters = team.read(&format!("/requests/{request}/voters?limit=100")).await;
                let sum: f64 = items(&voters).iter().map(|voter| of(&voter["segment"])).sum();
                assert!(close(sum, weight(&team, request).await), "{voters}");
            }
        }
        let saved = json!({"weights": {"votes": 1.0, "reports": 3.0, "unhelpful": 0.2, "comments": 0.2}, "half_life_days": 30.0});
        let mut stream = Stream::open(&team.asker, &team.project, None).await.begun().await;
        ask(&team, "starter", 4.0).await.is(StatusCode::OK);
        team.asker.put(&team.path("/ranking"), &saved).await.is(StatusCode::OK);
        app.pass(SETTLED);
        while !team.read("/ranking").await["progress"].is_null() {
            stream.until("ranking").await;
        }
        assert_eq!(app.check().await, Vec::<String>::new(), "both at once");
    }

    a_weight_is_refused_that_is_out_of_bounds_or_one_too_many(app) {
        let team = app.owner().await;
        for (body, pointer) in [
            (json!({"segment": "enterprise", "weight": -0.1}), "/weight"),
            (json!({"segment": "enterprise", "weight": 100.5}), "/weight"),
            (json!({"segment": " ", "weight": 2.0}), "/segment"),
            (json!({"segment": "x".repeat(201), "weight": 2.0}), "/segment"),
        ] {
            let refused = team.asker.put(&team.path("/segment_weights"), &body).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{body}");
        }
        for n in 0..50 {
            ask(&team, &format!("segment {n}"), 2.0).await.is(StatusCode::OK);
        }
        let refused = ask(&team, "one more", 2.0).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["errors"][0]["pointer"], "/segment");
        ask(&team, "one more", 1.0).await.is(StatusCode::OK);
        ask(&team, "segment 7", 3.0).await.is(StatusCode::OK);
        ask(&team, "segment 7", 1.0).await.is(StatusCode::OK);
        ask(&team, "one more", 2.0).await.is(StatusCode::OK);
        let list = team.read("/segment_weights").await;
        assert_eq!((items(&list).len(), &list["cut"]), (50, &json!(false)));
    }
}
