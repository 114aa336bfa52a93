//! Segments with weights: what a vote counts, when earlier votes follow, and that every sum stays exact.

use std::sync::Arc;

use reqwest::StatusCode;
use serde_json::{Value, json};
use yousaid::{
    actions::create_request::{self, Fresh},
    base::id::{self, Id},
    cache::stamps::Touches,
    domain::status::{Kind, VoterKind},
    intake::votes::{VoteCommand, cast_one},
    store::projects,
};

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

/// Casts a vote of a visitor on each of so many new requests.
async fn vote_on_many(app: &TestApp, team: &Team, visitor: &str, many: usize) {
    let (project, visitor): (Id<id::Project>, Id<id::Visitor>) =
        (team.project.parse().expect("an id"), visitor.parse().expect("an id"));
    let now = app.context.clock.now();
    let write = app.context.db.write(Touches::Project(project), move |connection| {
        let project = Arc::new(projects::by_id(connection, project)?);
        for n in 0..many {
            let fresh = Fresh {
                kind: Kind::Feature,
                title: format!("Wish {n}"),
                body: String::new(),
                public: true,
                visitor: None,
                place: None,
                similar: None,
                now,
            };
            let made = create_request::request(connection, &project, fresh)?;
            let vote = VoteCommand {
                project: Arc::clone(&project),
                request: made.id,
                visitor,
                new_visitor: None,
                cast: true,
                kind: VoterKind::Verified,
                screen: None,
                object_key: String::new(),
                instead: None,
                at: now,
                by_author: false,
            };
            cast_one(connection, &vote)?;
        }
        Ok(())
    });
    write.await.expect("votes");
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

        // The host names another segment: all votes have its weight at once.
        let mut ann = known(app, &team, &secret, "ann", json!({"name": "Ann", "segment": "starter"})).await;
        let three = text(&team.visitor(app).suggest("Shortcuts").await, "id").to_owned();
        ann.vote(&three).await.is(StatusCode::OK);
        assert_eq!((weight(&team, &three).await, weight(&team, &one).await), (2.0, 2.0));
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

    votes_follow_their_voter_into_its_segment_and_stay_when_it_is_erased(app) {
        let team = app.owner().await;
        app.hold_clock();
        let secret = secret(&team).await;
        let mut author = team.visitor(app);
        let one = text(&author.suggest("Dark mode").await, "id").to_owned();
        let two = text(&author.suggest("CSV export").await, "id").to_owned();
        weigh(app, &team, "enterprise", 5.0).await;
        let mut anonymous = author.another();
        anonymous.vote(&one).await.is(StatusCode::OK);
        anonymous.vote(&two).await.is(StatusCode::OK);
        let mut ann = known(app, &team, &secret, "ann", json!({"segment": "free"})).await;
        ann.vote(&two).await.is(StatusCode::OK);
        assert_eq!((weight(&team, &one).await, weight(&team, &two).await), (2.0, 3.0));

        let facts = json!({"name": "Ann", "segment": "enterprise"});
        let proof = anonymous.asker.token.clone();
        identify(&author, &signed(app, &team, &secret, "ann", facts), proof.as_deref()).await.is(StatusCode::OK);
        assert_eq!((weight(&team, &one).await, weight(&team, &two).await), (6.0, 6.0), "one vote of two stays, and weighs 5");
        let listed = team.read("/requests?order=weighted").await;
        assert!(items(&listed).iter().all(|row| row["weight"] == 6.0), "{listed}");
        let detail = team.detail(&one).await.0;
        assert_eq!(detail["sentence"], "2 votes in 14 days, 1 from a verified visitor; all votes count as 6 by segment");
        assert_eq!(app.check().await, Vec::<String>::new());

        let id = text(&ann.read("/me").await["visitor"], "id").to_owned();
        team.asker.delete(&team.path(&format!("/visitors/{id}"))).await.is(StatusCode::NO_CONTENT);
        assert_eq!((weight(&team, &one).await, weight(&team, &two).await), (6.0, 6.0), "who decided by it did so by 6");
        let before = number(&team.detail(&one).await.0["heat"]);
        weigh(app, &team, "free", 3.0).await;
        assert_eq!((weight(&team, &one).await, weight(&team, &two).await), (6.0, 6.0), "also where all is summed again");
        let after = number(&team.detail(&one).await.0["heat"]);
        assert!(close(before, after), "{before} {after}");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    what_follows_at_once_is_what_summing_everything_again_comes_to(app) {
        let team = app.owner().await;
        app.hold_clock();
        let secret = secret(&team).await;
        let mut dice = Dice::new(11);
        let mut author = team.visitor(app);
        let mut requests = Vec::new();
        for title in ["Dark mode", "CSV export", "Shortcuts", "Print"] {
            requests.push(text(&author.suggest(title).await, "id").to_owned());
        }
        for (segment, factor) in [("enterprise", 10.0), ("starter", 0.3), ("free", 0.0)] {
            weigh(app, &team, segment, factor).await;
        }
        let segments = [json!("enterprise"), json!("starter"), json!("free"), Value::Null];
        for round in 0..3 {
            for _ in 0..14 {
                let mut anonymous = author.another();
                for _ in 0..2 {
                    anonymous.vote(&requests[dice.roll(4)]).await.is(StatusCode::OK);
                    app.pass(3_600);
                }
                let facts = json!({"segment": segments[dice.roll(4)]});
                let token = signed(app, &team, &secret, &format!("user-{}", dice.roll(5)), facts);
                let proof = anonymous.asker.token.clone();
                let carried = identify(&author, &token, proof.as_deref()).await.is(StatusCode::OK);
                let mut known = become_known(&author, &carried);
                match dice.roll(4) {
                    0 => drop(known.unvote(&requests[dice.roll(4)]).await.is(StatusCode::OK)),
                    1 => {
                        let id = text(&known.read("/me").await["visitor"], "id").to_owned();
                        team.asker.delete(&team.path(&format!("/visitors/{id}"))).await.is(StatusCode::NO_CONTENT);
                    }
                    _ => {}
                }
                assert_eq!(app.check().await, Vec::<String>::new(), "round {round}");
            }
            let sums = async || {
                let mut sums = Vec::new();
                for request in &requests {
                    sums.push((weight(&team, request).await, number(&team.detail(request).await.0["heat"])));
                }
                sums
            };
            let before = sums().await;
            weigh(app, &team, "nobody", f64::from(round + 2)).await;
            for ((weight, heat), (summed, again)) in before.into_iter().zip(sums().await) {
                assert!(close(weight, summed) && close(heat, again), "{weight} {summed}, {heat} {again}");
            }
            assert_eq!(app.check().await, Vec::<String>::new(), "round {round}");
        }
    }

    more_votes_than_follow_at_once_follow_in_the_background(app) {
        let team = app.owner().await;
        app.hold_clock();
        let secret = secret(&team).await;
        weigh(app, &team, "enterprise", 5.0).await;
        let ann = known(app, &team, &secret, "ann", json!({"segment": "free"})).await;
        let id = text(&ann.read("/me").await["visitor"], "id").to_owned();
        vote_on_many(app, &team, &id, 1_001).await;
        let mut stream = Stream::open(&team.asker, &team.project, None).await.begun().await;
        let token = signed(app, &team, &secret, "ann", json!({"segment": "enterprise"}));
        identify(&ann, &token, None).await.is(StatusCode::OK);
        assert!(!team.read("/segment_weights").await["progress"].is_null(), "it is left to the background");
        assert_eq!(app.check().await, Vec::<String>::new());
        app.pass(SETTLED);
        while !team.read("/segment_weights").await["progress"].is_null() {
            stream.until("ranking").await;
        }
        let listed = team.read("/requests?order=weighted&limit=100").await;
        assert!(items(&listed).iter().all(|row| row["weight"] == 5.0), "{listed}");
        assert_eq!(app.check().await, Vec::<String>::new());
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
