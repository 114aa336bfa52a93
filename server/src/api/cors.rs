//! Which pages of other origins may read our responses: those on the project's list, without credentials.
//! A middleware of the widget's routes alone; everything else has no CORS at all.

use actix_web::{
    Error, HttpMessage, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderMap, HeaderValue},
    },
    middleware::Next,
};

use crate::auth::{
    headers,
    widget::{self, WidgetScope},
};

/// Responds to preflight requests, and adds the CORS headers for the origins on the project's list.
pub async fn cors(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let scope = scope(&request).await;
    let allowed = scope.as_ref().and_then(|scope| scope.allowed.clone());
    if let Some(scope) = scope {
        request.extensions_mut().insert(scope);
    }
    let preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if preflight {
        request.into_response(HttpResponse::NoContent().finish()).map_into_boxed_body()
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = allowed {
        mark(response.headers_mut(), origin, preflight);
    }
    Ok(response)
}

async fn scope(request: &ServiceRequest) -> Option<WidgetScope> {
    let context = headers::context(request.request()).ok()?;
    let key = request.path().strip_prefix("/v1/p/")?.split('/').next()?;
    widget::resolve_scope(request.request(), &context, key).await.ok()
}

fn mark(headers: &mut HeaderMap, origin: HeaderValue, preflight: bool) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let mut put = |name, value| headers.insert(name, HeaderValue::from_static(value));
    put(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "Yousaid-Visitor-Token, ETag, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Idempotency-Replayed",
    );
    if preflight {
        put(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, PATCH, DELETE");
        put(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, Content-Type, Idempotency-Key, If-None-Match",
        );
        put(header::ACCESS_CONTROL_MAX_AGE, "7200");
    }
}
