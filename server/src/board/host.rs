//! A board at a host name of its own: its pages are at the top there, and nothing else of the server is.
//! Believes the `Host` header only where a project has exactly this name, and uses it for nothing else.

use actix_web::{
    Error as Failure, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{Uri, header::HOST, uri::PathAndQuery},
    middleware::Next,
};

use crate::{auth::headers, error::Error};

/// The mark of a request that came by a board's own host name.
struct OwnHost;

/// Whether a request came by the own host name of the board that it asks for.
pub fn is_own(request: &HttpRequest) -> bool {
    request.extensions().contains::<OwnHost>()
}

/// The middleware that leads requests at a board's own host name to the board.
pub async fn own_host(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Failure> {
    if let Some(slug) = slug(&request).await? {
        // The script of the board, and the API that it calls.
        let shared = request.path().starts_with("/widget/") || request.path().starts_with("/v1/p/");
        if !shared {
            lead(&mut request, &slug)?;
            request.extensions_mut().insert(OwnHost);
        }
    }
    next.call(request).await
}

/// The name of the board whose own host name a request was sent to.
async fn slug(request: &ServiceRequest) -> Result<Option<String>, Failure> {
    let Some(host) = request.headers().get(HOST).and_then(|host| host.to_str().ok()) else {
        return Ok(None);
    };
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name).to_ascii_lowercase();
    let context = headers::context(request.request())?;
    if context.config.is_own_host(&name) || !name.contains('.') {
        return Ok(None);
    }
    let hosts = match context.board_hosts().await {
        Ok(hosts) => hosts,
        // The routes say themselves what they can't do without the database.
        Err(error) => {
            tracing::warn!(cause = %error, "the host names of boards could not be read");
            return Ok(None);
        }
    };
    Ok(hosts.iter().find(|(known, _)| *known == name).map(|(_, slug)| slug.clone()))
}

/// Puts the path of the board in front of a request's own.
fn lead(request: &mut ServiceRequest, slug: &str) -> Result<(), Failure> {
    let below = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
    let path = format!("/b/{slug}{below}");
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::from_maybe_shared(path).map_err(Error::broken)?);
    let uri = Uri::from_parts(parts).map_err(Error::broken)?;
    request.match_info_mut().get_mut().update(&uri);
    request.head_mut().uri = uri;
    Ok(())
}
