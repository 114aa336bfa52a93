//! Screen views: counted where the team turned it on and the visitor agreed, and of nobody by name.

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Answer, Team, TestApp, Visitor, items},
};

/// A project that counts views.
async fn counting(app: &TestApp) -> Team {
    let team = app.owner().await;
    let on = team.asker.patch(&team.path(""), &json!({"telemetry": true})).await.is(StatusCode::OK);
    assert_eq!(on.json()["telemetry"], true);
    team
}

fn view(route: &str) -> Value {
    json!({"screen": {"route": route}, "consent": true})
}

async fn send(visitor: &Visitor, body: &Value) -> Answer {
    visitor.asker.post(&visitor.path("/views"), body).await
}

async fn screen(team: &Team, route: &str) -> Value {
    let list = team.read("/screens?limit=100").await;
    items(&list).iter().find(|row| row["route"] == route).cloned().unwrap_or_else(|| panic!("{list}"))
}

on_both! {
    no_view_is_counted_before_the_team_turns_it_on(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        assert_eq!(team.asker.get(&team.path("")).await.json()["telemetry"], false);
        assert_eq!(visitor.read("/config").await["telemetry"], false);
        let refused = send(&visitor, &view("/orders")).await.is(StatusCode::FORBIDDEN);
        assert_eq!(refused.code(), "forbidden");
        assert!(refused.text.contains("telemetry"), "{}", refused.text);
        assert_eq!(items(&team.read("/screens").await).len(), 0);
        team.asker.patch(&team.path(""), &json!({"telemetry": true})).await.is(StatusCode::OK);
        assert_eq!(visitor.read("/config").await["telemetry"], true);
        send(&visitor, &view("/orders")).await.is(StatusCode::NO_CONTENT);
        assert_eq!(screen(&team, "/orders").await["views"], 1);
        team.asker.patch(&team.path(""), &json!({"telemetry": false})).await.is(StatusCode::OK);
        send(&visitor, &view("/orders")).await.is(StatusCode::FORBIDDEN);
        assert_eq!(screen(&team, "/orders").await["views"], 1, "what was counted stays");
    }

    views_at_once_are_all_counted_and_move_attention(app) {
        let team = counting(app).await;
        let first = team.visitor(app);
        for number in 0..4 {
            first.another().answer("/orders", number > 0).await.is(StatusCode::OK);
        }
        let before = screen(&team, "/orders").await;
        assert_eq!(before["views"], 0);
        let sent = join_all((0..90).map(|number| {
            let mut body = view(["/orders/1", "/orders/2", "/bills"][number % 3]);
            if number % 2 == 0 {
                body["object"] = json!({"type": "order", "id": "7"});
                body["screen"]["title"] = json!("A title");
            }
            let visitor = first.another();
            async move { send(&visitor, &body).await }
        }))
        .await;
        for answer in sent {
            let answer = answer.is(StatusCode::NO_CONTENT);
            assert_eq!((answer.text.as_str(), answer.header("yousaid-visitor-token")), ("", None));
        }
        let (orders, id, bills) = (screen(&team, "/orders").await, screen(&team, "/orders/:id").await, screen(&team, "/bills").await);
        assert_eq!((&orders["views"], &id["views"], &bills["views"]), (&json!(0), &json!(60), &json!(30)));
        assert_eq!((&bills["title"], &bills["n"], &bills["score"]), (&json!("A title"), &json!(0), &Value::Null));
        assert_eq!((&bills["attention"], &bills["trend"]), (&json!(0.0), &json!([])), "silence is no complaint");
        for _ in 0..12 {
            send(&first, &view("/orders")).await.is(StatusCode::NO_CONTENT);
        }
        let after = screen(&team, "/orders").await;
        let number = |row: &Value| row["attention"].as_f64().expect("a number");
        assert!((number(&after) - number(&before) * 4.0).abs() < 1e-9, "four answers, and twelve views: {after}");
        assert_eq!(&after["trend"], &before["trend"]);
        first.another().answer("/orders", true).await.is(StatusCode::OK);
        assert_eq!(screen(&team, "/orders").await["views"], 12, "an answer is no view");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    views_are_counted_on_their_days(app) {
        let team = counting(app).await;
        app.hold_clock();
        let mut visitor = team.visitor(app);
        for _ in 0..3 {
            send(&visitor, &view("/orders")).await.is(StatusCode::NO_CONTENT);
            visitor.answer("/orders", false).await.is(StatusCode::OK);
            app.pass(86_400);
        }
        let row = screen(&team, "/orders").await;
        assert_eq!((&row["views"], &row["n"]), (&json!(3), &json!(1)));
        assert_eq!(row["trend"].as_array().map(Vec::len), Some(1), "days without current answers are left out: {row}");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    nobody_is_counted_without_having_agreed(app) {
        let team = counting(app).await;
        let visitor = team.visitor(app);
        for consent in [json!(false), Value::Null, json!("true"), json!(1)] {
            let body = json!({"screen": {"route": "/orders"}, "consent": consent});
            let refused = send(&visitor, &body).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(refused.json()["errors"][0]["pointer"], "/consent", "{}", refused.text);
        }
        send(&visitor, &json!({"screen": {"route": "/orders"}})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let more = json!({"screen": {"route": "/orders"}, "consent": true, "visitor": "me"});
        send(&visitor, &more).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(items(&team.read("/screens").await).len(), 0);
    }

    a_browser_that_asks_for_privacy_is_answered_and_not_counted(app) {
        let team = counting(app).await;
        let visitor = team.visitor(app);
        for name in ["Sec-GPC", "DNT"] {
            let asked = visitor.asker.request(Method::POST, &visitor.path("/views")).header(name, "1");
            visitor.asker.send(asked.json(&view("/orders"))).await.is(StatusCode::NO_CONTENT);
        }
        assert_eq!(items(&team.read("/screens").await).len(), 0);
        let asked = visitor.asker.request(Method::POST, &visitor.path("/views")).header("DNT", "0");
        visitor.asker.send(asked.json(&view("/orders"))).await.is(StatusCode::NO_CONTENT);
        assert_eq!(screen(&team, "/orders").await["views"], 1);
    }

    nothing_of_who_looked_is_kept(app) {
        let team = counting(app).await;
        let mut visitor = team.visitor(app);
        send(&visitor, &view("/orders")).await.is(StatusCode::NO_CONTENT);
        assert_eq!(items(&team.read("/visitors").await).len(), 0);
        visitor.answer("/orders", true).await.is(StatusCode::OK);
        let before = team.read("/visitors").await;
        app.pass(3_600);
        send(&visitor, &view("/orders")).await.is(StatusCode::NO_CONTENT);
        assert_eq!(team.read("/visitors").await, before, "not even that it was here");
        visitor.asker.token = Some("of no use".to_owned());
        send(&visitor, &view("/orders")).await.is(StatusCode::UNAUTHORIZED);
        assert_eq!(screen(&team, "/orders").await["views"], 2);
    }

    views_come_from_allowed_origins_and_within_the_limit(app, |config: &mut yousaid::config::Config| {
        config.limits.read.per_minute = std::num::NonZeroU32::MIN;
        config.limits.read.burst = std::num::NonZeroU32::new(3).expect("not zero");
    }) {
        let team = counting(app).await;
        let visitor = team.visitor(app);
        let mut elsewhere = visitor.another();
        for origin in [Some("https://evil.example".to_owned()), None] {
            elsewhere.asker.origin = origin;
            let refused = send(&elsewhere, &view("/orders")).await.is(StatusCode::FORBIDDEN);
            assert_eq!(refused.code(), "origin_not_allowed");
        }
        for _ in 0..3 {
            send(&visitor, &view("/orders")).await.is(StatusCode::NO_CONTENT);
        }
        let refused = send(&visitor, &view("/orders")).await.is(StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.header("retry-after").is_some());
        assert_eq!(screen(&team, "/orders").await["views"], 3);
        assert_eq!(app.check().await, Vec::<String>::new());
    }
}
