//! First writes that carry the browser's seed: however often and from however many tabs they come, they create one visitor.
//! Does not cover writes with a token; `votes.rs`, `answers.rs` and `idempotency.rs` do.

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Answer, Team, TestApp, Visitor, items, text},
};

const SEED: &str = "8d5f0e0f3b0c4f0d9a5d6a1c2b3e4f50";

/// Sends as a browser without a token does, with a seed.
async fn send(visitor: &Visitor, seed: &str, method: Method, rest: &str, body: &Value) -> Answer {
    let request = visitor.asker.request(method, &visitor.path(rest)).json(body);
    visitor.asker.send(request.header("Authorization", format!("Yousaid-Seed {seed}"))).await
}

async fn suggestions(app: &TestApp, team: &Team) -> Vec<String> {
    let mut author = team.visitor(app);
    let mut ids = Vec::new();
    for title in ["Dark mode", "Bulk export", "Shortcuts"] {
        ids.push(text(&author.suggest(title).await, "id").to_owned());
    }
    ids
}

on_both! {
    first_writes_with_one_seed_make_one_visitor_in_whatever_order_they_arrive(app) {
        let team = app.owner().await;
        let requests = suggestions(app, &team).await;
        let nobody = team.visitor(app);
        let place = json!({"screen": {"route": "/invoices/42"}});
        let answer = json!({"screen": {"route": "/invoices/42"}, "helpful": true});
        // Each vote twice, as a browser sends it again whose first answer was lost.
        let paths: Vec<_> = requests.iter().chain(&requests).map(|id| format!("/requests/{id}/vote")).collect();
        let votes = join_all(paths.iter().map(|path| send(&nobody, SEED, Method::PUT, path, &place)));
        let (votes, answered) = tokio::join!(votes, send(&nobody, SEED, Method::PUT, "/answers", &answer));
        for vote in votes {
            let vote = vote.is(StatusCode::OK);
            assert_eq!(vote.json()["voted"], true);
            assert!(vote.header("yousaid-visitor-token").is_some(), "a browser that lost the token gets it again");
        }
        answered.is(StatusCode::OK);
        let again = send(&nobody, SEED, Method::PUT, &paths[0], &place).await.is(StatusCode::OK);
        assert_eq!(again.json()["changed"], false);
        assert_eq!(items(&team.read("/visitors").await).len(), 2, "the author and the voter");
        for id in &requests {
            assert_eq!(team.detail(id).await.0["votes"], 2);
        }
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_seed_shows_what_its_visitor_did_and_the_token_is_of_the_same_visitor(app) {
        let team = app.owner().await;
        let requests = suggestions(app, &team).await;
        let mut visitor = team.visitor(app);
        let path = format!("/requests/{}/vote", requests[0]);
        let place = json!({"screen": {"route": "/invoices/42"}});
        let voted = send(&visitor, SEED, Method::PUT, &path, &place).await.is(StatusCode::OK);
        let seen = send(&visitor, SEED, Method::GET, "/me", &json!({})).await.is(StatusCode::OK).json();
        assert_eq!(seen["votes"][0]["request"]["id"], requests[0].as_str());
        visitor.keep(&voted);
        assert_eq!(visitor.read("/me").await["visitor"], seen["visitor"]);
    }

    a_seed_takes_back_what_it_cast_before_it_has_a_token(app) {
        let team = app.owner().await;
        let requests = suggestions(app, &team).await;
        let nobody = team.visitor(app);
        let path = format!("/requests/{}/vote", requests[0]);
        send(&nobody, SEED, Method::PUT, &path, &json!({})).await.is(StatusCode::OK);
        let back = send(&nobody, SEED, Method::DELETE, &path, &json!({})).await.is(StatusCode::OK);
        assert_eq!((back.json()["changed"].clone(), back.json()["votes"].clone()), (json!(true), json!(1)));
        assert_eq!(team.detail(&requests[0]).await.0["votes"], 1);
        // By a seed that nobody had before, nothing is taken back and nobody is created.
        let other = "11111111-2222-4333-8444-555555555555";
        let none = send(&nobody, other, Method::DELETE, &path, &json!({})).await.is(StatusCode::OK);
        assert_eq!(none.json()["changed"], false);
        assert_eq!(items(&team.read("/visitors").await).len(), 2, "the author and the voter");
    }

    another_seed_is_another_visitor_and_a_seed_that_is_no_uuid_is_refused(app) {
        let team = app.owner().await;
        let requests = suggestions(app, &team).await;
        let visitor = team.visitor(app);
        let path = format!("/requests/{}/vote", requests[0]);
        let place = json!({"screen": {"route": "/invoices/42"}});
        for seed in [SEED, "11111111-2222-4333-8444-555555555555"] {
            send(&visitor, seed, Method::PUT, &path, &place).await.is(StatusCode::OK);
        }
        assert_eq!(team.detail(&requests[0]).await.0["votes"], 3);
        send(&visitor, "1234", Method::PUT, &path, &place).await.is(StatusCode::BAD_REQUEST);
    }
}
