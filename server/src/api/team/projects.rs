//! Projects: creating one, reading one and changing its settings; the list of one's own is in `list.rs`, deleting one in `deleting.rs`.
//! Shows nobody a project without a role in it.

pub mod accent;
mod board;
pub mod deleting;
pub mod list;

use accent::Accent;
use actix_web::{HttpRequest, get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        answer::{Answer, Created, Json, Read},
        once,
        params::{Attempt, InProject},
        refusals::{Idempotent, JsonBody, SessionWrite, TeamRead, TeamWrite},
        wire::{self, Body, present},
    },
    auth::team::{Actor, Admin, SignedIn, Team, Viewer},
    base::{
        id::{self, Id},
        invalid::Invalid,
        slug::Slug,
        text::Line,
        time::Time,
    },
    cache::stamps::Touches,
    changes::journal::{self, What},
    credentials::secret,
    db::connection::AnyConnection,
    domain::{
        board::{Board, HostName},
        goal::Goal,
        language::Language,
        origin::Origin,
        role::Role,
    },
    error::{Code, Error, Result},
    state::Context,
    store::{members, origins, projects as rows},
};

/// Origins that a new project may come with.
const MAX_ORIGINS: usize = 50;

/// How many items a project has.
#[derive(Serialize, ToSchema)]
pub struct ProjectCounts {
    /// Requests of every status.
    requests: i64,
    /// Reports that are linked to no request.
    open_reports: i64,
    /// Screens.
    screens: i64,
    /// Visitors with at least one action.
    visitors: i64,
}

/// A project as its members see it.
#[derive(Serialize, ToSchema)]
pub struct Project {
    /// The ID of the project.
    id: Id<id::Project>,
    /// The name.
    name: String,
    /// The public key in the HTML tag, `pk_…`.
    widget_key: String,
    /// The accent colour as a CSS colour; null for the default.
    accent: Option<String>,
    /// The half-life of the score, in days.
    half_life_days: f64,
    /// Whether new requests of visitors are public at once.
    new_requests_public: bool,
    /// Whether screen views are counted, with consent.
    telemetry: bool,
    /// Whether signed identity is on.
    signed_identity: bool,
    /// Whether a decision needs a message to voters.
    message_required: bool,
    /// Whether comments of visitors are shown only when the team approved them.
    approve_comments: bool,
    /// How many “no” to “Is it solved?” reopen a request, 1 to 1000.
    reopen_answers: i64,
    /// How many of a hundred answers must be “no” to reopen it, 0 to 100.
    reopen_percent: i64,
    /// Whether the widget looks for news by itself where a visitor of this browser has been active before.
    announce_news: bool,
    /// The language that requests are written in, whose word forms and filler words the search knows; null for several or another
    /// one. Default: `en`.
    language: Option<Language>,
    /// The name of the public board in addresses: the board is at `/b/{slug}/`.
    slug: String,
    /// Who may read the board. Default: `off`.
    board: Board,
    /// The host name of the board's own, such as `feedback.example.com`; null for none.
    board_host: Option<String>,
    /// Whether search engines may list the board, where everybody may read it.
    board_indexed: bool,
    /// Whether the board shows the measures of the project as its service levels.
    publish_measures: bool,
    /// What the team wants to achieve first; null if it did not say.
    goal: Option<Goal>,
    /// Whether the dashboard no longer shows the list of first steps.
    first_steps_hidden: bool,
    /// Your role in the project.
    role: Role,
    /// When it was created.
    created_at: Time,
    /// How many items it has.
    counts: ProjectCounts,
}

/// A new project.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectIn {
    /// The name.
    name: Line<1, 100>,
    /// The allowed origins, at most 50.
    #[schema(value_type = Option<Vec<String>>, max_items = 50)]
    origins: Option<Vec<Origin>>,
}

