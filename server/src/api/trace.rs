//! One id, one log line and the metrics of every request.
//! Logs no address, no query, no header and no body. Nothing that a client invents becomes a label or stays in memory:
//! methods, routes and statuses are closed sets.

use std::{
    cell::RefCell,
    collections::HashMap,
    rc::Rc,
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{HeaderName, HeaderValue},
    },
    middleware::Next,
};
use metrics::{Counter, Histogram};
use uuid::Uuid;

use super::connection::InFlight;

tokio::task_local! {
    static REQUEST_ID: Uuid;
}

/// The id of the request that this task answers; empty outside of one.
pub fn request_id() -> String {
    REQUEST_ID.try_with(Uuid::to_string).unwrap_or_default()
}

/// The outermost middleware.
pub async fn trace(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let in_flight = InFlight::begin(&mut request);
    let id = Uuid::now_v7();
    let method = method(request.method());
    let begun = Instant::now();
    let mut response = REQUEST_ID.scope(id, next.call(request)).await?;
    let status = response.status();
    let taken = begun.elapsed();
    let route = route(response.request());
    count(method, &route, status, taken);
    tracing::debug!(
        request_id = %id, %method, route = &*route, status = status.as_u16(), seconds = taken.as_secs_f64(), "answered"
    );
    let mut text = Uuid::encode_buffer();
    if let Ok(value) = HeaderValue::from_str(id.hyphenated().encode_lower(&mut text)) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    Ok(response.map_body(|_, body| in_flight.body(body)))
}

/// The methods that requests are counted under; a client may invent others.
fn method(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

/// What a request is counted under: its method, route and status.
type Under = (&'static str, Rc<str>, u16);

thread_local! {
    /// Routes by the shape of a path.
    static ROUTES: RefCell<HashMap<String, Rc<str>>> = RefCell::default();
    /// Metrics whose place in the registry is known.
    static METRICS: RefCell<HashMap<Under, (Counter, Histogram)>> = RefCell::default();
}

/// Maximum number of remembered shapes and metrics: clients can invent paths.
const MAX_REMEMBERED: usize = 1_000;
/// Maximum length of a remembered shape: all together take a quarter of a megabyte.
const MAX_SHAPE_BYTES: usize = 256;

/// The pattern that a request matched, never its path: paths carry keys and ids. Asking actix for it matches the path
/// again, so it is remembered by the path's shape, in which a key or an id is as good as another.
pub fn route(request: &HttpRequest) -> Rc<str> {
    let shape = shape(request.path());
    let known = ROUTES.with_borrow(|routes| routes.get(&shape).cloned());
    known.unwrap_or_else(|| {
        let Some(pattern) = request.match_pattern() else { return "unmatched".into() };
        let pattern: Rc<str> = pattern.into();
        if shape.len() > MAX_SHAPE_BYTES {
            return pattern;
        }
        ROUTES.with_borrow_mut(|routes| {
            if routes.len() >= MAX_REMEMBERED {
                routes.clear();
            }
            routes.insert(shape, Rc::clone(&pattern));
        });
        pattern
    })
}

/// The path with `:` in place of segments that are an id or a widget key.
fn shape(path: &str) -> String {
    let mut shape = String::with_capacity(path.len());
    for segment in path.split('/') {
        let id = segment.len() == 36 && Uuid::try_parse(segment).is_ok();
        shape.push_str(if id || segment.starts_with("pk_") { ":" } else { segment });
        shape.push('/');
    }
    shape
}

fn count(method: &'static str, route: &Rc<str>, status: StatusCode, taken: Duration) {
    let under = (method, Rc::clone(route), status.as_u16());
    METRICS.with_borrow_mut(|known| {
        if known.len() >= MAX_REMEMBERED {
            known.clear();
        }
        let (counter, histogram) = known.entry(under).or_insert_with(|| {
            let labels = [
                ("method", method.to_owned()),
                ("route", route.to_string()),
                ("status", status.as_u16().to_string()),
            ];
            let counter = metrics::counter!("yousaid_requests_total", &labels);
            (counter, metrics::histogram!("yousaid_request_seconds", &labels))
        });
        counter.increment(1);
        histogram.record(taken.as_secs_f64());
    });
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn paths_of_one_route_have_one_shape() {
        let one = "/v1/p/pk_AbC/requests/0190a0b0-0000-7000-8000-000000000001/vote";
        let two = "/v1/p/pk_xyz/requests/0190a0b0-0000-7000-8000-00000000ffff/vote";
        assert_eq!(shape(one), shape(two));
        assert_ne!(shape(one), shape("/v1/p/pk_AbC/requests/similar/vote"));
        assert_ne!(shape("/v1/projects/a"), shape("/v1/projects/b"));
    }
}
