//! Compares every answer that a test gets with the OpenAPI document: the status and the content type must be declared there.
//! Looks at no body; paths and methods that the document does not have are left alone.

use std::sync::LazyLock;

use reqwest::{Method, StatusCode};
use serde_json::Value;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../openapi.json")).expect("the document"));

/// Demands that the document declares an answer.
#[track_caller]
pub fn check(method: &Method, path: &str, status: StatusCode, content_type: Option<&str>) {
    // Only a load balancer returns this.
    if status == StatusCode::BAD_GATEWAY {
        return;
    }
    let Some((template, item)) = route(path) else { return };
    let Some(operation) = item.get(method.as_str().to_lowercase()) else { return };
    let answer = format!("{method} {template}: {status} {content_type:?}");
    let response = operation["responses"].get(status.as_str());
    let response =
        response.unwrap_or_else(|| panic!("{answer} has a status that openapi.json does not declare"));
    let kinds: Vec<_> =
        response["content"].as_object().into_iter().flat_map(|content| content.keys()).collect();
    let kind = content_type.map(|kind| kind.split(';').next().unwrap_or_default());
    let declared = kind.map_or(kinds.is_empty(), |kind| kinds.iter().any(|known| *known == kind));
    assert!(declared, "{answer} is not one of {kinds:?}, which openapi.json declares");
}

/// The route of a path: the one with the most segments that are equal.
fn route(path: &str) -> Option<(&String, &Value)> {
    let segments: Vec<_> = path.split('/').collect();
    let equal = |template: &str| {
        let parts: Vec<_> = template.split('/').collect();
        let same = parts.iter().zip(&segments).filter(|(part, segment)| part == segment).count();
        let fits = parts.len() == segments.len()
            && parts.iter().zip(&segments).all(|(part, segment)| part.starts_with('{') || part == segment);
        fits.then_some(same)
    };
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    paths
        .iter()
        .filter_map(|route| Some((equal(route.0)?, route)))
        .max_by_key(|(same, _)| *same)
        .map(|found| found.1)
}

#[test]
fn an_answer_that_is_declared_passes() {
    check(&Method::GET, "/v1/session", StatusCode::OK, Some("application/json; charset=utf-8"));
    check(&Method::GET, "/v1/session", StatusCode::NOT_MODIFIED, None);
    check(
        &Method::GET,
        "/v1/p/pk_x/requests/similar",
        StatusCode::BAD_REQUEST,
        Some("application/problem+json"),
    );
}

#[test]
#[should_panic(expected = "does not declare")]
fn an_answer_with_another_status_fails() {
    check(&Method::GET, "/v1/session", StatusCode::CONFLICT, Some("application/problem+json"));
}

#[test]
#[should_panic(expected = "is not one of")]
fn a_problem_of_another_content_type_fails() {
    check(&Method::GET, "/v1/session", StatusCode::UNAUTHORIZED, Some("application/json"));
}
