//! Merging screens: everything that happened on one is as if it had happened on the other, exactly, and its route leads there.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Team, TestApp, Visitor, items, text},
};

async fn screen(team: &Team, route: &str) -> String {
    let list = team.read("/screens?limit=100").await;
    let row = items(&list).iter().find(|row| row["route"] == route);
    text(row.unwrap_or_else(|| panic!("no {route}: {list}")), "id").to_owned()
}

async fn routes(team: &Team) -> Vec<String> {
    let list = team.read("/screens?order=route").await;
    items(&list).iter().map(|row| text(row, "route").to_owned()).collect()
}

async fn merge(team: &Team, from: &str, into: &str) -> Value {
    let path = team.path(&format!("/screens/{from}/merge"));
    team.asker.post(&path, &json!({"into": into})).await.is(StatusCode::OK).json()
}

async fn vote_from(visitor: &mut Visitor, request: &str, route: &str, object: &str) {
    let body = json!({"screen": {"route": route}, "object": {"type": "invoice", "id": object}});
    let path = visitor.path(&format!("/requests/{request}/vote"));
    let answer = visitor.asker.put(&path, &body).await.is(StatusCode::OK);
    visitor.keep(&answer);
}

async fn report_from(visitor: &Visitor, route: &str) {
    let mut report = crate::test_app::report("It broke");
    report["screen"] = json!({"route": route});
    visitor.asker.post(&visitor.path("/reports"), &report).await.is(StatusCode::CREATED);
}

async fn clean(app: &TestApp) {
    assert_eq!(app.check().await, Vec::<String>::new());
}

