//! The shapes of release notes on the team's wire, how they are read from the database, and their limits.
//! Serves no route.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::wire::present,
    base::{
        id::{self, Id},
        text::{Line, Text},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::{
        markdown::{self, Node},
        release_note::{MAX_REQUESTS, MAX_THANKS, NoteState},
        status::Status,
    },
    error::{Error, Result},
    store::{release_notes as rows, release_requests, requests},
};

/// The title of a release note.
pub type Title = Line<1, 200>;
/// The version of a product.
pub type Version = Line<1, 50>;
/// The text of a release note.
pub type Words = Text<0, 20_000>;
/// A name that a release note thanks.
pub type Name = Line<1, 100>;

/// A new release note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseNoteIn {
    /// The title.
    pub title: Title,
    /// The version of the product.
    pub version: Option<Version>,
    /// The text, in Markdown.
    pub body: Option<Words>,
    /// The names that it thanks, at most 20.
    #[schema(max_items = 20)]
    pub thanks: Option<Vec<Name>>,
    /// The IDs of the requests that it answers, at most 50, in the order in which they are shown.
    #[schema(max_items = 50)]
    pub requests: Option<Vec<Id<id::Request>>>,
}

/// A change of a release note. Omitted fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseNotePatch {
    /// The title.
    pub title: Option<Title>,
    /// The version of the product; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub version: Option<Option<Version>>,
    /// The text, in Markdown.
    pub body: Option<Words>,
    /// The names that it thanks, at most 20.
    #[schema(max_items = 20)]
    pub thanks: Option<Vec<Name>>,
    /// The IDs of the requests that it answers, at most 50, in the order in which they are shown.
    #[schema(max_items = 50)]
    pub requests: Option<Vec<Id<id::Request>>>,
}

/// A request that a release note answers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReleasedRequest {
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
    /// Whether visitors see it. A private request is never shown with the release note.
    pub public: bool,
    /// Whether it becomes shipped when the scheduled release note is published.
    pub ships: bool,
}

/// A release note in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReleaseNoteRow {
    /// The ID of the release note.
    pub id: Id<id::ReleaseNote>,
    /// Its name in addresses.
    pub slug: String,
    /// The title.
    pub title: String,
    /// The version of the product.
    pub version: Option<String>,
    /// The state.
    pub state: NoteState,
    /// When it is published, while it is scheduled.
    pub publish_at: Option<Time>,
    /// When it was published.
    pub published_at: Option<Time>,
    /// When its text was last changed after that.
    pub edited_at: Option<Time>,
    /// Who created it.
    pub author: String,
    /// When it was created.
    pub created_at: Time,
    /// The number of requests that it answers.
    pub request_count: i64,
    /// Whether it was imported.
    pub imported: bool,
}

/// A release note.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReleaseNote {
    /// What a list shows of it.
    #[serde(flatten)]
    pub row: ReleaseNoteRow,
    /// The text, as it was typed.
    pub body: String,
    /// The text, as it is shown.
    pub content: Vec<Node>,
    /// The names that it thanks.
    pub thanks: Vec<String>,
    /// The requests that it answers.
    pub requests: Vec<ReleasedRequest>,
    /// The message to voters of the requests that become shipped with it, while it is scheduled.
    pub message: Option<String>,
    /// The version for `If-Match`.
    pub revision: i64,
}

/// A release note as a list shows it.
pub fn listed(row: &rows::ReleaseNote, request_count: i64) -> ReleaseNoteRow {
    ReleaseNoteRow {
        id: row.id,
        slug: row.slug.clone(),
        title: row.title.clone(),
        version: row.version.clone(),
        state: row.state,
        publish_at: row.publish_at,
        published_at: row.published_at,
        edited_at: row.edited_at,
        author: row.author.clone(),
        created_at: row.created_at,
        request_count,
        imported: row.source.is_some(),
    }
}

/// A release note with everything that members see of it.
pub fn read(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    note: Id<id::ReleaseNote>,
) -> Result<ReleaseNote> {
    let row = rows::by_id(connection, project, note)?;
    let links = release_requests::of_notes(connection, project, &[note])?;
    let ids: Vec<_> = links.iter().map(|link| link.request_id).collect();
    let known = requests::by_ids(connection, project, &ids)?;
    let linked = links.iter().filter_map(|link| {
        let found = known.iter().find(|row| row.id == link.request_id)?;
        Some(ReleasedRequest {
            id: found.id,
            number: found.number,
            title: found.title.clone(),
            status: found.status,
            votes: found.votes,
            public: found.public,
            ships: link.ships,
        })
    });
    let linked: Vec<_> = linked.collect();
    Ok(ReleaseNote {
        row: listed(&row, i64::try_from(linked.len()).unwrap_or(i64::MAX)),
        content: markdown::parse(&row.body),
        thanks: row.thanked(),
        requests: linked,
        message: row.ship_message,
        revision: row.revision,
        body: row.body,
    })
}

/// Refuses too many names or requests, and a request that is named twice.
pub fn check(thanks: Option<&Vec<Name>>, requests: Option<&Vec<Id<id::Request>>>) -> Result<()> {
    if thanks.is_some_and(|names| names.len() > MAX_THANKS) {
        return Err(Error::field("/thanks", &format!("Name at most {MAX_THANKS} people.")));
    }
    let Some(ids) = requests else { return Ok(()) };
    if ids.len() > MAX_REQUESTS {
        return Err(Error::field("/requests", &format!("Link at most {MAX_REQUESTS} requests.")));
    }
    let mut seen = std::collections::HashSet::new();
    match ids.iter().position(|id| !seen.insert(id.uuid())) {
        Some(at) => Err(Error::field(&format!("/requests/{at}"), "Name each request once.")),
        None => Ok(()),
    }
}

/// The names as they are kept.
pub fn plain(names: Option<Vec<Name>>) -> Option<Vec<String>> {
    names.map(|names| names.into_iter().map(Name::into_string).collect())
}
