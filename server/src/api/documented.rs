//! What every route may answer besides what its handler declares: refusals by middleware and extractors, in the one form
//! that problems have. Adds to the OpenAPI document; decides nothing.

use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr, Response,
    path::{Operation, ParameterIn},
};

const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";

/// Completes the document.
pub fn complete(api: &mut OpenApi) {
    for (path, item) in &mut api.paths.paths {
        let operations = [
            (true, &mut item.get),
            (false, &mut item.put),
            (false, &mut item.post),
            (false, &mut item.delete),
            (false, &mut item.patch),
        ];
        for (is_read, operation) in operations {
            if let Some(operation) = operation {
                for (status, why) in given(path, is_read, operation) {
                    declare(operation, status, why);
                }
                name_problems(operation);
            }
        }
    }
}

/// The refusals that a route shares with others.
fn given(path: &str, is_read: bool, operation: &Operation) -> Vec<(&'static str, &'static str)> {
    let mut given = vec![
        ("400", "The request can't be read"),
        ("404", "There is no such thing, or it belongs to somebody else"),
        ("414", "The address is too long"),
        ("500", "The server failed"),
        ("503", "The service is not ready: try again"),
    ];
    let takes = |name: &str| {
        operation.parameters.iter().flatten().any(|parameter| {
            matches!(parameter, RefOr::T(it) if it.parameter_in == ParameterIn::Header && it.name.eq_ignore_ascii_case(name))
        })
    };
    let known = operation.security.iter().flatten().count() > 0;
    if known {
        given.push(("401", "Authentication required"));
    }
    if !is_read || path.contains("{project}") {
        given.push(("403", "Not allowed"));
    }
    if path.starts_with("/v1/p/") || !(is_read || path.contains("{project}")) {
        given.push(("429", "Too many requests: wait as long as Retry-After says"));
    }
    if operation.request_body.is_some() {
        given.extend([
            ("413", "The body is too large"),
            ("415", "The body must be JSON"),
            ("422", "Some fields are not right"),
        ]);
    }
    if takes("Idempotency-Key") {
        given.push(("409", "The same request is at work, or it was made before"));
    }
    given
}

fn declare(operation: &mut Operation, status: &str, why: &str) {
    let responses = &mut operation.responses.responses;
    if responses.contains_key(status) {
        return;
    }
    let mut response = Response::new(why);
    response.content.insert(PROBLEM.to_owned(), Content::new(Some(Ref::from_schema_name("Problem"))).into());
    responses.insert(status.to_owned(), response.into());
}

/// Problems have a content type of their own.
fn name_problems(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if status.starts_with(['4', '5'])
            && let Some(content) = response.content.swap_remove(JSON)
        {
            response.content.insert(PROBLEM.to_owned(), content);
        }
    }
}