/// A change of a project's settings. Omitted fields stay as they are.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectPatch {
    /// The name.
    name: Option<Line<1, 100>>,
    /// A CSS colour (`#rgb`, `#rrggbb` or `oklch(…)`); null resets it to the default.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 64)]
    accent: Option<Option<Accent>>,
    /// Whether new requests of visitors are public at once.
    new_requests_public: Option<bool>,
    /// Whether screen views are counted, with consent, as anonymous daily totals.
    telemetry: Option<bool>,
    /// Whether a decision needs a message to voters.
    message_required: Option<bool>,
    /// Whether comments of visitors are shown only when the team approved them.
    approve_comments: Option<bool>,
    /// How many “no” to “Is it solved?” reopen a request, 1 to 1000.
    reopen_answers: Option<i64>,
    /// How many of a hundred answers must be “no” to reopen it, 0 to 100.
    reopen_percent: Option<i64>,
    /// Whether the widget looks for news by itself where a visitor of this browser has been active before.
    announce_news: Option<bool>,
    /// The language that requests are written in, whose word forms and filler words the search knows; null for several or another
    /// one. A change is applied to existing requests in the background.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Language>)]
    language: Option<Option<Language>>,
    /// The name of the board in addresses. Addresses with the old name lead to the new ones.
    slug: Option<Slug>,
    /// Who may read the board.
    board: Option<Board>,
    /// The host name of the board's own; null for none. Its DNS record must lead to this server.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<HostName>)]
    board_host: Option<Option<HostName>>,
    /// Whether search engines may list the board, where everybody may read it.
    board_indexed: Option<bool>,
    /// Whether the board shows the measures of the project as its service levels.
    publish_measures: Option<bool>,
    /// What the team wants to achieve first; null for nothing in particular.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Goal>)]
    goal: Option<Option<Goal>>,
    /// Whether the dashboard no longer shows the list of first steps.
    first_steps_hidden: Option<bool>,
}

impl ProjectPatch {
    /// Everything that is wrong with it, by pointer.
    fn check(&self) -> Result<()> {
        let mut wrong = Vec::new();
        if self.reopen_answers.is_some_and(|answers| !(1..=1_000).contains(&answers)) {
            wrong.push(Invalid::at("/reopen_answers", "Must be between 1 and 1000."));
        }
        if self.reopen_percent.is_some_and(|percent| !(0..=100).contains(&percent)) {
            wrong.push(Invalid::at("/reopen_percent", "Must be between 0 and 100."));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
    }
}

/// Creates a project. The member becomes its owner.
#[utoipa::path(
    tag = "team",
    params(Attempt),
    request_body = ProjectIn,
    responses(SessionWrite, JsonBody, Idempotent),
    security(("session" = []))
)]
#[post("/projects")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    signed: SignedIn,
    body: Body<ProjectIn>,
) -> Result<Answer<Created<Project>>> {
    let (founder, now, input) = (signed.member.id, context.clock.now(), body.value);
    if input.origins.as_ref().is_some_and(|origins| origins.len() > MAX_ORIGINS) {
        return Err(Error::field("/origins", "Use at most 50 domains. You can add the rest later."));
    }
    // The key belongs to no project yet, so it is kept under the nil one.
    let nowhere = Id::from(Uuid::nil());
    let actor = Actor::Member(founder, signed.member.name).key();
    let claim = once::claim(&request, nowhere, actor, &body.bytes)?;
    let once = once::create(&context, claim, Touches::Nothing, move |connection| {
        found(connection, founder, input, now)
    })
    .await?;
    Ok(once.into())
}

fn found(
    connection: &mut AnyConnection,
    founder: Id<id::Member>,
    input: ProjectIn,
    now: Time,
) -> Result<Project> {
    let leads = rows::for_member(connection, founder)?.iter().any(|(_, role)| role.includes(Role::Admin));
    if !leads && rows::first(connection)?.is_some() {
        let detail = "Only owners and admins of a project can create another one.";
        return Err(Error::new(Code::Forbidden, detail));
    }
    let mut project = rows::Project::new(input.name.into_string(), secret::widget_key(), now);
    rows::insert(connection, &mut project)?;
    members::set_role(connection, project.id, founder, Role::Owner, now)?;
    for origin in input.origins.iter().flatten() {
        origins::allow(connection, project.id, origin, now)?;
    }
    Ok(described(project, Role::Owner, rows::Counts::default()))
}

