//! Many rows at once: arrays on PostgreSQL, statements as long as SQLite takes them.
//! Opens no transaction.

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Binary, Double, Nullable, Text},
};

use super::{
    rows::{Row, Value},
    tables::{Column, Kind},
};
use crate::{
    base::id::Id,
    db::{columns::Uid, connection::AnyConnection},
    error::{Error, Result},
    store::installation::Mark,
};

/// Values that SQLite takes in one statement.
const VALUES: usize = 32_766;

/// Inserts rows with these columns into a table.
pub fn insert(connection: &mut AnyConnection, into: &str, columns: &[&Column], rows: Vec<Row>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let names = names.join(", ");
    match connection {
        AnyConnection::Sqlite(inner) => {
            for part in rows.chunks(VALUES / columns.len().max(1)) {
                values(inner, into, &names, part)?;
            }
            Ok(())
        }
        AnyConnection::Postgres(inner) => arrays(inner, into, &names, columns, rows),
    }
}

fn values(connection: &mut SqliteConnection, into: &str, names: &str, rows: &[Row]) -> Result<()> {
    let places = rows.iter().map(|row| format!("({})", vec!["?"; row.0.len()].join(", ")));
    let text = format!("INSERT INTO \"{into}\" ({names}) VALUES {}", places.collect::<Vec<_>>().join(", "));
    let mut query = sql_query(text).into_boxed::<diesel::sqlite::Sqlite>();
    for value in rows.iter().flat_map(|row| &row.0) {
        query = match value {
            Value::Null => query.bind::<Nullable<BigInt>, _>(None::<i64>),
            Value::Number(number) => query.bind::<BigInt, _>(*number),
            Value::Real(real) => query.bind::<Double, _>(*real),
            Value::Text(text) => query.bind::<Text, _>(text.as_str()),
            Value::Bytes(bytes) => query.bind::<Binary, _>(bytes.as_slice()),
        };
    }
    query.execute(connection)?;
    Ok(())
}

fn arrays(
    connection: &mut PgConnection,
    into: &str,
    names: &str,
    columns: &[&Column],
    rows: Vec<Row>,
) -> Result<()> {
    let mut arrays: Vec<Vec<Value>> = columns.iter().map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        row.0.into_iter().zip(&mut arrays).for_each(|(value, array)| array.push(value));
    }
    let numbers = 1..=columns.len();
    let casts = numbers.clone().zip(columns).map(|(n, column)| cast(n, column.kind)).collect::<Vec<_>>();
    let binds = numbers.clone().map(|n| format!("${n}")).collect::<Vec<_>>();
    let called = numbers.map(|n| format!("c{n}")).collect::<Vec<_>>();
    let text = format!(
        "INSERT INTO \"{into}\" ({names}) SELECT {} FROM UNNEST({}) AS r ({})",
        casts.join(", "),
        binds.join(", "),
        called.join(", ")
    );
    let mut query = sql_query(text).into_boxed::<diesel::pg::Pg>();
    for (array, column) in arrays.into_iter().zip(columns) {
        query = match column.kind {
            Kind::Truth | Kind::Small | Kind::Whole | Kind::Big => {
                query.bind::<Array<Nullable<BigInt>>, _>(all(array, |value| match value {
                    Value::Number(number) => Some(number),
                    _ => None,
                })?)
            }
            Kind::Real => query.bind::<Array<Nullable<Double>>, _>(all(array, |value| match value {
                Value::Real(real) => Some(real),
                _ => None,
            })?),
            Kind::Text | Kind::Json => {
                query.bind::<Array<Nullable<Text>>, _>(all(array, |value| match value {
                    Value::Text(text) => Some(text),
                    _ => None,
                })?)
            }
            Kind::Bytes => query.bind::<Array<Nullable<Binary>>, _>(all(array, |value| match value {
                Value::Bytes(bytes) => Some(bytes),
                _ => None,
            })?),
            Kind::Id => query.bind::<Array<Nullable<Uid>>, _>(all(array, |value| match value {
                Value::Bytes(bytes) => uuid::Uuid::from_slice(&bytes).ok().map(Id::<Mark>::from),
                _ => None,
            })?),
        };
    }
    query.execute(connection)?;
    Ok(())
}

/// One column, nothing left out: a value of another kind than its column's is a fault.
fn all<T>(values: Vec<Value>, take: impl Fn(Value) -> Option<T>) -> Result<Vec<Option<T>>> {
    let wrong = |kind: &str| Error::internal(format!("{kind} in a column of another kind"));
    let one = |value| match value {
        Value::Null => Ok(None),
        value => {
            let kind = match &value {
                Value::Null => "nothing",
                Value::Number(_) => "a number",
                Value::Real(_) => "a fraction",
                Value::Text(_) => "text",
                Value::Bytes(_) => "bytes",
            };
            take(value).map(Some).ok_or_else(|| wrong(kind))
        }
    };
    values.into_iter().map(one).collect()
}

fn cast(n: usize, kind: Kind) -> String {
    match kind {
        Kind::Truth => format!("c{n}::integer::boolean"),
        Kind::Small => format!("c{n}::smallint"),
        Kind::Whole => format!("c{n}::integer"),
        Kind::Json => format!("c{n}::jsonb"),
        Kind::Big | Kind::Real | Kind::Text | Kind::Bytes | Kind::Id => format!("c{n}"),
    }
}
