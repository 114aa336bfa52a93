//! The widget's side of the API: what end users do, by the project's public key.

pub mod answers;
pub mod config;
pub mod identify;
pub mod listing;
pub mod me;
pub mod reports;
pub mod requests;
pub mod views;
pub mod votes;

use actix_web::{HttpResponse, http::header::HeaderValue};

use crate::{
    api::once::Once,
    auth::{
        context::Context,
        token::VisitorKind,
        widget::{self, Writer},
    },
    base::id::{self, Id},
    error::{Error, Result},
    store::{
        connection::AnyConnection,
        visitors::{self, Visitor},
    },
};

/// The response header that carries a new visitor's token.
pub const TOKEN: &str = "yousaid-visitor-token";

/// Puts the token of a visitor that was made by this write on its answer.
fn with_token(
    mut response: HttpResponse,
    context: &Context,
    project: Id<id::Project>,
    minted: Option<Id<id::Visitor>>,
) -> Result<HttpResponse> {
    let Some(visitor) = minted else { return Ok(response) };
    let token = widget::sign(context, project, visitor, VisitorKind::Anonymous)?;
    let value = HeaderValue::from_str(&token).map_err(|error| Error::internal(error.to_string()))?;
    response.headers_mut().insert(actix_web::http::header::HeaderName::from_static(TOKEN), value);
    Ok(response)
}

/// Reads who made a thing.
type Authorship<T> = fn(&mut AnyConnection, Id<id::Project>, Id<T>) -> Result<Option<Id<id::Visitor>>>;

/// The visitor whose token the answer of a creating write carries: the one just made, or, for a repeated try, the one
/// that the first try made. The first answer, and its token, may have been lost on the way.
async fn minted<T: 'static>(
    context: &Context,
    writer: &Writer,
    once: &Once,
    author: Authorship<T>,
) -> Result<Option<Id<id::Visitor>>> {
    let own = writer.mint.as_ref().is_none_or(|fresh| fresh.seeded());
    if own || !once.replayed {
        return Ok(writer.mint.as_ref().map(|fresh| fresh.id));
    }
    let made = once.made::<T>();
    let (Some(made), project) = (made, writer.tenant.project.id) else { return Ok(None) };
    context
        .db
        .read(move |connection| {
            let Some(visitor) = author(connection, project, made)? else { return Ok(None) };
            let visitor = visitors::find(connection, project, visitor)?;
            Ok(visitor.filter(|visitor| !visitor.identified()).map(|visitor| visitor.id))
        })
        .await
}

/// Makes the visitor that a write mints, or makes sure that the known one still exists.
fn arrive(connection: &mut AnyConnection, writer: &Arrival) -> Result<()> {
    match &writer.mint {
        Some(fresh) => visitors::insert(connection, fresh),
        None if visitors::seen(connection, writer.project, writer.visitor, writer.now)? => Ok(()),
        None => Err(Error::new(
            crate::error::Code::Unauthorized,
            "This visitor is not known any more: begin anew without the token.",
        )),
    }
}

/// What a write needs to bring its visitor along into a transaction.
struct Arrival {
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    mint: Option<Box<Visitor>>,
    now: crate::base::time::Time,
}

impl From<&Writer> for Arrival {
    fn from(writer: &Writer) -> Self {
        Self {
            project: writer.tenant.project.id,
            visitor: writer.visitor,
            mint: writer.mint.clone(),
            now: writer.now,
        }
    }
}
