//! Points in time as UTC microseconds, and the clock that gives them.
//! Never asks the database for the time.

use std::{fmt, sync::Arc};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, schema::Type};

/// Microseconds in a day.
pub const DAY: i64 = 86_400_000_000;

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// The time that is `micros` microseconds after 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The number of the UTC day, counted from 1970-01-01 as 0.
    pub const fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// This time and `seconds` more; stops at the end of the range.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// This time to the second, as in `2026-11-21T09:00:00Z`: HTML takes no more than three digits of a second.
    pub fn to_the_second(self) -> String {
        let time = DateTime::<Utc>::from_timestamp_micros(self.0).unwrap_or_default();
        time.to_rfc3339_opts(SecondsFormat::Secs, true)
    }
}

/// The date of a day number, as in `2026-11-21`.
pub fn date_of(day: i64) -> String {
    let time = DateTime::<Utc>::from_timestamp_micros(day.saturating_mul(DAY)).unwrap_or_default();
    time.format("%Y-%m-%d").to_string()
}

/// A month of the calendar, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// Reads a month such as `2026-03`. `None` for anything else, also for other spellings of it.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let found = Self { year: year.parse().ok()?, month: month.parse().ok()? };
        let first = NaiveDate::from_ymd_opt(found.year, found.month, 1)?;
        ((1970..=9_999).contains(&first.year()) && found.to_string() == text).then_some(found)
    }

    /// The month that a time is in.
    pub fn of(time: Time) -> Self {
        let day = DateTime::<Utc>::from_timestamp_micros(time.micros()).unwrap_or_default();
        Self { year: day.year(), month: day.month() }
    }

    /// Its year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// Its place in the year, from 0 to 11.
    pub fn place(self) -> usize {
        usize::try_from(self.month).unwrap_or_default().saturating_sub(1)
    }

    /// Its beginning, and that of the next month.
    pub fn bounds(self) -> (Time, Time) {
        let next = if self.month == 12 { (self.year + 1, 1) } else { (self.year, self.month + 1) };
        let begins = |(year, month)| {
            let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
            Time::from_micros(first.and_time(NaiveTime::MIN).and_utc().timestamp_micros())
        };
        (begins((self.year, self.month)), begins(next))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = DateTime::<Utc>::from_timestamp_micros(self.0).unwrap_or_default();
        f.write_str(&time.to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let read = DateTime::parse_from_rfc3339(&text)
            .map_err(|_malformed| D::Error::custom("use a time such as 2026-12-01T09:00:00Z"))?;
        Ok(Self(read.timestamp_micros()))
    }
}

impl utoipa::PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .into()
    }
}
impl utoipa::ToSchema for Time {}

/// Where the time comes from; tests hand in their own.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Time + Send + Sync>);

impl Clock {
    /// The clock of the machine, cut to microseconds.
    pub fn system() -> Self {
        Self(Arc::new(|| Time(Utc::now().timestamp_micros())))
    }

    /// A clock that answers what `read` answers.
    pub fn new(read: impl Fn() -> Time + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// The time now.
    pub fn now(&self) -> Time {
        (self.0)()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_the_second_ends_before_its_fraction() {
        let time = Time::from_micros(1_234_567);
        assert_eq!(
            (time.to_string(), time.to_the_second()),
            ("1970-01-01T00:00:01.234567Z".to_owned(), "1970-01-01T00:00:01Z".to_owned())
        );
    }

    #[test]
    fn a_month_has_one_spelling_and_ends_where_the_next_one_begins() {
        for wrong in [
            "",
            "2026",
            "2026-3",
            "2026-13",
            "2026-00",
            "1969-12",
            "+2026-03",
            "2026-03-01",
            "99999-01",
            "-1-01",
        ] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
        let december = Month::parse("2026-12").unwrap();
        let (from, to) = december.bounds();
        assert_eq!(
            (from.to_string(), to.to_string()),
            ("2026-12-01T00:00:00.000000Z".into(), "2027-01-01T00:00:00.000000Z".into())
        );
        assert_eq!((Month::of(from), Month::of(to).to_string()), (december, "2027-01".to_owned()));
        assert_eq!((december.year(), december.place()), (2026, 11));
    }
}
