//! The events of event streams, as the text of server-sent events. The id of an event is the time of the node, in
//! microseconds: it means the same on every node and after a restart.
//! Reads nothing.

use std::{collections::BTreeSet, fmt::Write};

use rand::RngExt;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::team::triage::decay,
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{Entry, What},
    domain::status::Status,
    store::{presence::Present, projects::Project, standing::Standing},
};

/// Maximum number of things of a kind that one event names; past that the event says to read again.
const MAX_NAMED: usize = 100;

/// Milliseconds after which a stream that was cut is opened again: at least, and at random up to as many more, so that
/// those who were cut together do not come back together.
const RETRY: u64 = 1_000;
const SPREAD: u64 = 3_000;

/// Requests that are new or changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestsMoved {
    /// Their current values.
    pub items: Vec<RequestMoved>,
}

/// The fields of a request that change.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestMoved {
    /// The ID of the request.
    pub id: Id<id::Request>,
    /// Its number within the project.
    pub number: i64,
    /// The status.
    pub status: Status,
    /// The number of votes.
    pub votes: i64,
    /// The current heat: the score of all its signals, decayed to today.
    pub heat: f64,
    /// When it was last edited or decided on.
    pub updated_at: Time,
    /// Whether it was just created.
    pub new: bool,
}

/// Reports that are new, or were linked or unlinked.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportsChanged {
    /// Their IDs.
    pub reports: Vec<Uuid>,
}

/// Screens with new answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScreensAnswered {
    /// Their IDs.
    pub screens: Vec<Uuid>,
}

/// Release notes that are new, changed, published or gone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReleaseNotesChanged {
    /// Their IDs.
    pub release_notes: Vec<Uuid>,
}

/// Proposals that are new, changed, published or gone, or have new ballots.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalsChanged {
    /// Their IDs.
    pub proposals: Vec<Uuid>,
}

/// Saved views that are new, changed or gone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewsChanged {
    /// Their IDs.
    pub views: Vec<Uuid>,
}

/// Requests that were deleted.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestsDeleted {
    /// Their IDs.
    pub requests: Vec<Uuid>,
}

/// Requests that were deleted and are back.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestsRestored {
    /// Their IDs.
    pub requests: Vec<Uuid>,
}

/// The ranking was changed, or scores were computed again by it: read both again.
#[derive(Debug, Serialize, ToSchema)]
pub struct RankingChanged {}

/// A project whose settings, members, invitations or origins changed, or whose tag was seen on another origin.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectChanged {
    /// Its ID.
    pub project: Id<id::Project>,
}

/// Who has which request open: everybody who has, also those whom the event before named.
#[derive(Debug, Serialize, ToSchema)]
pub struct PresenceChanged {
    /// The members, at most 50.
    pub members: Vec<PresentMember>,
}

/// A member who has a request open.
#[derive(Debug, Serialize, ToSchema)]
pub struct PresentMember {
    /// The ID of the member.
    pub id: Id<id::Member>,
    /// The name.
    pub name: String,
    /// The ID of the request.
    pub request: Id<id::Request>,
}

/// What several entries of the journal say together.
#[derive(Debug, Default)]
pub struct Gathered {
    made: BTreeSet<Id<id::Request>>,
    moved: BTreeSet<Id<id::Request>>,
    reports: BTreeSet<Uuid>,
    screens: BTreeSet<Uuid>,
    release_notes: BTreeSet<Uuid>,
    proposals: BTreeSet<Uuid>,
    ranking: bool,
    project: bool,
    views: BTreeSet<Uuid>,
    presence: bool,
    deleted: BTreeSet<Uuid>,
    restored: BTreeSet<Uuid>,
    /// Whether there is more than was named.
    pub more: bool,
}

impl Gathered {
    /// Adds what an entry says.
    pub fn add(&mut self, entry: &Entry) {
        let Some(named) = &entry.named else {
            self.more = true;
            return;
        };
        match entry.what {
            What::Made => self.made.extend(named.iter().copied().map(Id::from)),
            What::Requests => self.moved.extend(named.iter().copied().map(Id::from)),
            What::Reports => self.reports.extend(named),
            What::Answers => self.screens.extend(named),
            What::ReleaseNotes => self.release_notes.extend(named),
            What::Proposals => self.proposals.extend(named),
            What::Ranking => self.ranking = true,
            What::Project => self.project = true,
            What::Views => self.views.extend(named),
            What::Presence => self.presence = true,
            // Of both only what happened last counts; entries come the latest first.
            What::Deleted => {
                self.deleted.extend(named.iter().filter(|id| !self.restored.contains(id)));
            }
            What::Restored => {
                self.restored.extend(named.iter().filter(|id| !self.deleted.contains(id)));
            }
        }
    }

