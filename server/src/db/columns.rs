//! How ids, times, enums and JSON become columns on SQLite and on PostgreSQL.
//! Contains no query.

use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, Queryable},
    expression::AsExpression,
    internal::derives::as_expression::Bound,
    pg::Pg,
    query_builder::QueryId,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{BigInt, HasSqlType, Nullable, SmallInt, SqlType, Text},
    sqlite::Sqlite,
};
use std::io::Write;

use super::connection::MultiBackend;
use crate::{
    base::{id::Id, time::Time},
    domain::{
        bin::Binned,
        board::Board,
        comment::{CommentState, Visibility},
        credit::Fact,
        deflection::Offered,
        goal::Goal,
        news::Solved,
        overview::Figure,
        picture::{Media, PictureKind},
        proposal::{Electorate, Method, ProposalState},
        release_note::NoteState,
        role::{Role, Scope},
        status::{Kind, ReasonCode, Status, VoterKind},
    },
};

/// An id: 16 bytes BLOB on SQLite, `uuid` on PostgreSQL.
#[derive(Clone, Copy, Debug, Default, QueryId, SqlType)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Binary"))]
pub struct Uid;

/// A JSON document: TEXT on SQLite, `jsonb` on PostgreSQL.
#[derive(Clone, Copy, Debug, Default, QueryId, SqlType)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807))]
#[diesel(sqlite_type(name = "Text"))]
pub struct Json;

/// Gives a Rust type the traits of a column of one SQL type, owned or borrowed, null or not.
macro_rules! column {
    ([$($generics:tt)*] $rust:ty, $sql:ty) => {
        impl<$($generics)*> AsExpression<$sql> for $rust {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<'e, $($generics)*> AsExpression<$sql> for &'e $rust {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<$($generics)*> AsExpression<Nullable<$sql>> for $rust {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<'e, $($generics)*> AsExpression<Nullable<$sql>> for &'e $rust {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<Db: Backend, $($generics)*> ToSql<Nullable<$sql>, Db> for $rust
        where $rust: ToSql<$sql, Db>
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Db>) -> serialize::Result {
                ToSql::<$sql, Db>::to_sql(self, out)
            }
        }
        impl<Db: Backend, $($generics)*> Queryable<$sql, Db> for $rust
        where $rust: FromSql<$sql, Db>
        {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> { Ok(row) }
        }
    };
}

/// A column of an SQL type of our own, which the combined back end must be taught.
macro_rules! own_type {
    ([$($generics:tt)*] $rust:ty, $sql:ident) => {
        column!([$($generics)*] $rust, $sql);
        impl<$($generics)*> FromSql<$sql, MultiBackend> for $rust {
            fn from_sql(bytes: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                bytes.from_sql::<Self, $sql>()
            }
        }
        impl<$($generics)*> ToSql<$sql, MultiBackend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value(($sql, self));
                Ok(IsNull::No)
            }
        }
    };
}

impl HasSqlType<Uid> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<Uid>(lookup)
    }
}
impl HasSqlType<Json> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<Json>(lookup)
    }
}

own_type!([T: 'static] Id<T>, Uid);

impl<T> FromSql<Uid, Pg> for Id<T> {
    fn from_sql(value: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self::from(uuid::Uuid::from_slice(value.as_bytes())?))
    }
}
impl<T> ToSql<Uid, Pg> for Id<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.as_bytes())?;
        Ok(IsNull::No)
    }
}
impl<T> FromSql<Uid, Sqlite> for Id<T> {
    fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<diesel::sql_types::Binary, Sqlite>>::from_sql(value)?;
        Ok(Self::from(uuid::Uuid::from_slice(&bytes)?))
    }
}
impl<T> ToSql<Uid, Sqlite> for Id<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}

/// A JSON document on its way to or from a column.
#[derive(Clone, Debug)]
pub struct Document(pub serde_json::Value);

own_type!([] Document, Json);

/// The version byte that PostgreSQL's binary `jsonb` begins with.
const JSONB_VERSION: u8 = 1;