/// Returns a project.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}")]
pub async fn read(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<Project>>> {
    let project = context.db.read(move |connection| describe(connection, team.project, team.role)).await?;
    wire::read(&request, &project, wire::PRIVATE)
}

/// Changes a project's settings.
#[utoipa::path(
    tag = "team",
    params(InProject),
    request_body = ProjectPatch,
    responses(TeamWrite, JsonBody),
    security(("session" = []))
)]
#[patch("/projects/{project}")]
pub async fn change(
    context: web::Data<Context>,
    team: Team<Admin>,
    body: Body<ProjectPatch>,
) -> Result<Answer<Json<Project>>> {
    let (id, role, patch, now) = (team.project.id, team.role, body.value, team.now);
    patch.check()?;
    board::check_own_host(&context.config, &patch)?;
    let project = context
        .db
        .write(Touches::Project(id), move |connection| {
            rows::lock(connection, id)?;
            let before = rows::by_id(connection, id)?;
            let language = before.language.clone();
            board::prepare(connection, &before, &patch, now)?;
            let project = patched(before, patch);
            rows::update(connection, &project)?;
            journal::note(connection, id, What::Project, &[id], now)?;
            if project.language != language {
                rows::note_indexed_up_to(connection, id, Some(Id::from(Uuid::nil())))?;
            }
            Ok(project)
        })
        .await?;
    context.settings_changed(id);
    context.index_again.notify_one();
    // Counted outside of the write, on which all others wait where SQLite has one writer.
    let project = context.db.read(move |connection| describe(connection, project, role)).await?;
    Ok(Answer::ok(&project))
}

fn patched(mut project: rows::Project, patch: ProjectPatch) -> rows::Project {
    board::put(&mut project, &patch);
    if let Some(name) = patch.name {
        project.name = name.into_string();
    }
    if let Some(accent) = patch.accent {
        project.accent = accent.map(Accent::into_string);
    }
    if let Some(public) = patch.new_requests_public {
        project.new_requests_public = public;
    }
    if let Some(telemetry) = patch.telemetry {
        project.telemetry = telemetry;
    }
    if let Some(required) = patch.message_required {
        project.message_required = required;
    }
    if let Some(approve) = patch.approve_comments {
        project.approve_comments = approve;
    }
    if let Some(answers) = patch.reopen_answers {
        project.reopen_answers = answers;
    }
    if let Some(percent) = patch.reopen_percent {
        project.reopen_percent = percent;
    }
    if let Some(announce) = patch.announce_news {
        project.announce_news = announce;
    }
    if let Some(goal) = patch.goal {
        project.goal = goal;
    }
    if let Some(hidden) = patch.first_steps_hidden {
        project.first_steps_hidden = hidden;
    }
    if let Some(language) = patch.language {
        project.language = language.map(|language| language.as_str().to_owned());
    }
    project
}

fn describe(connection: &mut AnyConnection, project: rows::Project, role: Role) -> Result<Project> {
    let counts = rows::counts(connection, project.id)?;
    Ok(described(project, role, counts))
}

fn described(project: rows::Project, role: Role, counts: rows::Counts) -> Project {
    let language = project.language();
    Project {
        id: project.id,
        name: project.name,
        widget_key: project.widget_key,
        accent: project.accent,
        half_life_days: project.half_life_days,
        new_requests_public: project.new_requests_public,
        telemetry: project.telemetry,
        signed_identity: project.identity_secret.is_some(),
        message_required: project.message_required,
        approve_comments: project.approve_comments,
        reopen_answers: project.reopen_answers,
        reopen_percent: project.reopen_percent,
        announce_news: project.announce_news,
        language,
        slug: project.slug,
        board: project.board,
        board_host: project.board_host,
        board_indexed: project.board_indexed,
        publish_measures: project.publish_measures,
        goal: project.goal,
        first_steps_hidden: project.first_steps_hidden,
        role,
        created_at: project.created_at,
        counts: ProjectCounts {
            requests: counts.requests,
            open_reports: counts.open_reports,
            screens: counts.screens,
            visitors: counts.visitors,
        },
    }
}
