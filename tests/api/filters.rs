//! The filters of the triage: a list that is narrowed by several values of several filters holds what the whole list holds of them,
//! in the same order and however it is read; and what they refuse.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::{StatusCode, Url};
use serde_json::{Value, json};
use yousaid::{
    api::team::requests::narrowed,
    auth::team::Actor,
    domain::{narrowing::Narrowing, order::Order},
    store::{
        listing::walked::{self, Bounds},
        projects,
    },
};

use crate::{
    identity::{become_known, identify, secret, signed},
    on_both,
    test_app::{Dice, Team, TestApp, Visitor, items, text},
};

const ORDERS: [&str; 4] = ["hot", "top", "new", "discussed"];
const DAY: i64 = 86_400;

/// What the test did to a request.
#[derive(Clone, Debug, Default)]
struct Fact {
    status: String,
    kind: String,
    screens: BTreeSet<String>,
    owned: bool,
    tags: BTreeSet<String>,
    segments: BTreeSet<String>,
    day: String,
    reported: bool,
    snoozed: bool,
}

async fn act(team: &Team, id: &str, action: Value) {
    let version = team.detail(id).await.0["version"].clone();
    let body = json!({"action": action, "requests": [{"id": id, "version": version}]});
    team.asker.post(&team.path("/triage"), &body).await.is(StatusCode::CREATED);
}

/// The segments of six visitors, two of each; one has a comma in its name.
const SEGMENTS: [&str; 3] = ["enterprise", "free, or trial", "starter"];

/// One of the six, who has just arrived: identified visitors are known for an hour.
async fn voter(app: &TestApp, team: &Team, secret: &str, number: usize) -> Visitor {
    let visitor = team.visitor(app);
    let traits = json!({"segment": SEGMENTS[number % 3]});
    let token = signed(app, team, secret, &format!("v{number}"), traits);
    become_known(&visitor, &identify(&visitor, &token, None).await.is(StatusCode::OK))
}

/// Two dozen requests of twelve days that differ in everything that a list is narrowed by.
async fn two_dozen(app: &TestApp, team: &Team, me: &str) -> BTreeMap<String, Fact> {
    app.hold_clock();
    let secret = secret(team).await;
    let mut dice = Dice::new(11);
    let mut facts = BTreeMap::new();
    for number in 0..24 {
        app.pass(DAY / 2);
        let (route, kind) =
            (["/invoices", "/orders", "/settings"][dice.roll(3)], ["feature", "problem"][dice.roll(2)]);
        let mut author = team.visitor(app);
        let body = json!({"kind": kind, "title": format!("Wish {number}"), "screen": {"route": route}});
        let made = author.asker.post(&author.path("/requests"), &body).await.is(StatusCode::CREATED);
        author.keep(&made);
        let id = text(&made.json(), "id").to_owned();
        let mut fact = Fact { status: "new".to_owned(), kind: kind.to_owned(), ..Fact::default() };
        fact.screens.insert(route.to_owned());
        fact.day = app.context.clock.now().to_string()[..10].to_owned();
        for _ in 0..dice.roll(4) {
            let at = dice.roll(6);
            voter(app, team, &secret, at).await.vote(&id).await.is(StatusCode::OK);
            fact.segments.insert(SEGMENTS[at % 3].to_owned());
            fact.screens.insert("/invoices/:id".to_owned());
        }
        if dice.roll(3) == 0 {
            let report =
                text(&author.another().report("It broke").await.is(StatusCode::CREATED).json(), "id")
                    .to_owned();
            let path = team.path(&format!("/requests/{id}/reports/{report}"));
            team.asker.put(&path, &json!({})).await.is(StatusCode::OK);
            fact.reported = true;
        }
        for tag in ["Mobile", "Q1, late", "Export"] {
            if dice.roll(3) == 0 {
                act(team, &id, json!({"type": "tag", "add": [tag]})).await;
                fact.tags.insert(tag.to_owned());
            }
        }
        if dice.roll(2) == 0 {
            act(team, &id, json!({"type": "assign", "member": me})).await;
            fact.owned = true;
        }
        match dice.roll(4) {
            0 => {
                act(team, &id, json!({"type": "snooze", "votes": 500})).await;
                fact.snoozed = true;
            }
            1 => {
                act(team, &id, json!({"type": "decide", "status": "planned", "message": "Yes."})).await;
                fact.status = "planned".to_owned();
            }
            2 => {
                act(team, &id, json!({"type": "decide", "status": "declined", "message": "No."})).await;
                fact.status = "declined".to_owned();
            }
            _ => {}
        }
        facts.insert(id, fact);
    }
    facts
}

