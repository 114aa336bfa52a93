//! The identity that a host's back end vouches for, from an HS256 token signed with a project's secret.
//! It never joins accounts and ignores claims that it does not know.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::claims::{self, profile, text};
use super::envelope::{self, Expected, IdentityKey};
use super::refused::Refused;

/// The longest `exp − iat` of an identity token, in seconds.
pub const MAX_LIFETIME_SECONDS: i64 = 3600;

/// The most that `traits` may take as JSON, in bytes.
const MAX_TRAITS_BYTES: usize = 4096;

/// Who the host says that its user is; a person is `issuer` and `subject`, never the e-mail.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// The host's own id of the user, 1–200 characters (`sub`).
    pub subject: String,
    /// The signing system, at most 200 characters (`iss`).
    pub issuer: Option<String>,
    /// The e-mail address as the host knows it, at most 254 characters.
    pub email: Option<String>,
    /// Whether the host verified that address; false without an address.
    pub email_verified: bool,
    /// The name to show, at most 200 characters.
    pub name: Option<String>,
    /// The customer segment that sets a voter's weight, at most 200 characters.
    pub segment: Option<String>,
    /// The customer's company, at most 200 characters.
    pub company: Option<String>,
    /// Further facts for the team, at most 4096 bytes of JSON.
    pub traits: Option<Map<String, Value>>,
}

/// Verifies a host's token for one project; without `kid` each key is tried, so that keys can overlap.
///
/// # Errors
/// The first rule that rejects the token; nothing is fetched and nothing is written.
pub fn identity(
    token: &str,
    keys: &[IdentityKey<'_>],
    project: Uuid,
    now_seconds: i64,
) -> Result<Identity, Refused> {
    let claims = envelope::open(token, Expected::Host, keys)?;
    let subject = text(&claims, "sub", 200)?.ok_or(Refused::ClaimMissing("sub"))?;
    claims::audience(&claims, project)?;
    claims::span(&claims, now_seconds, MAX_LIFETIME_SECONDS)?;
    text(&claims, "jti", 200)?;
    let email = email(&claims)?;
    let email_verified = match claims.get("email_verified") {
        None => false,
        Some(Value::Bool(verified)) => *verified && email.is_some(),
        Some(_) => return Err(Refused::ClaimType("email_verified")),
    };
    Ok(Identity {
        subject: subject.to_owned(),
        issuer: text(&claims, "iss", 200)?.map(str::to_owned),
        email,
        email_verified,
        name: profile(&claims, "name", 200)?,
        segment: profile(&claims, "segment", 200)?,
        company: profile(&claims, "company", 200)?,
        traits: traits(&claims)?,
    })
}

/// The address, only as far as to be one: a single `@` with something on both sides, no space.
fn email(claims: &Map<String, Value>) -> Result<Option<String>, Refused> {
    let Some(email) = profile(claims, "email", 254)? else {
        return Ok(None);
    };
    let sound = email
        .split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty() && !host.contains('@'));
    if sound && !email.contains(char::is_whitespace) {
        Ok(Some(email))
    } else {
        Err(Refused::ClaimValue("email"))
    }
}

/// The object of further facts, within its size.
fn traits(claims: &Map<String, Value>) -> Result<Option<Map<String, Value>>, Refused> {
    match claims.get("traits") {
        None | Some(Value::Null) => Ok(None),
        Some(value @ Value::Object(map)) => {
            if value.to_string().len() > MAX_TRAITS_BYTES {
                return Err(Refused::ClaimValue("traits"));
            }
            Ok(Some(map.clone()))
        }
        Some(_) => Err(Refused::ClaimType("traits")),
    }
}
