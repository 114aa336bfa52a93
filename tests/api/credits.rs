//! Credits: who is named for what, only by a name of its own choice, and nowhere once it takes that back.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    board::{opened, page},
    on_both,
    test_app::{Answer, Team, TestApp, Visitor, items, text},
};

async fn choose(visitor: &mut Visitor, name: Value) -> Answer {
    let answer = visitor.asker.put(&visitor.path("/me/credit"), &json!({"name": name})).await;
    visitor.keep(&answer);
    answer
}

async fn record(team: &Team, request: &str, body: Value) -> Answer {
    team.asker.put(&team.path(&format!("/requests/{request}/credits")), &body).await
}

/// The facts that a request's page tells, without what is around them.
async fn told(app: &TestApp, address: &str) -> String {
    let html = page(app, address).await.is(StatusCode::OK).text;
    html.split("<ul class=\"credits\">")
        .nth(1)
        .and_then(|rest| rest.split("</ul>").next())
        .unwrap_or_default()
        .to_owned()
}

on_both! {
    facts_are_told_of_those_who_chose_a_name_and_of_nobody_else(app) {
        let team = opened(app).await;
        app.hold_clock();
        let (mut reporter, mut author, mut quiet) = (team.visitor(app), team.visitor(app), team.visitor(app));
        let report = reporter.report("Totals are wrong").await.is(StatusCode::CREATED).json();
        app.pass(60);
        let request = text(&author.suggest("Totals").await, "id").to_owned();
        quiet.vote(&request).await.is(StatusCode::OK);
        let link = team.path(&format!("/requests/{request}/reports/{}", text(&report, "id")));
        team.asker.put(&link, &json!({})).await.is(StatusCode::OK);
        record(&team, &request, json!({"fact": "repro_led_to_fix", "report": report["id"], "recorded": true})).await.is(StatusCode::NO_CONTENT);
        team.decide(&request, "shipped", "Done").await.is(StatusCode::CREATED);
        app.pass(60);
        for visitor in [&author, &quiet] {
            let path = visitor.path(&format!("/requests/{request}/solved"));
            visitor.asker.put(&path, &json!({"answer": "yes"})).await.is(StatusCode::OK);
        }
        assert_eq!(told(app, "/b/kontor/r/1/totals").await, "", "nobody is named without a name");
        choose(&mut reporter, json!("Ada <b>")).await.is(StatusCode::OK);
        choose(&mut author, json!("  Bo  ")).await.is(StatusCode::OK);
        let seen = told(app, "/b/kontor/r/1/totals").await;
        for part in ["Was the first to report or ask for it: <b dir=\"auto\">Ada &#60;b&#62;</b>",
            "Sent the steps that led to the fix: <b dir=\"auto\">Ada", "Confirmed that it is solved: <b dir=\"auto\">Bo</b>"] {
            assert!(seen.contains(part), "{part} in {seen}");
        }
        let people = page(app, "/b/kontor/credits").await.is(StatusCode::OK).text;
        assert!(people.contains("Ada &#60;b&#62;") && people.contains("/b/kontor/r/1/totals"), "{people}");
        assert_eq!(author.read("/me").await["credit_name"], "Bo");
        let listed = team.read(&format!("/requests/{request}/credits")).await;
        assert_eq!(items(&listed).len(), 3);
        let note = json!({"title": "Version two", "body": "Totals add up.", "requests": [&request]});
        let note = team.asker.post(&team.path("/release_notes"), &note).await.is(StatusCode::CREATED).json();
        let publish = team.path(&format!("/release_notes/{}/publish", text(&note, "id")));
        let publish = team.asker.request(reqwest::Method::POST, &publish).json(&json!({}));
        team.asker.send(publish.header("If-Match", format!("\"{}\"", note["revision"]))).await.is(StatusCode::OK);
        assert_eq!(told(app, "/b/kontor/changelog/version-two").await, seen, "a release note names them too");
        // Taken back, it is gone everywhere at once.
        choose(&mut reporter, Value::Null).await.is(StatusCode::OK);
        for path in ["/b/kontor/r/1/totals", "/b/kontor/changelog/version-two"] {
            assert!(!told(app, path).await.contains("Ada"), "{path}");
        }
        assert!(!page(app, "/b/kontor/credits").await.text.contains("Ada"));
        let listed = team.read(&format!("/requests/{request}/credits")).await;
        let nameless: Vec<_> = items(&listed).iter().filter(|one| one["name"].is_null()).map(|one| text(one, "fact")).collect();
        assert_eq!(nameless, ["repro_led_to_fix"]);
        record(&team, &request, json!({"fact": "repro_led_to_fix", "report": report["id"], "recorded": false})).await.is(StatusCode::NO_CONTENT);
        assert_eq!(items(&team.read(&format!("/requests/{request}/credits")).await).len(), 1);
    }

    what_is_private_names_nobody_and_bad_input_is_refused(app) {
        let team = opened(app).await;
        let mut author = team.visitor(app);
        let request = text(&author.suggest("Secret").await, "id").to_owned();
        choose(&mut author, json!("Ada")).await.is(StatusCode::OK);
        assert!(page(app, "/b/kontor/credits").await.text.contains("Ada"));
        let (_, etag) = team.detail(&request).await;
        let patch = team.asker.request(reqwest::Method::PATCH, &team.path(&format!("/requests/{request}")));
        team.asker.send(patch.header("If-Match", etag).json(&json!({"public": false}))).await.is(StatusCode::OK);
        assert!(!page(app, "/b/kontor/credits").await.text.contains("Ada"));
        for bad in [json!("ada@kontor.example"), json!(""), json!("a".repeat(61)), json!(5), json!("a\u{0}b")] {
            choose(&mut author, bad).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let nobody = uuid::Uuid::now_v7();
        for (bad, status) in [
            (json!({"fact": "first_reported", "visitor": nobody, "recorded": true}), StatusCode::UNPROCESSABLE_ENTITY),
            (json!({"fact": "translated", "recorded": true}), StatusCode::UNPROCESSABLE_ENTITY),
            (json!({"fact": "votes", "visitor": nobody, "recorded": true}), StatusCode::UNPROCESSABLE_ENTITY),
            (json!({"fact": "translated", "visitor": nobody, "recorded": true}), StatusCode::NOT_FOUND),
        ] {
            record(&team, &request, bad).await.is(status);
        }
        page(app, "/b/kontor/credits?cursor=abc").await.is(StatusCode::SEE_OTHER);
    }

    a_merge_an_unlinked_report_and_an_erasure_change_who_is_named(app) {
        let team = opened(app).await;
        app.hold_clock();
        let (mut first, mut second, mut reporter) = (team.visitor(app), team.visitor(app), team.visitor(app));
        let standing = text(&first.suggest("Standing").await, "id").to_owned();
        app.pass(60);
        let merged = text(&second.suggest("Merged away").await, "id").to_owned();
        app.pass(60);
        let report = reporter.report("Steps").await.is(StatusCode::CREATED).json();
        let link = |request: &str| team.path(&format!("/requests/{request}/reports/{}", text(&report, "id")));
        team.asker.put(&link(&merged), &json!({})).await.is(StatusCode::OK);
        let fact = json!({"fact": "repro_led_to_fix", "report": report["id"], "recorded": true});
        record(&team, &merged, fact.clone()).await.is(StatusCode::NO_CONTENT);
        for (visitor, name) in [(&mut first, "Ada"), (&mut second, "Bo"), (&mut reporter, "Cy")] {
            choose(visitor, json!(name)).await.is(StatusCode::OK);
        }
        let (detail, _) = team.detail(&merged).await;
        let action = json!({"action": {"type": "merge", "into": standing}, "requests": [{"id": merged, "version": detail["version"]}]});
        team.asker.post(&team.path("/triage"), &action).await.is(StatusCode::CREATED);
        // What was contributed to a merged request is told of the one that stands for it; of two the earlier was first.
        let seen = told(app, "/b/kontor/r/1/standing").await;
        assert!(seen.contains("Ada") && seen.contains("Cy") && !seen.contains("Bo"), "{seen}");
        let people = page(app, "/b/kontor/credits").await.is(StatusCode::OK).text;
        assert!(people.contains("Cy") && !people.contains("Merged away"), "{people}");
        // Nothing of either is told where the one that stands for both is private.
        let private = async |private: bool| {
            let (_, etag) = team.detail(&standing).await;
            let patch = team.asker.request(reqwest::Method::PATCH, &team.path(&format!("/requests/{standing}")));
            team.asker.send(patch.header("If-Match", etag).json(&json!({"public": !private}))).await.is(StatusCode::OK);
        };
        private(true).await;
        let people = page(app, "/b/kontor/credits").await.is(StatusCode::OK).text;
        assert!(people.contains("Nobody is named here yet") && !people.contains("Merged"), "{people}");
        private(false).await;
        // Without the report there are no steps that led to the fix.
        team.asker.delete(&link(&merged)).await.is(StatusCode::OK);
        assert!(!told(app, "/b/kontor/r/1/standing").await.contains("Cy"));
        // Nobody becomes the first by an erasure.
        let listed = team.read(&format!("/requests/{standing}/credits")).await;
        let ada = items(&listed).iter().find(|one| one["name"] == "Ada").expect("the first one");
        let path = team.path(&format!("/visitors/{}", text(ada, "visitor_id")));
        team.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
        let seen = told(app, "/b/kontor/r/1/standing").await;
        assert!(!seen.contains("Ada") && !seen.contains("Bo"), "{seen}");
    }

    only_those_who_sent_something_choose_a_name(app) {
        let team = opened(app).await;
        let mut nobody = team.visitor(app);
        choose(&mut nobody, json!("Spam")).await.is(StatusCode::CONFLICT);
        choose(&mut nobody, Value::Null).await.is(StatusCode::OK);
        assert_eq!(items(&team.read("/visitors").await).len(), 0);
        nobody.answer("/a", true).await.is(StatusCode::OK);
        choose(&mut nobody, json!("Ada")).await.is(StatusCode::OK);
    }
}
