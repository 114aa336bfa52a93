//! Who is asking on the widget's side: a project by its public key, and a visitor by a signed token.
//! A write needs an allowed origin (a browser control, not authentication) and stays within the limits.

use std::sync::Arc;

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::header::{HeaderValue, ORIGIN},
};
use futures_core::future::LocalBoxFuture;

use super::{headers, refusal_order};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    credentials::token::{Bearer, VisitorClaims},
    domain::{origin::Origin, status::VoterKind},
    error::{Code, Error, Result},
    limits::{Call, Class},
    state::{Context, Tenant},
    store::{projects::Project, visitors},
};

/// A read on the widget's side; the visitor may be unknown.
pub struct Reader {
    /// The project.
    pub tenant: Arc<Tenant>,
    /// Who reads, when a token says so.
    pub visitor: Option<Id<id::Visitor>>,
}

/// An anonymous event, such as a view, from a page on an allowed origin. It needs no token; one that is sent is validated and
/// then ignored.
pub struct Page {
    /// The project.
    pub tenant: Arc<Tenant>,
    /// Whether the browser asks that its visitor is not counted (Global Privacy Control, Do Not Track).
    pub private: bool,
    /// The time.
    pub now: Time,
}

/// A page on an allowed origin whose host vouches for its visitor.
pub struct Host {
    /// The project.
    pub tenant: Arc<Tenant>,
}

/// A write on the widget's side; the visitor is known, or created by this write.
pub struct Writer {
    /// The project.
    pub tenant: Arc<Tenant>,
    /// Who writes.
    pub visitor: Id<id::Visitor>,
    /// Whether the host vouches for the visitor.
    pub identified: bool,
    /// The visitor to create with this write, if it is new.
    pub new_visitor: Option<Box<visitors::Visitor>>,
    /// The time of the write.
    pub now: Time,
}

impl Writer {
    /// How far a vote of this visitor is verified.
    pub fn voter_kind(&self) -> VoterKind {
        if self.identified { VoterKind::Verified } else { VoterKind::Anonymous }
    }
}

/// A token for a visitor that this write created.
pub fn sign(
    context: &Context,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    bearer: Bearer,
) -> Result<String> {
    let now = context.clock.now().seconds();
    context
        .visitor_key
        .sign(project.uuid(), visitor.uuid(), bearer, now, bearer.kind().ttl_seconds())
        .map_err(Error::broken)
}

/// What the middleware of the widget's routes resolved, for the extractors that run after it.
#[derive(Clone)]
pub struct WidgetScope {
    /// The project of the key in the path.
    pub tenant: Arc<Tenant>,
    /// The origin that the browser names, where the project's widget may be used from there.
    pub allowed: Option<HeaderValue>,
}

/// Looks up the project of a key and whether a browser at the request's origin may use its widget; our own pages always
/// may, for the demo and the board. Fails as not found for an unknown key.
pub async fn resolve_scope(request: &HttpRequest, context: &Context, key: &str) -> Result<WidgetScope> {
    let tenant = context.tenant(key).await?;
    let board = tenant.project.board_origin(&context.config.public_url);
    let listed = |origin: &str| {
        origin == context.config.public_url.as_str()
            || board.as_deref() == Some(origin)
            || tenant.origins.iter().any(|allowed| allowed == origin)
    };
    let raw = request.headers().get(ORIGIN);
    // Browsers write an origin as the list does; any other spelling is read first.
    let allowed = match raw.and_then(|value| value.to_str().ok()) {
        Some(origin) if listed(origin) => raw.cloned(),
        Some(origin) => Origin::parse(origin)
            .ok()
            .filter(|origin| listed(origin.as_str()))
            .and_then(|origin| HeaderValue::from_str(origin.as_str()).ok()),
        None => None,
    };
    Ok(WidgetScope { tenant, allowed })
}

/// What the middleware resolved; resolved here where a route has none.
async fn scope(request: &HttpRequest, context: &Context) -> Result<WidgetScope> {
    if let Some(known) = request.extensions().get::<WidgetScope>() {
        return Ok(known.clone());
    }
    let key = request.match_info().get("key").unwrap_or_default();
    resolve_scope(request, context, key).await
}

fn claims(request: &HttpRequest, context: &Context, tenant: &Tenant) -> Result<Option<VisitorClaims>> {
    headers::bearer(request).map(|token| proven(context, &tenant.project, token)).transpose()
}

