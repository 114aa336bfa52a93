//! Creating something once per `Idempotency-Key`: the response, or the id of what was created, is stored in the same
//! transaction. After a crash between commit and response, a retry finds it there.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::CACHE_CONTROL},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::{
    answer::{Answer, Created, Json},
    wire::JSON,
};
use crate::{
    auth::headers,
    base::id::{self, Id},
    cache::stamps::Touches,
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
#[derive(Deserialize, Serialize)]
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

impl<T: DeserializeOwned> Once<T> {
    /// The same, shown to the client as `view` reads it after the transaction. Only what `T` has is stored: a later attempt sees
    /// the current state of what the first created.
    pub async fn shown<V: Serialize>(self, view: impl AsyncFnOnce(T) -> Result<V>) -> Result<Once<V>> {
        let replayed = self.is_replayed();
        let created = match self.created {
            Some(created) => created,
            None => serde_json::from_str(&self.body).map_err(Error::broken)?,
        };
        let view = view(created).await?;
        Ok(Once { body: text(&view)?, created: (!replayed).then_some(view) })
    }
}

impl<T> Once<T> {
    fn response(self, status: StatusCode) -> HttpResponse {
        let mut response = HttpResponse::build(status);
        response.insert_header((CACHE_CONTROL, "no-store")).content_type(JSON);
        if self.is_replayed() {
            response.insert_header(("idempotency-replayed", "true"));
        }
        response.body(self.body)
    }
}

impl<T> From<Once<T>> for Answer<Created<T>> {
    fn from(once: Once<T>) -> Self {
        Self::new(once.response(StatusCode::CREATED))
    }
}

impl<T> From<Once<T>> for Answer<Json<T>> {
    fn from(once: Once<T>) -> Self {
        Self::new(once.response(StatusCode::OK))
    }
}

fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::broken)
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

/// Creates something once and shows it as it is afterwards. The view is read outside of the transaction, since it may take
/// many queries; so only the id is stored, and a later attempt with the same key sees the current state of what the first created.
pub async fn make<K, V, F, R>(
    context: &Context,
    claim: Option<Claim>,
    touches: Touches,
    work: F,
    view: R,
) -> Result<Once<V>>
where
    K: 'static,
    V: Serialize + Send + 'static,
    F: FnOnce(&mut AnyConnection) -> Result<Id<K>> + Clone + Send + 'static,
    R: FnOnce(&mut AnyConnection, Id<K>) -> Result<V> + Send + 'static,
{
    let once =
        create(context, claim, touches, move |connection| Ok(Stored { id: work(connection)? })).await?;
    let id = once.id(|stored| stored.id).ok_or_else(|| Error::internal("a stored response has no id"))?;
    let view = context.db.read(move |connection| view(connection, id)).await?;
    Ok(Once { body: text(&view)?, created: (!once.is_replayed()).then_some(view) })
}

/// Does `work` once: a later attempt with the same key gets the first response.
pub async fn create<T, F>(
    context: &Context,
    claim: Option<Claim>,
    touches: Touches,
    work: F,
) -> Result<Once<T>>
where
    T: Serialize + Send + 'static,
    F: FnOnce(&mut AnyConnection) -> Result<T> + Clone + Send + 'static,
{
    let now = context.clock.now();
    context
        .db
        .write(touches, move |connection| {
            if let Some(claim) = &claim
                && let Some((_, body)) = idempotency::claim(connection, claim, now)?
            {
                return Ok(Once { body, created: None });
            }
            let created = work(connection)?;
            let body = text(&created)?;
            if let Some(claim) = &claim {
                idempotency::keep(connection, claim, StatusCode::CREATED.as_u16(), &body)?;
            }
            Ok(Once { body, created: Some(created) })
        })
        .await
}
