//! Deflection: votes for similar requests that were shown while somebody wrote a suggestion, and what was posted all the same.
//! How similar requests are found is tested elsewhere.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    board::{opened, page, set},
    on_both,
    test_app::{Answer, Team, TestApp, Visitor, items, text},
};

async fn vote(voter: &mut Visitor, request: &str, body: &Value) -> Answer {
    let path = voter.path(&format!("/requests/{request}/vote"));
    let answer = voter.asker.put(&path, body).await;
    voter.keep(&answer);
    answer
}

/// Posts a request although similar ones were `shown` or `opened`.
async fn post(author: &mut Visitor, title: &str, similar: &str) -> Answer {
    let body = json!({"kind": "feature", "title": title, "similar": similar, "screen": {"route": "/orders"}});
    let answer = author.asker.post(&author.path("/requests"), &body).await;
    author.keep(&answer);
    answer
}

async fn suggested(app: &TestApp, team: &Team, title: &str) -> String {
    text(&team.visitor(app).suggest(title).await, "id").to_owned()
}

/// The votes, all, and of both those that were after opening.
async fn counts(team: &Team, query: &str) -> [i64; 4] {
    let found = team.read(&format!("/measures{query}")).await;
    of(&found["deflection"])
}

fn of(deflection: &Value) -> [i64; 4] {
    ["yes", "n", "voted_opened", "posted_opened"].map(|field| deflection[field].as_i64().expect("a count"))
}

async fn merge(team: &Team, child: &str, into: Option<&str>) {
    let (_, etag) = team.detail(child).await;
    let path = team.path(&format!("/requests/{child}/merge"));
    let asked = match into {
        Some(into) => team.asker.request(Method::PUT, &path).json(&json!({"into": into})),
        None => team.asker.request(Method::DELETE, &path),
    };
    team.asker.send(asked.header("If-Match", etag)).await.is(StatusCode::OK);
}

async fn screen(team: &Team, route: &str) -> String {
    let list = team.read("/screens?order=route").await;
    let found = items(&list).iter().find(|screen| screen["route"] == route).expect("a screen");
    text(found, "id").to_owned()
}

