//! Creating something once for each `Idempotency-Key`: the answer is kept in the transaction of what it answers.
//! A crash between commit and answer leaves the answer there for the next try.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::CACHE_CONTROL},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    auth::headers,
    base::id::{self, Id},
    db::connection::AnyConnection,
    error::{Code, Error, Result},
    state::Context,
    store::idempotency::{self, Claim},
};

/// An answer made now or before.
pub struct Once {
    /// The status.
    pub status: u16,
    /// The JSON body.
    pub body: String,
    /// Whether it was made before.
    pub replayed: bool,
}

impl Once {
    /// The id of what was made.
    pub fn made<T>(&self) -> Option<Id<T>> {
        let body: serde_json::Value = serde_json::from_str(&self.body).ok()?;
        body.get("id")?.as_str()?.parse().ok()
    }

    /// The answer as a response that no cache keeps.
    pub fn respond(&self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        response.insert_header((CACHE_CONTROL, "no-store"));
        if self.replayed {
            response.insert_header(("idempotency-replayed", "true"));
        }
        response.content_type("application/json; charset=utf-8").body(self.body.clone())
    }
}

/// The claim that a request makes by its `Idempotency-Key`; `None` without one.
pub fn claim(
    request: &HttpRequest,
    project: Id<id::Project>,
    actor: String,
    body: &[u8],
) -> Result<Option<Claim>> {
    let name = actix_web::http::header::HeaderName::from_static("idempotency-key");
    if !request.headers().contains_key(&name) {
        return Ok(None);
    }
    let key = headers::text(request, name).unwrap_or_default();
    if !(1..=255).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let detail = "Idempotency-Key must be 1 to 255 visible ASCII characters; a UUID is a good one.";
        return Err(Error::new(Code::BadRequest, detail));
    }
    let mut hasher = Sha256::new();
    hasher.update(request.method().as_str());
    hasher.update(request.path());
    hasher.update(body);
    Ok(Some(Claim { project, actor, key: key.to_owned(), fingerprint: hasher.finalize().into() }))
}

/// Does `work` once: a later try with the same key gets the first answer.
pub async fn create<T, F>(context: &Context, claim: Option<Claim>, work: F) -> Result<Once>
where
    T: Serialize,
    F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
{
    let now = context.clock.now();
    context
        .db
        .write(move |connection| {
            if let Some(claim) = &claim
                && let Some((status, body)) = idempotency::claim(connection, claim, now)?
            {
                return Ok(Once { status, body, replayed: true });
            }
            let made = work(connection)?;
            let body = serde_json::to_string(&made).map_err(|error| Error::internal(error.to_string()))?;
            let status = StatusCode::CREATED.as_u16();
            if let Some(claim) = &claim {
                idempotency::keep(connection, claim, status, &body)?;
            }
            Ok(Once { status, body, replayed: false })
        })
        .await
}
