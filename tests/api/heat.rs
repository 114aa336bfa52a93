//! Heat: explained, exact when a signal is taken back, and decaying with the half-life.
//! The clock is paused, so that what decays by the minute can be compared to the last digit.

use diesel::connection::SimpleConnection;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Dice, Team, TestApp, Visitor, items, text},
};

/// Seconds of a day.
const DAY: i64 = 86_400;
/// Days after which a signal counts half, in a new project.
const HALF_LIFE: f64 = 14.0;
/// How much a signal counts, in a new project.
const VOTE: f64 = 1.0;
const REPORT: f64 = 3.0;
const UNHELPFUL: f64 = 0.2;

pub fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs())
}

pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

async fn heat(team: &Team, request: &str) -> f64 {
    number(&team.detail(request).await.0["heat"])
}

async fn link(team: &Team, request: &str, report: &str, linked: bool) -> Value {
    let path = team.path(&format!("/requests/{request}/reports/{report}"));
    let answer =
        if linked { team.asker.put(&path, &json!({})).await } else { team.asker.delete(&path).await };
    answer.is(StatusCode::OK).json()
}

async fn report(visitor: &Visitor) -> String {
    text(&visitor.another().report("It broke").await.is(StatusCode::CREATED).json(), "id").to_owned()
}

