//! What members note about requests in the triage, and its limits: effort, due day, snooze and tags.
//! Says nothing of decisions; `domain::status` does.

use chrono::NaiveDate;

use crate::base::{
    invalid::Invalid,
    time::{DAY, Time},
};

/// Maximum number of tags of a request.
pub const MAX_TAGS: usize = 20;
/// Maximum effort, in points.
pub const MAX_EFFORT: i64 = 1_000;
/// Maximum number of votes that a request waits for.
pub const MAX_AWAITED: i64 = 1_000_000;
/// Longest snooze, in days.
const MAX_SNOOZE_DAYS: i64 = 3_650;

/// Reads an effort in points.
///
/// # Errors
/// Occurs outside of 1 to 1 000.
pub fn effort(points: i64) -> Result<i64, Invalid> {
    if !(1..=MAX_EFFORT).contains(&points) {
        return Err(Invalid::at("", "Use 1 to 1000 points."));
    }
    Ok(points)
}

/// Reads a day such as `2026-12-01`, as days since 1970-01-01.
///
/// # Errors
/// Occurs when it is no day of the years 2000 to 2999.
pub fn day(text: &str) -> Result<i64, Invalid> {
    let years = NaiveDate::from_ymd_opt(2000, 1, 1)..NaiveDate::from_ymd_opt(3000, 1, 1);
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    match day.filter(|_| text.len() == 10 && years.contains(&day)) {
        Some(day) => Ok(i64::from(day.to_epoch_days())),
        None => Err(Invalid::at("", "Use a day such as 2026-12-01, from 2000 to 2999.")),
    }
}

/// Reads the time until which a request is snoozed, such as `2026-12-01T09:00:00Z`.
///
/// # Errors
/// Occurs when it is no time, or not between now and ten years from now.
pub fn until(text: &str, now: Time) -> Result<Time, Invalid> {
    let read = chrono::DateTime::parse_from_rfc3339(text)
        .map_err(|_malformed| Invalid::at("", "Use a time such as 2026-12-01T09:00:00Z."))?;
    let until = Time::from_micros(read.timestamp_micros());
    let last = Time::from_micros(now.micros().saturating_add(MAX_SNOOZE_DAYS * DAY));
    if until <= now || until > last {
        return Err(Invalid::at("", "Use a time in the future, at most ten years from now."));
    }
    Ok(until)
}

/// Whether two tags are the same one: case makes no difference.
pub fn is_same_tag(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The tags of a request after some were added and some removed, in the order of the alphabet. One that the project has already, as
/// `known` says, is written as it is there.
///
/// # Errors
/// Occurs when there would be too many.
pub fn tags(
    before: &[String],
    add: &[String],
    remove: &[String],
    known: &[String],
) -> Result<Vec<String>, Invalid> {
    let mut after: Vec<String> =
        before.iter().filter(|tag| !remove.iter().any(|gone| is_same_tag(gone, tag))).cloned().collect();
    for tag in add {
        if !after.iter().any(|there| is_same_tag(there, tag)) {
            after.push(known.iter().find(|there| is_same_tag(there, tag)).unwrap_or(tag).clone());
        }
    }
    if after.len() > MAX_TAGS {
        return Err(Invalid::at("", format!("A request has at most {MAX_TAGS} tags. Remove some first.")));
    }
    after.sort();
    Ok(after)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_it_is_written() {
        assert_eq!(crate::base::time::date_of(day("2026-12-01").unwrap()), "2026-12-01");
        for wrong in ["2026-02-30", "2026-1-1", "1999-12-31", "3000-01-01", "tomorrow", "", "2026-12-01T00"] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_snooze_ends_in_the_future() {
        let now = Time::from_micros(1_795_262_400_000_000);
        assert!(until("2026-11-21T12:00:01+02:00", now).is_err());
        assert_eq!(until("2026-11-23T00:00:00Z", now).unwrap().day(), now.day() + 2);
        assert!(until("2037-01-01T00:00:00Z", now).is_err());
        assert!(until("soon", now).is_err());
    }

    #[test]
    fn a_tag_is_there_once_whatever_its_case() {
        let have = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
        assert_eq!(tags(&have(&["Mobile"]), &have(&["mobile", "API"]), &[], &[]).unwrap(), ["API", "Mobile"]);
        assert_eq!(tags(&have(&["Mobile"]), &[], &have(&["MOBILE"]), &[]).unwrap(), [""; 0]);
        assert_eq!(tags(&[], &have(&["mobile", "New"]), &[], &have(&["Mobile"])).unwrap(), ["Mobile", "New"]);
        let many: Vec<String> = (0..=MAX_TAGS).map(|n| n.to_string()).collect();
        assert!(tags(&[], &many, &[], &[]).is_err());
    }
}
