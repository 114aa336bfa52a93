//! Requests for visitors: the list of a screen, similar ones while typing, and a new one with its author's vote.
//! Shows public requests only.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use actix_web::{HttpRequest, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Arrival, arrive, minted, sender, with_token};
use crate::{
    actions::{
        create_request,
        find_similar::{self, Sought},
    },
    api::{
        Params,
        answer::{Answer, Created, Read},
        once,
        params::{OfWidget, VisitorAttempt},
        place::{ScreenIn, ScreenRef},
        refusals::{Idempotent, JsonBody, WidgetRead, WidgetWrite},
        scrubbed::Scrubbed,
        wire::{self, Body, List},
    },
    auth::widget::{Reader, Writer},
    base::{
        id::{self, Id},
        text::{Line, Text},
        time::Time,
    },
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::{
        deflection::Offered,
        object::ObjectRef,
        route::Route,
        similar::is_likely,
        status::{Kind, Status},
    },
    error::{Code, Error, Result},
    state::{Context, OwnVote},
    store::{decisions, places, projects::Project, requests, votes},
};

/// The latest decision on a request, as visitors see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DecisionRef {
    /// The status that it set.
    pub status: Status,
    /// The message to voters.
    pub reason: String,
    /// When it was decided.
    pub decided_at: Time,
}

impl From<decisions::Decision> for DecisionRef {
    fn from(decision: decisions::Decision) -> Self {
        Self { status: decision.status, reason: decision.reason, decided_at: decision.decided_at }
    }
}

/// A request as a visitor sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WidgetRequest {
    /// The ID of the request.
    pub id: Id<id::Request>,
    /// Its number within the project.
    pub number: i64,
    /// The kind.
    pub kind: Kind,
    /// The title.
    pub title: String,
    /// The description.
    pub body: String,
    /// The status.
    pub status: Status,
    /// The number of votes.
    pub votes: i64,
    /// Votes imported from another tool.
    pub baseline_votes: i64,
    /// The number of comments.
    pub comments: i64,
    /// Whether this visitor voted for it.
    pub voted: bool,
    /// Whether this visitor created it.
    pub mine: bool,
    /// The screen where it was created.
    pub screen: Option<ScreenRef>,
    /// The latest decision.
    pub decision: Option<DecisionRef>,
    /// When it was created.
    pub created_at: Time,
}

/// A request that is similar to the text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SimilarRequest {
    /// The request.
    #[serde(flatten)]
    pub request: WidgetRequest,
    /// The similarity, from 0 to 1.
    pub likeness: f64,
    /// Whether it probably says the same: only these are worth showing to somebody who is typing.
    pub likely: bool,
    /// Whether it was created on the same screen.
    pub same_screen: bool,
}

/// What is being typed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SimilarIn {
    /// The title that is being typed.
    q: String,
    /// The description, as far as it is written: its first words count a third of those of the title.
    body: Option<String>,
    /// The route of the current screen; requests made there rank higher.
    screen: Option<String>,
    /// The maximum number of items, 1 to 10. Default: 5.
    limit: Option<i64>,
}

/// A new request.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestIn {
    /// The kind.
    kind: Kind,
    /// The title.
    title: Line<1, 200>,
    /// The description.
    body: Option<Text<0, 10_000>>,
    /// The screen that it is about.
    screen: Option<ScreenIn>,
    /// The object on the screen.
    object: Option<ObjectRef>,
    /// Set where similar requests were shown when this one was sent: `opened` if the visitor had opened one of them. Counts for the
    /// measure “deflection”.
    similar: Option<Offered>,
}

/// The value of a query parameter; the error names the parameter.
pub fn parameter<T>(name: &str, read: std::result::Result<T, crate::base::invalid::Invalid>) -> Result<T> {
    read.map_err(|invalid| Error::new(Code::BadRequest, format!("{name}: {}", invalid.detail)))
}

/// Rows as the visitor sees them, in the same order.
pub(super) fn shown(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Option<Id<id::Visitor>>,
    rows: Vec<requests::Request>,
) -> Result<Vec<WidgetRequest>> {
    let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
    let voted: HashSet<_> = match visitor {
        Some(visitor) => {
            let asked: Vec<_> = rows.iter().map(|row| (row.number, row.id)).collect();
            votes::among(connection, project, visitor, &asked)?.into_iter().collect()
        }
        None => HashSet::new(),
    };
    let mut screens: HashMap<_, _> = places::for_requests(connection, project, &numbers, true)?
        .into_iter()
        .map(|place| (place.request, ScreenRef { route: place.route, title: place.title }))
        .collect();
    let decided: Vec<_> = rows.iter().filter(|row| row.status != Status::New).map(|row| row.id).collect();
    let mut latest = HashMap::new();
    for decision in decisions::for_requests(connection, project, &decided)? {
        latest.entry(decision.request_id).or_insert(decision);
    }
    Ok(rows
        .into_iter()
        .map(|row| WidgetRequest {
            voted: voted.contains(&row.id),
            mine: visitor.is_some() && row.visitor_id == visitor,
            screen: screens.remove(&row.number),
            decision: latest.remove(&row.id).map(DecisionRef::from),
            id: row.id,
            number: row.number,
            kind: row.kind,
            title: row.title,
            body: row.body,
            status: row.status,
            votes: row.votes,
            baseline_votes: row.baseline_votes,
            comments: row.comments,
            created_at: row.created_at,
        })
        .collect())
}

