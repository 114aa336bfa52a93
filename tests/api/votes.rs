//! Votes: one a visitor, whatever comes at once and wherever it comes from.
//! Says nothing of heat; `heat.rs` does.

use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Answer, Dice, Team, TestApp, Visitor, items, text},
};

/// A public request of somebody, and what it is called.
async fn suggestion(app: &TestApp, team: &Team, title: &str) -> String {
    text(&team.visitor(app).suggest(title).await, "id").to_owned()
}

/// A visitor that has acted, and so has a token.
async fn known(app: &TestApp, team: &Team) -> Visitor {
    let mut visitor = team.visitor(app);
    visitor.answer("/hello", true).await.is(StatusCode::OK);
    assert!(visitor.asker.token.is_some());
    visitor
}

fn changed(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| answer.json()["changed"] == true).count()
}

async fn votes_of(team: &Team, request: &str) -> i64 {
    team.detail(request).await.0["votes"].as_i64().expect("a count")
}

on_both! {
    sixty_four_identical_votes_at_once_are_one_vote(app) {
        let team = app.owner().await;
        let request = suggestion(app, &team, "Dark mode for the invoices").await;
        let voter = known(app, &team).await;
        let answers = join_all((0..64).map(|_| {
            let mut again = voter.clone();
            let request = request.clone();
            async move { again.vote(&request).await.is(StatusCode::OK) }
        }))
        .await;
        assert_eq!(changed(&answers), 1);
        assert!(answers.iter().all(|answer| answer.json()["votes"] == 2 && answer.json()["voted"] == true));
        assert_eq!(votes_of(&team, &request).await, 2);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_second_vote_by_the_same_voter_changes_nothing(app) {
        let team = app.owner().await;
        let request = suggestion(app, &team, "Keyboard shortcuts").await;
        let mut voter = known(app, &team).await;
        let first = voter.vote(&request).await.is(StatusCode::OK).json();
        assert_eq!(first, json!({"request_id": request, "votes": 2, "voted": true, "changed": true}));
        let (before, etag) = team.detail(&request).await;
        let second = voter.vote(&request).await.is(StatusCode::OK).json();
        assert_eq!(second, json!({"request_id": request, "votes": 2, "voted": true, "changed": false}));
        assert_eq!(team.detail(&request).await.0["places"], before["places"]);
        assert_eq!(team.detail(&request).await.1.split('.').next(), etag.split('.').next());
    }

    a_first_vote_brings_a_token_and_taking_back_without_one_brings_none(app) {
        let team = app.owner().await;
        let request = suggestion(app, &team, "Bulk export").await;
        let mut nobody = team.visitor(app);
        let answer = nobody.unvote(&request).await.is(StatusCode::OK);
        assert_eq!(answer.json()["changed"], false);
        assert_eq!(answer.header("yousaid-visitor-token"), None);
        let answer = nobody.vote(&request).await.is(StatusCode::OK);
        assert!(answer.header("yousaid-visitor-token").is_some());
        assert_eq!(nobody.vote(&request).await.header("yousaid-visitor-token"), None);
        let visitors = team.read("/visitors").await;
        assert_eq!(items(&visitors).len(), 2, "the author and the voter: {visitors}");
    }

    a_visitor_was_last_here_at_its_last_write_of_whatever_kind(app) {
        let team = app.owner().await;
        app.hold_clock();
        let request = suggestion(app, &team, "Bulk export").await;
        let mut voter = team.visitor(app);
        voter.vote(&request).await.is(StatusCode::OK);
        let mut before = items(&team.read("/visitors").await)[0]["seen_at"].clone();
        for write in 0..4 {
            app.pass(3_600);
            match write {
                0 => voter.unvote(&request).await.is(StatusCode::OK),
                1 => voter.answer("/orders", true).await.is(StatusCode::OK),
                2 => voter.vote(&request).await.is(StatusCode::OK),
                _ => voter.report("It broke").await.is(StatusCode::CREATED),
            };
            let last = items(&team.read("/visitors").await)[0].clone();
            assert_eq!(last["votes"], i64::from(write > 1), "the voter comes first: {last}");
            assert_ne!(last["seen_at"], before, "write {write}");
            before = last["seen_at"].clone();
        }
    }

    a_storm_of_votes_and_retractions_counts_right(app) {
        let team = app.owner().await;
        let mut requests = Vec::new();
        for title in ["Split a bill", "Print a bill", "Send a bill"] {
            requests.push(suggestion(app, &team, title).await);
        }
        storm(&team, &[app], &requests, 24, 10).await;
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    private_declined_shipped_and_unknown_requests_take_no_vote(app) {
        let team = app.owner().await;
        let mut voter = known(app, &team).await;
        for status in ["declined", "shipped"] {
            let request = suggestion(app, &team, status).await;
            team.decide(&request, status, "Because.").await.is(StatusCode::CREATED);
            assert_eq!(voter.vote(&request).await.is(StatusCode::CONFLICT).code(), "not_votable");
            assert_eq!(votes_of(&team, &request).await, 1);
        }
        let body = json!({"kind": "feature", "title": "Secret plan", "public": false});
        let made = team.asker.post(&team.path("/requests"), &body).await.is(StatusCode::CREATED).json();
        let private = voter.vote(text(&made, "id")).await.is(StatusCode::NOT_FOUND);
        let unknown = voter.vote(&uuid::Uuid::now_v7().to_string()).await.is(StatusCode::NOT_FOUND);
        assert_eq!(stripped(&private), stripped(&unknown));
        voter.vote("no-id").await.is(StatusCode::NOT_FOUND);
        voter.unvote(text(&made, "id")).await.is(StatusCode::NOT_FOUND);
        assert_eq!(votes_of(&team, text(&made, "id")).await, 0);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_vote_may_be_taken_back_after_the_decision(app) {
        let team = app.owner().await;
        let request = suggestion(app, &team, "Faster search").await;
        let mut voter = known(app, &team).await;
        voter.vote(&request).await.is(StatusCode::OK);
        team.decide(&request, "declined", "It is fast.").await.is(StatusCode::CREATED);
        let back = voter.unvote(&request).await.is(StatusCode::OK).json();
        assert_eq!((&back["votes"], &back["changed"]), (&json!(1), &json!(true)));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_visitor_who_is_gone_is_refused_and_the_neighbours_are_not(app) {
        let team = app.owner().await;
        let request = suggestion(app, &team, "Reminders").await;
        let gone = known(app, &team).await;
        let id = text(&gone.read("/me").await["visitor"], "id").to_owned();
        team.asker.delete(&team.path(&format!("/visitors/{id}"))).await.is(StatusCode::NO_CONTENT);
        let mut voters: Vec<Visitor> = (0..23).map(|_| gone.another()).collect();
        voters.insert(11, gone.clone());
        let answers = join_all(voters.into_iter().map(|mut voter| {
            let request = request.clone();
            async move { voter.vote(&request).await }
        }))
        .await;
        for (index, answer) in answers.iter().enumerate() {
            let wanted = if index == 11 { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
            assert_eq!(answer.status, wanted, "{index}: {}", answer.text);
        }
        assert_eq!(votes_of(&team, &request).await, 24);
        gone.asker.get(&gone.path("/me")).await.is(StatusCode::UNAUTHORIZED);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    making_a_voter_nobody_keeps_the_vote_and_nothing_personal(app) {
        let team = app.owner().await;
        let mut voter = team.visitor(app);
        let own = text(&voter.suggest("Dark mode").await, "id").to_owned();
        let request = suggestion(app, &team, "Reminders").await;
        voter.vote(&request).await.is(StatusCode::OK);
        let body = json!({"screen": {"route": "/a"}, "helpful": false, "comment": "My name is Vera."});
        voter.asker.put(&voter.path("/answers"), &body).await.is(StatusCode::OK);
        voter.report("It broke").await.is(StatusCode::CREATED);
        let id = text(&voter.read("/me").await["visitor"], "id").to_owned();
        let path = team.path(&format!("/visitors/{id}"));
        team.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
        team.asker.get(&path).await.is(StatusCode::NOT_FOUND);
        team.asker.delete(&path).await.is(StatusCode::NOT_FOUND);
        assert_eq!(votes_of(&team, &request).await, 2);
        assert_eq!(team.detail(&own).await.0["author"], Value::Null);
        assert_eq!(items(&team.read("/reports").await)[0]["visitor"], Value::Null);
        for screen in items(&team.read("/screens").await) {
            let detail = team.read(&format!("/screens/{}", text(screen, "id"))).await;
            assert_eq!(detail["comments"], json!([]));
        }
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    own_votes_and_own_requests_are_marked_in_lists(app) {
        let team = app.owner().await;
        let mut author = team.visitor(app);
        let own = text(&author.suggest("Dark mode").await, "id").to_owned();
        let other = suggestion(app, &team, "Reminders").await;
        let mut voter = known(app, &team).await;
        voter.vote(&own).await.is(StatusCode::OK);
        for (visitor, id, voted, mine) in [
            (&author, &own, true, true),
            (&author, &other, false, false),
            (&voter, &own, true, false),
            (&team.visitor(app), &own, false, false),
        ] {
            let list = visitor.read("/requests").await;
            let row = items(&list).iter().find(|row| row["id"] == **id).expect("the request");
            assert_eq!((&row["voted"], &row["mine"]), (&json!(voted), &json!(mine)), "{row}");
        }
        voter.unvote(&own).await.is(StatusCode::OK);
        assert!(items(&voter.read("/requests").await).iter().all(|row| row["voted"] == false));
        let me = author.read("/me").await;
        assert_eq!(me["votes"][0]["request"]["id"], own.as_str());
        assert_eq!(me["requests"][0]["id"], own.as_str());
    }

    votes_are_counted_at_the_place_they_come_from(app) {
        let team = app.owner().await;
        let request = suggestion(app, &team, "Download as PDF").await;
        let places = [
            json!({"screen": {"route": "/orders/1"}}),
            json!({"screen": {"route": "/orders/2"}}),
            json!({"screen": {"route": "/orders/3"}, "object": {"type": "order", "id": "3"}}),
            json!({}),
        ];
        let mut last = team.visitor(app);
        for place in places {
            last = last.another();
            let answer = last.asker.put(&last.path(&format!("/requests/{request}/vote")), &place).await;
            last.keep(&answer.is(StatusCode::OK));
        }
        let found = team.detail(&request).await.0["places"].clone();
        let count = |route: &str, object: &Value| {
            let places = found.as_array().expect("places");
            let here = |place: &&Value| place["screen"]["route"] == route && place["object"] == *object;
            places.iter().find(here).map_or(0, |place| place["votes"].as_i64().expect("a count"))
        };
        assert_eq!(count("/orders/:id", &Value::Null), 2, "{found}");
        assert_eq!(count("/orders/:id", &json!({"type": "order", "id": "3"})), 1, "{found}");
        assert_eq!(count("/invoices/:id", &json!({"type": "invoice", "id": "INV-7"})), 1, "the author: {found}");
        last.unvote(&request).await.is(StatusCode::OK);
        assert_eq!(votes_of(&team, &request).await, 4);
        assert_eq!(app.check().await, Vec::<String>::new());
    }
}

fn stripped(answer: &Answer) -> Value {
    let mut problem = answer.json();
    problem["request_id"] = Value::Null;
    problem
}

/// Many visitors vote and take back at once, each on one node after the other; what each saw last must be counted.
async fn storm(team: &Team, nodes: &[&TestApp], requests: &[String], visitors: usize, acts: usize) {
    let first = team.visitor(nodes[0]);
    let before: Vec<i64> = join_all(requests.iter().map(|request| votes_of(team, request))).await;
    let ends = join_all((0..visitors).map(|number| {
        let mut visitor = first.another();
        let mut dice = Dice::new(number as u64);
        let mut held = vec![false; requests.len()];
        async move {
            for act in 0..acts {
                visitor.asker.url.clone_from(&nodes[(number + act) % nodes.len()].url);
                let at = dice.roll(requests.len());
                let cast = dice.roll(5) < 3;
                let answer = if cast {
                    visitor.vote(&requests[at]).await
                } else {
                    visitor.unvote(&requests[at]).await
                };
                let answer = answer.is(StatusCode::OK).json();
                assert_eq!(answer["changed"], held[at] != cast);
                held[at] = cast;
            }
            held
        }
    }))
    .await;
    for (at, request) in requests.iter().enumerate() {
        let cast = ends.iter().filter(|held| held[at]).count() as i64;
        assert_eq!(votes_of(team, request).await, before[at] + cast);
    }
}

#[actix_web::test]
async fn two_nodes_on_one_database_count_identical_votes_once() {
    let app = TestApp::postgres().await;
    let other = app.second_node();
    let team = app.owner().await;
    let request = suggestion(&app, &team, "Dark mode").await;
    let voter = known(&app, &team).await;
    let answers = join_all((0..64).map(|number| {
        let mut again = voter.clone();
        again.asker.url.clone_from(if number % 2 == 0 { &app.url } else { &other.url });
        let request = request.clone();
        async move { again.vote(&request).await.is(StatusCode::OK) }
    }))
    .await;
    assert_eq!(changed(&answers), 1);
    assert_eq!(votes_of(&team, &request).await, 2);
    assert_eq!(app.check().await, Vec::<String>::new());
    other.end().await;
    app.end().await;
}

#[actix_web::test]
async fn a_storm_through_two_nodes_on_one_database_counts_right() {
    let app = TestApp::postgres().await;
    let other = app.second_node();
    let team = app.owner().await;
    let mut requests = Vec::new();
    for title in ["Split a bill", "Print a bill"] {
        requests.push(suggestion(&app, &team, title).await);
    }
    storm(&team, &[&app, &other], &requests, 32, 12).await;
    assert_eq!(app.check().await, Vec::<String>::new());
    other.end().await;
    app.end().await;
}
