//! The list of the member's own projects.
//! Shows nobody a project without a role in it.

use actix_web::{HttpRequest, get, web};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Project, describe};
use crate::{
    api::{
        Params,
        answer::{Answer, Read},
        refusals::SessionRead,
        wire::{self, List},
    },
    auth::team::SignedIn,
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
    },
    db::connection::AnyConnection,
    error::Result,
    state::Context,
    store::{page::Page, projects as rows},
};

/// The name of the list's only order, for its cursors.
const ORDER: &str = "projects";

/// Where the list goes on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProjectsIn {
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
    /// The `next` of the previous page.
    cursor: Option<String>,
}

/// Lists the member's projects, oldest first.
#[utoipa::path(tag = "team", params(ProjectsIn), responses(SessionRead), security(("session" = [])))]
#[get("/projects")]
pub async fn page(
    request: HttpRequest,
    context: web::Data<Context>,
    signed: SignedIn,
    query: Params<ProjectsIn>,
) -> Result<Answer<Read<List<Project>>>> {
    let limit = wire::limit(query.0.limit)?;
    let after = wire::cursor(query.0.cursor.as_deref(), ORDER)?;
    let list = context.db.read(move |connection| cut(connection, signed.member.id, after, limit)).await?;
    wire::read(&request, &list, wire::PRIVATE)
}

fn cut(
    connection: &mut AnyConnection,
    member: Id<id::Member>,
    after: Option<Cursor>,
    limit: i64,
) -> Result<List<Project>> {
    let mut own = rows::for_member(connection, member)?;
    own.retain(|(project, _)| after.as_ref().is_none_or(|after| project.id.uuid() > after.id));
    let Page { items, next } = Page::cut(own, limit, |(project, _)| {
        Cursor::new(ORDER, Key::I64(project.created_at.micros()), project.id.uuid())
    });
    let items = items.into_iter().map(|(project, role)| describe(connection, project, role));
    Ok(List::from(Page { items: items.collect::<Result<Vec<_>>>()?, next }))
}
