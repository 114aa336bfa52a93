//! The name by which a visitor is credited for what it contributed. Without one nobody is named; it may be any name.
//! Shows nobody else's.

use actix_web::{put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Arrival, arrive};
use crate::{
    api::{
        answer::{Answer, Json},
        params::OfWidget,
        refusals::{Conflict, JsonBody, WidgetWrite},
        scrubbed::Scrubbed,
        wire::Body,
    },
    auth::widget::Writer,
    base::text::Line,
    cache::stamps::Touches,
    error::{Code, Error, Result},
    state::Context,
    store::credits,
};

/// The name to be credited by.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditName {
    /// The name, which may be a pseudonym; null takes it out of every page.
    name: Option<Line<1, 60>>,
}

/// Sets the name by which the visitor is credited, or takes it back. Only for visitors who have sent something: others have
/// nothing to be credited for.
#[utoipa::path(
    tag = "widget",
    params(OfWidget),
    request_body = CreditName,
    responses(WidgetWrite, JsonBody, Conflict),
    security((), ("visitor" = []))
)]
#[put("/me/credit")]
pub async fn choose(
    context: web::Data<Context>,
    writer: Writer,
    body: Body<CreditName, 8>,
) -> Result<Answer<Json<CreditName>>> {
    let scrubbed = Scrubbed::from_body(body)?;
    if !scrubbed.removed.is_empty() {
        let detail =
            "This looks like an e-mail address, a number or a secret. Choose a name that anybody may read.";
        return Err(Error::field("/name", detail));
    }
    let chosen = scrubbed.value;
    let name = chosen.name.as_ref().map(|name| name.as_str().to_owned());
    if writer.new_visitor.is_some() {
        return match name {
            None => Ok(Answer::ok(&chosen)),
            Some(_) => Err(Error::new(Code::Conflict, "Send something first. Then you can choose a name.")),
        };
    }
    let arrival = Arrival::from(&writer);
    let project = arrival.project;
    context
        .db
        .write(Touches::Project(project), move |connection| {
            arrive(connection, &arrival)?;
            credits::choose(connection, project, arrival.visitor, name.as_deref(), arrival.now)
        })
        .await?;
    Ok(Answer::ok(&chosen))
}
