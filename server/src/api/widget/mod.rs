//! The widget's side of the API: what end users do, by the project's public key.

pub mod answers;
pub mod comments;
pub mod config;
pub mod credit;
pub mod follows;
pub mod identify;
pub mod listing;
pub mod me;
pub mod news;
pub mod proposals;
pub mod release_notes;
pub mod reports;
pub mod request;
pub mod requests;
pub mod solved;
pub mod views;
pub mod votes;

use actix_web::{
    HttpRequest,
    http::header::{HeaderName, ORIGIN, USER_AGENT},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{answer::Answer, once::Once};
use crate::{
    auth::{
        headers,
        widget::{self, Writer},
    },
    base::{
        id::{self, Id},
        time::Time,
    },
    credentials::token::Bearer,
    db::connection::AnyConnection,
    error::Result,
    state::Context,
    store::{
        arrivals,
        visitors::{self, Visitor},
    },
};

/// The response header that carries a new visitor's token.
pub const TOKEN: &str = "yousaid-visitor-token";

/// Adds the token of a visitor that this write created to its response.
fn with_token<B>(
    answer: Answer<B>,
    context: &Context,
    project: Id<id::Project>,
    minted: Option<Id<id::Visitor>>,
) -> Result<Answer<B>> {
    let Some(visitor) = minted else { return Ok(answer) };
    let token = widget::sign(context, project, visitor, Bearer::Anonymous)?;
    answer.header(HeaderName::from_static(TOKEN), &token)
}

/// The sender of an `Idempotency-Key`, and whether a retry may return the token of the first attempt.
struct Sender {
    actor: String,
    proven: bool,
}

/// Identifies the sender of an `Idempotency-Key`. A random UUID is known to its sender alone, and so proves that the same
/// client sent the first attempt, also before it has a token: that response may have been lost. Any other key may be used by
/// others too: it is scoped to the visitor of the token or seed, or to one browser at one address and day, and returns no
/// token.
fn sender(request: &HttpRequest, context: &Context, writer: &Writer) -> Sender {
    let key = headers::text(request, HeaderName::from_static("idempotency-key")).unwrap_or_default();
    let random = key.len() == 36
        && Uuid::try_parse(key).is_ok_and(|key| key.get_version() == Some(uuid::Version::Random));
    if random {
        return Sender { actor: "visitor".to_owned(), proven: true };
    }
    if writer.new_visitor.as_ref().is_none_or(|fresh| fresh.seeded()) {
        return Sender { actor: format!("visitor:{}", writer.visitor), proven: false };
    }
    let mut hasher = Sha256::new();
    hasher.update(headers::address_key(request, context));
    for name in [ORIGIN, USER_AGENT] {
        hasher.update(headers::text(request, name).unwrap_or_default());
        hasher.update([0]);
    }
    let digest = hasher.finalize();
    let digest = URL_SAFE_NO_PAD.encode(digest.get(..16).unwrap_or_default());
    Sender { actor: format!("browser:{digest}"), proven: false }
}

/// Reads who created a thing, and when.
type Authorship<T> =
    fn(&mut AnyConnection, Id<id::Project>, Id<T>) -> Result<(Option<Id<id::Visitor>>, Time)>;

/// The visitor whose token the response of a creating write carries: the one just created or, for a retry whose sender is
/// proven, the one that the first attempt created. The first response, and its token, may have been lost.
async fn minted<T, K: 'static>(
    context: &Context,
    writer: &Writer,
    sender: &Sender,
    once: &Once<T>,
    id: fn(&T) -> Id<K>,
    author: Authorship<K>,
) -> Result<Option<Id<id::Visitor>>> {
    let Some(fresh) = &writer.new_visitor else { return Ok(None) };
    if !once.is_replayed() {
        return Ok(Some(fresh.id));
    }
    let (seed, proven, project) =
        (fresh.seeded().then_some(fresh.id), sender.proven, writer.tenant.project.id);
    let Some(made) = once.id(id) else { return Ok(None) };
    context
        .db
        .read(move |connection| {
            // The first attempt may have had another seed, or none.
            if let Some(seed) = seed
                && visitors::find(connection, project, seed)?.is_some()
            {
                return Ok(Some(seed));
            }
            if !proven {
                return Ok(None);
            }
            let (Some(visitor), made_at) = author(connection, project, made)? else { return Ok(None) };
            let visitor = visitors::find(connection, project, visitor)?;
            // Created by that write, and not identified.
            let fresh = |visitor: &Visitor| !visitor.identified() && visitor.created_at == made_at;
            Ok(visitor.filter(fresh).map(|visitor| visitor.id))
        })
        .await
}

/// Creates the new visitor of a write, or makes sure that the known one still exists.
fn arrive(connection: &mut AnyConnection, writer: &Arrival) -> Result<()> {
    let arrival = arrivals::Arrival {
        visitor: writer.visitor,
        new_visitor: writer.new_visitor.as_deref(),
        at: writer.now,
    };
    arrivals::arrive_one(connection, writer.project, arrival)
}

/// The visitor of a write, for its transaction.
#[derive(Clone)]
struct Arrival {
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    new_visitor: Option<Box<Visitor>>,
    now: Time,
}

impl From<&Writer> for Arrival {
    fn from(writer: &Writer) -> Self {
        Self {
            project: writer.tenant.project.id,
            visitor: writer.visitor,
            new_visitor: writer.new_visitor.clone(),
            now: writer.now,
        }
    }
}
