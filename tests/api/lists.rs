//! The lists of requests: orders, walking through all pages, filters, ETags, and what they refuse.
//! Widget and team read the same rows in the same orders.

use std::collections::{HashMap, HashSet};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use yousaid::base::cursor::{Cursor, Key};

use crate::{
    on_both,
    test_app::{Answer, Asker, Dice, Team, TestApp, Visitor, items, text},
};

const ORDERS: [&str; 3] = ["hot", "top", "new"];

/// Thirteen requests with different votes, made at different times, some of them with equal votes.
async fn thirteen(app: &TestApp, team: &Team) -> Vec<String> {
    app.hold_clock();
    let visitor = team.visitor(app);
    let mut voters: Vec<Visitor> = (0..4).map(|_| visitor.another()).collect();
    let mut dice = Dice::new(7);
    let mut ids = Vec::new();
    for number in 0..13 {
        app.pass(3600 * dice.roll(3) as i64);
        let made = visitor.another().suggest(&format!("Wish {number}")).await;
        let id = text(&made, "id").to_owned();
        for voter in voters.iter_mut().take(dice.roll(5)) {
            voter.vote(&id).await.is(StatusCode::OK);
        }
        ids.push(id);
    }
    ids
}

/// Every row of a list, page by page.
async fn walk(asker: &Asker, path: &str, limit: usize) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = asker.get(&format!("{path}&limit={limit}{cursor}")).await.is(StatusCode::OK).json();
        assert!(items(&page).len() <= limit);
        rows.extend(items(&page).iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| text(row, "id")).collect()
}

async fn refused(asker: &Asker, path: &str) -> Answer {
    let answer = asker.get(path).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}: {}", answer.text);
    assert_eq!(answer.code(), "bad_request");
    answer
}

