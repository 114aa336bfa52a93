//! One id, one log line and the metrics of every request.
//! Logs no address, no query, no header and no body.

use std::time::Instant;

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
};
use uuid::Uuid;

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The id of the request that this task answers; empty outside of one.
pub fn request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

/// The outermost middleware.
pub async fn trace(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = Uuid::now_v7().to_string();
    let method = request.method().clone();
    let begun = Instant::now();
    let mut response = REQUEST_ID.scope(id.clone(), next.call(request)).await?;
    let status = response.status().as_u16();
    // The pattern, never the path: paths carry keys and ids.
    let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let seconds = begun.elapsed().as_secs_f64();
    let labels = [("method", method.to_string()), ("route", route.clone()), ("status", status.to_string())];
    metrics::counter!("yousaid_requests_total", &labels).increment(1);
    metrics::histogram!("yousaid_request_seconds", &labels).record(seconds);
    tracing::debug!(request_id = id, %method, route, status, seconds, "answered");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    Ok(response)
}
