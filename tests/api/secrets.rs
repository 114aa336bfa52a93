//! Secrets that a visitor sends by mistake: one in any string of any body that the API document declares is stored nowhere.
//! Walks the document, so that a new field or operation of the widget is tried without being named here.

use std::collections::HashSet;

use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::{
    on_both,
    test_app::{Asker, Team, TestApp, items, report, text},
};

/// Ways to write a secret that fit into the shortest string; `%` becomes a number.
const SHAPES: [&str; 4] = ["planted%@ex.org", "pwd=planted%", "sk_live_planted%abc", "sid=planted%"];
/// Signed by the host and verified: what it says is meant to be known.
const SIGNED: &str = "IdentifyIn";

fn document() -> Value {
    serde_json::from_str(include_str!("../../openapi.json")).expect("the document")
}

/// Generates bodies of a schema, with a secret in every string.
struct Planter<'d> {
    document: &'d Value,
    shape: &'static str,
    planted: usize,
}

impl Planter<'_> {
    fn secret(&mut self, schema: &Value) -> String {
        self.planted += 1;
        let secret = self.shape.replace('%', &format!("{:03}x", self.planted));
        match schema["pattern"].as_str() {
            Some("^/") => format!("/pay/{secret}/now"),
            Some(pattern) if pattern.contains("a-zA-Z0-9_.") => {
                format!("sk_live_planted{:03}xabc", self.planted)
            }
            Some(_) => "a".repeat(64),
            None => secret,
        }
    }

    fn fill(&mut self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            return self.fill(&self.document["components"]["schemas"][name].clone());
        }
        if let Some(first) = schema["oneOf"].get(0) {
            return self.fill(&first.clone());
        }
        if let Some(word) = schema["enum"].get(0) {
            return word.clone();
        }
        let kind = schema["type"].as_str().or(schema["type"][0].as_str()).unwrap_or_default();
        match kind {
            "object" => {
                let properties = schema["properties"].as_object().cloned().unwrap_or_default();
                properties
                    .iter()
                    .map(|(name, schema)| (name.clone(), self.fill(schema)))
                    .collect::<Map<_, _>>()
                    .into()
            }
            "array" => json!([self.fill(&schema["items"]), self.fill(&schema["items"])]),
            "string" if schema["format"] == "date-time" => json!("2026-11-21T12:00:00Z"),
            "string" => json!(self.secret(schema)),
            "boolean" => json!(true),
            _ => json!(1),
        }
    }
}

/// Sends a body, without what the answer refuses by name, until it is taken; returns how much was left out.
async fn insist(asker: &Asker, method: &Method, path: &str, mut body: Value) -> usize {
    for left_out in 0..3 {
        let answer = asker.send(asker.request(method.clone(), path).json(&body)).await;
        if answer.status.is_success() {
            return left_out;
        }
        let answer = answer.is(StatusCode::UNPROCESSABLE_ENTITY).json();
        let pointer = text(&answer["errors"][0], "pointer").to_owned();
        *body.pointer_mut(&pointer).unwrap_or_else(|| panic!("{path}: {answer}")) = Value::Null;
    }
    panic!("{path} takes no body: {body}");
}

/// Everything that the API and the files of the database contain.
async fn everything(app: &TestApp, team: &Team, document: &Value) -> String {
    let mut exposed = String::new();
    let mut details = Vec::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        if operations["get"].is_null() || path.contains("/events") {
            continue;
        }
        let path = path.replace("{project}", &team.project).replace("{key}", &team.key);
        if path.contains('{') {
            details.push(path);
            continue;
        }
        let query = if path.ends_with("/similar") { "?q=planted" } else { "" };
        exposed.push_str(&team.asker.get(&format!("{path}{query}")).await.text);
    }
    for path in details {
        if let Some((requests, _)) = path.split_once("/{request}/comments") {
            for row in items(&team.asker.get(requests).await.is(StatusCode::OK).json()) {
                let comments = format!("{requests}/{}/comments", text(row, "id"));
                exposed.push_str(&team.asker.get(&comments).await.is(StatusCode::OK).text);
            }
            continue;
        }
        let (list, _) = path.split_once("/{").expect("a detail");
        let answer = team.asker.get(list).await.is(StatusCode::OK).json();
        for row in items(&answer) {
            exposed.push_str(
                &team.asker.get(&format!("{list}/{}", text(row, "id"))).await.is(StatusCode::OK).text,
            );
        }
    }
    for entry in std::fs::read_dir(&app.context.config.data_dir).expect("the folder") {
        let bytes = std::fs::read(entry.expect("an entry").path()).unwrap_or_default();
        exposed.push_str(&String::from_utf8_lossy(&bytes));
    }
    exposed
}

