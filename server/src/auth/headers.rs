//! Reading request headers and the client's address.
//! Believes `X-Forwarded-For` only from configured proxies, and never the `Host` header.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::{
    HttpMessage, HttpRequest,
    http::header::{AUTHORIZATION, HeaderName, ORIGIN},
    web,
};
use uuid::Uuid;

use crate::{
    domain::origin::Origin,
    error::{Code, Error, Result},
    limits::{
        Call, Class, Limited, Remaining,
        address::{self, AddressKey},
    },
    state::Context,
};

/// The context of the request. Fails only when the program was put together wrongly.
pub fn context(request: &HttpRequest) -> Result<web::Data<Context>> {
    request
        .app_data::<web::Data<Context>>()
        .cloned()
        .ok_or_else(|| Error::internal("the context is not in the app"))
}

/// A header as text; `None` when it is absent or not plain text.
pub fn text(request: &HttpRequest, name: impl Into<HeaderName>) -> Option<&str> {
    request.headers().get(name.into()).and_then(|value| value.to_str().ok())
}

/// The token of `Authorization: Bearer …`.
pub fn bearer(request: &HttpRequest) -> Option<&str> {
    let (scheme, token) = text(request, AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The seed of `Authorization: Yousaid-Seed …`: a secret of a browser that has no token yet. It travels in a header that
/// every release lets pages send, so that a cached preflight response of an older node does not stop the write.
/// Errors when it is not a UUID.
pub fn seed(request: &HttpRequest) -> Result<Option<Uuid>> {
    let Some((scheme, seed)) = text(request, AUTHORIZATION).and_then(|value| value.split_once(' ')) else {
        return Ok(None);
    };
    if !scheme.eq_ignore_ascii_case("yousaid-seed") {
        return Ok(None);
    }
    let refused =
        |error| Error::new(Code::BadRequest, format!("The visitor seed must be a random UUID: {error}"));
    Uuid::try_parse(seed.trim()).map(Some).map_err(refused)
}

/// The `Origin` header, when it is one.
pub fn origin(request: &HttpRequest) -> Option<Origin> {
    text(request, ORIGIN).and_then(|origin| Origin::parse(origin).ok())
}

/// The origin of the page that asks: browsers send no `Origin` with a GET to their own.
pub fn page_origin(request: &HttpRequest, context: &Context) -> Option<Origin> {
    let own = text(request, HeaderName::from_static("sec-fetch-site")) == Some("same-origin");
    if own { Some(context.config.public_url.clone()) } else { origin(request) }
}

/// The client's address as a key for limits; the address itself is not kept.
pub fn address_key(request: &HttpRequest, context: &Context) -> AddressKey {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let forwarded: Vec<&str> =
        request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok()).collect();
    let forwarded = forwarded.join(",");
    let client = address::client(peer, Some(forwarded.as_str()), &context.config.trusted_proxies);
    context.address_salt.key(client, context.clock.now().seconds())
}

/// Counts what a request does; fails with the seconds to wait when there was too much.
/// The tightest count of a request is remembered, for the `RateLimit` header of its response.
pub async fn limit(request: &HttpRequest, context: &Context, calls: &[Call<'_>]) -> Result<()> {
    let verdict = context.nodes.take(calls).await;
    // A refused client has nothing left, whatever is left in other buckets.
    let refused = verdict.refused.map(|limited| Remaining {
        limit: limited.limit,
        remaining: 0,
        reset_seconds: limited.reset_seconds,
    });
    if let Some(remaining) = refused.or(verdict.tightest) {
        let mut extensions = request.extensions_mut();
        let tighter =
            extensions.get::<Remaining>().is_none_or(|known| remaining.remaining <= known.remaining);
        if tighter {
            extensions.insert(remaining);
        }
    }
    verdict.refused.map_or(Ok(()), |limited| Err(too_many(limited)))
}

/// Counts one act of a class by the client's address; fails like [`limit`].
pub async fn limit_address(request: &HttpRequest, context: &Context, class: Class) -> Result<()> {
    let address = address_key(request, context);
    limit(request, context, &[Call::new(class, &address)]).await
}

/// The error for a client that exceeded a limit.
pub fn too_many(limited: Limited) -> Error {
    metrics::counter!("yousaid_limited_total").increment(1);
    let seconds = limited.retry_after_seconds.max(1);
    let detail = format!("Too many attempts. Try again in {seconds} seconds.");
    Error { retry_after: Some(seconds), ..Error::new(Code::TooManyRequests, detail) }
}
