//! Who voted on a request, as the team sees it: the list with its filters, groups, and the export.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    identity::{become_known, identify, secret, signed},
    on_both,
    test_app::{Asker, Team, TestApp, Visitor, items, text},
};

async fn known(app: &TestApp, team: &Team, secret: &str, subject: &str, facts: Value) -> Visitor {
    let visitor = team.visitor(app);
    let token = signed(app, team, secret, subject, facts);
    become_known(&visitor, &identify(&visitor, &token, None).await.is(StatusCode::OK))
}

/// A request with one voter of every kind, each a minute after the other: its anonymous author, Ann, Ben, and Dora on behalf.
async fn voted(app: &TestApp, team: &Team) -> String {
    let secret = secret(team).await;
    let request = text(&team.visitor(app).suggest("Dark mode").await, "id").to_owned();
    for (name, segment, company) in [("Ann", "enterprise", "Acme, Inc."), ("Ben", "starter", "Acme, Inc.")] {
        app.pass(60);
        let facts = json!({"name": name, "segment": segment, "company": company, "email": format!("{name}@acme.example")});
        known(app, team, &secret, name, facts).await.vote(&request).await.is(StatusCode::OK);
    }
    app.pass(60);
    let dora = json!({"email": "dora@kunde.example", "name": "=HYPERLINK(\"http://evil.example\")"});
    team.asker.post(&team.path(&format!("/requests/{request}/voters")), &dora).await.is(StatusCode::CREATED);
    request
}

/// The names of the voters that a list shows.
async fn names(team: &Team, request: &str, query: &str) -> Vec<Value> {
    let list = team.read(&format!("/requests/{request}/voters{query}")).await;
    items(&list).iter().map(|voter| voter["visitor"]["name"].clone()).collect()
}

