//! Release notes from and to files: importing GitHub's releases and Keep-a-Changelog files, and exporting a CHANGELOG.md.
//! An import tells nobody.

use std::fmt::Write;

use actix_web::{HttpRequest, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    actions::import_notes,
    api::{
        Ids,
        answer::{Answer, Created, Json, Markdown},
        once,
        params::{Attempt, InProject},
        refusals::{Idempotent, JsonBody, TeamRead, TeamWrite},
        wire::Body,
    },
    auth::team::{Admin, Team, Viewer},
    base::{
        id::{self, Id},
        time::{Time, date_of},
    },
    cache::stamps::Touches,
    domain::{
        changelog::{self, Entry},
        release_note::NoteSource,
    },
    error::{Error, Result},
    state::Context,
    store::release_notes::{self, ReleaseNote},
};

/// The most release notes that an export contains.
const MOST: i64 = 5_000;

/// A file to import.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseImportIn {
    /// What the file is.
    source: NoteSource,
    /// Its text.
    file: String,
    /// True imports nothing and returns what would be imported.
    dry_run: bool,
}

/// A release note that is imported.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ImportedReleaseNote {
    /// The title.
    title: String,
    /// The version of the product.
    version: Option<String>,
    /// When it was published; null for a draft.
    published_at: Option<Time>,
}

/// A part of the file that is not imported.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ImportError {
    /// Where it is in the file.
    place: String,
    /// Why it is not imported.
    detail: String,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ReleaseImport {
    /// The ID of the import, by which it can be undone.
    id: Id<id::Import>,
    /// Whether nothing was imported.
    dry_run: bool,
    /// What was imported, or would be.
    created: Vec<ImportedReleaseNote>,
    /// How many were imported before, and were left as they are.
    known: i64,
    /// The parts of the file that can't be imported.
    errors: Vec<ImportError>,
}

/// What undoing an import did.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReleaseImportUndone {
    /// How many release notes were deleted. Those that were changed since the import stay.
    deleted: i64,
}

/// The import in the path.
#[derive(Debug, Deserialize)]
pub struct OfImport {
    import: Id<id::Import>,
}

/// Imports release notes from a file, or says what would be imported. Nobody is told of them, and they keep their dates.
///
/// What was imported before is left as it is, so that a newer file can be imported again.
#[utoipa::path(
    tag = "team",
    params(InProject, Attempt),
    request_body = ReleaseImportIn,
    responses(TeamWrite, JsonBody, Idempotent),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/release_notes/import")]
pub async fn import(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Admin>,
    body: Body<ReleaseImportIn, 4096>,
) -> Result<Answer<Created<ReleaseImport>>> {
    let project = team.project.id;
    let claim = once::claim(&request, project, team.actor.key(), &body.bytes)?;
    let input = body.value;
    let source = input.source;
    let read = match source {
        NoteSource::GitHub => changelog::github(&input.file),
        NoteSource::KeepAChangelog => changelog::keep_a_changelog(&input.file),
    };
    let read = read.map_err(|wrong| Error::from(wrong.under("/file")))?;
    let errors = read.wrong.into_iter().map(|(place, detail)| ImportError { place, detail }).collect();
    let (entries, now, author) = (read.entries, team.now, team.actor.name().to_owned());
    let outcome = move |fresh: &[Entry], all: usize| ReleaseImport {
        id: Id::new(now),
        dry_run: input.dry_run,
        created: fresh.iter().map(described).collect(),
        known: i64::try_from(all.saturating_sub(fresh.len())).unwrap_or(i64::MAX),
        errors,
    };
    if input.dry_run {
        let all = entries.len();
        let fresh = context
            .db
            .read(move |connection| import_notes::new_ones(connection, project, source, entries))
            .await?;
        return Ok(Answer::created(&outcome(&fresh, all)));
    }
    let once = once::create(&context, claim, Touches::Project(project), move |connection| {
        let all = entries.len();
        let fresh = import_notes::new_ones(connection, project, source, entries)?;
        let made = outcome(&fresh, all);
        import_notes::import(connection, project, (source, made.id), fresh, &author, now)?;
        Ok(made)
    })
    .await?;
    Ok(once.into())
}

fn described(entry: &Entry) -> ImportedReleaseNote {
    ImportedReleaseNote {
        title: entry.title.clone(),
        version: entry.version.clone(),
        published_at: entry.published_at,
    }
}

/// Undoes an import: deletes what it created and nobody changed since.
#[utoipa::path(
    tag = "team",
    params(InProject, ("import" = Id<id::Import>, Path)),
    responses(TeamWrite),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/release_notes/imports/{import}")]
pub async fn undo(
    context: web::Data<Context>,
    team: Team<Admin>,
    Ids(of): Ids<OfImport>,
) -> Result<Answer<Json<ReleaseImportUndone>>> {
    let (project, now) = (team.project.id, team.now);
    let deleted = context
        .db
        .write(Touches::Project(project), move |connection| {
            import_notes::undo(connection, project, of.import, now)
        })
        .await?;
    Ok(Answer::ok(&ReleaseImportUndone { deleted }))
}

/// Returns the published release notes as a CHANGELOG.md in the form of Keep a Changelog, newest first.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/release_notes.md")]
pub async fn export(context: web::Data<Context>, team: Team<Viewer>) -> Result<Answer<Markdown>> {
    let project = team.project.id;
    let rows = context
        .db
        .read_behind(team.read_position, move |connection| {
            release_notes::published(connection, project, (None, None), None, MOST)
        })
        .await?;
    Answer::markdown("CHANGELOG.md", written(&rows.items))
}

/// The file.
fn written(rows: &[ReleaseNote]) -> String {
    let mut file = "# Changelog\n".to_owned();
    for row in rows {
        let date = date_of(row.published_at.unwrap_or(row.created_at).day());
        let name = row.version.as_deref().unwrap_or(&row.title);
        let _ = write!(file, "\n## [{name}] - {date}\n\n");
        if name != row.title {
            let _ = write!(file, "**{}**\n\n", row.title);
        }
        if !row.body.is_empty() {
            let _ = writeln!(file, "{}", below(&row.body));
        }
    }
    file
}

/// A text whose headings are below those of the releases.
fn below(body: &str) -> String {
    let mut fenced = false;
    let lines = body.lines().map(|line| {
        fenced ^= line.trim_start().starts_with("```");
        let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
        let is_heading = !fenced
            && (1..=2).contains(&hashes)
            && line.get(hashes..).is_some_and(|rest| rest.starts_with(' '));
        if is_heading { format!("{}{line}", "#".repeat(3 - hashes)) } else { line.to_owned() }
    });
    lines.collect::<Vec<_>>().join("\n")
}
