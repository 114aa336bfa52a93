//! Answers to "Was this helpful?" that come at once, and so share batches: each counts as if it had come alone.
//! What single answers do is in `answers.rs`, and what they add to the heat in `heat.rs`.

use diesel::connection::SimpleConnection;
use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};
use yousaid::db::connection::Address;

use crate::{
    on_both,
    test_app::{Answer, Dice, Team, TestApp, Visitor, items, text},
};

/// How much an unhelpful answer adds to the heat, in a new project.
const UNHELPFUL: f64 = 0.2;

/// Has the database refuse every answer with this comment: an answer that poisons its batch.
const POISON: &str = "This breaks the database.";
const TRIGGER_SQLITE: &str = "CREATE TRIGGER poison BEFORE INSERT ON answers \
    WHEN NEW.comment = 'This breaks the database.' BEGIN SELECT RAISE(ABORT, 'poisoned'); END";
const TRIGGER_POSTGRES: &str = "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS \
    $$ BEGIN IF NEW.comment = 'This breaks the database.' THEN RAISE 'poisoned'; END IF; RETURN NEW; END $$; \
    CREATE TRIGGER poison BEFORE INSERT ON answers FOR EACH ROW EXECUTE FUNCTION poison()";

/// Sends answers at once, each by its visitor.
async fn at_once(answers: Vec<(Visitor, Value)>) -> Vec<Answer> {
    join_all(
        answers
            .into_iter()
            .map(|(visitor, body)| async move { visitor.asker.put(&visitor.path("/answers"), &body).await }),
    )
    .await
}

async fn screen(team: &Team, route: &str) -> Value {
    let list = team.read("/screens?limit=100").await;
    items(&list).iter().find(|row| row["route"] == route).cloned().unwrap_or_else(|| panic!("{list}"))
}

/// A visitor that has voted, and so has a token.
async fn known(app: &TestApp, team: &Team) -> Visitor {
    let mut visitor = team.visitor(app);
    visitor.answer("/hello", true).await.is(StatusCode::OK);
    visitor
}

async fn suggest(visitor: &Visitor, title: &str, route: &str) -> String {
    let body = json!({"kind": "feature", "title": title, "screen": {"route": route}});
    let made = visitor.another().asker.post(&visitor.path("/requests"), &body).await;
    text(&made.is(StatusCode::CREATED).json(), "id").to_owned()
}

/// What a request has of unhelpful answers: their number, and their part of the heat.
async fn unhelpful(team: &Team, request: &str) -> (i64, f64) {
    let (detail, _) = team.detail(request).await;
    let terms = detail["explain"].as_array().expect("terms");
    let term = terms.iter().find(|term| term["term"] == "unhelpful");
    let heat = term.map_or(0.0, |term| term["contribution"].as_f64().expect("a number"));
    (detail["unhelpful"].as_i64().expect("a count"), heat)
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs())
}

