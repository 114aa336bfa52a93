//! The changelog: the release notes, all or those of a month, page by page, with the archive by month.
//! Shows no draft and nothing before its time.

use askama::Template;

use super::{
    address::{FeedOf, Page as Address},
    answer::Page,
    frame::{Choice, Frame, Reader, rendered},
    language::filled,
    release::Note,
};
use crate::{
    api::widget::release_notes as public,
    base::{cursor::Cursor, time::Month},
    error::{Code, Result},
    state::Context,
    store::release_notes,
};

/// Release notes on a page.
const PER_PAGE: i64 = 10;
/// Release notes that the archive counts; a project that publishes daily fills it in some years.
const MOST_COUNTED: i64 = 2_000;

/// A month of the archive.
struct Archived {
    link: Choice,
    count: String,
}

#[derive(Template)]
#[template(path = "board/changelog.html")]
struct Changelog<'r> {
    frame: Frame<'r>,
    heading: String,
    notes: Vec<Note>,
    archive: Vec<Archived>,
    /// The way out of a month.
    all: Option<String>,
    later: bool,
    first: String,
    next: Option<String>,
}

/// The page.
pub async fn page(
    context: &Context,
    reader: &Reader<'_>,
    month: Option<Month>,
    cursor: Option<&str>,
) -> Result<Page> {
    let of_month = |month: Option<Month>| reader.place.link(&Address::Changelog(month, None));
    let first = of_month(month);
    let after = match cursor.map(|cursor| Cursor::decode(cursor, release_notes::PUBLISHED)).transpose() {
        Ok(after) => after,
        Err(_no_place) => return Ok(Page::See(first)),
    };
    let project = reader.project.id;
    let bounds = month.map(Month::bounds).unzip();
    let read = context.db.read(move |connection| {
        let rows = release_notes::published(connection, project, bounds, after.as_ref(), PER_PAGE)?;
        let times = release_notes::published_times(connection, project, MOST_COUNTED)?;
        Ok((public::shown(connection, project, rows)?, times))
    });
    let (found, times) = match read.await {
        Err(error) if error.code == Code::BadRequest => return Ok(Page::See(first)),
        read => read?,
    };
    let mut months: Vec<(Month, i64)> = Vec::new();
    for time in times {
        let of = Month::of(time);
        match months.last_mut() {
            Some((known, count)) if *known == of => *count += 1,
            _ => months.push((of, 1)),
        }
    }
    let t = reader.texts();
    let archived = |(of, count): &(Month, i64)| Archived {
        link: Choice { text: name(reader, *of), href: of_month(Some(*of)), current: Some(*of) == month },
        count: reader.language.number(count),
    };
    let heading = match month {
        Some(month) => format!("{}: {}", t.changelog, name(reader, month)),
        None => reader.with_project(&t.changelog_title),
    };
    let own = Address::Changelog(month, cursor.map(str::to_owned));
    let mut frame = Frame::new(reader, &own, &heading, t.changelog_lead.clone())?;
    // An address for each month that ever was is none that anybody looks for.
    frame.indexed &= !found.items.is_empty();
    frame.feeds.splice(0..0, reader.feeds(FeedOf::Changelog, &reader.with_project(&t.feed_changelog)));
    let template = Changelog {
        frame,
        heading,
        notes: found.items.iter().map(|note| Note::new(reader, note, false)).collect(),
        archive: months.iter().map(archived).collect(),
        all: month.map(|_| of_month(None)),
        later: cursor.is_some(),
        first,
        next: found.next.map(|cursor| reader.place.link(&Address::Changelog(month, Some(cursor.encode())))),
    };
    rendered(&template)
}

/// A month in words.
fn name(reader: &Reader<'_>, month: Month) -> String {
    let t = reader.texts();
    let word = t.months.get(month.place()).map_or("", String::as_str);
    filled(&filled(&t.changelog_of, "month", word), "year", month.year())
}
