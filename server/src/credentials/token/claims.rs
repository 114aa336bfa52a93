//! Reads claims by type and applies the rules of time and audience that both kinds of token share.
//! It converts nothing: a number in a string is refused, not parsed.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::refused::Refused;

/// How far the clocks of two servers may differ, in seconds.
pub(super) const SKEW_SECONDS: i64 = 60;

/// The last second of the year 9999: the end of what RFC 3339 can write.
const LATEST_SECONDS: i64 = 253_402_300_799;

/// When a token was issued and when it ends, in seconds since 1970.
pub(super) struct Span {
    pub(super) issued_at: i64,
    pub(super) expires_at: i64,
}

/// A string of 1 to `longest` characters without control characters, or absent.
pub(super) fn text<'m>(
    claims: &'m Map<String, Value>,
    name: &'static str,
    longest: usize,
) -> Result<Option<&'m str>, Refused> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => {
            let fits = !text.trim().is_empty()
                && text.chars().count() <= longest
                && !text.chars().any(char::is_control);
            if fits { Ok(Some(text)) } else { Err(Refused::ClaimValue(name)) }
        }
        Some(_) => Err(Refused::ClaimType(name)),
    }
}

/// Like [`text`], but absent also when null or empty: back ends send that for an unset profile field.
pub(super) fn profile(
    claims: &Map<String, Value>,
    name: &'static str,
    longest: usize,
) -> Result<Option<String>, Refused> {
    match claims.get(name) {
        Some(Value::Null) => Ok(None),
        Some(Value::String(value)) if value.is_empty() => Ok(None),
        _ => Ok(text(claims, name, longest)?.map(str::to_owned)),
    }
}

/// Requires that `aud` is this project: its id, or a list of that one id.
pub(super) fn audience(claims: &Map<String, Value>, project: Uuid) -> Result<(), Refused> {
    let given = match claims.get("aud") {
        None => return Err(Refused::ClaimMissing("aud")),
        Some(Value::String(one)) => one,
        // A list is legal (some libraries always write one), but a second audience could replay.
        Some(Value::Array(list)) => match list.as_slice() {
            [Value::String(one)] => one,
            _ => return Err(Refused::Audience),
        },
        Some(_) => return Err(Refused::ClaimType("aud")),
    };
    if *given == project.to_string() { Ok(()) } else { Err(Refused::Audience) }
}

/// Checks `iat`, `exp` and `nbf` against the clock and the longest lifetime, all in seconds.
pub(super) fn span(
    claims: &Map<String, Value>,
    now_seconds: i64,
    longest_seconds: i64,
) -> Result<Span, Refused> {
    let expires_at = seconds(claims, "exp")?.ok_or(Refused::ClaimMissing("exp"))?;
    let issued_at = seconds(claims, "iat")?.ok_or(Refused::ClaimMissing("iat"))?;
    let not_before = seconds(claims, "nbf")?;

    let latest = now_seconds.saturating_add(SKEW_SECONDS);
    if issued_at > latest {
        return Err(Refused::IssuedLater);
    }
    if not_before.is_some_and(|start| start > latest) {
        return Err(Refused::NotYetValid);
    }
    if expires_at.saturating_add(SKEW_SECONDS) < now_seconds {
        return Err(Refused::Expired);
    }
    if !(1..=longest_seconds).contains(&expires_at.saturating_sub(issued_at)) {
        return Err(Refused::Lifetime);
    }
    Ok(Span { issued_at, expires_at })
}

/// A time in whole seconds between 1970 and 9999, or absent.
fn seconds(claims: &Map<String, Value>, name: &'static str) -> Result<Option<i64>, Refused> {
    match claims.get(name) {
        None => Ok(None),
        Some(value) => match value.as_i64() {
            Some(time) if (0..=LATEST_SECONDS).contains(&time) => Ok(Some(time)),
            Some(_) => Err(Refused::ClaimValue(name)),
            None => Err(Refused::ClaimType(name)),
        },
    }
}
