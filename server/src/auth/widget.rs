//! Who is asking on the widget's side: a project by its public key, and a visitor by a signed token.
//! A write needs an allowed origin (a browser control, not authentication) and stays within the limits.

use std::sync::Arc;

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_core::future::LocalBoxFuture;

use super::{
    context::{Context, Tenant},
    headers,
    token::{VisitorClaims, VisitorKind},
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    bus::limit::Class,
    domain::{origin::Origin, status::VoterKind},
    error::{Code, Error, Result},
    store::visitors,
};

/// A read on the widget's side; the visitor may be unknown.
pub struct Reader {
    /// The project.
    pub tenant: Arc<Tenant>,
    /// Who reads, when a token says so.
    pub visitor: Option<Id<id::Visitor>>,
    /// Where the tag is, when a browser says so.
    pub origin: Option<Origin>,
}

/// A write on the widget's side; the visitor is known, or will be made by it.
pub struct Writer {
    /// The project.
    pub tenant: Arc<Tenant>,
    /// Who writes.
    pub visitor: Id<id::Visitor>,
    /// Whether the host vouches for the visitor.
    pub identified: bool,
    /// The visitor that this write makes.
    pub mint: Option<Box<visitors::Visitor>>,
    /// The time of the write.
    pub now: Time,
}

impl Writer {
    /// What vouches for a vote of this visitor.
    pub fn voter_kind(&self) -> VoterKind {
        if self.identified { VoterKind::Verified } else { VoterKind::Anonymous }
    }
}

/// A token for a visitor that this write made.
pub fn sign(
    context: &Context,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    kind: VisitorKind,
) -> Result<String> {
    let now = context.clock.now().seconds();
    context
        .visitor_key
        .sign(project.uuid(), visitor.uuid(), kind, now, kind.ttl_seconds())
        .map_err(|error| Error::internal(error.to_string()))
}

/// Whether a browser at this origin may use the project's widget; our own pages always may, for the demo.
pub fn is_allowed(context: &Context, tenant: &Tenant, origin: &Origin) -> bool {
    origin == &context.config.public_url || tenant.origins.iter().any(|allowed| allowed == origin.as_str())
}

async fn tenant(request: &HttpRequest, context: &Context) -> Result<Arc<Tenant>> {
    let key = request.match_info().get("key").unwrap_or_default();
    context.tenant(key).await
}

fn claims(request: &HttpRequest, context: &Context, tenant: &Tenant) -> Result<Option<VisitorClaims>> {
    let Some(token) = headers::bearer(request) else { return Ok(None) };
    let now = context.clock.now().seconds();
    context.visitor_key.verify(token, tenant.project.id.uuid(), now).map(Some).map_err(|refused| {
        Error::new(Code::Unauthorized, format!("The visitor token is of no use: {refused}"))
    })
}

impl FromRequest for Reader {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let context = headers::context(&request)?;
            headers::limit(&request, &context, Class::Read, headers::address_key(&request, &context))?;
            let tenant = tenant(&request, &context).await?;
            let visitor = claims(&request, &context, &tenant)?.map(|claims| Id::from(claims.visitor));
            let origin = headers::page_origin(&request, &context);
            Ok(Self { tenant, visitor, origin })
        })
    }
}

impl FromRequest for Writer {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let context = headers::context(&request)?;
            let tenant = tenant(&request, &context).await?;
            let allowed =
                headers::origin(&request).is_some_and(|origin| is_allowed(&context, &tenant, &origin));
            if !allowed {
                let detail = "This origin is not on the project's list: add it under Settings, Origins.";
                return Err(Error::new(Code::OriginNotAllowed, detail));
            }
            let address = headers::address_key(&request, &context);
            headers::limit(&request, &context, Class::AddressWrite, address)?;
            let now = context.clock.now();
            let claims = claims(&request, &context, &tenant)?;
            let (visitor, identified, mint) = match claims {
                Some(claims) => {
                    headers::limit(&request, &context, Class::VisitorWrite, claims.visitor.as_bytes())?;
                    (Id::from(claims.visitor), claims.identified, None)
                }
                None => {
                    headers::limit(&request, &context, Class::Mint, address)?;
                    let fresh = visitors::Visitor::anonymous(tenant.project.id, now);
                    (fresh.id, false, Some(Box::new(fresh)))
                }
            };
            Ok(Self { tenant, visitor, identified, mint, now })
        })
    }
}
