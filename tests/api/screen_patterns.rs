//! Patterns of routes: what they would merge, what they merge, and where later routes land.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Answer, Team, items, text},
};

async fn keep(team: &Team, pattern: &str) -> Answer {
    team.asker.post(&team.path("/screen_patterns"), &json!({"pattern": pattern})).await
}

async fn routes(team: &Team) -> Vec<(String, i64)> {
    let list = team.read("/screens?order=route").await;
    let row = |row: &Value| (text(row, "route").to_owned(), row["n"].as_i64().expect("a number"));
    items(&list).iter().map(row).collect()
}

fn named(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
    pairs.iter().map(|(route, n)| ((*route).to_owned(), *n)).collect()
}

on_both! {
    a_pattern_merges_its_screens_and_takes_those_that_come_later(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        for route in ["/help/a", "/help/b/c", "/help", "/orders"] {
            visitor.answer(route, true).await.is(StatusCode::OK);
        }
        team.visitor(app).answer("/help/a", false).await.is(StatusCode::OK);
        let preview = team.read("/screen_patterns/preview?pattern=/help/*").await;
        assert_eq!((&preview["answers"], &preview["too_large"]), (&json!(3), &json!(false)));
        let seen: Vec<_> = preview["screens"].as_array().expect("screens").iter().map(|one| text(one, "route")).collect();
        assert_eq!(seen, ["/help/a", "/help/b/c"]);
        assert_eq!(routes(&team).await.len(), 4, "a preview changes nothing");

        let kept = keep(&team, "/help/*").await.is(StatusCode::CREATED).json();
        assert_eq!(app.check().await, Vec::<String>::new());
        // One visitor had answered on both, once for each screen; the later answer stays.
        assert_eq!(routes(&team).await, named(&[("/help", 1), ("/help/*", 2), ("/orders", 1)]));
        team.visitor(app).answer("/help/d", true).await.is(StatusCode::OK);
        team.visitor(app).answer("/help/d", true).await.is(StatusCode::OK);
        let body = json!({"kind": "feature", "title": "Export", "screen": {"route": "/help/e", "title": "E"}});
        let request = visitor.asker.post(&visitor.path("/requests"), &body).await.is(StatusCode::CREATED).json();
        let vote = json!({"screen": {"route": "/help/f"}});
        let path = visitor.path(&format!("/requests/{}/vote", text(&request, "id")));
        team.visitor(app).asker.put(&path, &vote).await.is(StatusCode::OK);
        assert_eq!(routes(&team).await, named(&[("/help", 1), ("/help/*", 4), ("/orders", 1)]));
        let list = team.read("/screens?order=route").await;
        assert_eq!((&items(&list)[1]["title"], &items(&list)[1]["requests"]), (&Value::Null, &json!(1)));
        // Nor does a page of it that comes a second time give it its own.
        for _ in 0..2 {
            let body = json!({"screen": {"route": "/help/later", "title": "How to reset a password"}, "helpful": true});
            let answerer = team.visitor(app);
            answerer.asker.put(&answerer.path("/answers"), &body).await.is(StatusCode::OK);
        }
        assert_eq!(items(&team.read("/screens?order=route").await)[1]["title"], Value::Null);
        let public = visitor.read("/requests?screen=/help/never-seen").await;
        assert_eq!(items(&public).len(), 1);
        assert_eq!(app.check().await, Vec::<String>::new());

        let listed = team.read("/screen_patterns").await;
        assert_eq!(items(&listed)[0]["pattern"], "/help/*");
        let path = team.path(&format!("/screen_patterns/{}", text(&kept, "id")));
        team.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
        team.asker.delete(&path).await.is(StatusCode::NOT_FOUND);
        for route in ["/help/new", "/help/d"] {
            team.visitor(app).answer(route, true).await.is(StatusCode::OK);
        }
        assert_eq!(routes(&team).await, named(&[("/help", 1), ("/help/*", 7), ("/help/new", 1), ("/orders", 1)]));
    }

    the_older_pattern_decides_and_bad_ones_are_refused(app) {
        let team = app.owner().await;
        keep(&team, "/help/:page").await.is(StatusCode::CREATED);
        keep(&team, "/help/*").await.is(StatusCode::CREATED);
        for route in ["/help/a", "/help/a/b"] {
            team.visitor(app).answer(route, true).await.is(StatusCode::OK);
        }
        assert_eq!(routes(&team).await, named(&[("/help/*", 1), ("/help/:page", 1)]));
        for bad in ["/help/*", "/help/:page/", "/help/x/:y", "help/*", "/*", "/help", "/a/*/b", "/a?b=*"] {
            let refused = keep(&team, bad).await.is(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(refused["errors"][0]["pointer"], "/pattern", "{bad}");
        }
        for bad in ["/*", "x"] {
            let path = team.path(&format!("/screen_patterns/preview?pattern={bad}"));
            team.asker.get(&path).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
}
