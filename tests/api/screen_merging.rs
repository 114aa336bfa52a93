//! Merging screens: everything that happened on one is as if it had happened on the other, exactly, and its route leads there.

use futures_util::future::{LocalBoxFuture, join_all};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    identity::{identify, secret, signed},
    on_both,
    test_app::{Answer, Team, TestApp, Visitor, items, text},
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

/// A visitor with an answer on both screens and a report from one of them; returns the report's id, too.
async fn busy(app: &TestApp, team: &Team, from: &str, into: &str) -> (Visitor, String) {
    let mut visitor = team.visitor(app);
    for (route, helpful) in [(from, false), (into, true)] {
        visitor.answer(route, helpful).await.is(StatusCode::OK);
    }
    let mut report = crate::test_app::report("It broke");
    report["screen"] = json!({"route": from});
    let made = visitor.asker.post(&visitor.path("/reports"), &report).await.is(StatusCode::CREATED);
    let id = text(&made.json(), "id").to_owned();
    (visitor, id)
}

#[actix_web::test]
async fn a_merge_meets_everything_that_locks_the_same_rows_and_hinders_nothing() {
    let app = TestApp::postgres().await;
    let other = app.second_node();
    let team = app.owner().await;
    let secret = secret(&team).await;
    let request = text(&team.visitor(&app).suggest("Dark mode").await, "id").to_owned();
    for round in 0..12 {
        // The screen that is merged comes before the other one by its route, or after it.
        let [from, into] = [["/a", "/into"], ["/z", "/into"]][round % 2]
            .map(|route| format!("{route}/{}", round / 2 + 1000));
        let (from, into) = (format!("{from}-from"), format!("{into}-into"));
        let mut people = Vec::new();
        for _ in 0..6 {
            people.push(busy(&app, &team, &from, &into).await);
        }
        let mut voters: Vec<Visitor> = (0..6).map(|_| team.visitor(&app)).collect();
        for voter in &mut voters {
            vote_from(voter, &request, &from, "A").await;
        }
        let (old, new) = (screen(&team, &from).await, screen(&team, &into).await);
        let merge_path = team.path(&format!("/screens/{old}/merge"));
        let body = json!({"into": new});
        let (team, request, merge_path, body) = (&team, &request, &merge_path, &body);
        let mut all: Vec<(&str, LocalBoxFuture<'_, Answer>)> = Vec::new();
        all.push(("merge", Box::pin(async move { team.asker.post(merge_path, body).await })));
        for (number, (visitor, report)) in people.iter().enumerate() {
            let path = team.path(&format!("/reports/{report}"));
            if number < 3 {
                all.push(("delete", Box::pin(async move { team.asker.delete(&path).await })));
            }
            let mut visitor = visitor.clone();
            if number % 2 == 0 {
                visitor.asker.url.clone_from(&other.url);
            }
            let token = signed(&app, team, &secret, &format!("user-{round}-{number}"), json!({}));
            let (from, into) = (from.clone(), into.clone());
            match number {
                0..3 => all.push((
                    "identify",
                    Box::pin(async move {
                        let proof = visitor.asker.token.clone();
                        identify(&visitor, &token, proof.as_deref()).await
                    }),
                )),
                _ => all.push((
                    "answer",
                    Box::pin(async move {
                        visitor.answer(&from, true).await.is(StatusCode::OK);
                        visitor.answer(&into, false).await
                    }),
                )),
            }
        }
        for (number, voter) in voters.iter().enumerate() {
            let (mut voter, from) = (voter.clone(), from.clone());
            if number % 2 == 0 {
                voter.asker.url.clone_from(&other.url);
            }
            all.push((
                "vote",
                Box::pin(async move {
                    voter.unvote(request).await.is(StatusCode::OK);
                    let body = json!({"screen": {"route": from}});
                    voter.asker.put(&voter.path(&format!("/requests/{request}/vote")), &body).await
                }),
            ));
        }
        let (names, acts): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        for (name, answer) in names.iter().zip(join_all(acts).await) {
            assert!(answer.status.is_success(), "{name}: {} {}", answer.status, answer.text);
        }
        assert!(!routes(team).await.contains(&from), "{from} is merged");
    }
    clean(&app).await;
    other.end().await;
    app.end().await;
}
