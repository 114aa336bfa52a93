//! The projects table: the tenants and their settings.
//! Never lists what a member has no role in.

use diesel::prelude::*;

use super::{
    deleted_projects::deleted,
    schema::{projects, reports, requests, roles, screens, visitors},
    slugs,
};
use crate::{
    base::{
        id::{self, Id},
        slug::Slug,
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::{
        board::{self, Board},
        goal::Goal,
        heat::{self, Ranking, Weights},
        language::Language,
        origin::Origin,
        role::Role,
    },
    error::{Error, Result},
};

/// A project with everything that its requests need to know of it.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = projects)]
pub struct Project {
    /// Names the project.
    pub id: Id<id::Project>,
    /// Names it inside the votes table; given by the database.
    #[diesel(skip_insertion)]
    pub number: i32,
    /// What the team calls it.
    pub name: String,
    /// The public key in the tag, `pk_…`.
    pub widget_key: String,
    /// The accent colour that replaces the default one.
    pub accent: Option<String>,
    /// Whether what visitors suggest is public at once.
    pub new_requests_public: bool,
    /// Whether screen views are counted of visitors who agreed.
    pub telemetry: bool,
    /// The secret that the host's back end signs identities with; `None` turns signed identity off.
    pub identity_secret: Option<String>,
    /// The landmark L of forward decay.
    pub landmark: Time,
    /// The half-life H of signals, in days.
    pub half_life_days: f64,
    /// Weight of votes in the heat.
    pub weight_votes: f64,
    /// Weight of linked reports in the heat.
    pub weight_reports: f64,
    /// Weight of unhelpful answers in the heat.
    pub weight_unhelpful: f64,
    /// Weight of comments in the heat.
    pub weight_comments: f64,
    /// The number given to the latest request.
    pub last_request_number: i64,
    /// The number given to the latest report.
    pub last_report_number: i64,
    /// When it was created.
    pub created_at: Time,
    /// Whether a decision needs a message to voters.
    pub message_required: bool,
    /// The language that requests are written in, such as `de`; `None` for several.
    pub language: Option<String>,
    /// Whether comments of visitors are shown only when the team approved them.
    pub approve_comments: bool,
    /// How many "no" to "Is it solved?" reopen a request.
    pub reopen_answers: i64,
    /// How many of a hundred answers must be "no" to reopen it.
    pub reopen_percent: i64,
    /// Whether the widget looks for news by itself where a visitor of this browser has been active before.
    pub announce_news: bool,
    /// The name of its board in addresses.
    pub slug: String,
    /// Who may read its board.
    pub board: Board,
    /// The host name of its board's own.
    pub board_host: Option<String>,
    /// Whether search engines may list its board.
    pub board_indexed: bool,
    /// Whether its board shows its measures.
    pub publish_measures: bool,
    /// What the team wants to achieve first.
    pub goal: Option<Goal>,
    /// Whether an admin hid the list of first steps.
    pub first_steps_hidden: bool,
}

impl Project {
    /// A new project with the default settings; decay counts from now.
    pub fn new(name: String, widget_key: String, now: Time) -> Self {
        let weights = Weights::default();
        let id = Id::new(now);
        let slug = Slug::suggested(&name).unwrap_or_else(|| short_slug(id));
        Self {
            id,
            number: 0,
            name,
            widget_key,
            accent: None,
            new_requests_public: true,
            telemetry: false,
            identity_secret: None,
            landmark: now,
            half_life_days: heat::DEFAULT_HALF_LIFE_DAYS,
            weight_votes: weights.votes,
            weight_reports: weights.reports,
            weight_unhelpful: weights.unhelpful,
            weight_comments: weights.comments,
            last_request_number: 0,
            last_report_number: 0,
            created_at: now,
            message_required: true,
            language: Some(Language::English.as_str().to_owned()),
            approve_comments: false,
            reopen_answers: 3,
            reopen_percent: 20,
            announce_news: true,
            slug: slug.into_string(),
            board: Board::Off,
            board_host: None,
            board_indexed: true,
            publish_measures: false,
            goal: None,
            first_steps_hidden: false,
        }
    }

    /// The language of its requests, where the search knows it.
    pub fn language(&self) -> Option<Language> {
        self.language.as_deref().and_then(|word| word.parse().ok())
    }

    /// The origin of its board at a host name of its own, while there is a board.
    pub fn board_origin(&self, public: &Origin) -> Option<String> {
        let host = self.board_host.as_deref().filter(|_| self.board != Board::Off)?;
        Some(board::origin_of(host, public))
    }

    /// The weights of its signals.
    pub fn weights(&self) -> Weights {
        Weights {
            votes: self.weight_votes,
            reports: self.weight_reports,
            unhelpful: self.weight_unhelpful,
            comments: self.weight_comments,
        }
    }

    /// How it ranks its requests.
    pub fn ranking(&self) -> Ranking {
        Ranking { weights: self.weights(), half_life_days: self.half_life_days }
    }

    /// The same project with another ranking. What is stored of its requests is worth as much at `now` as before.
    #[must_use]
    pub fn ranking_by(mut self, ranking: &Ranking, now: Time) -> Self {
        let landmark = heat::landmark_for(
            now.micros(),
            self.landmark.micros(),
            self.half_life_days,
            ranking.half_life_days,
        );
        // Rounding moves it by nothing where the half-life stays.
        if self.half_life_days != ranking.half_life_days {
            self.landmark = Time::from_micros(landmark);
        }
        self.half_life_days = ranking.half_life_days;
        self.weight_votes = ranking.weights.votes;
        self.weight_reports = ranking.weights.reports;
        self.weight_unhelpful = ranking.weights.unhelpful;
        self.weight_comments = ranking.weights.comments;
        self
    }

    /// What a signal of `size` at `at` adds to its part of the heat.
    pub fn contribution(&self, size: f64, at: Time) -> f64 {
        heat::contribution(size, at.micros(), self.landmark.micros(), self.half_life_days)
    }

    /// Stored heat as it counts at `now`.
    pub fn today(&self, heat: f64, now: Time) -> f64 {
        heat::today(heat, now.micros(), self.landmark.micros(), self.half_life_days)
    }
}

/// A name for the board of a project whose own name has no letters for one.
fn short_slug(id: Id<id::Project>) -> Slug {
    // The end of an id is random.
    let digits = id.uuid().simple().to_string();
    let end: String = digits.chars().skip(digits.len().saturating_sub(8)).collect();
    Slug::suggested(&format!("p-{end}")).unwrap_or_else(Slug::plain)
}

/// Numbers that are tried for a board's name that is taken.
const MAX_NUMBERED: u32 = 50;

/// Inserts a new project, and gives it its number, and its board another name where its own is taken.
pub fn insert(connection: &mut AnyConnection, project: &mut Project) -> Result<()> {
    let wanted = Slug::parse(&project.slug)?;
    let numbered = (2..=MAX_NUMBERED).map(|number| wanted.numbered(number));
    let names = std::iter::once(wanted.clone()).chain(numbered).chain([short_slug(project.id)]);
    for name in names {
        if slugs::is_taken(connection, project.id, &name)? {
            continue;
        }
        project.slug = name.into_string();
        // Another project may take the name at the same moment.
        let made: Option<i32> = each!(connection, inner => diesel::insert_into(projects::table)
            .values(&*project)
            .on_conflict_do_nothing()
            .returning(projects::number)
            .get_result(inner)
            .optional())?;
        if let Some(number) = made {
            project.number = number;
            return Ok(());
        }
    }
    Err(Error::internal("no name is left for the board of a new project"))
}

/// The project with this widget key, unless it was deleted.
pub fn find_by_key(connection: &mut AnyConnection, key: &str) -> Result<Option<Project>> {
    let found = projects::table
        .filter(projects::widget_key.eq(key))
        .filter(projects::id.ne_all(deleted!()))
        .select(Project::as_select())
        .first(connection)
        .optional()?;
    Ok(found)
}

/// The project with this id, also where it was deleted: who comes here has a role or a key, or is a task.
pub fn by_id(connection: &mut AnyConnection, id: Id<id::Project>) -> Result<Project> {
    Ok(projects::table.find(id).select(Project::as_select()).first(connection)?)
}

/// Locks the project until the transaction ends, so that two changes of roles can't overlap.
/// Fails as not found when there is none.
pub fn lock(connection: &mut AnyConnection, id: Id<id::Project>) -> Result<()> {
    // SQLite has a single writer.
    if let AnyConnection::Postgres(inner) = connection {
        let row = projects::table.find(id).select(projects::id).for_no_key_update();
        row.first::<Id<id::Project>>(inner)?;
    }
    Ok(())
}

/// Deletes the row of a project; fails while anything that is not deleted with it refers to it.
pub fn delete(connection: &mut AnyConnection, id: Id<id::Project>) -> Result<()> {
    diesel::delete(projects::table.find(id)).execute(connection)?;
    Ok(())
}

/// The oldest project, which `/demo` shows.
pub fn first(connection: &mut AnyConnection) -> Result<Option<Project>> {
    let found = projects::table
        .filter(projects::id.ne_all(deleted!()))
        .order(projects::id.asc())
        .select(Project::as_select())
        .first(connection)
        .optional()?;
    Ok(found)
}

/// The projects of a member with the role in each, oldest first.
pub fn for_member(connection: &mut AnyConnection, member: Id<id::Member>) -> Result<Vec<(Project, Role)>> {
    let rows = projects::table
        .inner_join(roles::table.on(roles::project_id.eq(projects::id)))
        .filter(roles::member_id.eq(member))
        .filter(projects::id.ne_all(deleted!()))
        .order(projects::id.asc())
        .select((Project::as_select(), roles::role))
        .load(connection)?;
    Ok(rows)
}

/// Writes the settings that a patch may change.
pub fn update(connection: &mut AnyConnection, project: &Project) -> Result<()> {
    diesel::update(projects::table.find(project.id))
        .set((
            projects::name.eq(&project.name),
            projects::accent.eq(&project.accent),
            projects::new_requests_public.eq(project.new_requests_public),
            projects::telemetry.eq(project.telemetry),
            projects::message_required.eq(project.message_required),
            projects::language.eq(&project.language),
            projects::approve_comments.eq(project.approve_comments),
            projects::reopen_answers.eq(project.reopen_answers),
            projects::reopen_percent.eq(project.reopen_percent),
            projects::announce_news.eq(project.announce_news),
            projects::slug.eq(&project.slug),
            projects::board.eq(project.board),
            projects::board_host.eq(&project.board_host),
            projects::board_indexed.eq(project.board_indexed),
            projects::publish_measures.eq(project.publish_measures),
            projects::goal.eq(project.goal),
            projects::first_steps_hidden.eq(project.first_steps_hidden),
        ))
        .execute(connection)?;
    Ok(())
}

/// The language of a project as it is now, whatever is cached of the project.
pub fn language(connection: &mut AnyConnection, id: Id<id::Project>) -> Result<Option<Language>> {
    let word: Option<String> = projects::table.find(id).select(projects::language).first(connection)?;
    Ok(word.and_then(|word| word.parse().ok()))
}

/// Notes up to which request all are indexed in the project's language; `None` when all are.
pub fn note_indexed_up_to(
    connection: &mut AnyConnection,
    id: Id<id::Project>,
    request: Option<Id<id::Request>>,
) -> Result<()> {
    diesel::update(projects::table.find(id)).set(projects::indexed_up_to.eq(request)).execute(connection)?;
    Ok(())
}

/// The request up to which all are indexed in the project's language; `None` when all are.
pub fn indexed_up_to(connection: &mut AnyConnection, id: Id<id::Project>) -> Result<Option<Id<id::Request>>> {
    Ok(projects::table.find(id).select(projects::indexed_up_to).first(connection)?)
}

/// A project whose requests are not all indexed in its language.
pub fn in_new_language(connection: &mut AnyConnection) -> Result<Option<Id<id::Project>>> {
    let waiting = projects::table
        .filter(projects::indexed_up_to.is_not_null())
        .filter(projects::id.ne_all(deleted!()))
        .select(projects::id);
    Ok(waiting.order(projects::id.asc()).first(connection).optional()?)
}

/// Sets the secret of signed identity, or removes it.
pub fn set_identity_secret(
    connection: &mut AnyConnection,
    id: Id<id::Project>,
    secret: Option<&str>,
) -> Result<()> {
    diesel::update(projects::table.find(id)).set(projects::identity_secret.eq(secret)).execute(connection)?;
    Ok(())
}

/// The next number for a request of the project.
pub fn next_request_number(connection: &mut AnyConnection, id: Id<id::Project>) -> Result<i64> {
    let number = diesel::update(projects::table.find(id))
        .set(projects::last_request_number.eq(projects::last_request_number + 1))
        .returning(projects::last_request_number)
        .get_result(connection)?;
    Ok(number)
}

/// The next number for a report of the project.
pub fn next_report_number(connection: &mut AnyConnection, id: Id<id::Project>) -> Result<i64> {
    let number = diesel::update(projects::table.find(id))
        .set(projects::last_report_number.eq(projects::last_report_number + 1))
        .returning(projects::last_report_number)
        .get_result(connection)?;
    Ok(number)
}

/// How much there is in a project.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Requests of every status.
    pub requests: i64,
    /// Reports that are linked to no request.
    pub open_reports: i64,
    /// Screens seen.
    pub screens: i64,
    /// Visitors that did something.
    pub visitors: i64,
}

/// Counts what is in a project.
pub fn counts(connection: &mut AnyConnection, id: Id<id::Project>) -> Result<Counts> {
    Ok(Counts {
        requests: requests::table.filter(requests::project_id.eq(id)).count().get_result(connection)?,
        open_reports: reports::table
            .filter(reports::project_id.eq(id))
            .filter(reports::request_id.is_null())
            .count()
            .get_result(connection)?,
        screens: screens::table.filter(screens::project_id.eq(id)).count().get_result(connection)?,
        visitors: visitors::table.filter(visitors::project_id.eq(id)).count().get_result(connection)?,
    })
}