impl FromSql<Json, Pg> for Document {
    fn from_sql(value: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        match value.as_bytes() {
            [JSONB_VERSION, json @ ..] => Ok(Self(serde_json::from_slice(json)?)),
            _ => Err("unknown version of jsonb".into()),
        }
    }
}
impl ToSql<Json, Pg> for Document {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&[JSONB_VERSION])?;
        serde_json::to_writer(out, &self.0)?;
        Ok(IsNull::No)
    }
}
impl FromSql<Json, Sqlite> for Document {
    fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
        Ok(Self(serde_json::from_str(&text)?))
    }
}
impl ToSql<Json, Sqlite> for Document {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_string());
        Ok(IsNull::No)
    }
}

column!([] Time, BigInt);

impl<Db: Backend> FromSql<BigInt, Db> for Time
where
    i64: FromSql<BigInt, Db>,
{
    fn from_sql(value: Db::RawValue<'_>) -> deserialize::Result<Self> {
        i64::from_sql(value).map(Self::from_micros)
    }
}
impl ToSql<BigInt, Pg> for Time {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&self.micros().to_be_bytes())?;
        Ok(IsNull::No)
    }
}
impl ToSql<BigInt, Sqlite> for Time {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.micros());
        Ok(IsNull::No)
    }
}
impl ToSql<BigInt, MultiBackend> for Time {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((BigInt, self));
        Ok(IsNull::No)
    }
}

/// A closed set of words, stored as the word.
macro_rules! words {
    ($($rust:ty),*) => { $(
        column!([] $rust, Text);
        impl<Db: Backend> FromSql<Text, Db> for $rust where String: FromSql<Text, Db> {
            fn from_sql(value: Db::RawValue<'_>) -> deserialize::Result<Self> {
                let word = String::from_sql(value)?;
                word.parse().map_err(|_| format!("unknown word in the database: {word}").into())
            }
        }
        impl<Db: Backend> ToSql<Text, Db> for $rust where str: ToSql<Text, Db> {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Db>) -> serialize::Result {
                <str as ToSql<Text, Db>>::to_sql(self.as_str(), out)
            }
        }
    )* };
}

words!(
    Role,
    Scope,
    Status,
    Kind,
    ReasonCode,
    Visibility,
    CommentState,
    Solved,
    Board,
    Goal,
    NoteState,
    PictureKind,
    Media,
    Method,
    Electorate,
    ProposalState,
    Fact,
    Figure,
    Binned
);

/// A closed set of words, stored as a code; 0 and 1 take no room in a row of SQLite.
macro_rules! codes {
    ($rust:ty { $($word:ident = $code:literal),+ $(,)? }) => {
        column!([] $rust, SmallInt);
        impl<Db: Backend> FromSql<SmallInt, Db> for $rust where i16: FromSql<SmallInt, Db> {
            fn from_sql(value: Db::RawValue<'_>) -> deserialize::Result<Self> {
                match i16::from_sql(value)? {
                    $($code => Ok(Self::$word),)+
                    code => Err(format!("unknown code in the database: {code}").into()),
                }
            }
        }
        impl ToSql<SmallInt, Pg> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                let code: i16 = match self { $(Self::$word => $code),+ };
                out.write_all(&code.to_be_bytes())?;
                Ok(IsNull::No)
            }
        }
        impl ToSql<SmallInt, Sqlite> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                let code: i32 = match self { $(Self::$word => $code),+ };
                out.set_value(code);
                Ok(IsNull::No)
            }
        }
        impl ToSql<SmallInt, MultiBackend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value((SmallInt, self));
                Ok(IsNull::No)
            }
        }
    };
}

codes!(VoterKind { Anonymous = 0, Verified = 1, OnBehalf = 2, Imported = 3 });
codes!(Offered { Shown = 0, Opened = 1 });

/// One column of rows, as an array for PostgreSQL.
pub fn column<R, T>(rows: &[R], of: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(of).collect()
}
