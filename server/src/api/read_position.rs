//! Stores the position of the database after a member's change in a cookie that lives for a minute: the member's next reads see
//! the change on every node, whatever a node has cached and a replica has received. Does not say what was changed.

use actix_web::{
    Error,
    body::MessageBody,
    cookie::{Cookie, SameSite, time::Duration},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};

use crate::{
    auth::team::{SEEN, cookie_name},
    db::replica::Position,
    state::Context,
};

/// Far longer than a replica may be behind.
const KEPT: Duration = Duration::minutes(1);

/// Middleware of the team's routes: after anything but a read.
pub async fn read_position(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let changes = !request.method().is_safe();
    let context = request.app_data::<web::Data<Context>>().filter(|_| changes).cloned();
    // Nobody else has a session whose reads could be behind.
    let context = context.filter(|context| request.cookie(cookie_name(context)).is_some());
    let mut response = next.call(request).await?;
    // Also after a refusal: a client that gets 412 reads the new version next.
    if let Some(context) = context {
        let position = match context.config.replica {
            None => Position::PRIMARY,
            Some(_) => context.db.position().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "it is not known how far the database is: this member reads from the primary");
                Position::PRIMARY
            }),
        };
        let cookie = Cookie::build(SEEN, position.to_string())
            .path("/v1")
            .secure(context.config.is_https())
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(KEPT)
            .finish();
        if let Err(error) = response.response_mut().add_cookie(&cookie) {
            tracing::warn!(%error, "a cookie could not be set");
        }
    }
    Ok(response)
}
