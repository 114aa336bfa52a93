//! The release_notes table: entries of the changelog.
//! Publishes nothing, and does not know which requests one answers (`release_requests` does).

use diesel::prelude::*;

use super::{
    deleted_projects::deleted,
    page::{self, Page},
    schema::{release_notes, release_requests},
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::{
        columns::Document,
        connection::{AnyConnection, each},
    },
    domain::release_note::NoteState,
    error::Result,
};

/// The name of the team's order, for its cursors: latest created first.
pub const CREATED: &str = "notes_created";

/// The name of the public order, for its cursors: latest published first.
pub const PUBLISHED: &str = "notes_published";

/// A release note.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = release_notes)]
#[diesel(treat_none_as_default_value = false)]
pub struct ReleaseNote {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the release note.
    pub id: Id<id::ReleaseNote>,
    /// Its name in addresses, which never changes.
    pub slug: String,
    /// The title.
    pub title: String,
    /// The version of the product, as the team writes it.
    pub version: Option<String>,
    /// The text, as it was typed.
    pub body: String,
    /// The names that it thanks, as an array of texts.
    pub thanks: Document,
    /// Whether it is published.
    pub state: NoteState,
    /// When it is published, while it is scheduled.
    pub publish_at: Option<Time>,
    /// When it was published first.
    pub published_at: Option<Time>,
    /// When its text was last changed after that.
    pub edited_at: Option<Time>,
    /// The number of its changes, for `If-Match`.
    pub revision: i64,
    /// Who created it, as written then.
    pub author: String,
    /// When it was created.
    pub created_at: Time,
    /// The message to voters of the requests that become shipped with it, while it is scheduled.
    pub ship_message: Option<String>,
    /// Who scheduled it, as it is written under the decision.
    pub ship_by: Option<String>,
    /// What identifies who scheduled it.
    pub ship_key: Option<String>,
    /// What it was imported from.
    pub source: Option<String>,
    /// Its name there.
    pub source_id: Option<String>,
    /// The import that created it.
    pub import_id: Option<Id<id::Import>>,
}

impl ReleaseNote {
    /// A new draft.
    pub fn draft(project: Id<id::Project>, slug: String, title: String, body: String, now: Time) -> Self {
        Self {
            project_id: project,
            id: Id::new(now),
            slug,
            title,
            version: None,
            body,
            thanks: Document(serde_json::Value::Array(Vec::new())),
            state: NoteState::Draft,
            publish_at: None,
            published_at: None,
            edited_at: None,
            revision: 1,
            author: String::new(),
            created_at: now,
            ship_message: None,
            ship_by: None,
            ship_key: None,
            source: None,
            source_id: None,
            import_id: None,
        }
    }

    /// The names that it thanks.
    pub fn thanked(&self) -> Vec<String> {
        let names = self.thanks.0.as_array().into_iter().flatten();
        names.filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }
}

/// Inserts a release note.
pub fn insert(connection: &mut AnyConnection, note: &ReleaseNote) -> Result<()> {
    each!(connection, inner => diesel::insert_into(release_notes::table).values(note).execute(inner))?;
    Ok(())
}

/// The release note with this id. Fails as not found.
pub fn by_id(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::ReleaseNote>,
) -> Result<ReleaseNote> {
    Ok(release_notes::table.find((project, id)).select(ReleaseNote::as_select()).first(connection)?)
}

/// The published release note with this name in addresses.
pub fn published_by_slug(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    slug: &str,
) -> Result<ReleaseNote> {
    let row = release_notes::table
        .filter(release_notes::project_id.eq(project))
        .filter(release_notes::slug.eq(slug))
        .filter(release_notes::state.eq(NoteState::Published));
    Ok(row.select(ReleaseNote::as_select()).first(connection)?)
}

/// Whether a name in addresses is taken.
pub fn is_taken(connection: &mut AnyConnection, project: Id<id::Project>, slug: &str) -> Result<bool> {
    let rows = release_notes::table
        .filter(release_notes::project_id.eq(project))
        .filter(release_notes::slug.eq(slug));
    Ok(diesel::select(diesel::dsl::exists(rows)).get_result(connection)?)
}

/// Writes what may change of a release note.
pub fn update(connection: &mut AnyConnection, note: &ReleaseNote) -> Result<()> {
    diesel::update(release_notes::table.find((note.project_id, note.id)))
        .set((
            release_notes::title.eq(&note.title),
            release_notes::version.eq(&note.version),
            release_notes::body.eq(&note.body),
            release_notes::thanks.eq(&note.thanks),
            release_notes::state.eq(note.state),
            release_notes::publish_at.eq(note.publish_at),
            release_notes::published_at.eq(note.published_at),
            release_notes::edited_at.eq(note.edited_at),
            release_notes::revision.eq(note.revision),
            release_notes::ship_message.eq(&note.ship_message),
            release_notes::ship_by.eq(&note.ship_by),
            release_notes::ship_key.eq(&note.ship_key),
        ))
        .execute(connection)?;
    Ok(())
}

/// Deletes a release note.
pub fn delete(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::ReleaseNote>,
) -> Result<()> {
    diesel::delete(release_notes::table.find((project, id))).execute(connection)?;
    Ok(())
}

/// The time and id in a cursor.
fn place(cursor: &Cursor) -> Result<(Time, Id<id::ReleaseNote>)> {
    let Key::I64(at) = cursor.key else { return Err(page::wrong_cursor()) };
    Ok((Time::from_micros(at), Id::from(cursor.id)))
}

