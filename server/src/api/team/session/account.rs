//! The logged-in member's own name and e-mail address.
//! An address is changed only with the current password, and is not verified: nothing is sent to it.

use actix_web::{HttpRequest, patch, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Session, describe, limit_guesses, list::end_streams, password_changed, require_same_password, verify,
};
use crate::{
    api::{
        answer::{Answer, Json},
        refusals::{Conflict, JsonBody, Limited, SessionWrite},
        wire::Body,
    },
    auth::team::SignedIn,
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::person::{Email, PasswordAttempt, PersonName},
    error::{Error, Result},
    state::Context,
    store::{
        members::{self, Member},
        sessions,
    },
};

/// A change of the account. Omitted fields stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountPatch {
    /// The member's name.
    name: Option<PersonName>,
    /// The e-mail address, which is the login. Another one needs `current`, and ends the member's other sessions.
    email: Option<Email>,
    /// The current password.
    current: Option<PasswordAttempt>,
}

/// Changes the member's name or e-mail address. With another address the member's other sessions end.
#[utoipa::path(
    tag = "team",
    request_body = AccountPatch,
    responses(SessionWrite, JsonBody, Conflict, Limited),
    security(("session" = []))
)]
#[patch("/session/account")]
pub async fn change(
    request: HttpRequest,
    context: web::Data<Context>,
    signed: SignedIn,
    body: Body<AccountPatch, 4>,
) -> Result<Answer<Json<Session>>> {
    let AccountPatch { name, email, current } = body.value;
    let (member, session) = (signed.member.id, signed.session);
    let email = email.map(|email| email.key()).filter(|email| *email != signed.member.email);
    if email.is_some() {
        require_password(&request, &context, &signed.member, current.as_ref()).await?;
    }
    let name = name.map(PersonName::into_string);
    let moved = email.is_some();
    let changed =
        context.db.write(Touches::Nothing, move |connection| put(connection, &signed, name, email)).await?;
    if moved {
        end_streams(&context, member, |other| *other != session);
        tracing::info!(%member, "a member changed its e-mail address: its other sessions ended");
    }
    let session = context.db.read(move |connection| describe(connection, &changed)).await?;
    Ok(Answer::ok(&session))
}

/// Requires the member's password, as often as a log-in may try it.
async fn require_password(
    request: &HttpRequest,
    context: &Context,
    member: &Member,
    typed: Option<&PasswordAttempt>,
) -> Result<()> {
    let Some(typed) = typed else {
        return Err(Error::field("/current", "Enter your current password to change your e-mail address."));
    };
    limit_guesses(request, context, &member.email).await?;
    if verify(context, typed, member.password_hash.clone()).await? {
        return Ok(());
    }
    Err(Error::field("/current", "This is not your current password."))
}

/// Writes what is new; returns the member as it is then.
fn put(
    connection: &mut AnyConnection,
    signed: &SignedIn,
    name: Option<String>,
    email: Option<String>,
) -> Result<Member> {
    let mut member = members::by_id(connection, signed.member.id)?;
    if let Some(name) = name {
        member.name = name;
    }
    if let Some(email) = email {
        require_same_password(connection, &signed.member, password_changed)?;
        if members::find_by_email(connection, &email)?.is_some_and(|other| other.id != member.id) {
            return Err(Error::field("/email", "Another account has this address."));
        }
        member.email = email;
        sessions::close_others(connection, member.id, &signed.session)?;
    }
    members::set_account(connection, member.id, &member.name, &member.email)?;
    Ok(member)
}
