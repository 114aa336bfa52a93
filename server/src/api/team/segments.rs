//! The segments of a project's visitors, and how much a vote counts of each.
//! Names no segment: the host does, in its identity tokens.

use actix_web::{HttpRequest, get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ranking::{Progress, progress};
use crate::{
    actions::rerank,
    api::{
        answer::{Answer, Json, Read},
        params::InProject,
        refusals::{JsonBody, TeamRead, TeamWrite},
        wire::{self, Body},
    },
    auth::team::{Admin, Team, Viewer},
    base::text::Line,
    cache::stamps::Touches,
    db::connection::AnyConnection,
    error::{Error, Result},
    state::Context,
    store::{projects::Project, segments as kept, visitor_list},
};

/// Maximum number of segments that are listed.
const MOST: i64 = 100;

/// Maximum number of visitors of a segment that are counted.
const COUNTED: i64 = 2_000;

/// A segment with the weight of its votes.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentWeight {
    /// The segment.
    segment: String,
    /// How much a vote of its visitors counts.
    weight: f64,
    /// The number of its visitors, 2,000 at most.
    visitors: i64,
    /// The number of votes of these visitors.
    votes: i64,
    /// Whether it has more visitors than were counted.
    more: bool,
}

/// The segments of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentWeights {
    /// The segments in alphabetical order: the first 100 of those that visitors have, and all that have a weight.
    items: Vec<SegmentWeight>,
    /// Whether visitors have more segments.
    cut: bool,
    /// How far votes and scores are computed by the weights; null when all are.
    progress: Option<Progress>,
}

/// The weight of a segment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentWeightIn {
    /// The segment, exactly as the host names it.
    segment: Line<1, 200>,
    /// How much a vote of its visitors counts, from 0 to 100. 1 is what every other vote counts.
    weight: f64,
}

fn describe(connection: &mut AnyConnection, project: &Project) -> Result<SegmentWeights> {
    let mut names = visitor_list::segments(connection, project.id, MOST + 1)?;
    let cut = i64::try_from(names.len()).is_ok_and(|n| n > MOST);
    if cut {
        names.pop();
    }
    let weights = kept::weights(connection, project.id)?;
    names.extend(weights.keys().cloned());
    names.sort_unstable();
    names.dedup();
    let mut items = Vec::with_capacity(names.len());
    for segment in names {
        let counted = kept::counted(connection, project, &segment, COUNTED)?;
        items.push(SegmentWeight {
            weight: weights.get(&segment).copied().unwrap_or(kept::PLAIN),
            segment,
            visitors: counted.visitors,
            votes: counted.votes,
            more: counted.visitors == COUNTED,
        });
    }
    Ok(SegmentWeights { items, cut, progress: progress(connection, project)? })
}

/// Returns the segments of the project's visitors, and how much a vote counts of each.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/segment_weights")]
pub async fn show_weights(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<SegmentWeights>>> {
    let found = context
        .db
        .read_behind(team.read_position, move |connection| describe(connection, &team.project))
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

/// Changes how much a vote counts of the visitors of a segment. At most 50 segments have a weight that is not 1.
///
/// Votes and scores are computed again in the background. A visitor whose host names another segment has its weight for later votes at
/// once, and for earlier ones as soon as scores are computed again.
#[utoipa::path(
    tag = "team",
    params(InProject),
    request_body = SegmentWeightIn,
    responses(TeamWrite, JsonBody),
    security(("session" = []))
)]
#[put("/projects/{project}/segment_weights")]
pub async fn change_weight(
    context: web::Data<Context>,
    team: Team<Admin>,
    body: Body<SegmentWeightIn>,
) -> Result<Answer<Json<SegmentWeights>>> {
    let SegmentWeightIn { segment, weight } = body.value;
    if !(0.0..=100.0).contains(&weight) {
        return Err(Error::field("/weight", "Must be between 0 and 100."));
    }
    let id = team.project.id;
    let now = team.now;
    context
        .db
        .write(Touches::Project(id), move |connection| {
            rerank::weigh(connection, id, segment.as_str(), weight, now)
        })
        .await?;
    context.rank_again.notify_one();
    let found = context.db.read(move |connection| describe(connection, &team.project)).await?;
    Ok(Answer::ok(&found))
}
