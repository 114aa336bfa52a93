//! Screens by the week: every number against the answers that were given over HTTP.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Team, TestApp, items, text},
};

const DAY: i64 = 86_400;

async fn answered(app: &TestApp, team: &Team, route: &str, helpful: bool, reason: Option<&str>) {
    let visitor = team.visitor(app);
    let body = json!({"screen": {"route": route}, "helpful": helpful, "reason": reason});
    visitor.asker.put(&visitor.path("/answers"), &body).await.is(StatusCode::OK);
}

/// The clock at the next noon of UTC, so that what is done within hours is done within a day.
fn at_noon(app: &TestApp) {
    app.hold_clock();
    let second = app.context.clock.now().seconds().rem_euclid(DAY);
    app.pass((DAY / 2 - second).rem_euclid(DAY));
}

fn counts(weeks: &Value) -> Vec<(i64, i64)> {
    let weeks = weeks.as_array().expect("weeks");
    let of = |week: &Value, field: &str| week[field].as_i64().expect("a number");
    weeks.iter().map(|week| (of(week, "helpful"), of(week, "unhelpful"))).collect()
}

on_both! {
    a_screen_shows_its_weeks_and_the_reasons_of_a_period(app) {
        let team = app.owner().await;
        at_noon(app);
        answered(app, &team, "/orders", false, Some("unclear")).await;
        answered(app, &team, "/orders", true, None).await;
        app.pass(7 * DAY);
        answered(app, &team, "/orders", false, Some("not_working")).await;
        app.pass(6 * DAY);
        answered(app, &team, "/orders", false, Some("not_working")).await;
        team.log_in().await;
        let list = team.read("/screens").await;
        let path = format!("/screens/{}", text(&items(&list)[0], "id"));
        let detail = team.read(&path).await;
        let weeks = counts(&detail["weeks"]);
        assert_eq!(weeks.len(), 26);
        assert_eq!(weeks[24..], [(1, 1), (0, 2)]);
        assert!(weeks[..24].iter().all(|week| *week == (0, 0)));
        assert_eq!(detail["weeks"][25]["n"], 2);
        assert_eq!(detail["weeks"][23]["score"], Value::Null);
        let today = app.context.clock.now().day();
        assert_eq!(detail["weeks"][25]["day"], yousaid::base::time::date_of(today - 6));
        assert_eq!(detail["reasons"], json!([
            {"helpful": false, "reason": "not_working", "count": 2},
            {"helpful": false, "reason": "unclear", "count": 1},
        ]));
        assert_eq!(detail["reasons_truncated"], false);
        let latest = team.read(&format!("{path}?days=8")).await;
        assert_eq!(latest["reasons"], json!([{"helpful": false, "reason": "not_working", "count": 2}]));
        for days in ["0", "366", "x"] {
            let refused = team.asker.get(&team.path(&format!("{path}?days={days}"))).await;
            refused.is(StatusCode::BAD_REQUEST);
        }
    }

    the_picture_has_the_weeks_of_the_screens_that_come_first(app) {
        let team = app.owner().await;
        at_noon(app);
        answered(app, &team, "/long-ago", false, None).await;
        app.pass(77 * DAY);
        answered(app, &team, "/help", true, None).await;
        answered(app, &team, "/help", true, None).await;
        app.pass(7 * DAY);
        answered(app, &team, "/orders", false, None).await;
        team.log_in().await;
        let picture = team.read("/screens/weeks").await;
        let days = picture["weeks"].as_array().expect("weeks");
        assert_eq!(days.len(), 12);
        assert_eq!(days[11], yousaid::base::time::date_of(app.context.clock.now().day() - 6));
        let rows = picture["screens"].as_array().expect("screens");
        let of = |route: &str| {
            let row = rows.iter().find(|row| row["route"] == route).expect("a row");
            counts(&row["weeks"])
        };
        // Twelve weeks and a day ago is out of the picture.
        assert!(of("/long-ago").iter().all(|week| *week == (0, 0)));
        assert_eq!(of("/help")[10..], [(2, 0), (0, 0)]);
        assert_eq!(of("/orders")[10..], [(0, 0), (0, 1)]);
        for order in ["attention", "answers", "score", "route"] {
            let picture = team.read(&format!("/screens/weeks?order={order}")).await;
            let list = team.read(&format!("/screens?order={order}")).await;
            let routes = |rows: &Value| {
                rows.as_array().expect("rows").iter().map(|row| row["route"].clone()).collect::<Vec<_>>()
            };
            assert_eq!(routes(&picture["screens"]), routes(&list["items"]), "{order}");
        }
        team.asker.get(&team.path("/screens/weeks?order=hot")).await.is(StatusCode::BAD_REQUEST);
    }
}