on_both! {
    sixty_four_identical_answers_at_once_count_once(app) {
        let team = app.owner().await;
        app.hold_clock();
        let visitor = known(app, &team).await;
        let request = suggest(&visitor, "Dark mode", "/orders").await;
        let body = json!({"screen": {"route": "/orders", "title": "Orders"}, "helpful": false, "reason": "unclear"});
        let answers = at_once((0..64).map(|_| (visitor.clone(), body.clone())).collect()).await;
        let first = answers[0].json();
        for answer in answers {
            let response = answer.is(StatusCode::OK);
            assert_eq!((response.json(), response.header("yousaid-visitor-token")), (first.clone(), None));
        }
        assert_eq!((&first["screen"]["title"], &first["reason"]), (&json!("Orders"), &json!("unclear")));
        let row = screen(&team, "/orders").await;
        assert_eq!((&row["n"], &row["trend"][0]["unhelpful"]), (&json!(1), &json!(1)));
        let (n, heat) = unhelpful(&team, &request).await;
        assert!(n == 1 && close(heat, UNHELPFUL), "{n} and {heat}");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    many_visitors_at_once_on_one_screen_are_all_counted(app) {
        let team = app.owner().await;
        app.hold_clock();
        let visitor = team.visitor(app);
        let requests = [suggest(&visitor, "Dark mode", "/orders").await, suggest(&visitor, "Light mode", "/orders").await];
        let elsewhere = suggest(&visitor, "Bold mode", "/invoices").await;
        let body = |number: usize| {
            let object = (number % 4 == 3).then(|| json!({"type": "order", "id": "7"}));
            json!({"screen": {"route": "/orders"}, "object": object, "helpful": number.is_multiple_of(3)})
        };
        let answers = at_once((0..120).map(|number| (visitor.another(), body(number))).collect()).await;
        let mut tokens: Vec<_> = answers
            .iter()
            .map(|answer| {
                assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
                answer.header("yousaid-visitor-token").expect("a token").to_owned()
            })
            .collect();
        tokens.sort_unstable();
        tokens.dedup();
        assert_eq!(tokens.len(), 120, "everybody is somebody else");
        let row = screen(&team, "/orders").await;
        assert_eq!((&row["helpful"], &row["unhelpful"], &row["n"]), (&json!(40), &json!(80), &json!(120)));
        let day = &row["trend"][0];
        assert_eq!((&day["helpful"], &day["unhelpful"]), (&json!(40), &json!(80)));
        for request in &requests {
            let (n, heat) = unhelpful(&team, request).await;
            assert!(n == 60 && close(heat, 60.0 * UNHELPFUL), "those about no object: {n} and {heat}");
        }
        assert_eq!(unhelpful(&team, &elsewhere).await, (0, 0.0));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_mind_changed_many_times_at_once_ends_as_the_answer_that_stands(app) {
        let team = app.owner().await;
        app.hold_clock();
        let first = known(app, &team).await;
        let request = suggest(&first, "Dark mode", "/orders").await;
        let mut visitors = vec![first.clone()];
        for _ in 0..5 {
            visitors.push(known(app, &team).await);
        }
        for round in 0..4_usize {
            app.pass(60);
            let answers = visitors.iter().flat_map(|visitor| {
                (0..12).map(move |number| {
                    let helpful = (number + round).is_multiple_of(2);
                    let reason = (!helpful).then(|| ["wrong", "unclear", "incomplete"][number % 3]);
                    (visitor.clone(), json!({"screen": {"route": "/orders"}, "helpful": helpful, "reason": reason}))
                })
            });
            let answers: Vec<_> = answers.collect();
            let bodies: Vec<_> = answers.iter().map(|(_, body)| body.clone()).collect();
            for (answer, body) in at_once(answers).await.into_iter().zip(bodies) {
                let response = answer.is(StatusCode::OK).json();
                assert_eq!((&response["helpful"], &response["reason"]), (&body["helpful"], &body["reason"]), "each gets its own answer");
            }
            let mut no = 0;
            for visitor in &visitors {
                let me = visitor.read("/me").await;
                let here = me["answers"].as_array().expect("answers").iter();
                let here: Vec<_> = here.filter(|answer| answer["screen"]["route"] == "/orders").collect();
                assert_eq!(here.len(), 1, "{me}");
                no += i64::from(here[0]["helpful"] == false);
            }
            let row = screen(&team, "/orders").await;
            assert_eq!((&row["unhelpful"], &row["n"]), (&json!(no), &json!(6)));
            assert_eq!(unhelpful(&team, &request).await.0, no);
            assert_eq!(app.check().await, Vec::<String>::new());
        }
        let settled = visitors.iter().map(|one| (one.clone(), json!({"screen": {"route": "/orders"}, "helpful": true})));
        for answer in at_once(settled.collect()).await {
            answer.is(StatusCode::OK);
        }
        assert_eq!(unhelpful(&team, &request).await, (0, 0.0), "exactly nothing is left");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_poisoned_answer_fails_alone(app) {
        let team = app.owner().await;
        let mut admin = app.context.db.address().connect().expect("the database");
        let trigger = match app.context.db.address() {
            Address::Sqlite(_) => TRIGGER_SQLITE,
            _ => TRIGGER_POSTGRES,
        };
        admin.batch_execute(trigger).expect("a trigger");
        let visitor = team.visitor(app);
        let request = suggest(&visitor, "Dark mode", "/orders").await;
        let body = |number: usize| {
            let comment = if number == 17 { POISON } else { "Too long." };
            json!({"screen": {"route": "/orders"}, "helpful": false, "comment": comment})
        };
        let answers = at_once((0..48).map(|number| (visitor.another(), body(number))).collect()).await;
        for (number, answer) in answers.iter().enumerate() {
            let wanted = if number == 17 { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK };
            assert_eq!(answer.status, wanted, "{number}: {}", answer.text);
            assert_eq!(answer.header("yousaid-visitor-token").is_some(), number != 17);
        }
        assert_eq!(screen(&team, "/orders").await["n"], 47);
        assert_eq!(unhelpful(&team, &request).await.0, 47);
        let visitors = team.read("/visitors?limit=100").await;
        assert_eq!(items(&visitors).len(), 48, "the author and those whose answers were accepted");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_deleted_visitor_is_refused_and_the_others_of_the_batch_are_counted(app) {
        let team = app.owner().await;
        let deleted = known(app, &team).await;
        let id = text(&deleted.read("/me").await["visitor"], "id").to_owned();
        team.asker.delete(&team.path(&format!("/visitors/{id}"))).await.is(StatusCode::NO_CONTENT);
        let body = json!({"screen": {"route": "/orders"}, "helpful": true});
        let visitor = |number| if number == 11 { deleted.clone() } else { deleted.another() };
        let answers = at_once((0..24).map(|number| (visitor(number), body.clone())).collect()).await;
        for (number, answer) in answers.iter().enumerate() {
            let wanted = if number == 11 { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
            assert_eq!(answer.status, wanted, "{number}: {}", answer.text);
        }
        assert_eq!(screen(&team, "/orders").await["n"], 23);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    answers_speak_for_the_twenty_hottest_requests_at_their_place(app) {
        let team = app.owner().await;
        app.hold_clock();
        let visitor = team.visitor(app);
        let mut requests = Vec::new();
        for number in 0..24 {
            let request = suggest(&visitor, &format!("Wish {number}"), "/orders").await;
            if number < 21 {
                visitor.another().vote(&request).await.is(StatusCode::OK);
            }
            requests.push(request);
        }
        let spoken_for = |wanted: i64| {
            let (team, requests) = (&team, &requests);
            async move {
                let mut counts = Vec::new();
                for request in requests {
                    counts.push(unhelpful(team, request).await.0);
                }
                assert!(counts.iter().all(|n| *n == 0 || *n == wanted), "{counts:?}");
                assert!(counts[21..].iter().all(|n| *n == 0), "those with a vote less: {counts:?}");
                counts.iter().filter(|n| **n == wanted).count()
            }
        };
        let mut visitors = Vec::new();
        for _ in 0..6 {
            visitors.push(known(app, &team).await);
        }
        let say = |helpful: bool| visitors.iter().map(move |one| (one.clone(), json!({"screen": {"route": "/orders"}, "helpful": helpful})));
        for answer in at_once(say(false).collect()).await {
            answer.is(StatusCode::OK);
        }
        assert_eq!(spoken_for(6).await, 20);
        let some = say(true).take(4).chain(say(false).skip(4));
        for answer in at_once(some.collect()).await {
            answer.is(StatusCode::OK);
        }
        assert_eq!(spoken_for(2).await, 20);
        for answer in at_once(say(true).collect()).await {
            answer.is(StatusCode::OK);
        }
        assert_eq!(spoken_for(1).await, 0);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    answers_on_new_and_renamed_screens_at_once_meet_in_no_circle(app) {
        let team = app.owner().await;
        let first = team.visitor(app);
        let answers = (0..96).map(|number| {
            let mut dice = Dice::new(number);
            let (screen, title) = (dice.roll(12), dice.roll(3));
            let route = format!("/new-{}", char::from(b'a' + u8::try_from(screen).expect("a letter")));
            (first.another(), json!({"screen": {"route": route, "title": format!("Title {title}")}, "helpful": dice.roll(2) == 0}))
        });
        let answers: Vec<_> = answers.collect();
        let titles: Vec<_> = answers.iter().map(|(_, body)| body["screen"]["title"].clone()).collect();
        for (answer, title) in at_once(answers).await.into_iter().zip(titles) {
            assert_eq!(answer.is(StatusCode::OK).json()["screen"]["title"], title);
        }
        let screens = team.read("/screens?limit=100").await;
        let n: i64 = items(&screens).iter().map(|row| row["n"].as_i64().expect("a count")).sum();
        assert_eq!(n, 96);
        assert_eq!(app.check().await, Vec::<String>::new());
    }
}
