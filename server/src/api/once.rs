//! Creating something once for each `Idempotency-Key`: the answer is kept in the transaction of what it answers.
//! A crash between commit and answer leaves the answer there for the next try.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::CACHE_CONTROL},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    answer::{Answer, Created},
    wire::JSON,
};
use crate::{
    auth::headers,
    base::id::{self, Id},
    db::connection::AnyConnection,
    error::{Code, Error, Result},
    state::Context,
    store::idempotency::{self, Claim},
};

/// What was created, now or by an earlier request with the same key.
pub struct Once<T> {
    /// The JSON of the response.
    body: String,
    /// What was created now; `None` for a repeated request.
    created: Option<T>,
}

/// What a stored response says of what it created.
#[derive(Deserialize)]
struct Stored<K> {
    #[serde(bound = "")]
    id: Id<K>,
}

impl<T> Once<T> {
    /// Whether an earlier request created it.
    pub fn is_replayed(&self) -> bool {
        self.created.is_none()
    }

    /// The id of what was created. Only that of an earlier request is read from its stored response.
    pub fn id<K>(&self, of: impl FnOnce(&T) -> Id<K>) -> Option<Id<K>> {
        match &self.created {
            Some(created) => Some(of(created)),
            None => serde_json::from_str::<Stored<K>>(&self.body).ok().map(|stored| stored.id),
        }
    }
}

impl<T> From<Once<T>> for Answer<Created<T>> {
    fn from(once: Once<T>) -> Self {
        let mut response = HttpResponse::Created();
        response.insert_header((CACHE_CONTROL, "no-store")).content_type(JSON);
        if once.is_replayed() {
            response.insert_header(("idempotency-replayed", "true"));
        }
        Self::new(response.body(once.body))
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
pub async fn create<T, F>(context: &Context, claim: Option<Claim>, work: F) -> Result<Once<T>>
where
    T: Serialize + Send + 'static,
    F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
{
    let now = context.clock.now();
    context
        .db
        .write(move |connection| {
            if let Some(claim) = &claim
                && let Some((_, body)) = idempotency::claim(connection, claim, now)?
            {
                return Ok(Once { body, created: None });
            }
            let created = work(connection)?;
            let body = serde_json::to_string(&created).map_err(Error::broken)?;
            if let Some(claim) = &claim {
                idempotency::keep(connection, claim, StatusCode::CREATED.as_u16(), &body)?;
            }
            Ok(Once { body, created: Some(created) })
        })
        .await
}
