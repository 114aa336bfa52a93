//! News as visitors read them: what happened to what they asked for.
//! Chooses nothing: `actions::news` does.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    actions::news::{Entry, Involved, What},
    base::{
        id::{self, Id},
        time::Time,
    },
    domain::{
        markdown::{self, Node},
        news::Involvement,
        proposal::Phase,
        status::Status,
    },
};

/// The request that a piece of news is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NewsRequest {
    /// The ID of the request.
    pub id: Id<id::Request>,
    /// Its number within the project.
    pub number: i64,
    /// The title.
    pub title: String,
    /// Its status now.
    pub status: Status,
    /// How the visitor is involved in it.
    pub how: Involvement,
    /// Since when.
    pub since: Time,
}

impl From<&Involved> for NewsRequest {
    fn from(known: &Involved) -> Self {
        Self {
            id: known.request.id,
            number: known.request.number,
            title: known.request.title.clone(),
            status: known.request.status,
            how: known.how,
            since: known.since,
        }
    }
}

/// The report that a piece of news is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NewsReport {
    /// The ID of the report.
    id: Id<id::Report>,
    /// Its number within the project.
    number: i64,
    /// The title.
    title: String,
    /// When the visitor reported it.
    since: Time,
}

/// A piece of news.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NewsItem {
    /// The team decided on a request.
    Decision {
        /// The request.
        request: NewsRequest,
        /// The status that the decision set.
        status: Status,
        /// The message to voters.
        text: Vec<Node>,
        /// When.
        at: Time,
        /// Whether the visitor has not seen it yet.
        unseen: bool,
    },
    /// The team replied publicly on a request.
    Reply {
        /// The request.
        request: NewsRequest,
        /// What it said.
        text: Vec<Node>,
        /// When.
        at: Time,
        /// Whether the visitor has not seen it yet.
        unseen: bool,
    },
    /// The team published a release note that answers requests.
    ReleaseNote {
        /// The requests, those first that the visitor asked for first.
        requests: Vec<NewsRequest>,
        /// The title of the release note.
        title: String,
        /// The version of the product.
        version: Option<String>,
        /// The message to voters, where the requests were marked as shipped with it, and the text of the release note.
        text: Vec<Node>,
        /// When.
        at: Time,
        /// Whether the visitor has not seen it yet.
        unseen: bool,
    },
    /// A proposal about what the visitor asked for opened; or one is over, in which it took part or which was about that.
    Proposal {
        /// Its name in addresses.
        slug: String,
        /// The question.
        question: String,
        /// Whether it is open or over.
        phase: Phase,
        /// When it closes or closed.
        closes_at: Option<Time>,
        /// Whether the visitor took part.
        took_part: bool,
        /// The decision that was taken, once it is recorded.
        text: Vec<Node>,
        /// When.
        at: Time,
        /// Whether the visitor has not seen it yet.
        unseen: bool,
    },
    /// The team answered a report of the visitor.
    ReportReply {
        /// The report.
        report: NewsReport,
        /// What it said.
        text: Vec<Node>,
        /// When.
        at: Time,
        /// Whether the visitor has not seen it yet.
        unseen: bool,
    },
}

impl NewsItem {
    /// An entry for a visitor who has seen what happened until a time.
    pub fn new(entry: &Entry, seen: Option<Time>) -> Self {
        let (at, unseen) = (entry.at, seen.is_none_or(|seen| entry.at > seen));
        match &entry.what {
            What::Decision(known, decision) => Self::Decision {
                request: known.as_ref().into(),
                status: decision.status,
                text: markdown::parse(&decision.reason),
                at,
                unseen,
            },
            What::Reply(known, reply) => {
                Self::Reply { request: known.as_ref().into(), text: markdown::parse(&reply.body), at, unseen }
            }
            What::Release(answered, note, message) => {
                let mut text = message.as_deref().map(markdown::parse).unwrap_or_default();
                text.extend(markdown::parse(&note.body));
                Self::ReleaseNote {
                    requests: answered.iter().map(NewsRequest::from).collect(),
                    title: note.title.clone(),
                    version: note.version.clone(),
                    text,
                    at,
                    unseen,
                }
            }
            What::Proposal(row, phase, took_part) => Self::Proposal {
                slug: row.slug.clone(),
                question: row.question.clone(),
                phase: *phase,
                closes_at: row.closes_at,
                took_part: *took_part,
                text: row.outcome.as_deref().map(markdown::parse).unwrap_or_default(),
                at,
                unseen,
            },
            What::ReportReply(report, reply) => Self::ReportReply {
                report: NewsReport {
                    id: report.id,
                    number: report.number,
                    title: report.title.clone(),
                    since: report.created_at,
                },
                text: markdown::parse(&reply.body),
                at,
                unseen,
            },
        }
    }
}