on_both! {
    no_string_of_any_body_of_a_visitor_keeps_a_secret(app) {
        let team = app.owner().await;
        team.asker.patch(&team.path(""), &json!({"telemetry": true})).await;
        let mut visitor = team.visitor(app);
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        let shipped = text(&visitor.suggest("Light mode").await, "id").to_owned();
        team.decide(&shipped, "shipped", "Done").await;
        let comment = visitor.path(&format!("/requests/{request}/comments"));
        let comment = visitor.asker.post(&comment, &json!({"body": "Please"})).await.is(StatusCode::CREATED).json();
        let document = document();
        let mut tried = HashSet::new();
        let mut planted = 0;
        for shape in SHAPES {
            for (path, operations) in document["paths"].as_object().expect("paths") {
                for (name, method) in [("post", Method::POST), ("put", Method::PUT), ("patch", Method::PATCH)] {
                    let schema = &operations[name]["requestBody"]["content"]["application/json"]["schema"];
                    let widget = operations[name]["tags"][0] == "widget";
                    // A ballot has no string.
                    let is_ballot = path.ends_with("/ballot");
                    if !widget || is_ballot || schema.is_null() || schema["$ref"].as_str().is_some_and(|path| path.ends_with(SIGNED)) {
                        continue;
                    }
                    tried.insert(path);
                    let mut planter = Planter { document: &document, shape, planted };
                    let body = planter.fill(schema);
                    planted = planter.planted;
                    let about = if path.ends_with("/solved") { &shipped } else { &request };
                    let path = path.replace("{key}", &team.key).replace("{request}", about);
                    let path = path.replace("{comment}", text(&comment, "id"));
                    let left_out = insist(&visitor.asker, &method, &path, body).await;
                    assert!(left_out < 2, "{path} refuses more than a word of a closed set");
                }
            }
        }
        assert!(tried.len() >= 5 && planted > 200, "{tried:?} {planted}");
        let exposed = everything(app, &team, &document).await;
        for at in exposed.match_indices("planted").map(|(at, _)| at) {
            let end = exposed[at..].char_indices().nth(12).map_or(exposed.len(), |(end, _)| at + end);
            let begin = exposed[..at].char_indices().rev().nth(120).map_or(0, |(begin, _)| begin);
            assert!(!exposed[at + 7..end].starts_with(|c: char| c.is_ascii_digit()), "{}", &exposed[begin..end]);
        }
        assert!(exposed.contains("•••"));
    }

    a_report_says_what_was_taken_out_and_has_no_control_characters(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        let mut sent = report("Mail to anna@example.com");
        sent["screen"]["title"] = json!("Account of anna@example.com");
        sent["steps"][2]["message"] = json!("\u{1b}[31mfailed\u{7}\u{0} --password hunter2\nat x");
        sent["environment"]["user_agent"] = json!("Test (4111.1111.1111.1111)");
        let answer = visitor.asker.post(&visitor.path("/reports"), &sent).await.is(StatusCode::CREATED);
        visitor.keep(&answer);
        let made = answer.json();
        assert_eq!(made["removed"], json!([
            {"kind": "secret", "count": 1}, {"kind": "card", "count": 1}, {"kind": "email", "count": 2},
        ]));
        let read = team.read(&format!("/reports/{}", text(&made, "id"))).await;
        assert_eq!(read["steps"][2]["message"], "[31mfailed --password •••\nat x");
        assert_eq!(read["environment"]["user_agent"], "Test (•••)");
        assert_eq!(read["screen"]["title"], "Account of •••");
    }
}
