//! Answers to "Was this helpful?": one current answer per visitor and place, and what the team reads out of them.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Dice, Team, TestApp, Visitor, items, text},
};

/// Standard normal quantile of a two-sided 95 % interval.
const Z: f64 = 1.96;

async fn put(visitor: &mut Visitor, body: &Value) -> Value {
    let answer = visitor.asker.put(&visitor.path("/answers"), body).await.is(StatusCode::OK);
    visitor.keep(&answer);
    answer.json()
}

async fn screen(team: &Team, route: &str) -> Value {
    let list = team.read("/screens?limit=100").await;
    items(&list)
        .iter()
        .find(|row| row["route"] == route)
        .cloned()
        .unwrap_or_else(|| panic!("no {route}: {list}"))
}

async fn detail(team: &Team, route: &str) -> Value {
    let id = screen(team, route).await["id"].as_str().expect("an id").to_owned();
    team.read(&format!("/screens/{id}")).await
}

/// Many answers on one screen by visitors of their own.
async fn answers(app: &TestApp, team: &Team, route: &str, yes: usize, no: usize) {
    let first = team.visitor(app);
    for number in 0..yes + no {
        first.another().answer(route, number < yes).await.is(StatusCode::OK);
    }
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

/// The Wilson interval by its textbook formula.
fn wilson(yes: f64, n: f64) -> (f64, f64) {
    let share = yes / n;
    let root = (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    let centre = share + Z * Z / (2.0 * n);
    ((centre - Z * root) / scale, (centre + Z * root) / scale)
}

on_both! {
    a_changed_mind_replaces_the_answer(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        let place = json!({"route": "/invoices/1", "title": "Invoice"});
        let first = put(&mut visitor, &json!({"screen": place, "helpful": false, "reason": "unclear", "comment": " Too long. "})).await;
        assert_eq!(first["screen"], json!({"route": "/invoices/:id", "title": "Invoice"}));
        assert_eq!((&first["reason"], &first["comment"]), (&json!("unclear"), &json!("Too long.")));
        let row = screen(&team, "/invoices/:id").await;
        assert_eq!((&row["helpful"], &row["unhelpful"], &row["n"]), (&json!(0), &json!(1), &json!(1)));
        put(&mut visitor, &json!({"screen": {"route": "/invoices/2"}, "helpful": true})).await;
        let row = screen(&team, "/invoices/:id").await;
        assert_eq!((&row["helpful"], &row["unhelpful"], &row["n"]), (&json!(1), &json!(0), &json!(1)));
        assert_eq!(row["title"], "Invoice", "a title that is not sent stays");
        let own = visitor.read("/me").await;
        assert_eq!(own["answers"].as_array().map(Vec::len), Some(1));
        assert_eq!((&own["answers"][0]["reason"], &own["answers"][0]["comment"]), (&Value::Null, &Value::Null));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    the_same_answer_sixty_four_times_at_once_is_one(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        visitor.answer("/elsewhere", true).await.is(StatusCode::OK);
        futures_util::future::join_all((0..64).map(|number| {
            let mut again = visitor.clone();
            async move { again.answer("/orders", number % 2 == 0).await.is(StatusCode::OK) }
        }))
        .await;
        assert_eq!(screen(&team, "/orders").await["n"], 1);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    an_object_has_answers_of_its_own(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        for (object, helpful) in [(Value::Null, true), (json!({"type": "invoice", "id": "7"}), false), (json!({"type": "invoice", "id": "8"}), true)] {
            put(&mut visitor, &json!({"screen": {"route": "/invoices/7"}, "object": object, "helpful": helpful})).await;
        }
        let found = detail(&team, "/invoices/:id").await;
        assert_eq!((&found["helpful"], &found["unhelpful"]), (&json!(2), &json!(1)));
        let mut objects = found["objects"].as_array().expect("objects").clone();
        objects.sort_by_key(|row| text(&row["object"], "id").to_owned());
        assert_eq!(objects, [
            json!({"object": {"type": "invoice", "id": "7"}, "helpful": 0, "unhelpful": 1}),
            json!({"object": {"type": "invoice", "id": "8"}, "helpful": 1, "unhelpful": 0}),
        ]);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_reason_that_is_not_offered_with_the_answer_is_refused(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let offered = visitor.read("/config").await["reasons"].clone();
        for (helpful, side, other) in [(true, "yes", "no"), (false, "no", "yes")] {
            for reason in offered[side].as_array().expect("reasons") {
                let mut one = visitor.another();
                put(&mut one, &json!({"screen": {"route": "/a"}, "helpful": helpful, "reason": reason["code"]})).await;
                assert!(["en", "de"].iter().all(|locale| !text(&reason["labels"], locale).is_empty()));
            }
            for code in [&offered[other][0]["code"], &json!(""), &json!("whatever"), &json!("unclear\u{0}")] {
                let body = json!({"screen": {"route": "/b"}, "helpful": helpful, "reason": code});
                let refused = visitor.asker.put(&visitor.path("/answers"), &body).await.is(StatusCode::UNPROCESSABLE_ENTITY);
                assert_eq!(refused.json()["errors"][0]["pointer"], "/reason");
                assert_eq!(refused.header("yousaid-visitor-token"), None);
            }
        }
        let found = detail(&team, "/a").await;
        assert_eq!(found["reasons"].as_array().map(Vec::len), Some(7));
        assert_eq!(items(&team.read("/screens").await).len(), 1, "a refused answer makes no screen");
        assert_eq!(items(&team.read("/visitors").await).len(), 7, "and no visitor");
    }

    scores_come_with_n_and_the_wilson_interval(app) {
        let team = app.owner().await;
        for (route, yes, no) in [("/one", 1, 0), ("/mixed", 7, 3), ("/bad", 0, 5)] {
            answers(app, &team, route, yes, no).await;
            let row = screen(&team, route).await;
            assert_eq!((&row["helpful"], &row["unhelpful"], &row["n"]), (&json!(yes), &json!(no), &json!(yes + no)));
            let n = (yes + no) as f64;
            let (low, high) = wilson(yes as f64, n);
            let score = |field: &str| row["score"][field].as_f64().expect("a number");
            assert!(close(score("share"), yes as f64 / n), "{row}");
            assert!(close(score("low"), low.clamp(0.0, 1.0)) && close(score("high"), high.clamp(0.0, 1.0)), "{row}");
            let (_, worst) = wilson(no as f64, n);
            assert!(close(row["attention"].as_f64().expect("a number"), worst.min(1.0) * n), "{row}");
        }
        team.visitor(app).report("It broke").await.is(StatusCode::CREATED);
        let silent = screen(&team, "/invoices/:id").await;
        assert_eq!((&silent["score"], &silent["attention"]), (&Value::Null, &json!(0.0)), "no answers, no score");
        assert_eq!(silent["reports"], 1);
    }

    the_trend_counts_current_answers_by_the_day_they_were_given(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut first = team.visitor(app);
        first.answer("/orders", false).await.is(StatusCode::OK);
        app.pass(86_400);
        let mut second = first.another();
        second.answer("/orders", true).await.is(StatusCode::OK);
        let row = screen(&team, "/orders").await;
        let days = row["trend"].as_array().expect("days");
        assert_eq!(days.len(), 2, "{row}");
        assert!(text(&days[0], "day") < text(&days[1], "day"), "oldest first: {row}");
        let yesterday = (&days[0]["helpful"], &days[0]["unhelpful"]);
        assert_eq!(yesterday, (&json!(0), &json!(1)));
        first.answer("/orders", true).await.is(StatusCode::OK);
        let row = screen(&team, "/orders").await;
        assert_eq!(row["trend"].as_array().map(Vec::len), Some(1), "a day without current answers is left out: {row}");
        assert_eq!(row["trend"][0]["helpful"], 2);
        assert_eq!(app.check().await, Vec::<String>::new());
        app.pass(30 * 86_400);
        team.log_in().await;
        assert_eq!(screen(&team, "/orders").await["trend"], json!([]), "older than 28 days");
    }

    the_list_of_screens_has_four_orders_and_walks_in_each(app) {
        let team = app.owner().await;
        let mut dice = Dice::new(3);
        for number in 0..6 {
            answers(app, &team, &format!("/screen-{number}"), dice.roll(4), 1 + dice.roll(3)).await;
        }
        for order in ["attention", "score", "answers", "route"] {
            let whole = team.read(&format!("/screens?order={order}&limit=100")).await;
            let rows = items(&whole).clone();
            assert_eq!(rows.len(), 6);
            let key = |row: &Value| match order {
                "attention" => row["attention"].as_f64(),
                "score" => row["score"]["low"].as_f64(),
                _ => row["n"].as_f64(),
            };
            let sorted = rows.windows(2).all(|pair| match order {
                "route" => text(&pair[0], "route") < text(&pair[1], "route"),
                _ => key(&pair[0]) >= key(&pair[1]),
            });
            assert!(sorted, "{order}: {whole}");
            for limit in [1, 2, 4] {
                let mut walked = Vec::new();
                let mut cursor = String::new();
                loop {
                    let page = team.read(&format!("/screens?order={order}&limit={limit}{cursor}")).await;
                    walked.extend(items(&page).clone());
                    let Some(next) = page["next"].as_str() else { break };
                    cursor = format!("&cursor={next}");
                }
                assert_eq!(walked, rows, "{order} by {limit}");
            }
        }
        for wrong in ["order=best", "order=hot", "limit=0", "cursor=x", "q=a"] {
            team.asker.get(&team.path(&format!("/screens?{wrong}"))).await.is(StatusCode::BAD_REQUEST);
        }
    }

    the_detail_of_a_screen_tells_reasons_words_and_their_order(app) {
        let team = app.owner().await;
        app.hold_clock();
        let visitor = team.visitor(app);
        for (helpful, reason, comment) in [
            (false, Some("wrong"), Some("The total is off.")),
            (false, Some("unclear"), None),
            (false, Some("wrong"), Some("Mail me at anna@kontor.example")),
            (true, None, Some("Lovely")),
        ] {
            app.pass(60);
            put(&mut visitor.another(), &json!({"screen": {"route": "/orders"}, "helpful": helpful, "reason": reason, "comment": comment})).await;
        }
        let found = detail(&team, "/orders").await;
        assert_eq!(found["reasons"], json!([
            {"helpful": false, "reason": "wrong", "count": 2},
            {"helpful": false, "reason": "unclear", "count": 1},
        ]));
        let words: Vec<&str> = found["comments"].as_array().expect("comments").iter().map(|row| text(row, "comment")).collect();
        assert_eq!(words, ["Lovely", "Mail me at •••", "The total is off."], "latest first, without what is personal");
        team.asker.get(&team.path(&format!("/screens/{}", uuid::Uuid::now_v7()))).await.is(StatusCode::NOT_FOUND);
    }
}