/// One page of the release notes of a project, latest created first.
pub fn page(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    state: Option<NoteState>,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<ReleaseNote>> {
    let mut query = release_notes::table
        .filter(release_notes::project_id.eq(project))
        .select(ReleaseNote::as_select())
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(release_notes::state.eq(state));
    }
    if let Some((at, id)) = after.map(place).transpose()? {
        query = query
            .filter(release_notes::created_at.le(at))
            .filter(release_notes::created_at.lt(at).or(release_notes::id.lt(id)));
    }
    let rows = query
        .order((release_notes::created_at.desc(), release_notes::id.desc()))
        .limit(limit + 1)
        .load(connection)?;
    let position =
        |last: &ReleaseNote| Cursor::new(CREATED, Key::I64(last.created_at.micros()), last.id.uuid());
    Ok(Page::cut(rows, limit, position))
}

/// One page of what is published, latest first; of the times from `from` and before `to`, such as those of a month.
pub fn published(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    (from, to): (Option<Time>, Option<Time>),
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<ReleaseNote>> {
    let mut query = release_notes::table
        .filter(release_notes::project_id.eq(project))
        .filter(release_notes::state.eq(NoteState::Published))
        .select(ReleaseNote::as_select())
        .into_boxed();
    if let Some(from) = from {
        query = query.filter(release_notes::published_at.ge(from));
    }
    if let Some(to) = to {
        query = query.filter(release_notes::published_at.lt(to));
    }
    if let Some((at, id)) = after.map(place).transpose()? {
        query = query
            .filter(release_notes::published_at.le(at))
            .filter(release_notes::published_at.lt(at).or(release_notes::id.nullable().lt(id)));
    }
    let rows = query
        .order((release_notes::published_at.desc(), release_notes::id.desc()))
        .limit(limit + 1)
        .load(connection)?;
    let position = |last: &ReleaseNote| {
        let at = last.published_at.unwrap_or(last.created_at);
        Cursor::new(PUBLISHED, Key::I64(at.micros()), last.id.uuid())
    };
    Ok(Page::cut(rows, limit, position))
}

/// When release notes were published, latest first, at most so many: the archive by month is made of these.
pub fn published_times(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    limit: i64,
) -> Result<Vec<Time>> {
    let times: Vec<Option<Time>> = release_notes::table
        .filter(release_notes::project_id.eq(project))
        .filter(release_notes::state.eq(NoteState::Published))
        .order((release_notes::published_at.desc(), release_notes::id.desc()))
        .limit(limit)
        .select(release_notes::published_at)
        .load(connection)?;
    Ok(times.into_iter().flatten().collect())
}

/// The published release notes that answer any of these requests, each with the request, latest first. Without `since` all of
/// them; with it those published after that time, except imported ones, which nobody is told of.
pub fn for_requests_since(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    requests: &[Id<id::Request>],
    since: Option<Time>,
    limit: i64,
) -> Result<Vec<(Id<id::Request>, ReleaseNote)>> {
    let mut query = release_requests::table
        .inner_join(
            release_notes::table.on(release_notes::project_id
                .eq(release_requests::project_id)
                .and(release_notes::id.eq(release_requests::note_id))),
        )
        .filter(release_requests::project_id.eq(project))
        .filter(release_requests::request_id.eq_any(requests.to_vec()))
        .filter(release_notes::state.eq(NoteState::Published))
        .select((release_requests::request_id, ReleaseNote::as_select()))
        .into_boxed();
    if let Some(since) = since {
        query = query.filter(release_notes::published_at.gt(since)).filter(release_notes::source.is_null());
    }
    let rows = query
        .order((release_notes::published_at.desc(), release_notes::id.desc()))
        .limit(limit)
        .load(connection)?;
    Ok(rows)
}

/// Scheduled release notes whose time has come, with their projects.
pub fn due(
    connection: &mut AnyConnection,
    now: Time,
    most: i64,
) -> Result<Vec<(Id<id::Project>, Id<id::ReleaseNote>)>> {
    let rows = release_notes::table
        .filter(release_notes::publish_at.le(now))
        .filter(release_notes::project_id.ne_all(deleted!()))
        .order(release_notes::publish_at.asc())
        .limit(most)
        .select((release_notes::project_id, release_notes::id))
        .load(connection)?;
    Ok(rows)
}

/// Those of some release notes that are there.
pub fn among(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::ReleaseNote>],
) -> Result<Vec<Id<id::ReleaseNote>>> {
    let rows = release_notes::table
        .filter(release_notes::project_id.eq(project))
        .filter(release_notes::id.eq_any(ids))
        .select(release_notes::id);
    Ok(rows.load(connection)?)
}

/// Which of these names of a source were imported already.
pub fn known_sources(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    source: &str,
    names: &[String],
) -> Result<Vec<String>> {
    let rows: Vec<Option<String>> = release_notes::table
        .filter(release_notes::project_id.eq(project))
        .filter(release_notes::source.eq(source))
        .filter(release_notes::source_id.eq_any(names.to_vec()))
        .select(release_notes::source_id)
        .load(connection)?;
    Ok(rows.into_iter().flatten().collect())
}

/// The release notes of an import that nobody changed since.
pub fn unchanged_of_import(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    import: Id<id::Import>,
) -> Result<Vec<Id<id::ReleaseNote>>> {
    let rows = release_notes::table
        .filter(release_notes::project_id.eq(project))
        .filter(release_notes::import_id.eq(import))
        .filter(release_notes::revision.eq(1));
    Ok(rows.select(release_notes::id).load(connection)?)
}