on_both! {
    every_order_is_kept_and_a_walk_meets_each_request_once(app) {
        let team = app.owner().await;
        let made = thirteen(app, &team).await;
        let visitor = team.visitor(app);
        for order in ORDERS {
            let whole = walk(&team.asker, &team.path(&format!("/requests?order={order}")), 100).await;
            assert_eq!(ids(&whole).into_iter().collect::<HashSet<_>>().len(), made.len());
            let sorted = |field: &str| whole.windows(2).all(|pair| match &pair[0][field] {
                Value::String(first) => first.as_str() >= text(&pair[1], field),
                first => first.as_f64() >= pair[1][field].as_f64(),
            });
            assert!(sorted(match order { "hot" => "heat", "top" => "votes", _ => "created_at" }), "{order}: {whole:?}");
            for limit in [1, 2, 5, 12, 13] {
                let rows = walk(&team.asker, &team.path(&format!("/requests?order={order}")), limit).await;
                assert_eq!(ids(&rows), ids(&whole), "{order} by {limit}");
                let rows = walk(&visitor.asker, &visitor.path(&format!("/requests?order={order}")), limit).await;
                assert_eq!(ids(&rows), ids(&whole), "{order} by {limit} in the widget");
            }
        }
        let unsaid = team.read("/requests?limit=100").await;
        assert_eq!(unsaid, team.read("/requests?order=hot&limit=100").await);
    }

    the_team_sorts_by_score_for_each_point_of_effort_and_by_weight(app) {
        let team = app.owner().await;
        let made = thirteen(app, &team).await;
        let mut points = HashMap::new();
        for (id, effort) in made.iter().zip([1, 13, 2, 900, 3, 1, 5, 2]) {
            let action = json!({"type": "effort", "points": effort});
            let body = json!({"action": action, "requests": [{"id": id, "version": 1}]});
            team.asker.post(&team.path("/triage"), &body).await.is(StatusCode::CREATED);
            points.insert(id.as_str(), f64::from(effort));
        }
        let narrowed = ["", "&q=wish", "&kind=feature", "&reports=false"];
        for rest in narrowed {
            let path = |order: &str| team.path(&format!("/requests?order={order}{rest}"));
            let whole = walk(&team.asker, &path("value"), 100).await;
            assert_eq!(whole.len(), made.len(), "{rest}");
            let value = |row: &Value| {
                let effort = points.get(text(row, "id"));
                // Those without an effort come last, by score.
                (effort.is_some(), row["heat"].as_f64().expect("a number") / effort.unwrap_or(&1.0))
            };
            assert!(whole.windows(2).all(|pair| value(&pair[0]) >= value(&pair[1])), "{rest}: {whole:?}");
            for limit in [1, 3, 8] {
                assert_eq!(ids(&walk(&team.asker, &path("value"), limit).await), ids(&whole), "{rest} by {limit}");
            }
            // Everybody's vote weighs the same here.
            let top = walk(&team.asker, &path("top"), 100).await;
            assert_eq!(ids(&walk(&team.asker, &path("weighted"), 2).await), ids(&top), "{rest}");
        }
        assert_eq!(app.check().await, Vec::<String>::new());
        let visitor = team.visitor(app);
        for order in ["value", "weighted"] {
            refused(&visitor.asker, &visitor.path(&format!("/requests?order={order}"))).await;
        }
    }

    a_walk_by_age_goes_on_where_it_was_while_others_write(app) {
        let team = app.owner().await;
        let made = thirteen(app, &team).await;
        let path = team.path("/requests?order=new");
        let first = team.asker.get(&format!("{path}&limit=6")).await.json();
        team.visitor(app).suggest("Made in between").await;
        team.visitor(app).vote(&made[0]).await.is(StatusCode::OK);
        let next = text(&first, "next");
        let rest = team.asker.get(&format!("{path}&limit=100&cursor={next}")).await.is(StatusCode::OK).json();
        let mut seen = ids(items(&first));
        seen.extend(ids(items(&rest)));
        seen.sort_unstable();
        let mut wanted: Vec<&str> = made.iter().map(String::as_str).collect();
        wanted.sort_unstable();
        assert_eq!(seen, wanted);
    }

    the_team_narrows_by_status_kind_screen_and_words(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let mut made = Vec::new();
        for (kind, title, route) in [
            ("feature", "Dark mode", "/settings"),
            ("problem", "The PDF is empty", "/invoices/7"),
            ("problem", "The search is slow", "/orders"),
        ] {
            let body = json!({"kind": kind, "title": title, "screen": {"route": route}});
            let answer = visitor.another().asker.post(&visitor.path("/requests"), &body).await;
            made.push(text(&answer.is(StatusCode::CREATED).json(), "id").to_owned());
        }
        team.decide(&made[1], "planned", "Yes.").await.is(StatusCode::CREATED);
        team.decide(&made[2], "declined", "No.").await.is(StatusCode::CREATED);
        let screens = team.read("/screens?order=route").await;
        let screen = items(&screens).iter().find(|row| row["route"] == "/invoices/:id").expect("the screen");
        let screen = text(screen, "id");
        for (filter, wanted) in [
            ("status=new".to_owned(), vec![0]),
            ("status=planned,declined".to_owned(), vec![2, 1]),
            ("status=".to_owned(), vec![2, 1, 0]),
            ("kind=problem".to_owned(), vec![2, 1]),
            ("kind=problem&status=planned".to_owned(), vec![1]),
            ("q=PDF".to_owned(), vec![1]),
            ("q=sear".to_owned(), vec![2]),
            ("q=dark%20pdf".to_owned(), vec![]),
            (format!("screen={screen}"), vec![1]),
            (format!("screen={}", uuid::Uuid::now_v7()), vec![]),
        ] {
            let list = team.read(&format!("/requests?order=new&{filter}")).await;
            let wanted: Vec<&str> = wanted.into_iter().map(|at: usize| made[at].as_str()).collect();
            assert_eq!(ids(items(&list)), wanted, "{filter}");
        }
    }

    a_list_of_a_screen_is_the_list_of_all_without_the_others(app) {
        let team = app.owner().await;
        app.hold_clock();
        let visitor = team.visitor(app);
        let mut voters: Vec<Visitor> = (0..3).map(|_| visitor.another()).collect();
        let mut dice = Dice::new(19);
        let mut at: HashMap<String, HashSet<&str>> = HashMap::new();
        for number in 0..24 {
            // Most are on one screen, where it is the shortest way to walk all of them, and few on the other.
            let route = if number % 8 == 5 { "/settings" } else { "/orders" };
            let kind = if dice.roll(3) == 0 { "problem" } else { "feature" };
            let title = format!("Wish {number}");
            let body = json!({"kind": kind, "title": title, "screen": {"route": route}});
            let answer = visitor.another().asker.post(&visitor.path("/requests"), &body).await;
            let id = text(&answer.is(StatusCode::CREATED).json(), "id").to_owned();
            let mut routes = HashSet::from([route]);
            for voter in voters.iter_mut().take(dice.roll(4)) {
                voter.vote(&id).await.is(StatusCode::OK);
                routes.insert("/invoices/:id");
            }
            if number % 4 == 1 {
                team.decide(&id, "planned", "Yes.").await.is(StatusCode::CREATED);
            }
            at.insert(id, routes);
        }
        let screens = team.read("/screens?order=route").await;
        for order in ["hot", "top"] {
            for filter in ["", "&status=new", "&status=planned", "&kind=problem", "&status=shipped"] {
                let path = team.path(&format!("/requests?order={order}{filter}"));
                let whole = walk(&team.asker, &path, 100).await;
                for screen in items(&screens) {
                    let mut wanted = ids(&whole);
                    wanted.retain(|id| at[*id].contains(text(screen, "route")));
                    for limit in [1, 2, 3, 30] {
                        let rows = walk(&team.asker, &format!("{path}&screen={}", text(screen, "id")), limit).await;
                        assert_eq!(ids(&rows), wanted, "{order}{filter} on {} by {limit}", screen["route"]);
                    }
                }
            }
        }
    }

    the_widget_narrows_to_a_screen_and_an_object(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let id = text(&visitor.another().suggest("Download as PDF").await, "id").to_owned();
        for (filter, found) in [
            ("screen=/invoices/99", 1),
            ("screen=/invoices/:id", 1),
            ("screen=/orders", 0),
            ("screen=/invoices/7&object=invoice:INV-7", 1),
            ("screen=/invoices/7&object=invoice:INV-8", 0),
            ("q=download", 1),
            ("q=upload", 0),
        ] {
            assert_eq!(items(&visitor.read(&format!("/requests?{filter}")).await).len(), found, "{filter}");
        }
        let mut voter = visitor.another();
        let path = voter.path(&format!("/requests/{id}/vote"));
        let answer = voter.asker.put(&path, &json!({"screen": {"route": "/orders"}})).await.is(StatusCode::OK);
        voter.keep(&answer);
        assert_eq!(items(&visitor.read("/requests?screen=/orders").await).len(), 1, "voted on from there");
    }

    unknown_orders_cursors_and_parameters_are_refused(app) {
        let team = app.owner().await;
        thirteen(app, &team).await;
        let visitor = team.visitor(app);
        let page = team.read("/requests?order=new&limit=2").await;
        let foreign = text(&page, "next");
        for base in [visitor.path("/requests"), team.path("/requests")] {
            let asker = if base.starts_with("/v1/p/") { &visitor.asker } else { &team.asker };
            for wrong in [
                "order=old", "order=HOT", "order=", "order=hot&order=new", "limit=0", "limit=101", "limit=-1", "limit=two", "limit=",
                "cursor=", "cursor=x", "cursor=%00", "cursor=..%2F", "sort=new", "page=2", "votes=1", "project_id=1", "=", "q=a&q=b",
            ] {
                refused(asker, &format!("{base}?{wrong}")).await;
            }
            refused(asker, &format!("{base}?order=hot&cursor={foreign}")).await;
            refused(asker, &format!("{base}?order=new&cursor={}", &foreign[..foreign.len() - 3])).await;
            refused(asker, &format!("{base}?order=new&cursor={}", "A".repeat(4_000))).await;
        }
        refused(&team.asker, &team.path("/requests?public=true")).await;
        for wrong in ["screen=invoices", "screen=%00", "object=invoice", "object=in%20voice:1", "object=a:", "status=new", "kind=feature"] {
            refused(&visitor.asker, &visitor.path(&format!("/requests?{wrong}"))).await;
        }
        let detail = refused(&team.asker, &team.path("/requests?sort=new")).await.text;
        assert!(detail.contains("sort"), "the parameter is named: {detail}");
        let detail = refused(&team.asker, &team.path("/requests?order=old")).await.text;
        assert!(detail.contains("hot, top, weighted"), "the orders are named: {detail}");
    }

    a_cursor_of_the_right_order_that_holds_the_wrong_kind_of_key_is_refused(app) {
        let team = app.owner().await;
        let id = uuid::Uuid::nil();
        for (list, order, key) in [
            ("requests?order=hot&", "hot", Key::I64(1)),
            ("requests?order=top&", "top", Key::F64(1.0)),
            ("reports?", "reports", Key::Text("a".to_owned())),
            ("screens?order=route&", "route", Key::I64(1)),
            ("visitors?", "seen", Key::F64(1.0)),
        ] {
            let forged = Cursor::new(order, key, id).encode();
            refused(&team.asker, &team.path(&format!("/{list}cursor={forged}"))).await;
        }
    }

    every_list_and_detail_has_an_etag_and_answers_304(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut author = team.visitor(app);
        let request = text(&author.suggest("Dark mode").await, "id").to_owned();
        let report = text(&author.report("It broke").await.json(), "id").to_owned();
        let screen = text(&items(&team.read("/screens").await)[0], "id").to_owned();
        let visitor = text(&author.read("/me").await["visitor"], "id").to_owned();
        let mut of_team = vec!["/v1/projects".to_owned(), "/v1/session".to_owned(), "/v1/setup".to_owned(), team.path("")];
        for rest in ["install", "origins", "keys", "members", "invites", "requests", "reports", "screens", "visitors"] {
            of_team.push(team.path(&format!("/{rest}")));
        }
        for (rest, id) in [("requests", &request), ("reports", &report), ("screens", &screen), ("visitors", &visitor)] {
            of_team.push(team.path(&format!("/{rest}/{id}")));
        }
        let of_widget = ["/config", "/requests", "/requests/similar?q=dark", "/me"].map(|rest| author.path(rest));
        let all = of_team.iter().map(|path| (&team.asker, path)).chain(of_widget.iter().map(|path| (&author.asker, path)));
        for (asker, path) in all {
            let first = asker.get(path).await.is(StatusCode::OK);
            let etag = first.header("etag").unwrap_or_else(|| panic!("{path} has no ETag")).to_owned();
            for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}")] {
                let again = asker.send(asker.request(Method::GET, path).header("If-None-Match", known)).await;
                assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
                assert_eq!(again.header("etag"), Some(etag.as_str()), "{path}");
            }
            let other = asker.send(asker.request(Method::GET, path).header("If-None-Match", "\"x\"")).await;
            assert_eq!(other.is(StatusCode::OK).text, first.text, "{path}");
        }
        let path = team.path(&format!("/requests/{request}"));
        let before = team.asker.get(&path).await;
        team.visitor(app).vote(&request).await.is(StatusCode::OK);
        let etag = before.header("etag").expect("an ETag");
        let after = team.asker.send(team.asker.request(Method::GET, &path).header("If-None-Match", etag)).await;
        assert_eq!(after.is(StatusCode::OK).json()["votes"], 2, "a vote makes the old answer stale");
    }
}
