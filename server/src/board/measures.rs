//! The measures of a project as its service levels, where it publishes them: how long a response and a decision take, how much is
//! answered, whether what was shipped solved it, and how many voted for what is there instead of posting it again.
//! Gives no number without how many it is about, and says nothing about single screens, members or visitors.

use askama::Template;

use super::{
    address::Page as Address,
    answer::Page,
    frame::{Frame, Reader, rendered},
    language::filled,
};
use crate::{
    domain::{
        deflection::Deflection,
        measures::{ANSWER_DAYS, Share, Spread, Summary, USUAL_DAYS},
    },
    error::{Error, Result},
    state::Context,
    store::{
        deflection,
        measures::{self, Window},
    },
};

/// A measure in words.
struct Measured {
    name: String,
    said: String,
    about: String,
}

#[derive(Template)]
#[template(path = "board/measures.html")]
struct Shown<'r> {
    frame: Frame<'r>,
    heading: String,
    lead: String,
    measures: Vec<Measured>,
    truncated: bool,
}

/// The page. Fails as not found where the project does not publish its measures.
pub async fn page(context: &Context, reader: &Reader<'_>) -> Result<Page> {
    if !reader.project.publish_measures {
        return Err(Error::not_found());
    }
    let (project, now) = (reader.project.id, context.clock.now());
    let since = now.plus_seconds(-USUAL_DAYS * 86_400);
    let read = context.db.read(move |connection| {
        let period = measures::sent(connection, project, Window::since(since), None)?;
        let confirmed = measures::confirmed(connection, project, since, None)?;
        let chosen = deflection::choices(connection, project, since, None)?;
        let truncated = period.truncated || chosen.truncated;
        Ok((Summary::of(&period.sent, now), confirmed, Deflection::of(&chosen.choices), truncated))
    });
    let (summary, confirmed, deflection, truncated) = read.await?;
    let t = reader.texts();
    let measures = [
        spread(reader, &t.measures_response, &summary.first_response),
        spread(reader, &t.measures_decision, &summary.decision),
        share(reader, &t.measures_answered, &t.measures_answered_said, &summary.answered),
        share(reader, &t.measures_solved, &t.measures_solved_said, &confirmed),
        share(reader, &t.measures_instead, &t.measures_instead_said, deflection.share()),
    ];
    let heading = reader.with_project(&t.measures_title);
    let lead = reader.language.count(&t.measures_lead, &USUAL_DAYS);
    let template = Shown {
        frame: Frame::new(reader, &Address::Measures, &heading, lead.clone())?,
        heading,
        lead,
        measures: measures.into_iter().flatten().collect(),
        truncated,
    };
    rendered(&template)
}

/// How long something took; `None` where nothing is done yet.
fn spread(reader: &Reader<'_>, name: &str, spread: &Spread) -> Option<Measured> {
    let (t, language) = (reader.texts(), reader.language);
    let said = filled(&t.measures_within, "half", duration(reader, spread.median?));
    let waiting = language.count(&t.measures_waiting, &spread.waiting);
    Some(Measured {
        name: name.to_owned(),
        said: filled(&said, "most", duration(reader, spread.p90?)),
        about: format!("{} {waiting}", language.count(&t.measures_about, &spread.n)),
    })
}

/// How many of some; `None` where there are none.
fn share(reader: &Reader<'_>, name: &str, said: &str, share: &Share) -> Option<Measured> {
    let (t, language) = (reader.texts(), reader.language);
    let score = share.score.as_ref()?;
    let percent = |part: f64| format!("{:.0}", part * 100.0);
    let said = filled(said, "yes", language.number(&share.yes));
    let about = filled(&t.measures_interval, "low", percent(score.low));
    Some(Measured {
        name: name.to_owned(),
        said: filled(&filled(&said, "all", language.number(&share.n)), "days", ANSWER_DAYS),
        about: filled(&about, "high", percent(score.high)),
    })
}

/// A time in the largest unit that says it well: less than two hours in minutes, less than two days in hours.
fn duration(reader: &Reader<'_>, seconds: i64) -> String {
    let (t, minutes) = (reader.texts(), (seconds + 59) / 60);
    let (word, n) = match minutes {
        ..120 => (&t.minutes, minutes.max(1)),
        120..2_880 => (&t.hours, (minutes + 30) / 60),
        _ => (&t.days, (minutes + 720) / 1_440),
    };
    reader.language.count(word, &n)
}