/// What a visitor token of the project proves. Fails as unauthorized when it is invalid.
pub fn proven(context: &Context, project: &Project, token: &str) -> Result<VisitorClaims> {
    let now = context.clock.now().seconds();
    let invalid_token = |why: String| Error::new(Code::Unauthorized, format!("Invalid visitor token: {why}"));
    let claims = context
        .visitor_key
        .verify(token, project.id.uuid(), now)
        .map_err(|refused| invalid_token(refused.to_string()))?;
    // An identified visitor's token is valid only while the secret that signed its identity is unchanged.
    let secret = project.identity_secret.as_deref();
    if claims.identified
        && claims.secret_fingerprint
            != secret.map(|secret| context.visitor_key.fingerprint(secret.as_bytes()))
    {
        return Err(invalid_token("the secret that signed it was changed or removed.".to_owned()));
    }
    Ok(claims)
}

/// The visitor of a browser whose first write is under way, or whose response was lost: identified by the browser's seed.
pub fn seeded(request: &HttpRequest, context: &Context, tenant: &Tenant) -> Result<Option<Id<id::Visitor>>> {
    let Some(seed) = headers::seed(request)? else { return Ok(None) };
    let id = context.visitor_key.seeded(tenant.project.id.uuid(), seed);
    id.map(|id| Some(id.into())).map_err(Error::broken)
}

impl FromRequest for Reader {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        refusal_order::authenticate_first(&request.clone(), async move {
            let context = headers::context(&request)?;
            headers::limit_address(&request, &context, Class::Read).await?;
            let tenant = scope(&request, &context).await?.tenant;
            let visitor = match claims(&request, &context, &tenant)? {
                Some(claims) => Some(Id::from(claims.visitor)),
                None => seeded(&request, &context, &tenant)?,
            };
            Ok(Self { tenant, visitor })
        })
    }
}

/// The project of an allowed origin.
fn allowed_tenant(scope: WidgetScope) -> Result<Arc<Tenant>> {
    match scope.allowed {
        Some(_) => Ok(scope.tenant),
        None => {
            let detail = "This domain is not allowed. Add it under Settings > Allowed domains.";
            Err(Error::new(Code::OriginNotAllowed, detail))
        }
    }
}

impl FromRequest for Page {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        refusal_order::authenticate_first(&request.clone(), async move {
            let context = headers::context(&request)?;
            let tenant = allowed_tenant(scope(&request, &context).await?)?;
            // Sent once per page view, so the read limit applies; the write limit is for deliberate actions.
            headers::limit_address(&request, &context, Class::Read).await?;
            claims(&request, &context, &tenant)?;
            let says = |name: &str| request.headers().get(name).is_some_and(|value| value.as_bytes() == b"1");
            Ok(Self { tenant, private: says("sec-gpc") || says("dnt"), now: context.clock.now() })
        })
    }
}

impl FromRequest for Host {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        refusal_order::authenticate_first(&request.clone(), async move {
            let context = headers::context(&request)?;
            headers::limit_address(&request, &context, Class::Identify).await?;
            Ok(Self { tenant: allowed_tenant(scope(&request, &context).await?)? })
        })
    }
}

impl FromRequest for Writer {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        refusal_order::authenticate_first(&request.clone(), async move {
            let context = headers::context(&request)?;
            let tenant = allowed_tenant(scope(&request, &context).await?)?;
            let address = headers::address_key(&request, &context);
            let by_address = Call::new(Class::AddressWrite, &address);
            let claims = match claims(&request, &context, &tenant) {
                Ok(claims) => claims,
                Err(error) => {
                    // An attempt with an invalid token counts as well.
                    headers::limit(&request, &context, &[by_address]).await?;
                    return Err(error);
                }
            };
            let by_visitor = match &claims {
                Some(claims) => Call::new(Class::VisitorWrite, claims.visitor.as_bytes()),
                None => Call::new(Class::Mint, &address),
            };
            headers::limit(&request, &context, &[by_address, by_visitor]).await?;
            let now = context.clock.now();
            let (visitor, identified, new_visitor) = match claims {
                Some(claims) => (Id::from(claims.visitor), claims.identified, None),
                None => {
                    let mut fresh = visitors::Visitor::anonymous(tenant.project.id, now);
                    fresh.id = seeded(&request, &context, &tenant)?.unwrap_or(fresh.id);
                    (fresh.id, false, Some(Box::new(fresh)))
                }
            };
            Ok(Self { tenant, visitor, identified, new_visitor, now })
        })
    }
}
