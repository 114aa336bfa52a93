//! Refusals: always the same one for the same request, in a fixed order (address, size, type, who, may, body), and each
//! declared in the OpenAPI document.

use std::collections::BTreeSet;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Answer, Asker, HOST, Team, TestApp},
};

/// Somebody with a cookie and a token that look right and are not.
fn nobody(app: &TestApp, with_origin: bool) -> Asker {
    let client = reqwest::Client::builder()
        .default_headers(
            std::iter::once((
                reqwest::header::COOKIE,
                format!("yousaid={}", "A".repeat(43)).parse().expect("a cookie"),
            ))
            .collect(),
        )
        .build()
        .expect("a client");
    let origin = with_origin.then(|| HOST.to_owned());
    Asker { client, origin, ..app.stranger() }
}

/// The refusal of a request; nothing of what is answered well is read, since streams have no end.
async fn refusal(request: RequestBuilder) -> Option<Answer> {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    if !status.is_client_error() {
        return None;
    }
    Some(Answer { status, headers, text: response.text().await.expect("a problem") })
}

/// The routes of the document: method and path, with something that is not there in place of each parameter.
fn routes(document: &Value, team: &Team) -> Vec<(Method, String, Value)> {
    let missing = uuid::Uuid::now_v7().to_string();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let Ok(method) = method.to_uppercase().parse::<Method>() else { continue };
            let filled = path.split('/').map(|part| match part {
                "{project}" => team.project.as_str(),
                "{key}" if path.starts_with("/v1/p/") => team.key.as_str(),
                part if part.starts_with('{') => missing.as_str(),
                part => part,
            });
            found.push((method, filled.collect::<Vec<_>>().join("/"), operation.clone()));
        }
    }
    found
}

/// The media types of an answer's status in the document; `None` where it is not declared.
fn declared(operation: &Value, answer: &Answer) -> Option<Vec<String>> {
    let response = operation["responses"].get(answer.status.as_str())?;
    Some(response["content"].as_object().map(|content| content.keys().cloned().collect()).unwrap_or_default())
}

#[track_caller]
fn refused(operation: &Value, what: &str, answer: &Answer) {
    if answer.status.is_client_error() {
        let kinds = declared(operation, answer);
        assert_eq!(
            kinds,
            Some(vec!["application/problem+json".to_owned()]),
            "{what}: {} {}",
            answer.status,
            answer.text
        );
        assert_eq!(answer.header("content-type"), Some("application/problem+json; charset=utf-8"), "{what}");
    }
}

on_both! {
    the_same_refused_request_gets_the_same_answer(app) {
        let team = app.owner().await;
        let document = app.stranger().get("/openapi.json").await.json();
        for (method, path, operation) in routes(&document, &team) {
            for asker in [nobody(app, true), nobody(app, false), team.asker.clone(), team.visitor(app).asker] {
                for (kind, body) in [("text/plain", "x"), ("application/json", "x"), ("application/json", "{}")] {
                    let mut answers = BTreeSet::new();
                    for _ in 0..5 {
                        let request = asker.request(method.clone(), &path).header("Content-Type", kind).body(body);
                        let Some(answer) = refusal(request).await else {
                            // Taken: what it changed may refuse the next.
                            answers.insert((200, String::new()));
                            break;
                        };
                        refused(&operation, &format!("{method} {path} as {kind}: {body}"), &answer);
                        answers.insert((answer.status.as_u16(), answer.code()));
                    }
                    assert!(answers.len() <= 1, "{method} {path} as {kind}: {answers:?}");
                }
            }
        }
    }

    size_comes_before_type_before_who_before_what_is_said(app) {
        let team = app.owner().await;
        let document = app.stranger().get("/openapi.json").await.json();
        for (method, path, operation) in routes(&document, &team) {
            if operation.get("requestBody").is_none() {
                continue;
            }
            let what = format!("{method} {path}");
            let asker = nobody(app, path.starts_with("/v1/p/"));
            let send = async |kind: &str, body: String| {
                let request = asker.request(method.clone(), &path).bearer_auth("sk_x").header("Content-Type", kind);
                asker.send(request.body(body)).await
            };
            // Files of release notes and pictures may be large.
            let is_file = ["/import", "/pictures"].iter().any(|end| path.ends_with(end));
            let large = "x".repeat(if is_file { 5_000_000 } else { 300_000 });
            for _ in 0..3 {
                assert_eq!(send("text/plain", large.clone()).await.status, StatusCode::PAYLOAD_TOO_LARGE, "{what}");
                assert_eq!(send("text/plain", "x".to_owned()).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{what}");
            }
            if operation.get("security").is_some_and(|security| security != &json!([{}]) && security != &json!([])) {
                for _ in 0..50 {
                    let answer = send("application/json", "{".to_owned()).await;
                    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}: {}", answer.text);
                }
            }
        }
    }

    every_refusal_is_declared_as_a_problem(app) {
        let team = app.owner().await;
        let document = app.stranger().get("/openapi.json").await.json();
        let long = "x".repeat(9_000);
        for (method, path, operation) in routes(&document, &team) {
            let what = format!("{method} {path}");
            for asker in [app.stranger(), nobody(app, true), team.asker.clone(), team.visitor(app).asker] {
                let mut paths = vec![format!("{path}?invented=1"), format!("{path}?q={long}")];
                if path != team.path("") {
                    let other = uuid::Uuid::now_v7().to_string();
                    paths.extend([path.clone(), path.replace(&team.project, &other).replace(&team.key, "pk_nothing")]);
                }
                for path in paths {
                    if let Some(answer) = refusal(asker.request(method.clone(), &path)).await {
                        refused(&operation, &what, &answer);
                    }
                }
            }
        }
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                for (status, response) in operation["responses"].as_object().expect("responses") {
                    let problem = status.starts_with(['4', '5']);
                    for kind in response["content"].as_object().map(|content| content.keys()).into_iter().flatten() {
                        assert_eq!(kind == "application/problem+json", problem, "{method} {path} {status}");
                    }
                }
            }
        }
    }
}