on_both! {
    a_request_that_comes_back_from_the_bin_is_on_the_screen_that_its_own_was_merged_into(app) {
        let team = app.owner().await;
        let mut author = team.visitor(app);
        let body = json!({"kind": "feature", "title": "Dark mode", "screen": {"route": "/old"}});
        let asked = author.asker.post(&author.path("/requests"), &body).await.is(StatusCode::CREATED);
        author.keep(&asked);
        let request = text(&asked.json(), "id").to_owned();
        for (route, object) in [("/old", "A"), ("/new", "A"), ("/new", "B")] {
            vote_from(&mut team.visitor(app), &request, route, object).await;
        }
        let (old, new) = (screen(&team, "/old").await, screen(&team, "/new").await);
        let (_, etag) = team.detail(&request).await;
        let path = team.path(&format!("/requests/{request}"));
        let deletion = team.asker.request(Method::DELETE, &path).header("If-Match", etag);
        team.asker.send(deletion).await.is(StatusCode::NO_CONTENT);
        merge(&team, &old, &new).await;
        clean(app).await;
        team.asker.post(&team.path(&format!("/bin/{request}/restore")), &json!({})).await.is(StatusCode::OK);
        clean(app).await;
        let found = team.read(&format!("/requests?screen={new}")).await;
        assert_eq!((items(&found).len(), &items(&found)[0]["votes"]), (1, &json!(4)));
        assert_eq!(team.read(&format!("/screens/{new}")).await["requests"], 1);
    }

    what_happened_on_a_screen_moves_and_is_counted_exactly(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut author = team.visitor(app);
        let body = json!({"kind": "feature", "title": "Dark mode", "screen": {"route": "/old"}});
        let asked = author.asker.post(&author.path("/requests"), &body).await.is(StatusCode::CREATED);
        author.keep(&asked);
        let request = text(&asked.json(), "id").to_owned();
        // Three answered on both: each with the later answer on another screen, and with "no" lost or kept.
        let mut both: Vec<Visitor> = (0..3).map(|_| team.visitor(app)).collect();
        for (visitor, answers) in both.iter_mut().zip([
            [("/old", false), ("/new", true)],
            [("/new", true), ("/old", false)],
            [("/new", false), ("/old", true)],
        ]) {
            for (route, helpful) in answers {
                visitor.answer(route, helpful).await.is(StatusCode::OK);
                app.pass(60);
            }
        }
        team.visitor(app).answer("/old", false).await.is(StatusCode::OK);
        team.visitor(app).answer("/new", true).await.is(StatusCode::OK);
        let mut voters: Vec<Visitor> = (0..4).map(|_| team.visitor(app)).collect();
        for (voter, (route, object)) in
            voters.iter_mut().zip([("/old", "A"), ("/old", "B"), ("/new", "A"), ("/else", "A")])
        {
            vote_from(voter, &request, route, object).await;
        }
        report_from(&author, "/old").await;
        report_from(&author, "/new").await;
        clean(app).await;

        let (old, new) = (screen(&team, "/old").await, screen(&team, "/new").await);
        let view = json!({"name": "Old ones", "filter": {"screen": [old]}});
        let view = team.asker.post(&team.path("/views"), &view).await.is(StatusCode::CREATED).json();
        let preview = team.read(&format!("/screens/{old}/merge?into={new}")).await;
        assert_eq!(preview, json!({
            "answers": 4, "replaced": 3, "views": 0, "requests": 1, "votes": 3, "reports": 1, "too_large": false
        }));
        let merged = merge(&team, &old, &new).await;
        clean(app).await;
        assert_eq!(merged["id"], new);
        assert_eq!(merged["merged_routes"], json!(["/old"]));
        // Yes of the first and third and of the last, no of the second and of the one that answered there alone.
        for (field, n) in [("helpful", 3), ("unhelpful", 2), ("n", 5), ("requests", 1), ("reports", 2)] {
            assert_eq!(merged[field], n, "{field}");
        }
        assert_eq!(routes(&team).await, ["/else", "/new"]);
        // What named the old screen finds the new one.
        assert_eq!(team.read(&format!("/screens/{old}")).await["id"], new);
        assert_eq!(merge(&team, &old, &new).await["id"], new);
        let found = team.read(&format!("/requests?screen={new}")).await;
        assert_eq!(items(&found).len(), 1);
        let views = team.read("/views").await;
        let kept = items(&views).iter().find(|one| one["id"] == view["id"]).expect("the view");
        assert_eq!(kept["filter"]["screen"], json!([new]));
        let listed = author.read("/requests?screen=/old").await;
        assert_eq!(items(&listed).len(), 1, "{listed}");
        // A vote that moved can be taken back.
        voters[1].unvote(&request).await.is(StatusCode::OK);
        clean(app).await;
    }

    what_comes_later_from_the_old_route_lands_on_the_other_screen(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        vote_from(&mut visitor, &request, "/old", "A").await;
        visitor.answer("/new", true).await.is(StatusCode::OK);
        let telemetry = json!({"telemetry": true});
        team.asker.patch(&team.path(""), &telemetry).await.is(StatusCode::OK);
        let (old, new) = (screen(&team, "/old").await, screen(&team, "/new").await);
        merge(&team, &old, &new).await;
        // The writer of votes remembered the screen of the route.
        for _ in 0..2 {
            vote_from(&mut team.visitor(app), &request, "/old", "A").await;
        }
        team.visitor(app).answer("/old", false).await.is(StatusCode::OK);
        report_from(&visitor, "/old").await;
        let view = json!({"screen": {"route": "/old", "title": "Old"}, "consent": true});
        visitor.asker.post(&visitor.path("/views"), &view).await.is(StatusCode::NO_CONTENT);
        let body = json!({"kind": "feature", "title": "Export", "screen": {"route": "/old"}});
        visitor.asker.post(&visitor.path("/requests"), &body).await.is(StatusCode::CREATED);
        clean(app).await;
        let row = team.read(&format!("/screens/{new}")).await;
        for (field, n) in [("n", 2), ("requests", 2), ("reports", 1), ("views", 1)] {
            assert_eq!(row[field], n, "{field}: {row}");
        }
        assert!(!routes(&team).await.contains(&"/old".to_owned()));
        // A merged screen's routes move on with it.
        visitor.answer("/third", true).await.is(StatusCode::OK);
        let third = screen(&team, "/third").await;
        let merged = merge(&team, &new, &third).await;
        assert_eq!(merged["merged_routes"], json!(["/new", "/old"]));
        team.visitor(app).answer("/old", false).await.is(StatusCode::OK);
        // One had answered on both, so the later answer stays.
        let moved = team.read(&format!("/screens/{third}")).await;
        assert_eq!((moved["n"].clone(), moved["title"].clone()), (json!(3), json!("Old")));
        clean(app).await;
    }

    a_proposal_about_a_merged_screen_is_shown_on_both_routes(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        for route in ["/old", "/new"] {
            visitor.answer(route, true).await.is(StatusCode::OK);
        }
        let closes = app.context.clock.now().plus_seconds(86_400).to_string();
        let body = json!({"question": "Which?", "options": ["A", "B"], "screens": ["/old"], "closes_at": closes});
        let made = team.asker.post(&team.path("/proposals"), &body).await.is(StatusCode::CREATED).json();
        let path = team.path(&format!("/proposals/{}/publish", text(&made, "id")));
        let publish = team.asker.request(Method::POST, &path).header("If-Match", format!("\"{}\"", made["revision"]));
        team.asker.send(publish.json(&json!({}))).await.is(StatusCode::OK);
        assert_eq!(items(&visitor.read("/proposals?screen=/new").await).len(), 0);
        merge(&team, &screen(&team, "/old").await, &screen(&team, "/new").await).await;
        for (route, n) in [("/new", 1), ("/old", 1), ("/else", 0)] {
            assert_eq!(items(&visitor.read(&format!("/proposals?screen={route}")).await).len(), n, "{route}");
        }
    }

    a_merge_that_makes_no_sense_is_refused(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        visitor.answer("/one", true).await.is(StatusCode::OK);
        let one = screen(&team, "/one").await;
        let path = team.path(&format!("/screens/{one}/merge"));
        let unknown = uuid::Uuid::now_v7().to_string();
        for into in [&one, &unknown] {
            let refused = team.asker.post(&path, &json!({"into": into})).await;
            assert_eq!(refused.is(StatusCode::UNPROCESSABLE_ENTITY).json()["errors"][0]["pointer"], "/into");
            team.asker.get(&format!("{path}?into={into}")).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        team.asker.get(&path).await.is(StatusCode::BAD_REQUEST);
        let other = team.path(&format!("/screens/{unknown}/merge"));
        team.asker.post(&other, &json!({"into": one})).await.is(StatusCode::NOT_FOUND);
        visitor.asker.post(&path, &json!({"into": one})).await.is(StatusCode::UNAUTHORIZED);
    }
}
