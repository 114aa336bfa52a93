//! Screens: their names, which no visitor can change for everybody, and their numbers, which are those of the lists behind them.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Team, Visitor, items, text},
};

async fn screen(team: &Team, route: &str) -> Value {
    let list = team.read("/screens?limit=100").await;
    items(&list)
        .iter()
        .find(|row| row["route"] == route)
        .cloned()
        .unwrap_or_else(|| panic!("no {route}: {list}"))
}

async fn sighting(visitor: &Visitor, route: &str, title: &str) {
    let body = json!({"screen": {"route": route, "title": title}, "helpful": true});
    visitor.another().asker.put(&visitor.path("/answers"), &body).await.is(StatusCode::OK);
}

on_both! {
    a_visitor_does_not_rename_a_screen_for_everybody(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        sighting(&visitor, "/orders", "Orders").await;
        sighting(&visitor, "/orders", "You have won").await;
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        let mut report = crate::test_app::report("It broke");
        report["screen"] = json!({"route": "/orders", "title": "You have won"});
        visitor.asker.post(&visitor.path("/reports"), &report).await.is(StatusCode::CREATED);
        let vote = json!({"screen": {"route": "/orders", "title": "You have won"}});
        visitor.another().asker.put(&visitor.path(&format!("/requests/{request}/vote")), &vote).await.is(StatusCode::OK);
        let row = screen(&team, "/orders").await;
        assert_eq!(row["title"], "Orders");

        let path = team.path(&format!("/screens/{}", text(&row, "id")));
        let renamed = team.asker.patch(&path, &json!({"title": "All orders"})).await.is(StatusCode::OK).json();
        assert_eq!(renamed["title"], "All orders");
        team.asker.patch(&path, &json!({})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        sighting(&visitor, "/orders", "Orders").await;
        assert_eq!(screen(&team, "/orders").await["title"], "All orders");
        team.asker.patch(&path, &json!({"title": null})).await.is(StatusCode::OK);
        sighting(&visitor, "/orders", "Purchases").await;
        assert_eq!(screen(&team, "/orders").await["title"], "Purchases");
        visitor.asker.patch(&path, &json!({"title": "x"})).await.is(StatusCode::UNAUTHORIZED);
        let other = team.path(&format!("/screens/{}", uuid::Uuid::now_v7()));
        team.asker.patch(&other, &json!({"title": "x"})).await.is(StatusCode::NOT_FOUND);
    }

    the_number_of_requests_of_a_screen_is_that_of_its_list(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        let first = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        visitor.suggest("Export").await;
        for object in ["INV-1", "INV-2"] {
            let vote = json!({"screen": {"route": "/orders"}, "object": {"type": "invoice", "id": object}});
            visitor.another().asker.put(&visitor.path(&format!("/requests/{first}/vote")), &vote).await.is(StatusCode::OK);
        }
        for (route, n) in [("/orders", 1), ("/invoices/:id", 2)] {
            let row = screen(&team, route).await;
            assert_eq!(row["requests"], n, "{route}");
            let list = team.read(&format!("/requests?screen={}", text(&row, "id"))).await;
            assert_eq!(items(&list).len(), n, "{route}");
        }
    }

    long_paths_of_one_beginning_are_two_screens(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let path = |end: &str| format!("/{}{end}", "%E8%A8%AD%E5%AE%9A/".repeat(180));
        sighting(&visitor, &path("one"), "One").await;
        sighting(&visitor, &path("two"), "Two").await;
        assert_eq!(items(&team.read("/screens").await).len(), 2);
    }
}
