//! Typed identifiers: an `Id<Request>` can't be handed over where an `Id<Visitor>` is wanted.
//! Mints UUID v7 and parses them; never reads a clock but the one that it is given.

use std::{fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{
    __dev::ComposeSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, schema::Type},
};
use uuid::Uuid;

use super::{invalid::Invalid, time::Time};

/// A UUID that names a `T`.
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// A fresh UUID v7 whose time is `now` (milliseconds are kept, the rest is random).
    pub fn new(now: Time) -> Self {
        let micros = u64::try_from(now.micros()).unwrap_or(0);
        let nanos = u32::try_from(micros % 1_000_000 * 1_000).unwrap_or(0);
        let stamp = uuid::Timestamp::from_unix(uuid::NoContext, micros / 1_000_000, nanos);
        Self::from(Uuid::new_v7(stamp))
    }

    /// The least id whose time is `now` (in milliseconds): no id from that time on is below it.
    pub fn first_at(now: Time) -> Self {
        let millis = u64::try_from(now.micros() / 1_000).unwrap_or(0);
        Self::from(uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid())
    }

    /// The UUID inside.
    pub fn uuid(self) -> Uuid {
        self.0
    }

    /// The sixteen bytes of the UUID, as SQLite stores them.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl<T> From<Uuid> for Id<T> {
    fn from(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }
}

impl<T> FromStr for Id<T> {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Uuid::try_parse(text)
            .map(Self::from)
            .map_err(|error| Invalid::at("", format!("Must be a UUID: {error}.")))
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from)
    }
}
impl<T> ComposeSchema for Id<T> {
    fn compose(_: Vec<RefOr<Schema>>) -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
            .into()
    }
}
impl<T> utoipa::ToSchema for Id<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
}

macro_rules! things {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        // Only its name is ever used: it tells the schemas of ids apart.
        impl ComposeSchema for $name {
            fn compose(_: Vec<RefOr<Schema>>) -> RefOr<Schema> {
                ObjectBuilder::new().into()
            }
        }
        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )* };
}

things! {
    /// Names a project, the tenant.
    Project,
    /// Names a member of a product team.
    Member,
    /// Names a session of a member.
    Session,
    /// Names an end user.
    Visitor,
    /// Names a screen of the host product.
    Screen,
    /// Names a pattern of routes.
    ScreenPattern,
    /// Names an answer to "Was this helpful?".
    Answer,
    /// Names a problem report.
    Report,
    /// Names a request that visitors vote on.
    Request,
    /// Names a decision.
    Decision,
    /// Names an allowed origin.
    AllowedOrigin,
    /// Names an API key.
    ApiKey,
    /// Names an invitation of a member.
    Invite,
    /// Names an entry of the journal.
    Entry,
    /// Names what a member did to requests in the triage.
    TriageChange,
    /// Names a comment.
    Comment,
    /// Names a template of messages.
    Template,
    /// Names a saved view.
    View,
    /// Names a reply to a report.
    ReportReply,
    /// Names a release note.
    ReleaseNote,
    /// Names a proposal.
    Proposal,
    /// Names an import, so that it can be undone.
    Import,
    /// Names what is in the bin: the request or the report that it was.
    Deleted,
}