/// A filter in an address.
fn written(filter: &Value) -> String {
    let value = |value: &Value| match value {
        Value::String(text) => text.replace('\\', "\\\\").replace(',', "\\,"),
        other => other.to_string(),
    };
    let mut query = String::new();
    for (name, values) in filter.as_object().expect("filters") {
        let text = match values {
            Value::Array(values) => values.iter().map(value).collect::<Vec<_>>().join(","),
            one => value(one),
        };
        let encoded = Url::parse_with_params("http://y/", [(name, text)]).expect("an address");
        query.push_str(&format!("&{}", encoded.query().expect("a query")));
    }
    query
}

/// Whether a request passes, by hand.
fn passes(fact: &Fact, filter: &Value, routes: &BTreeMap<String, String>, me: &str) -> bool {
    let any = |name: &str, test: &dyn Fn(&str) -> bool| {
        filter[name]
            .as_array()
            .is_none_or(|values| values.iter().any(|value| test(value.as_str().expect("text"))))
    };
    any("status", &|status| fact.status == status)
        && any("kind", &|kind| fact.kind == kind)
        && any("screen", &|id| fact.screens.contains(&routes[id]))
        && any("assignee", &|who| {
            if who == "none" { !fact.owned } else { fact.owned && (who == me || who == "me") }
        })
        && any("tag", &|tag| fact.tags.contains(tag))
        && any("segment", &|segment| fact.segments.contains(segment))
        && filter["suggested_from"].as_str().is_none_or(|day| fact.day.as_str() >= day)
        && filter["suggested_to"].as_str().is_none_or(|day| fact.day.as_str() <= day)
        && filter["reports"].as_bool().is_none_or(|reported| fact.reported == reported)
        && filter["snoozed"].as_bool().is_none_or(|snoozed| fact.snoozed == snoozed)
}

async fn walk(team: &Team, query: &str, limit: usize) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = team.read(&format!("/requests?limit={limit}{query}{cursor}")).await;
        rows.extend(items(&page).iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}

fn ids(rows: &[Value]) -> Vec<String> {
    rows.iter().map(|row| text(row, "id").to_owned()).collect()
}