on_both! {
    the_team_sees_who_voted_newest_first_and_narrows_it_down(app) {
        let team = app.owner().await;
        app.hold_clock();
        let request = voted(app, &team).await;
        let list = team.read(&format!("/requests/{request}/voters")).await;
        assert_eq!(list["next"], Value::Null);
        let rows = items(&list);
        assert_eq!(rows.len(), 4);
        let (dora, ben, author) = (&rows[0], &rows[1], &rows[3]);
        assert_eq!(dora["kind"], "on_behalf");
        assert_eq!((&dora["screen"], &dora["object"], &dora["merged_from"]), (&Value::Null, &Value::Null, &Value::Null));
        assert_eq!((&ben["visitor"]["kind"], &ben["kind"]), (&json!("identified"), &json!("verified")));
        assert_eq!((&ben["segment"], &ben["company"]), (&json!("starter"), &json!("Acme, Inc.")));
        assert_eq!(ben["screen"]["route"], "/invoices/:id");
        assert_eq!((&author["visitor"]["kind"], &author["kind"]), (&json!("anonymous"), &json!("anonymous")));
        assert_eq!((&author["screen"]["title"], &author["object"]), (&json!("Invoice"), &json!({"type": "invoice", "id": "INV-7"})));
        assert!(text(dora, "cast_at") > text(ben, "cast_at"));

        let formula = json!("=HYPERLINK(\"http://evil.example\")");
        for (query, found) in [
            ("?segment=enterprise", vec![json!("Ann")]),
            ("?segment=", vec![formula.clone(), json!("Ben"), json!("Ann"), Value::Null]),
            ("?segment=Enterprise", vec![]),
            ("?company=Acme,%20Inc.", vec![json!("Ben"), json!("Ann")]),
            ("?company=Acme,%20Inc.&segment=starter", vec![json!("Ben")]),
            ("?kind=verified", vec![json!("Ben"), json!("Ann")]),
            ("?kind=on_behalf", vec![formula.clone()]),
            ("?kind=anonymous", vec![Value::Null]),
            ("?kind=imported", vec![]),
            ("?q=ACME", vec![json!("Ben"), json!("Ann")]),
            ("?q=ben@", vec![json!("Ben")]),
            ("?q=%25", vec![]),
        ] {
            assert_eq!(names(&team, &request, query).await, found, "{query}");
        }
        for query in ["?kind=other", "?limit=0", "?limit=101", "?cursor=x", "?sort=name"] {
            let path = team.path(&format!("/requests/{request}/voters{query}"));
            team.asker.get(&path).await.is(StatusCode::BAD_REQUEST);
        }
        assert_eq!(names(&team, &request, "?q=%00").await.len(), 4, "no text contains it");
    }

    every_voter_is_on_one_page_even_where_many_voted_in_the_same_second(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut author = team.visitor(app);
        let request = text(&author.suggest("Dark mode").await, "id").to_owned();
        for _ in 0..8 {
            author.another().vote(&request).await.is(StatusCode::OK);
        }
        let (mut query, mut seen) = ("?limit=2".to_owned(), Vec::new());
        loop {
            let page = team.read(&format!("/requests/{request}/voters{query}")).await;
            seen.extend(items(&page).iter().map(|voter| text(&voter["visitor"], "id").to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            query = format!("?limit=2&cursor={next}");
        }
        assert_eq!(seen.len(), 9);
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 9, "nobody twice");
    }

    voters_are_weighed_by_segment_and_company(app) {
        let team = app.owner().await;
        let request = voted(app, &team).await;
        let summary = team.read(&format!("/requests/{request}/voters/summary")).await;
        let companies = json!([
            {"name": "Acme, Inc.", "voters": 2, "weight": 2.0}, {"name": null, "voters": 2, "weight": 2.0}]);
        let mut found = summary["companies"].as_array().expect("companies").clone();
        found.sort_by_key(|group| group["name"].is_null());
        assert_eq!(json!(found), companies);
        let segments = summary["segments"].as_array().expect("segments");
        assert_eq!(segments[0], json!({"name": null, "voters": 2, "weight": 2.0}), "the largest first");
        assert_eq!(segments.len(), 3);
        let empty = json!({"kind": "feature", "title": "Nobody wants this"});
        let empty = team.asker.post(&team.path("/requests"), &empty).await.json();
        let summary = team.read(&format!("/requests/{}/voters/summary", text(&empty, "id"))).await;
        assert_eq!(summary, json!({"segments": [], "companies": []}));
    }

    a_vote_of_a_merged_request_says_where_it_was_cast(app) {
        let team = app.owner().await;
        let child = text(&team.visitor(app).suggest("CSV export").await, "id").to_owned();
        let into = text(&team.visitor(app).suggest("Export as CSV").await, "id").to_owned();
        let (_, etag) = team.detail(&child).await;
        let put = team.asker.request(Method::PUT, &team.path(&format!("/requests/{child}/merge")));
        team.asker.send(put.header("If-Match", etag).json(&json!({"into": into}))).await.is(StatusCode::OK);
        let of = async |request: &str| {
            let list = team.read(&format!("/requests/{request}/voters")).await;
            items(&list).iter().map(|voter| voter["merged_from"].clone()).collect::<Vec<_>>()
        };
        let mut family = of(&into).await;
        family.sort_by_key(Value::is_null);
        assert_eq!(family, [json!(1), Value::Null]);
        assert_eq!(of(&child).await, [Value::Null]);
    }

    the_export_is_a_file_for_spreadsheets_that_computes_nothing(app) {
        let team = app.owner().await;
        let request = voted(app, &team).await;
        let key = team.asker.post(&team.path("/keys"), &json!({"name": "Sheet", "scope": "read"})).await.json();
        let reader = Asker { token: Some(text(&key, "key").to_owned()), ..app.stranger() };
        let path = team.path(&format!("/requests/{request}/voters.csv"));
        let file = reader.get(&path).await.is(StatusCode::OK);
        assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
        assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"voters-1.csv\""));
        assert_eq!(file.header("cache-control"), Some("no-store"));
        // reqwest takes the byte order mark off a text.
        let bytes = reader.client.get(format!("{}{path}", reader.url)).bearer_auth(text(&key, "key")).send().await;
        let bytes = bytes.expect("an answer").bytes().await.expect("a body");
        let whole = std::str::from_utf8(&bytes).expect("UTF-8");
        let rows: Vec<_> = whole.strip_prefix('\u{feff}').expect("a byte order mark").split("\r\n").collect();
        assert_eq!(rows[0], "name,email,company,segment,kind,weight,cast_at,screen,object,merged_from,visitor,added_by,note");
        assert!(rows[1].starts_with("\"'=HYPERLINK(\"\"http://evil.example\"\")\",dora@kunde.example,,,on_behalf,1,"), "{}", rows[1]);
        assert!(rows[2].starts_with("Ben,Ben@acme.example,\"Acme, Inc.\",starter,verified,1,"), "{}", rows[2]);
        assert!(rows[4].contains(",/invoices/:id,invoice:INV-7,"), "{}", rows[4]);
        assert_eq!((rows.len(), rows[5]), (6, ""), "the last row ends like the others");
        let some = reader.get(&format!("{path}?segment=enterprise")).await.is(StatusCode::OK);
        assert_eq!(some.text.split("\r\n").count(), 3);
        reader.get(&format!("{path}?cursor=x")).await.is(StatusCode::BAD_REQUEST);
    }
}