    /// Whether there are more than one event may name.
    pub fn is_many(&self) -> bool {
        let requests = self.made.len() + self.moved.len();
        let named = [
            &self.reports,
            &self.screens,
            &self.release_notes,
            &self.proposals,
            &self.views,
            &self.deleted,
            &self.restored,
        ];
        let sizes = named.map(BTreeSet::len).into_iter().chain([requests]);
        self.more || sizes.into_iter().any(|size| size > MAX_NAMED)
    }

    /// The requests in it.
    pub fn requests(&self) -> Vec<Id<id::Request>> {
        self.made.union(&self.moved).copied().collect()
    }

    /// Whether somebody opened or left a request.
    pub fn presence(&self) -> bool {
        self.presence
    }

    /// Whether it speaks of what members change besides requests, and of answers.
    pub fn others(&self) -> (bool, bool) {
        let edited = [&self.reports, &self.release_notes, &self.proposals, &self.views];
        let edited = self.ranking || self.project || edited.iter().any(|named| !named.is_empty());
        (edited, !self.screens.is_empty())
    }
}

/// The events of it; `rows` are those of its requests that are worth an event, and `present` is who has which request open, where
/// that is worth one.
pub fn changes(
    gathered: &Gathered,
    rows: &[Standing],
    present: Option<Vec<Present>>,
    project: &Project,
    now: Time,
) -> String {
    let mut text = String::new();
    if !rows.is_empty() {
        let decay = decay(project, now);
        let items = rows.iter().map(|row| RequestMoved {
            id: row.id,
            number: row.number,
            status: row.status,
            votes: row.votes,
            heat: row.heat * decay,
            updated_at: row.updated_at,
            new: gathered.made.contains(&row.id),
        });
        event(&mut text, "request", &RequestsMoved { items: items.collect() }, now);
    }
    if !gathered.reports.is_empty() {
        let reports = gathered.reports.iter().copied().collect();
        event(&mut text, "report", &ReportsChanged { reports }, now);
    }
    if !gathered.screens.is_empty() {
        let screens = gathered.screens.iter().copied().collect();
        event(&mut text, "answers", &ScreensAnswered { screens }, now);
    }
    if !gathered.release_notes.is_empty() {
        let release_notes = gathered.release_notes.iter().copied().collect();
        event(&mut text, "release_note", &ReleaseNotesChanged { release_notes }, now);
    }
    if !gathered.proposals.is_empty() {
        let proposals = gathered.proposals.iter().copied().collect();
        event(&mut text, "proposal", &ProposalsChanged { proposals }, now);
    }
    if !gathered.views.is_empty() {
        let views = gathered.views.iter().copied().collect();
        event(&mut text, "view", &ViewsChanged { views }, now);
    }
    if let Some(present) = present {
        let members = present.into_iter();
        let members =
            members.map(|one| PresentMember { id: one.member, name: one.name, request: one.request });
        event(&mut text, "presence", &PresenceChanged { members: members.collect() }, now);
    }
    if !gathered.deleted.is_empty() {
        let requests = gathered.deleted.iter().copied().collect();
        event(&mut text, "deleted", &RequestsDeleted { requests }, now);
    }
    if !gathered.restored.is_empty() {
        let requests = gathered.restored.iter().copied().collect();
        event(&mut text, "restored", &RequestsRestored { requests }, now);
    }
    if gathered.ranking {
        event(&mut text, "ranking", &RankingChanged {}, now);
    }
    if gathered.project {
        event(&mut text, "project", &ProjectChanged { project: project.id }, now);
    }
    text
}

/// The event that says to read again.
pub fn resync(now: Time) -> String {
    let mut text = String::new();
    event(&mut text, "resync", &serde_json::json!({}), now);
    text
}

/// The beginning of a stream. The last line gives it an id even where it has no event.
pub fn opening(missed: &str, now: Time) -> String {
    let retry = RETRY + rand::rng().random_range(0..SPREAD);
    format!("retry: {retry}\n\n{missed}{}", keep_alive(now))
}

/// A keep-alive. Its id counts, though it is no event: a client that received it has received everything before it.
pub fn keep_alive(now: Time) -> String {
    format!(":\nid: {}\n\n", now.micros())
}

/// The time that an id encodes.
pub fn time_of(id: &str) -> Option<Time> {
    id.parse().ok().filter(|micros| *micros >= 0).map(Time::from_micros)
}

fn event(text: &mut String, name: &str, data: &impl Serialize, now: Time) {
    // JSON on one line: a line break in a text of users is escaped.
    let data = serde_json::to_string(data).unwrap_or_default();
    let _ = write!(text, "id: {}\nevent: {name}\ndata: {data}\n\n", now.micros());
}
