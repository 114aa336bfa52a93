//! What one visitor asked for, voted on and was told, and the list of visitors narrowed down.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    identity::{become_known, identify, secret, signed},
    on_both,
    test_app::{Team, TestApp, Visitor, items, text},
};

async fn known(app: &TestApp, team: &Team, secret: &str, subject: &str, facts: Value) -> Visitor {
    let visitor = team.visitor(app);
    let token = signed(app, team, secret, subject, facts);
    become_known(&visitor, &identify(&visitor, &token, None).await.is(StatusCode::OK))
}

async fn own_id(visitor: &Visitor) -> String {
    text(&visitor.read("/me").await["visitor"], "id").to_owned()
}

/// All rows of a list, two at a time.
async fn all(team: &Team, path: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut list = team.read(&format!("{path}?limit=2")).await;
    loop {
        assert!(items(&list).len() <= 2);
        rows.extend(items(&list).clone());
        let Some(next) = list["next"].as_str().map(str::to_owned) else { return rows };
        list = team.read(&format!("{path}?limit=2&cursor={next}")).await;
    }
}

/// The names of the visitors of a list.
async fn named(team: &Team, query: &str) -> Vec<String> {
    let list = team.read(&format!("/visitors{query}")).await;
    items(&list).iter().map(|row| row["name"].as_str().unwrap_or("nobody").to_owned()).collect()
}

async fn comment(visitor: &Visitor, request: &str, body: &str) {
    let path = visitor.path(&format!("/requests/{request}/comments"));
    visitor.asker.post(&path, &json!({"body": body})).await.is(StatusCode::CREATED);
}