on_both! {
    votes_instead_are_counted_among_those_to_whom_similar_requests_were_shown(app) {
        let team = app.owner().await;
        let request = suggested(app, &team, "CSV export").await;
        assert_eq!(team.read("/measures").await["deflection"],
            json!({"yes": 0, "n": 0, "score": null, "voted_opened": 0, "posted_opened": 0}));
        // Nothing was offered to these: the vote from the list, and the one that says null.
        vote(&mut team.visitor(app), &request, &json!({})).await.is(StatusCode::OK);
        vote(&mut team.visitor(app), &request, &json!({"instead": null})).await.is(StatusCode::OK);
        assert_eq!(counts(&team, "").await, [0, 0, 0, 0]);
        let orders = json!({"screen": {"route": "/orders"}, "instead": "shown"});
        vote(&mut team.visitor(app), &request, &orders).await.is(StatusCode::OK);
        vote(&mut team.visitor(app), &request, &json!({"instead": "opened"})).await.is(StatusCode::OK);
        post(&mut team.visitor(app), "Export of tables", "shown").await.is(StatusCode::CREATED);
        post(&mut team.visitor(app), "Export of lists", "opened").await.is(StatusCode::CREATED);
        assert_eq!(counts(&team, "").await, [2, 4, 1, 1]);
        let found = team.read("/measures").await;
        let score = &found["deflection"]["score"];
        assert!(score["low"].as_f64().is_some_and(|low| low < 0.2), "{score}");
        let on = |route: &str| {
            let screens = found["screens"].as_array().expect("screens");
            of(&screens.iter().find(|screen| screen["route"] == route).expect("a screen")["deflection"])
        };
        assert_eq!((on("/orders"), on("/invoices/:id")), ([1, 3, 0, 1], [0, 0, 0, 0]));
        let (orders, invoices) = (screen(&team, "/orders").await, screen(&team, "/invoices/:id").await);
        assert_eq!(counts(&team, &format!("?screen={orders}")).await, [1, 3, 0, 1]);
        assert_eq!(counts(&team, &format!("?screen={invoices}")).await, [0, 0, 0, 0]);
        let other = Team::with_project(team.asker.clone(), "Other").await;
        assert_eq!(counts(&other, "").await, [0, 0, 0, 0]);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_repeated_vote_changes_nothing_and_one_taken_back_is_gone(app) {
        let team = app.owner().await;
        let request = suggested(app, &team, "CSV export").await;
        let (mut early, mut late) = (team.visitor(app), team.visitor(app));
        early.vote(&request).await.is(StatusCode::OK);
        let again = vote(&mut early, &request, &json!({"instead": "opened"})).await.is(StatusCode::OK).json();
        assert_eq!((&again["changed"], counts(&team, "").await), (&json!(false), [0, 0, 0, 0]));
        vote(&mut late, &request, &json!({"instead": "shown"})).await.is(StatusCode::OK);
        vote(&mut late, &request, &json!({"instead": "opened"})).await.is(StatusCode::OK);
        assert_eq!(counts(&team, "").await, [1, 1, 0, 0]);
        late.unvote(&request).await.is(StatusCode::OK);
        assert_eq!(counts(&team, "").await, [0, 0, 0, 0]);
        // Voting again is a vote of its own.
        vote(&mut late, &request, &json!({"instead": "opened"})).await.is(StatusCode::OK);
        assert_eq!(counts(&team, "").await, [1, 1, 1, 0]);
    }

    a_merge_counts_each_vote_once_and_undoing_it_too(app) {
        let team = app.owner().await;
        let (child, into) = (suggested(app, &team, "CSV export").await, suggested(app, &team, "Export as CSV").await);
        let mut voter = team.visitor(app);
        vote(&mut voter, &child, &json!({"instead": "opened"})).await.is(StatusCode::OK);
        let mut both = team.visitor(app);
        both.vote(&into).await.is(StatusCode::OK);
        vote(&mut both, &child, &json!({"instead": "shown"})).await.is(StatusCode::OK);
        let posted = post(&mut team.visitor(app), "CSV exports", "shown").await.is(StatusCode::CREATED).json();
        assert_eq!(counts(&team, "").await, [2, 3, 1, 0]);
        merge(&team, &child, Some(&into)).await;
        merge(&team, text(&posted, "id"), Some(&into)).await;
        // Who had voted for both has one vote, which was there before; what was posted was posted all the same.
        assert_eq!(counts(&team, "").await, [1, 2, 1, 0]);
        merge(&team, &child, None).await;
        assert_eq!(counts(&team, "").await, [2, 3, 1, 0]);
        merge(&team, &child, Some(&into)).await;
        voter.unvote(&into).await.is(StatusCode::OK);
        assert_eq!(counts(&team, "").await, [0, 1, 0, 0]);
        // A part that is split off has copies of votes, but none was cast on it instead of posting.
        vote(&mut voter, &into, &json!({"instead": "shown"})).await.is(StatusCode::OK);
        let (_, etag) = team.detail(&into).await;
        let split = team.asker.request(Method::POST, &team.path(&format!("/requests/{into}/split")));
        let part = json!({"title": "A part of it", "take_votes": true});
        team.asker.send(split.header("If-Match", etag).json(&part)).await.is(StatusCode::CREATED);
        assert_eq!(counts(&team, "").await, [1, 2, 0, 0]);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    what_is_older_than_the_period_is_not_counted(app) {
        let team = app.owner().await;
        app.hold_clock();
        let request = suggested(app, &team, "CSV export").await;
        vote(&mut team.visitor(app), &request, &json!({"instead": "shown"})).await.is(StatusCode::OK);
        post(&mut team.visitor(app), "CSV exports", "shown").await.is(StatusCode::CREATED);
        app.pass(8 * 86_400);
        team.log_in().await;
        assert_eq!((counts(&team, "?days=7").await, counts(&team, "?days=30").await), ([0, 0, 0, 0], [1, 2, 0, 0]));
    }

    other_words_are_refused_and_nothing_is_written(app) {
        let team = app.owner().await;
        let request = suggested(app, &team, "CSV export").await;
        for bad in [json!("read"), json!(""), json!("Shown"), json!(true), json!(1), json!(["shown"])] {
            let voter = vote(&mut team.visitor(app), &request, &json!({"instead": bad})).await;
            let refused = voter.is(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(refused["errors"][0]["pointer"], "/instead", "{refused}");
            let body = json!({"kind": "feature", "title": "CSV exports", "similar": bad});
            let author = team.visitor(app);
            let refused = author.asker.post(&author.path("/requests"), &body).await;
            assert_eq!(refused.is(StatusCode::UNPROCESSABLE_ENTITY).json()["errors"][0]["pointer"], "/similar");
        }
        let refused = vote(&mut team.visitor(app), &request, &json!({"instead": "read"})).await.json();
        assert!(refused.to_string().contains("shown") && refused.to_string().contains("opened"), "{refused}");
        // Each word belongs to its own call, and neither to what the team creates.
        for (path, body) in [
            ("/requests".to_owned(), json!({"kind": "feature", "title": "CSV exports", "instead": "shown"})),
            ("/reports".to_owned(), json!({"similar": "shown"})),
        ] {
            let author = team.visitor(app);
            author.asker.post(&author.path(&path), &body).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        vote(&mut team.visitor(app), &request, &json!({"similar": "shown"})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let own = json!({"kind": "feature", "title": "CSV exports", "similar": "shown"});
        team.asker.post(&team.path("/requests"), &own).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((counts(&team, "").await, items(&team.read("/requests").await).len()), ([0, 0, 0, 0], 1));
    }

    the_board_says_how_many_voted_instead(app) {
        let team = opened(app).await;
        set(&team, json!({"publish_measures": true})).await.is(StatusCode::OK);
        let request = suggested(app, &team, "CSV export").await;
        vote(&mut team.visitor(app), &request, &json!({"instead": "shown"})).await.is(StatusCode::OK);
        post(&mut team.visitor(app), "CSV exports", "opened").await.is(StatusCode::CREATED);
        let html = page(app, "/b/kontor/measures").await.is(StatusCode::OK).text;
        assert!(html.contains("1 of 2 votes and suggestions"), "{html}");
        let german = page(app, "/b/kontor/measures?lang=de").await.is(StatusCode::OK).text;
        assert!(german.contains("1 von 2 Stimmen und Vorschlägen"), "{german}");
    }
}
