//! The published release notes, as everybody reads them: cached bytes, the same for all.
//! Shows no draft, nothing before its time, and no private request.

use std::collections::HashMap;

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    actions::news,
    api::{
        Params,
        answer::{Answer, Read},
        params::OfWidget,
        refusals::WidgetRead,
        wire::{self, List},
    },
    auth::widget::Reader,
    base::{
        cursor::Cursor,
        id::{self, Id},
        time::Time,
    },
    cache::{
        encoded::EncodedBody,
        responses::{self, Wanted},
    },
    db::connection::AnyConnection,
    domain::{
        markdown::{self, Node},
        status::Status,
    },
    error::{Error, Result},
    state::Context,
    store::{page::Page, release_notes, release_requests, requests},
};

/// A request that a release note answers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicReleasedRequest {
    /// The ID of the request.
    pub id: Id<id::Request>,
    /// Its number within the project.
    pub number: i64,
    /// The title.
    pub title: String,
    /// The status.
    pub status: Status,
    /// The number of votes.
    pub votes: i64,
}

/// A published release note.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicReleaseNote {
    /// The ID of the release note.
    pub id: Id<id::ReleaseNote>,
    /// Its name in addresses.
    pub slug: String,
    /// The title.
    pub title: String,
    /// The version of the product.
    pub version: Option<String>,
    /// When it was published.
    pub published_at: Option<Time>,
    /// When its text was changed after that.
    pub edited_at: Option<Time>,
    /// The text.
    pub body: Vec<Node>,
    /// The names that it thanks.
    pub thanks: Vec<String>,
    /// The public requests that it answers.
    pub requests: Vec<PublicReleasedRequest>,
}

/// Which release notes are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// Release notes as everybody sees them, each with its public requests: one that was merged as the one that stands for it.
pub fn shown(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    rows: Page<release_notes::ReleaseNote>,
) -> Result<Page<PublicReleaseNote>> {
    let ids: Vec<_> = rows.items.iter().map(|row| row.id).collect();
    let links = release_requests::of_notes(connection, project, &ids)?;
    let mut linked: Vec<_> = links.iter().map(|link| link.request_id).collect();
    linked.sort_unstable();
    linked.dedup();
    let known = requests::by_ids(connection, project, &linked)?;
    // A private request says nothing, also not which public one it was merged into.
    let known: Vec<_> = known.into_iter().filter(|row| row.public).collect();
    let known = news::shown(connection, project, known)?;
    let mut answered: HashMap<_, Vec<PublicReleasedRequest>> = HashMap::new();
    for link in links {
        let Some(row) = known.get(&link.request_id).filter(|row| row.public) else { continue };
        let below = answered.entry(link.note_id).or_default();
        if below.iter().all(|one| one.id != row.id) {
            below.push(PublicReleasedRequest {
                id: row.id,
                number: row.number,
                title: row.title.clone(),
                status: row.status,
                votes: row.votes,
            });
        }
    }
    Ok(rows.map(|row| PublicReleaseNote {
        requests: answered.remove(&row.id).unwrap_or_default(),
        body: markdown::parse(&row.body),
        thanks: row.thanked(),
        id: row.id,
        slug: row.slug,
        title: row.title,
        version: row.version,
        published_at: row.published_at,
        edited_at: row.edited_at,
    }))
}

/// Lists the published release notes of a project, newest first.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, PageIn),
    responses(WidgetRead),
    security((), ("visitor" = []))
)]
#[get("/release_notes")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    reader: Reader,
    Params(asked): Params<PageIn>,
) -> Result<Answer<Read<List<PublicReleaseNote>>>> {
    let project = reader.tenant.project.id;
    let limit = wire::limit(asked.limit)?;
    let after = wire::cursor(asked.cursor.as_deref(), release_notes::PUBLISHED)?;
    let stamp = context.db.changes().stamp(project);
    let wanted = Wanted { stamp, at_least: 0, age: context.db.is_shared().then_some(responses::AGE) };
    let key = format!("{project} {limit} {}", after.as_ref().map(Cursor::encode).unwrap_or_default());
    let body = context
        .release_notes
        .get(&key, wanted, async || {
            let page = context
                .db
                .read(move |connection| {
                    let rows =
                        release_notes::published(connection, project, (None, None), after.as_ref(), limit)?;
                    shown(connection, project, rows)
                })
                .await?;
            let body = serde_json::to_vec(&List::from(page)).map_err(Error::broken)?;
            Ok::<_, Error>(EncodedBody::new(body))
        })
        .await?;
    Ok(Answer::new(wire::finished(&request, wire::JSON, &body, wire::PRIVATE)))
}
