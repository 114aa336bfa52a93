//! Which pages of other origins may read our answers: those on the project's list, without credentials.
//! A middleware of the widget's routes alone; everything else has no CORS at all.

use std::sync::Arc;

use actix_web::{
    Error, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderMap, HeaderValue},
    },
    middleware::Next,
};

use crate::{
    auth::{headers, widget},
    domain::origin::Origin,
};

/// Answers preflights and marks answers for the origins on the project's list.
pub async fn cors(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let allowed = allowed(&request).await;
    let preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if preflight {
        request.into_response(HttpResponse::NoContent().finish()).map_into_boxed_body()
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = allowed {
        mark(response.headers_mut(), &origin, preflight);
    }
    Ok(response)
}

async fn allowed(request: &ServiceRequest) -> Option<Arc<Origin>> {
    let origin = headers::origin(request.request())?;
    let context = headers::context(request.request()).ok()?;
    let key = request.path().strip_prefix("/v1/p/")?.split('/').next()?.to_owned();
    let tenant = context.tenant(&key).await.ok()?;
    widget::is_allowed(&context, &tenant, &origin).then(|| Arc::new(origin))
}

fn mark(headers: &mut HeaderMap, origin: &Origin, preflight: bool) {
    let Ok(value) = HeaderValue::from_str(origin.as_str()) else { return };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, value);
    let mut put = |name, value| headers.insert(name, HeaderValue::from_static(value));
    put(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "Yousaid-Visitor-Token, ETag, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Idempotency-Replayed",
    );
    if preflight {
        put(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE");
        put(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, Content-Type, Idempotency-Key, If-None-Match",
        );
        put(header::ACCESS_CONTROL_MAX_AGE, "7200");
    }
}
