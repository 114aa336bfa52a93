//! Voting on a request and taking the vote back. A repeated vote changes nothing and says so.

use std::sync::LazyLock;

use actix_web::{delete, put, web};
use metrics::Counter;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::with_token;
use crate::{
    api::{
        Ids,
        answer::{Answer, Json},
        params::OfWidget,
        place::ScreenIn,
        refusals::{Conflict, JsonBody, WidgetWrite},
        scrubbed::Scrubbed,
        wire::Body,
    },
    auth::widget::Writer,
    base::id::{self, Id},
    domain::{deflection::Offered, object::ObjectRef},
    error::Result,
    intake::votes::VoteCommand,
    state::{Context, OwnVote},
};

/// Where and how a vote is cast.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoteIn {
    /// The screen.
    screen: Option<ScreenIn>,
    /// The object on the screen.
    object: Option<ObjectRef>,
    /// Set where the request was offered as a similar one while the visitor wrote a suggestion: `opened` if the visitor had opened it
    /// before the vote. Counts for the measure “deflection”.
    instead: Option<Offered>,
}

/// The state after a vote.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoteOut {
    /// The ID of the request.
    request_id: Id<id::Request>,
    /// The number of votes.
    votes: i64,
    /// Whether the visitor has voted for it.
    voted: bool,
    /// Whether this request changed the vote.
    changed: bool,
}

/// The request in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    request: Id<id::Request>,
}

/// Counts a vote; the counters are looked up once, since votes are what there is most of.
fn count(changed: bool) {
    static COUNTERS: LazyLock<[Counter; 2]> = LazyLock::new(|| {
        ["false", "true"].map(|changed| metrics::counter!("yousaid_votes_total", "changed" => changed))
    });
    let [idle, moving] = &*COUNTERS;
    if changed { moving } else { idle }.increment(1);
}

async fn put_in(
    context: &Context,
    writer: Writer,
    request: Id<id::Request>,
    counts: bool,
    vote: VoteIn,
) -> Result<Answer<Json<VoteOut>>> {
    let kind = writer.voter_kind();
    let minted = writer.new_visitor.as_ref().filter(|_| counts).map(|fresh| fresh.id);
    let project = writer.tenant.project.id;
    let command = VoteCommand {
        project: std::sync::Arc::clone(&writer.tenant.project),
        request,
        visitor: writer.visitor,
        new_visitor: writer.new_visitor,
        cast: counts,
        kind,
        screen: vote.screen.map(|screen| (screen.route.clone(), screen.title())),
        object_key: ObjectRef::key_of(vote.object.as_ref()),
        instead: vote.instead,
        at: writer.now,
        by_author: false,
    };
    let voter = command.visitor;
    let outcome = context.intake.vote(command).await?;
    if outcome.changed {
        let stamp = context.db.changes().stamp(project);
        context.own_votes.note(voter, OwnVote { request, cast: counts, stamp });
    }
    count(outcome.changed);
    let out =
        VoteOut { request_id: request, votes: outcome.votes, voted: outcome.voted, changed: outcome.changed };
    with_token(Answer::ok(&out), context, project, minted)
}

/// Votes for a request. A repeated vote changes nothing.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, ("request" = Id<id::Request>, Path)),
    request_body = VoteIn,
    responses(WidgetWrite, JsonBody, Conflict),
    security((), ("visitor" = []))
)]
#[put("/requests/{request}/vote")]
pub async fn cast(
    context: web::Data<Context>,
    writer: Writer,
    Ids(of): Ids<Of>,
    body: Body<VoteIn, 8>,
) -> Result<Answer<Json<VoteOut>>> {
    put_in(&context, writer, of.request, true, Scrubbed::from_body(body)?.value).await
}

/// Retracts a vote.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, ("request" = Id<id::Request>, Path)),
    responses(WidgetWrite, Conflict),
    security((), ("visitor" = []))
)]
#[delete("/requests/{request}/vote")]
pub async fn retract(
    context: web::Data<Context>,
    writer: Writer,
    Ids(of): Ids<Of>,
) -> Result<Answer<Json<VoteOut>>> {
    put_in(&context, writer, of.request, false, VoteIn::default()).await
}