on_both! {
    what_a_visitor_asked_for_is_one_list_newest_first(app) {
        let team = app.owner().await;
        app.hold_clock();
        let secret = secret(&team).await;
        let mut ann = known(app, &team, &secret, "ann", json!({"name": "Ann"})).await;
        let theirs = text(&team.visitor(app).suggest("Dark mode").await, "id").to_owned();
        let wish = text(&ann.suggest("CSV export").await, "id").to_owned();
        app.pass(60);
        let report = text(&ann.report("The PDF is empty").await.is(StatusCode::CREATED).json(), "id").to_owned();
        team.asker.put(&team.path(&format!("/requests/{wish}/reports/{report}")), &json!({})).await.is(StatusCode::OK);
        app.pass(60);
        comment(&ann, &theirs, "And for me").await;
        // In one moment: the order still is one.
        for title in ["Shortcuts", "Bulk edit", "Reminders"] {
            ann.suggest(title).await;
        }
        comment(&team.visitor(app), &theirs, "Of somebody else").await;
        let path = format!("/visitors/{}/asked", own_id(&ann).await);
        let rows = all(&team, &path).await;
        let kinds: Vec<_> = rows.iter().map(|row| text(row, "kind")).collect();
        assert_eq!(kinds.len(), 6, "{rows:?}");
        assert_eq!(kinds[4..], ["report", "request"]);
        let ats: Vec<_> = rows.iter().map(|row| text(row, "at")).collect();
        assert!(ats.is_sorted_by(|one, next| one >= next), "{ats:?}");
        let whole = team.read(&format!("{path}?limit=100")).await;
        assert_eq!((items(&whole), &whole["next"]), (&rows, &Value::Null));
        let commented = rows.iter().find(|row| row["kind"] == "comment").expect("the comment");
        assert_eq!((&commented["body"], &commented["request"]["title"]), (&json!("And for me"), &json!("Dark mode")));
        assert_eq!((&rows[4]["title"], &rows[4]["request"]["id"]), (&json!("The PDF is empty"), &json!(wish)));
        assert_eq!((&rows[5]["request"]["title"], &rows[5]["request"]["votes"]), (&json!("CSV export"), &json!(1)));
        team.asker.get(&team.path(&format!("{path}?cursor=x"))).await.is(StatusCode::BAD_REQUEST);
        team.asker.get(&team.path(&format!("/visitors/{}/asked", uuid::Uuid::now_v7()))).await.is(StatusCode::NOT_FOUND);
    }

    what_a_visitor_voted_on_says_which_votes_the_team_added_and_why(app) {
        let team = app.owner().await;
        app.hold_clock();
        let secret = secret(&team).await;
        let mut requests = Vec::new();
        for title in ["Dark mode", "CSV export", "Shortcuts", "Bulk edit"] {
            requests.push(text(&team.visitor(app).suggest(title).await, "id").to_owned());
        }
        let mut ann = known(app, &team, &secret, "ann", json!({"name": "Ann"})).await;
        let id = own_id(&ann).await;
        for request in &requests[..3] {
            ann.vote(request).await.is(StatusCode::OK);
        }
        app.pass(60);
        let vote = json!({"visitor": id, "note": "From a call"});
        team.asker.post(&team.path(&format!("/requests/{}/voters", requests[3])), &vote).await.is(StatusCode::CREATED);
        let path = format!("/visitors/{id}/voted");
        let rows = all(&team, &path).await;
        let titles: Vec<_> = rows.iter().map(|row| text(&row["request"], "title")).collect();
        assert_eq!(titles, ["Bulk edit", "Shortcuts", "CSV export", "Dark mode"]);
        assert_eq!((&rows[0]["kind"], &rows[0]["added"]["note"]), (&json!("on_behalf"), &json!("From a call")));
        assert_eq!((&rows[1]["kind"], &rows[1]["added"], &rows[1]["weight"]), (&json!("verified"), &Value::Null, &json!(1.0)));
        let (_, etag) = team.detail(&requests[0]).await;
        let merge = team.asker.request(Method::PUT, &team.path(&format!("/requests/{}/merge", requests[0])));
        team.asker.send(merge.header("If-Match", etag).json(&json!({"into": requests[1]}))).await.is(StatusCode::OK);
        let rows = all(&team, &path).await;
        let merged = rows.iter().find(|row| row["request"]["title"] == "Dark mode").expect("the merged one");
        assert_eq!(merged["request"]["status"], "merged");
        assert_eq!(team.read(&format!("/visitors/{id}")).await["votes"], rows.len());
    }

    what_a_visitor_is_told_is_what_its_news_say_and_pages_go_further(app) {
        let team = app.owner().await;
        app.hold_clock();
        let secret = secret(&team).await;
        let mut ann = known(app, &team, &secret, "ann", json!({"name": "Ann"})).await;
        let wish = text(&ann.suggest("Dark mode").await, "id").to_owned();
        let id = own_id(&ann).await;
        let path = format!("/visitors/{id}/told");
        assert_eq!(all(&team, &path).await, Vec::<Value>::new());
        let before = team.read(&format!("/visitors/{id}")).await;
        assert_eq!((&before["news_seen_at"], &before["wants_news"], &before["weight"]), (&Value::Null, &json!(true), &json!(1.0)));
        for (status, reason) in [("under_review", "We look at it"), ("planned", "Soon"), ("in_progress", "Now")] {
            app.pass(60);
            team.decide(&wish, status, reason).await;
        }
        let seen = ann.read("/news").await;
        let until = text(&items(&seen)[1], "at").to_owned();
        ann.asker.put(&ann.path("/news/seen"), &json!({"until": until})).await;
        let told = all(&team, &path).await;
        assert_eq!(&told, items(&ann.read("/news").await), "the same entries, word by word");
        let unseen: Vec<_> = told.iter().map(|item| item["unseen"].as_bool()).collect();
        assert_eq!(unseen, [Some(true), Some(false), Some(false)]);
        let after = team.read(&format!("/visitors/{id}")).await;
        assert_eq!(after["news_seen_at"], until.as_str());
        // More than the widget shows.
        for n in 0..50 {
            app.pass(60);
            let reply = json!({"body": format!("Reply {n}")});
            team.asker.post(&team.path(&format!("/requests/{wish}/comments")), &reply).await.is(StatusCode::CREATED);
        }
        assert_eq!(items(&ann.read("/news").await).len(), 50);
        let first = team.read(&format!("{path}?limit=50")).await;
        let rest = team.read(&format!("{path}?limit=50&cursor={}", text(&first, "next"))).await;
        assert_eq!((items(&first).len(), items(&rest), &rest["next"]), (50, &told, &Value::Null));
    }

    the_list_of_visitors_is_narrowed_by_segment_company_and_kind(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        for (name, segment, company) in
            [("Ann", "enterprise", "Acme"), ("Ben", "starter", "Acme"), ("Cleo", "enterprise", "Nordwind")]
        {
            app.pass(700);
            let facts = json!({"name": name, "segment": segment, "company": company});
            let mut visitor = known(app, &team, &secret, name, facts).await;
            visitor.suggest(&format!("A wish of {name}")).await;
        }
        app.pass(700);
        team.visitor(app).suggest("A wish of nobody").await;
        for (query, found) in [
            ("", vec!["nobody", "Cleo", "Ben", "Ann"]),
            ("?segment=enterprise", vec!["Cleo", "Ann"]),
            ("?company=Acme", vec!["Ben", "Ann"]),
            ("?segment=enterprise&company=Acme", vec!["Ann"]),
            ("?kind=identified", vec!["Cleo", "Ben", "Ann"]),
            ("?kind=anonymous", vec!["nobody"]),
            ("?segment=Enterprise", vec![]),
            ("?segment=", vec!["nobody", "Cleo", "Ben", "Ann"]),
            ("?company=Acme&q=be", vec!["Ben"]),
        ] {
            assert_eq!(named(&team, query).await, found, "{query}");
        }
        let first = team.read("/visitors?company=Acme&limit=1").await;
        let rest = named(&team, &format!("?company=Acme&limit=1&cursor={}", text(&first, "next"))).await;
        assert_eq!(rest, ["Ann"]);
        team.asker.get(&team.path("/visitors?kind=known")).await.is(StatusCode::BAD_REQUEST);
    }
}
