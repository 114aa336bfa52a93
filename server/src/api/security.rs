//! The headers that every answer carries: `nosniff`, a policy by class of content, no framing of our pages.
//! Not those to what is no HTTP: actix answers that itself, with 400, 408 or 431, an empty body and the end of the
//! connection, and offers no way to add to it.

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
};

use crate::limits::Remaining;

/// The dashboard runs its own files only, and builds no markup from text.
const DASHBOARD: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";
/// The demo is a host page under the strictest policy that a host may have.
const DEMO: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";
/// A public board runs the script of the board only. What it tells search engines is data, which no policy stops.
const BOARD: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";
/// The API documentation draws its icons from data: addresses; the digest is of the one style in its logo.
const DOCS: &str = "default-src 'none'; script-src 'self'; style-src 'self' \
     'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Answers that are no page: nothing in them may run.
const DATA: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// Adds the headers.
pub async fn secure(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let policy = match request.path() {
        path if path == "/app" || path.starts_with("/app/") => DASHBOARD,
        path if path == "/demo" || path.starts_with("/demo/") => DEMO,
        path if path.starts_with("/b/") => BOARD,
        path if path == "/docs" || path.starts_with("/docs/") => DOCS,
        _ => DATA,
    };
    let script = request.path() == "/widget.js" || request.path().starts_with("/widget/");
    let mut response = next.call(request).await?;
    let remaining = response.request().extensions().get::<Remaining>().copied();
    let headers = response.headers_mut();
    if let Some(remaining) = remaining {
        tell(headers, &remaining);
    }
    name_charset(headers);
    put(headers, header::CONTENT_SECURITY_POLICY, policy);
    put(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(headers, header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    put(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(headers, header::X_FRAME_OPTIONS, "DENY");
    // The widget's scripts and API are there for pages of other origins.
    let resource = if script { "cross-origin" } else { "same-origin" };
    if script {
        put(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
    if !headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) || script {
        put(headers, HeaderName::from_static("cross-origin-resource-policy"), resource);
    }
    Ok(response)
}

/// How much of the limit is left (draft-ietf-httpapi-ratelimit-headers).
fn tell(headers: &mut HeaderMap, remaining: &Remaining) {
    let left = format!("\"default\";r={};t={}", remaining.remaining, remaining.reset_seconds);
    let policy = format!("\"default\";q={}", remaining.limit);
    for (name, value) in [("ratelimit", left), ("ratelimit-policy", policy)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

/// Says of text that it is UTF-8 where the handler did not: the API documentation's files come from a crate.
fn name_charset(headers: &mut HeaderMap) {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let written =
        kind.starts_with("text/") || ["json", "javascript", "svg"].iter().any(|end| kind.ends_with(end));
    if written
        && !kind.contains("charset")
        && let Ok(value) = HeaderValue::from_str(&format!("{kind}; charset=utf-8"))
    {
        headers.insert(header::CONTENT_TYPE, value);
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
