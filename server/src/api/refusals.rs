//! The errors that routes may return, as sets that their OpenAPI annotations name. Each set is what one part of a handler
//! refuses: its extractors, its body, its precondition.
//! The tests compare every response that they get with these sets.

use std::collections::BTreeMap;

use utoipa::{
    IntoResponses,
    openapi::{Content, Ref, RefOr, Response, ResponseBuilder},
};

use super::answer::text_header;
use crate::error::Error;

/// What a status means, whatever the route.
fn description(status: u16) -> &'static str {
    match status {
        400 => "The path, a header or a query parameter is invalid",
        401 => "Authentication required, or the credentials are invalid",
        403 => "Not allowed",
        404 => "Not found, or not accessible with these credentials",
        409 => "Conflict with the current state, or with a request in progress",
        412 => "The resource has changed since the version that this is based on",
        413 => "The request body is too large",
        414 => "The URL is too long",
        415 => "The request body is not JSON",
        422 => "The request body or a filter is invalid, or its Idempotency-Key was used with another body",
        428 => "The header If-Match is missing",
        429 => "Too many requests",
        500 => "Internal server error",
        503 => "Temporarily unavailable",
        _ => "",
    }
}

fn responses(statuses: &[u16]) -> BTreeMap<String, RefOr<Response>> {
    let problem = || Content::new(Some(Ref::from_schema_name("Problem")));
    let response = |status: u16| {
        let response = ResponseBuilder::new()
            .description(description(status))
            .content("application/problem+json", problem());
        match status {
            429 | 503 => {
                response.header("Retry-After", text_header("Seconds to wait before the next attempt."))
            }
            _ => response,
        }
    };
    statuses.iter().map(|status| (status.to_string(), response(*status).into())).collect()
}

macro_rules! sets {
    ($($(#[$doc:meta])* $name:ident: $($status:literal),+;)*) => { $(
        $(#[$doc])*
        pub struct $name;
        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                responses(&[$($status),+])
            }
        }
    )* };
}

sets! {
    /// A read of the widget.
    WidgetRead: 401, 404, 429;
    /// A write of the widget.
    WidgetWrite: 401, 403, 404, 429;
    /// A read that every member and API key of a project may do.
    TeamRead: 401, 404;
    /// A read for admins.
    AdminRead: 401, 403, 404;
    /// A write of a member or API key with the role that it needs.
    TeamWrite: 401, 403, 404;
    /// A read of a member, in no project in particular.
    SessionRead: 401;
    /// A write of a member, in no project in particular.
    SessionWrite: 401, 403;
    /// A write of our own pages without a session.
    OwnPage: 403;
    /// Credentials in the body.
    Credentials: 401;
    /// Something that the body names.
    Missing: 404;
    /// A write that contradicts what is there.
    Conflict: 409;
    /// A limit of attempts, or of open streams.
    Limited: 429;
    /// Filters of a list.
    Filtered: 422;
    /// A JSON body.
    JsonBody: 413, 415, 422;
    /// An `Idempotency-Key`.
    Idempotent: 409, 422;
    /// An `If-Match`.
    IfMatch: 412, 428;
    /// Versions in the body.
    Stale: 412;
}

/// What every route may return.
impl IntoResponses for Error {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[400, 414, 500, 503])
    }
}
