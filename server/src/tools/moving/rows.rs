//! Rows of any table as both databases give them, in one form, so that they can be compared.
//! Knows no table: what a column is says `tables`.

use std::cmp::Ordering;

use diesel::{
    deserialize::{self, FromSql, QueryableByName},
    pg::Pg,
    row::{Field, NamedRow},
    sql_types::{BigInt, Binary, Double, Text},
    sqlite::{Sqlite, SqliteType},
};

/// The value of one column of one row.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number, a truth or a time.
    Number(i64),
    /// A number with a fraction.
    Real(f64),
    /// Text, or a JSON document.
    Text(String),
    /// Bytes, or an id.
    Bytes(Vec<u8>),
}

/// A row, in the order of the table's columns.
#[derive(Clone, Debug)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// The values at these places.
    pub fn at(&self, places: &[usize]) -> Vec<Value> {
        places.iter().map(|place| self.0.get(*place).cloned().unwrap_or(Value::Null)).collect()
    }

    /// Which of two comes first by the values at these places.
    pub fn order(&self, other: &Self, places: &[usize]) -> Ordering {
        let pairs = places.iter().map(|place| (self.0.get(*place), other.0.get(*place)));
        let orders = pairs.map(|(one, two)| one.partial_cmp(&two).unwrap_or(Ordering::Equal));
        orders.fold(Ordering::Equal, Ordering::then)
    }
}

impl QueryableByName<Sqlite> for Row {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Self> {
        let mut values = Vec::with_capacity(row.field_count());
        for place in 0..row.field_count() {
            let field = diesel::row::Row::get(row, place).ok_or("a column is missing")?;
            values.push(match field.value() {
                None => Value::Null,
                Some(value) => match value.value_type() {
                    None => Value::Null,
                    Some(SqliteType::Text) => {
                        Value::Text(<String as FromSql<Text, Sqlite>>::from_sql(value)?)
                    }
                    Some(SqliteType::Binary) => {
                        Value::Bytes(<Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(value)?)
                    }
                    Some(SqliteType::Float | SqliteType::Double) => {
                        Value::Real(<f64 as FromSql<Double, Sqlite>>::from_sql(value)?)
                    }
                    Some(SqliteType::SmallInt | SqliteType::Integer | SqliteType::Long) => {
                        Value::Number(<i64 as FromSql<BigInt, Sqlite>>::from_sql(value)?)
                    }
                },
            });
        }
        Ok(Self(values))
    }
}

// The numbers of PostgreSQL's own types, to which `tables` casts all others.
const BYTEA: u32 = 17;
const BIGINT: u32 = 20;
const DOUBLE: u32 = 701;
const UUID: u32 = 2950;

impl QueryableByName<Pg> for Row {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Self> {
        let mut values = Vec::with_capacity(row.field_count());
        for place in 0..row.field_count() {
            let field = diesel::row::Row::get(row, place).ok_or("a column is missing")?;
            values.push(match field.value() {
                None => Value::Null,
                Some(value) => match value.get_oid().get() {
                    BIGINT => Value::Number(<i64 as FromSql<BigInt, Pg>>::from_sql(value)?),
                    DOUBLE => Value::Real(<f64 as FromSql<Double, Pg>>::from_sql(value)?),
                    BYTEA | UUID => Value::Bytes(value.as_bytes().to_vec()),
                    _ => Value::Text(<String as FromSql<Text, Pg>>::from_sql(value)?),
                },
            });
        }
        Ok(Self(values))
    }
}

/// Largest relative difference of two numbers in JSON that are still the same one, written in another way.
const SAME: f64 = 1e-14;

/// Whether two texts are the same JSON document: PostgreSQL keeps the meaning and not the text.
pub fn same_document(one: &Value, two: &Value) -> bool {
    if one == two {
        return true;
    }
    let (Value::Text(one), Value::Text(two)) = (one, two) else { return false };
    match (serde_json::from_str(one), serde_json::from_str(two)) {
        (Ok(one), Ok(two)) => same(&one, &two),
        _ => false,
    }
}

fn same(one: &serde_json::Value, two: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number, Object};
    match (one, two) {
        (Number(one), Number(two)) => match (one.as_f64(), two.as_f64()) {
            (Some(one), Some(two)) => (one - two).abs() <= SAME * one.abs().max(two.abs()),
            _ => one == two,
        },
        (Array(one), Array(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| same(one, two))
        }
        (Object(one), Object(two)) => {
            one.len() == two.len()
                && one.iter().all(|(name, one)| two.get(name).is_some_and(|two| same(one, two)))
        }
        _ => one == two,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_the_same_whatever_its_text_looks_like() {
        let same = |one: &str, two: &str| same_document(&Value::Text(one.into()), &Value::Text(two.into()));
        assert!(same(r#"{"a":1e16,"b":[0.0000001,null]}"#, r#"{"b": [1e-7, null], "a": 10000000000000000}"#));
        assert!(same(r#"{"a":1.0}"#, r#"{"a": 1}"#));
        assert!(!same(r#"{"a":1}"#, r#"{"a":2}"#));
        assert!(!same(r#"{"a":1}"#, r#"{"a":1,"b":null}"#));
        assert!(!same(r#"[1]"#, r#"["1"]"#) && !same("no JSON", "none"));
        assert!(same_document(&Value::Null, &Value::Null) && !same("null", "0"));
    }

    #[test]
    fn rows_are_in_the_order_of_their_keys_byte_by_byte() {
        let row = |text: &str, number| Row(vec![Value::Number(number), Value::Text(text.into())]);
        assert_eq!(row("Z", 1).order(&row("a", 0), &[1, 0]), Ordering::Less, "not by language");
        assert_eq!(row("a", 2).order(&row("a", 1), &[1, 0]), Ordering::Greater);
        assert_eq!(row("a", 2).order(&row("a", 1), &[1]), Ordering::Equal);
    }
}