on_both! {
    what_nobody_asked_for_has_a_heat_of_nothing_and_not_of_less(app) {
        let team = app.owner().await;
        let wish = json!({"kind": "feature", "title": "Dark mode"});
        team.asker.post(&team.path("/requests"), &wish).await.is(StatusCode::CREATED);
        let heat = team.read("/requests").await["items"][0]["heat"].clone();
        assert_eq!(heat.to_string(), "0.0");
    }

    a_vote_taken_back_leaves_heat_as_it_was_before(app) {
        let team = app.owner().await;
        app.hold_clock();
        let visitor = team.visitor(app);
        let request = text(&visitor.another().suggest("Dark mode").await, "id").to_owned();
        for day in 0..9 {
            app.pass(day * DAY / 3);
            visitor.another().vote(&request).await.is(StatusCode::OK);
        }
        let before = heat(&team, &request).await;
        let mut one = visitor.another();
        one.vote(&request).await.is(StatusCode::OK);
        assert!(close(heat(&team, &request).await, before + VOTE));
        one.unvote(&request).await.is(StatusCode::OK);
        assert!(close(heat(&team, &request).await, before));
        one.unvote(&request).await.is(StatusCode::OK);
        assert!(close(heat(&team, &request).await, before));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    nothing_remains_of_heat_when_no_vote_remains(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut author = team.visitor(app);
        let request = text(&author.suggest("Dark mode").await, "id").to_owned();
        let mut voters: Vec<Visitor> = (0..7).map(|_| author.another()).collect();
        for voter in &mut voters {
            app.pass(DAY / 7);
            voter.vote(&request).await.is(StatusCode::OK);
        }
        app.pass(30 * DAY);
        for voter in voters.iter_mut().rev() {
            voter.unvote(&request).await.is(StatusCode::OK);
        }
        author.unvote(&request).await.is(StatusCode::OK);
        team.log_in().await;
        let (detail, _) = team.detail(&request).await;
        assert_eq!(detail["votes"], 0);
        assert_eq!(number(&detail["heat"]), 0.0, "exactly nothing: {detail}");
        assert_eq!(detail["explain"], json!([]));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    old_votes_taken_back_beside_a_huge_newer_heat_leave_no_rest(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut author = team.visitor(app);
        let request = text(&author.suggest("Dark mode").await, "id").to_owned();
        // Forty half-lives later a vote adds 2^40 times as much on the scale of the landmark.
        app.pass(560 * DAY);
        let mut late = author.another();
        late.vote(&request).await.is(StatusCode::OK);
        late.unvote(&request).await.is(StatusCode::OK);
        team.log_in().await;
        let (detail, _) = team.detail(&request).await;
        assert!(close(number(&detail["heat"]), (-560.0 / HALF_LIFE).exp2()), "{detail}");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_vote_counts_half_after_the_half_life(app) {
        let team = app.owner().await;
        app.hold_clock();
        let request = text(&team.visitor(app).suggest("Dark mode").await, "id").to_owned();
        assert!(close(heat(&team, &request).await, 1.0));
        app.pass(14 * DAY);
        assert!(close(heat(&team, &request).await, 0.5));
        app.pass(14 * DAY);
        assert!(close(heat(&team, &request).await, 0.25));
        assert_eq!(team.detail(&request).await.0["votes"], 1, "votes do not fade");
    }

    a_linked_report_adds_three_times_a_vote_and_takes_it_back_exactly(app) {
        let team = app.owner().await;
        app.hold_clock();
        let visitor = team.visitor(app);
        let request = text(&visitor.another().suggest("Dark mode").await, "id").to_owned();
        let other = text(&visitor.another().suggest("Light mode").await, "id").to_owned();
        let reports = [report(&visitor).await, report(&visitor).await];
        assert!(close(heat(&team, &request).await, VOTE));
        let linked = link(&team, &request, &reports[0], true).await;
        assert!(close(number(&linked["heat"]), 4.0), "{linked}");
        assert_eq!(linked["reports"], 1);
        assert_eq!(linked["linked_reports"][0]["id"], reports[0].as_str());
        let again = link(&team, &request, &reports[0], true).await;
        assert!(close(number(&again["heat"]), 4.0), "the same link again: {again}");
        assert_eq!(again["reports"], 1);
        app.pass(DAY);
        link(&team, &request, &reports[1], true).await;
        assert_eq!(link(&team, &request, &reports[1], false).await["reports"], 1);
        assert!(close(heat(&team, &request).await, 4.0 * (-1.0 / HALF_LIFE).exp2()));
        let moved = link(&team, &other, &reports[0], true).await;
        assert_eq!(moved["reports"], 1, "a report speaks for one request at a time");
        let (left, _) = team.detail(&request).await;
        assert_eq!(left["reports"], 0);
        assert!(close(number(&left["heat"]), (-1.0 / HALF_LIFE).exp2()));
        link(&team, &request, &reports[0], false).await;
        assert_eq!(team.detail(&other).await.0["reports"], 1, "a link that is elsewhere is not taken");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    unhelpful_answers_add_heat_to_what_was_asked_at_their_place(app) {
        let team = app.owner().await;
        app.hold_clock();
        let visitor = team.visitor(app);
        let here = text(&visitor.another().suggest("Download as PDF").await, "id").to_owned();
        let body = json!({"kind": "feature", "title": "Elsewhere", "screen": {"route": "/orders"}});
        let elsewhere = visitor.another().asker.post(&visitor.path("/requests"), &body).await.json();
        let answer = |helpful: bool, object: Value| json!({"screen": {"route": "/invoices/9"}, "object": object, "helpful": helpful});
        let object = json!({"type": "invoice", "id": "INV-7"});
        let mut one = visitor.another();
        let first = one.asker.put(&one.path("/answers"), &answer(false, object.clone())).await.is(StatusCode::OK);
        one.keep(&first);
        let (detail, _) = team.detail(&here).await;
        assert!(close(number(&detail["heat"]), VOTE + UNHELPFUL), "{detail}");
        assert_eq!(detail["unhelpful"], 1);
        one.asker.put(&one.path("/answers"), &answer(false, object.clone())).await.is(StatusCode::OK);
        assert_eq!(team.detail(&here).await.0["unhelpful"], 1, "the same answer again");
        let other = json!({"type": "invoice", "id": "INV-8"});
        visitor.another().asker.put(&visitor.path("/answers"), &answer(false, other)).await.is(StatusCode::OK);
        assert_eq!(team.detail(&here).await.0["unhelpful"], 1, "about another object");
        one.asker.put(&one.path("/answers"), &answer(true, object.clone())).await.is(StatusCode::OK);
        let (detail, _) = team.detail(&here).await;
        assert!(close(number(&detail["heat"]), VOTE), "{detail}");
        assert_eq!(detail["unhelpful"], 0);
        one.asker.put(&one.path("/answers"), &answer(false, object)).await.is(StatusCode::OK);
        assert_eq!(team.detail(&here).await.0["unhelpful"], 1, "changed back");
        assert_eq!(team.detail(text(&elsewhere, "id")).await.0["unhelpful"], 0);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_recount_finds_every_kind_of_signal_that_is_counted_wrong(app) {
        let team = app.owner().await;
        team.visitor(app).suggest("Dark mode").await;
        let mut database = app.context.db.address().connect().expect("the database");
        let wrong = "UPDATE standings SET reports = 1, unhelpful = 2, comments = 3, \
            heat_reports = 0.5, heat_unhelpful = 0.25, heat_comments = 0.125";
        database.batch_execute(wrong).expect("a change");
        let found = app.check().await.join("\n");
        for what in ["report signals: 1", "unhelpful signals: 2", "comment signals: 3"] {
            assert!(found.contains(what), "{what}: {found}");
        }
        for what in ["report signals: 5e-1", "unhelpful signals: 2.5e-1", "comment signals: 1.25e-1", " heat: "] {
            assert!(found.contains(what), "{what}: {found}");
        }
    }

    every_row_explains_itself_over_random_signals(app) {
        let team = app.owner().await;
        app.hold_clock();
        for seed in 0..3 {
            random_signals(app, &team, seed).await;
        }
        assert_eq!(app.check().await, Vec::<String>::new());
    }
}

/// Random votes, retractions, links and answers on a few requests over weeks; the reported heat must be that of a model.
pub async fn random_signals(app: &TestApp, team: &Team, seed: u64) {
    team.log_in().await;
    let mut dice = Dice::new(seed);
    let visitor = team.visitor(app);
    let mut voters: Vec<Visitor> = (0..4).map(|_| visitor.another()).collect();
    let mut requests = Vec::new();
    // What counts: request, kind and source of the signal, size, and the second at which it came.
    let mut model: Vec<(usize, String, f64, i64)> = Vec::new();
    let mut now = 0;
    for number in 0..3 {
        let route = format!("/seed-{seed}/screen-{number}");
        let body = json!({"kind": "feature", "title": format!("Wish {number}"), "screen": {"route": route}});
        let made =
            visitor.another().asker.post(&visitor.path("/requests"), &body).await.is(StatusCode::CREATED);
        requests.push((text(&made.json(), "id").to_owned(), route));
        model.push((number, "author".to_owned(), VOTE, now));
    }
    let reports = [report(&visitor).await, report(&visitor).await];
    for _ in 0..40 {
        let seconds = 60 * dice.roll(4_000) as i64;
        app.pass(seconds);
        now += seconds;
        if now / (20 * DAY) != (now - seconds) / (20 * DAY) {
            team.log_in().await;
        }
        let at = dice.roll(requests.len());
        let who = dice.roll(voters.len());
        let (id, route) = &requests[at];
        match dice.roll(6) {
            0 | 1 => {
                voters[who].vote(id).await.is(StatusCode::OK);
                let source = format!("vote {who}");
                if !model.iter().any(|(on, known, ..)| *on == at && *known == source) {
                    model.push((at, source, VOTE, now));
                }
            }
            2 => {
                voters[who].unvote(id).await.is(StatusCode::OK);
                model.retain(|(on, known, ..)| *on != at || *known != format!("vote {who}"));
            }
            3 => {
                let which = dice.roll(reports.len());
                let linked = dice.roll(3) > 0;
                link(team, id, &reports[which], linked).await;
                let source = format!("report {which}");
                let here = model.iter().any(|(on, known, ..)| *on == at && *known == source);
                if linked && !here {
                    model.retain(|(_, known, ..)| *known != source);
                    model.push((at, source, REPORT, now));
                } else if !linked {
                    model.retain(|(on, known, ..)| *on != at || *known != source);
                }
            }
            _ => {
                let helpful = dice.roll(2) == 0;
                voters[who].answer(route, helpful).await.is(StatusCode::OK);
                let source = format!("answer {who}");
                if helpful {
                    model.retain(|(on, known, ..)| *on != at || *known != source);
                } else if !model.iter().any(|(on, known, ..)| *on == at && *known == source) {
                    model.push((at, source, UNHELPFUL, now));
                }
            }
        }
    }
    let ranked = team.read("/requests?order=hot&limit=100").await;
    let heats: Vec<f64> = items(&ranked).iter().map(|row| number(&row["heat"])).collect();
    assert!(heats.is_sorted_by(|one, other| one >= other), "{heats:?}");
    for (at, (id, _)) in requests.iter().enumerate() {
        let row = items(&ranked).iter().find(|row| row["id"] == id.as_str()).expect("the request");
        let terms = row["explain"].as_array().expect("terms");
        let sum: f64 = terms.iter().map(|term| number(&term["contribution"])).sum();
        assert!(close(sum, number(&row["heat"])), "{row}");
        for term in terms {
            assert!(
                close(number(&term["raw"]) * number(&term["weight"]), number(&term["contribution"])),
                "{row}"
            );
        }
        let own = model.iter().filter(|(on, ..)| *on == at);
        let wanted: f64 = own
            .map(|(.., size, when)| size * (-((now - when) as f64) / (HALF_LIFE * DAY as f64)).exp2())
            .sum();
        assert!(close(number(&row["heat"]), wanted), "seed {seed}: {wanted} is wanted of {row}");
        let count = |prefix: &str| {
            model.iter().filter(|(on, known, ..)| *on == at && known.starts_with(prefix)).count()
        };
        assert_eq!(row["votes"], count("vote") + count("author"), "{row}");
        assert_eq!(row["reports"], count("report"), "{row}");
        assert_eq!(row["unhelpful"], count("answer"), "{row}");
        assert!(!text(row, "sentence").is_empty());
    }
}