on_both! {
    a_narrowed_list_is_what_passes_of_the_whole_list_in_each_order(app) {
        let team = app.owner().await;
        let me = text(&items(&team.read("/members").await)[0], "id").to_owned();
        let facts = two_dozen(app, &team, &me).await;
        let screens = team.read("/screens?order=route&limit=100").await;
        let routes: BTreeMap<String, String> = items(&screens)
            .iter()
            .map(|screen| (text(screen, "id").to_owned(), text(screen, "route").to_owned()))
            .collect();
        let screen = |route: &str| routes.iter().find(|(_, at)| *at == route).expect("a screen").0.clone();
        let days: Vec<&str> = facts.values().map(|fact| fact.day.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
        let mut cases = vec![
            json!({"status": ["new", "planned"], "kind": ["problem", "feature"]}),
            json!({"screen": [screen("/orders"), screen("/settings")]}),
            json!({"screen": [screen("/orders")], "reports": false}),
            json!({"assignee": ["none"]}),
            json!({"assignee": ["me", "none"], "kind": ["problem"]}),
            json!({"assignee": [me], "snoozed": false}),
            json!({"tag": ["Mobile", "Q1, late"]}),
            json!({"segment": ["enterprise", "free, or trial"]}),
            json!({"segment": ["nobody"]}),
            json!({"reports": true}),
            json!({"suggested_from": days[3], "suggested_to": days[7]}),
            json!({"suggested_to": days[5], "snoozed": true}),
        ];
        // And some at random, of several filters each.
        let mut dice = Dice::new(5);
        for _ in 0..8 {
            let mut case = json!({});
            for (name, value) in [
                ("status", json!(["new", "declined"])),
                ("kind", json!(["problem"])),
                ("screen", json!([screen("/orders"), screen("/invoices/:id")])),
                ("assignee", json!(["none", me])),
                ("tag", json!(["Export", "Mobile"])),
                ("segment", json!(["starter", "enterprise"])),
                ("suggested_from", json!(days[2])),
                ("suggested_to", json!(days[8])),
                ("reports", json!(false)),
                ("snoozed", json!(false)),
            ] {
                if dice.roll(3) == 0 {
                    case[name] = value;
                }
            }
            cases.push(case);
        }
        let project = team.project.parse().expect("an ID");
        let actor = Actor::Member(me.parse().expect("an ID"), String::new());
        for order in ORDERS {
            let whole = walk(&team, &format!("&order={order}"), 100).await;
            for case in &cases {
                let mut wanted = whole.clone();
                wanted.retain(|row| passes(&facts[text(row, "id")], case, &routes, &me));
                for limit in [1, 4, 100] {
                    let rows = walk(&team, &format!("&order={order}{}", written(case)), limit).await;
                    assert_eq!(ids(&rows), ids(&wanted), "{order} {case} by {limit}");
                }
                // As if there were very many: the ranks are walked, and soon given up.
                let narrowing: Narrowing = serde_json::from_value(case.clone()).expect("filters");
                let (actor, name) = (actor.clone(), order.parse::<Order>().expect("an order"));
                for far in [6, 1_000] {
                    let (narrowing, actor) = (narrowing.clone(), actor.clone());
                    let bounds = Bounds { few: 0, few_voters: 0, far, steps: (2, 4) };
                    let read = move |connection: &mut yousaid::db::connection::AnyConnection| {
                        let project = projects::by_id(connection, project)?;
                        let filter = narrowed::filter(connection, &project, &narrowing, &actor)?;
                        let ranks = walked::ranks(connection, project.id, name, &filter, None, 100, bounds)?;
                        Ok(ranks.into_iter().map(|rank| rank.0).collect::<Vec<i64>>())
                    };
                    let numbers = app.context.db.read(read).await.expect("ranks");
                    let wanted: Vec<i64> = wanted.iter().map(|row| row["number"].as_i64().expect("a number")).collect();
                    assert_eq!(numbers, wanted, "{order} {case} as far as {far}");
                }
            }
        }
    }

    what_no_filter_understands_is_refused_with_its_name(app) {
        let team = app.owner().await;
        let eleven = (0..11).map(|n| format!("t{n}")).collect::<Vec<_>>().join(",");
        let ids = ["01890000-0000-7000-8000-000000000000"; 11].join(",");
        for (wrong, name) in [
            ("status=open".to_owned(), "status"),
            ("status=new,open".to_owned(), "status"),
            ("kind=idea".to_owned(), "kind"),
            ("kind=feature,idea".to_owned(), "kind"),
            ("screen=/invoices".to_owned(), "screen"),
            (format!("screen={ids}"), "screen"),
            ("assignee=olga".to_owned(), "assignee"),
            ("snoozed=yes".to_owned(), "snoozed"),
            ("reports=1".to_owned(), "reports"),
            (format!("tag={eleven}"), "tag"),
            (format!("segment={eleven}"), "segment"),
            ("suggested_from=yesterday".to_owned(), "suggested_from"),
            ("suggested_to=2026-02-30".to_owned(), "suggested_to"),
            ("suggested_from=2026-02-02&suggested_to=2026-02-01".to_owned(), "suggested_to"),
        ] {
            let answer = team.asker.get(&team.path(&format!("/requests?{wrong}"))).await;
            let problem = answer.is(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(problem["errors"][0]["pointer"], format!("/{name}"), "{wrong}");
            assert!(text(&problem["errors"][0], "detail").starts_with(name), "{wrong}: {problem}");
        }
        // A program has none of its own.
        let key = team.asker.post(&team.path("/keys"), &json!({"name": "CI", "scope": "read"})).await;
        let secret = text(&key.is(StatusCode::CREATED).json(), "key").to_owned();
        let asker = crate::test_app::Asker { token: Some(secret), ..app.stranger() };
        let path = team.path("/requests?assignee=me");
        asker.get(&path).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
}