/// Finds requests that are similar to a text, best matches first.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, SimilarIn),
    responses(WidgetRead),
    security((), ("visitor" = []))
)]
#[get("/requests/similar")]
pub async fn alike(
    request: HttpRequest,
    context: web::Data<Context>,
    reader: Reader,
    Params(asked): Params<SimilarIn>,
) -> Result<Answer<Read<List<SimilarRequest>>>> {
    let limit = match asked.limit {
        None => 5,
        Some(n @ 1..=10) => usize::try_from(n).unwrap_or(5),
        Some(_) => return Err(Error::new(Code::BadRequest, "limit must be between 1 and 10.")),
    };
    let route = parameter("screen", asked.screen.as_deref().map(Route::parse).transpose())?;
    let (project, visitor) = (Arc::clone(&reader.tenant.project), reader.visitor);
    let counts = Arc::clone(&context.term_counts);
    let list: List<SimilarRequest> = context
        .db
        .read(move |connection| {
            let body = asked.body.as_deref().unwrap_or_default();
            let sought = Sought { title: &asked.q, body, route: route.as_ref(), ..Sought::default() };
            let found = find_similar::similar(connection, &project, &sought, limit, &counts)?;
            let (rows, marks): (Vec<_>, Vec<_>) =
                found.into_iter().map(|one| (one.request, (one.likeness, one.same_screen))).unzip();
            let rows = shown(connection, project.id, visitor, rows)?;
            let items = rows.into_iter().zip(marks).map(|(request, (likeness, same_screen))| {
                let likely = is_likely(likeness);
                SimilarRequest { request, likeness, likely, same_screen }
            });
            Ok(List { items: items.collect(), next: None })
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}

/// Creates a request, with a vote of its author.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, VisitorAttempt),
    request_body = RequestIn,
    responses(WidgetWrite, JsonBody, Idempotent),
    security((), ("visitor" = []))
)]
#[post("/requests")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    writer: Writer,
    body: Body<RequestIn>,
) -> Result<Answer<Created<WidgetRequest>>> {
    let body = Scrubbed::from_body(body)?;
    let project = Arc::clone(&writer.tenant.project);
    let sender = sender(&request, &context, &writer);
    let claim = once::claim(&request, project.id, sender.actor.clone(), &body.bytes)?;
    let arrival = Arrival::from(&writer);
    let kind = writer.voter_kind();
    let input = body.value;
    let once = once::create(&context, claim, Touches::Project(project.id), move |connection| {
        arrive(connection, &arrival)?;
        let row = make(connection, &project, &arrival, input, kind)?;
        shown(connection, project.id, Some(arrival.visitor), vec![row])?
            .pop()
            .ok_or_else(|| Error::internal("a request that was just made is not there"))
    })
    .await?;
    let minted = minted(
        &context,
        &writer,
        &sender,
        &once,
        |row| row.id,
        |connection, project, id| {
            let request = requests::by_id(connection, project, id)?;
            Ok((request.visitor_id, request.created_at))
        },
    )
    .await?;
    if let Some(made) = once.id(|row| row.id).filter(|_| !once.is_replayed()) {
        let stamp = context.db.changes().stamp(writer.tenant.project.id);
        context.own_votes.note(writer.visitor, OwnVote { request: made, cast: true, stamp });
    }
    with_token(once.into(), &context, writer.tenant.project.id, minted)
}

fn make(
    connection: &mut AnyConnection,
    project: &std::sync::Arc<Project>,
    arrival: &Arrival,
    input: RequestIn,
    kind: crate::domain::status::VoterKind,
) -> Result<requests::Request> {
    let fresh = create_request::Fresh {
        kind: input.kind,
        title: input.title.into_string(),
        body: input.body.map(Text::into_string).unwrap_or_default(),
        public: project.new_requests_public,
        visitor: Some(arrival.visitor),
        place: input
            .screen
            .map(|screen| (screen.route.clone(), screen.title(), ObjectRef::key_of(input.object.as_ref()))),
        similar: input.similar,
        now: arrival.now,
    };
    let row = create_request::request(connection, project, fresh)?;
    create_request::author_vote(connection, project, &row, arrival.visitor, kind, arrival.now)
}
