//! Errors as RFC 9457 problem responses: the one table of code, status and title.
//! A 5xx says nothing but its code; the cause goes to the log, once, here.

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header::RETRY_AFTER},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::trace;
use crate::{
    base::invalid::Invalid,
    error::{Code, Error},
};

/// A field that is invalid.
#[derive(Serialize, ToSchema)]
pub struct FieldError {
    /// JSON pointer to the field in the body, or the name of a parameter.
    pub pointer: String,
    /// What is wrong, and how to fix it.
    pub detail: String,
}

impl From<Invalid> for FieldError {
    fn from(invalid: Invalid) -> Self {
        Self { pointer: invalid.pointer, detail: invalid.detail }
    }
}

/// An error (RFC 9457).
#[derive(Serialize, ToSchema)]
pub struct Problem {
    /// A URI that identifies the kind of error.
    pub r#type: String,
    /// The kind of error, in words.
    pub title: String,
    /// The HTTP status code.
    pub status: u16,
    /// A stable code for programs.
    pub code: String,
    /// What went wrong, and how to fix it.
    pub detail: String,
    /// The fields that are invalid.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The ID of this HTTP request, as in the header `X-Request-Id` and in the log.
    pub request_id: String,
}

/// Status, word and title of a code.
fn row(code: Code) -> (StatusCode, &'static str, &'static str) {
    match code {
        Code::BadRequest => (StatusCode::BAD_REQUEST, "bad_request", "Bad request"),
        Code::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", "The body must be JSON"),
        Code::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "The body is too large"),
        Code::UriTooLong => (StatusCode::URI_TOO_LONG, "uri_too_long", "The URL is too long"),
        Code::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized", "Authentication required"),
        Code::Forbidden => (StatusCode::FORBIDDEN, "forbidden", "Not allowed"),
        Code::OriginNotAllowed => (StatusCode::FORBIDDEN, "origin_not_allowed", "The origin is not allowed"),
        Code::NotFound => (StatusCode::NOT_FOUND, "not_found", "Not found"),
        Code::MethodNotAllowed => {
            (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed")
        }
        Code::Conflict => (StatusCode::CONFLICT, "conflict", "Conflict"),
        Code::InFlight => (StatusCode::CONFLICT, "in_flight", "Request in progress"),
        Code::PreconditionFailed => {
            (StatusCode::PRECONDITION_FAILED, "precondition_failed", "The resource has changed")
        }
        Code::PreconditionRequired => {
            (StatusCode::PRECONDITION_REQUIRED, "precondition_required", "If-Match is missing")
        }
        Code::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Some fields are invalid"),
        Code::IdempotencyMismatch => {
            (StatusCode::UNPROCESSABLE_ENTITY, "idempotency_mismatch", "The Idempotency-Key was used before")
        }
        Code::NotVotable => (StatusCode::CONFLICT, "not_votable", "Voting is closed"),
        Code::TooManyRequests => (StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "Too many requests"),
        Code::Full => (StatusCode::SERVICE_UNAVAILABLE, "full", "Too many open streams"),
        Code::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Temporarily unavailable"),
        Code::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Internal server error"),
    }
}

/// The stable word of a code.
pub fn word(code: Code) -> &'static str {
    row(code).1
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        row(self.code).0
    }

    fn error_response(&self) -> HttpResponse {
        let (status, code, title) = row(self.code);
        let request_id = trace::request_id();
        let detail = match self.code {
            Code::Internal => {
                tracing::error!(request_id, cause = self.chain(), "the server failed");
                "Something went wrong on our side. Quote the request ID if you report this."
            }
            Code::Unavailable => {
                tracing::warn!(request_id, cause = self.chain(), "not ready");
                "The service is temporarily unavailable; nothing was saved. Try again in a moment."
            }
            _ => self.detail.as_str(),
        };
        let problem = Problem {
            r#type: "about:blank".to_owned(),
            title: title.to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: detail.to_owned(),
            errors: self.fields.iter().cloned().map(FieldError::from).collect(),
            request_id,
        };
        let mut response = HttpResponse::build(status);
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        response
            .content_type("application/problem+json; charset=utf-8")
            .body(serde_json::to_string(&problem).unwrap_or_default())
    }
}
