//! Exchanging an identity that the host's back end signed for a visitor token.
//! Carries an anonymous visitor's data over only if the caller has its token; a voter never counts twice.

use actix_web::{HttpRequest, http::header::HeaderName, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::me::VisitorRef;
use crate::{
    actions::merge_visitors::{self, Carried},
    api::{
        answer::{Answer, Json},
        params::OfWidget,
        refusals::{JsonBody, WidgetWrite},
        wire::Body,
    },
    auth::widget::{self, Host},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    credentials::token::{self, Bearer, IdentityKey, SecretFingerprint},
    db::columns::Document,
    error::{Code, Error, Result},
    state::Context,
    store::visitors::Visitor,
};

/// A signed identity.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentifyIn {
    /// The token that the host's back end signed.
    token: String,
    /// The token of the anonymous visitor whose votes, answers, reports and requests are moved to the identified one.
    anonymous_token: Option<String>,
}

/// What was moved to the identified visitor: from the anonymous one, and, where the host verified the e-mail address, from the one
/// whom a member described by it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarriedOut {
    /// The number of votes.
    votes: i64,
    /// The number of answers.
    answers: i64,
    /// The number of reports.
    reports: i64,
    /// The number of requests.
    requests: i64,
}

impl From<Carried> for CarriedOut {
    fn from(carried: Carried) -> Self {
        Self {
            votes: carried.votes,
            answers: carried.answers,
            reports: carried.reports,
            requests: carried.requests,
        }
    }
}

/// An identified visitor, with a token.
#[derive(Serialize, ToSchema)]
pub struct IdentifyOut {
    /// The visitor.
    visitor: VisitorRef,
    /// The visitor token.
    token: String,
    /// When it expires.
    expires_at: Time,
    /// What was moved to it.
    carried: CarriedOut,
}

/// Exchanges a signed identity for a visitor token.
#[utoipa::path(tag = "widget", params(OfWidget), request_body = IdentifyIn, responses(WidgetWrite, JsonBody))]
#[post("/identify")]
pub async fn identify(
    request: HttpRequest,
    context: web::Data<Context>,
    host: Host,
    body: Body<IdentifyIn, 24>,
) -> Result<Answer<Json<IdentifyOut>>> {
    let tenant = host.tenant;
    let now = context.clock.now();
    let project = std::sync::Arc::clone(&tenant.project);
    let (visitor, fingerprint) = verified(&context, &project, &body.value.token, now)?;
    let anonymous = match &body.value.anonymous_token {
        Some(text) => proven(&context, &project, text, now)?,
        // The responses with the token may have been lost; the seed identifies the same visitor.
        None => widget::seeded(&request, &context, &tenant)?,
    };
    let id = project.id;
    let touches = if anonymous.is_some() { Touches::Project(id) } else { Touches::Nothing };
    let known = context
        .db
        .write(touches, move |connection| {
            merge_visitors::identify(connection, &project, &visitor, anonymous, now)
        })
        .await?;
    if known.changed {
        context.db.changes().note(Touches::Project(id));
        // Where the votes are many, the rest is left to it.
        context.rank_again.notify_one();
    }
    let (known, carried) = (known.visitor, known.carried);
    let bearer = Bearer::Identified(fingerprint);
    let token = widget::sign(&context, id, known.id, bearer)?;
    let out = IdentifyOut {
        visitor: known.into(),
        expires_at: now.plus_seconds(bearer.kind().ttl_seconds()),
        token: token.clone(),
        carried: carried.into(),
    };
    Answer::ok(&out).header(HeaderName::from_static(super::TOKEN), &token)
}

/// The visitor of a signed identity, and the fingerprint of the secret that signed it. Errors with the rule that refuses it.
pub fn verified(
    context: &Context,
    project: &crate::store::projects::Project,
    token: &str,
    now: Time,
) -> Result<(Visitor, SecretFingerprint)> {
    let secret = project.identity_secret.as_deref().ok_or_else(|| {
        Error::new(Code::Unauthorized, "Signed identity is off. Set a secret under Settings > Identity.")
    })?;
    let keys = [IdentityKey { kid: None, secret: secret.as_bytes() }];
    let identity = token::identity(token, &keys, project.id.uuid(), now.seconds())
        .map_err(|refused| Error::new(Code::Unauthorized, format!("Invalid identity token: {refused}")))?;
    let visitor = Visitor {
        // The same subject from two issuers is two people.
        subject: Some(match &identity.issuer {
            Some(issuer) => format!("{issuer}\u{1f}{}", identity.subject),
            None => identity.subject,
        }),
        issuer: identity.issuer,
        email: identity.email,
        email_verified: identity.email_verified,
        name: identity.name,
        segment: identity.segment,
        company: identity.company,
        traits: identity.traits.map(|traits| Document(serde_json::Value::Object(traits))),
        ..Visitor::anonymous(project.id, now)
    };
    Ok((visitor, context.visitor_key.fingerprint(secret.as_bytes())))
}

/// The anonymous visitor that a token proves; an identified one has nothing to carry.
fn proven(
    context: &Context,
    project: &crate::store::projects::Project,
    token: &str,
    now: Time,
) -> Result<Option<Id<id::Visitor>>> {
    let claims = context
        .visitor_key
        .verify(token, project.id.uuid(), now.seconds())
        .map_err(|refused| Error::new(Code::Unauthorized, format!("Invalid anonymous token: {refused}")))?;
    Ok(Some(Id::from(claims.visitor)).filter(|_| !claims.identified))
}
