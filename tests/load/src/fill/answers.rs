//! Answers to "Was this helpful?" on the screens of a filled project, with their days and the counters of the screens.
//! They are about objects that no request was made at, so they add heat to none.

use std::collections::BTreeMap;

use diesel::{connection::SimpleConnection, prelude::*};
use rand::{RngExt, rngs::StdRng, seq::index};
use yousaid::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::wilson,
    error::{Error, Result},
    store::{schema, screens as counters},
};

use super::{bulk::bulk, demand::Scene, texts};

/// Objects of a screen that are answered about, such as the articles of a help page.
const OBJECTS: usize = 20;

/// Reasons of unhelpful answers; every second one has one.
const REASONS: [&str; 4] = ["outdated", "incomplete", "unclear", "incorrect"];

#[derive(Insertable)]
#[diesel(table_name = schema::answers)]
#[diesel(treat_none_as_default_value = false)]
struct Answer {
    project_id: Id<id::Project>,
    screen_id: Id<id::Screen>,
    object_key: String,
    visitor_id: Id<id::Visitor>,
    id: Id<id::Answer>,
    helpful: bool,
    reason: Option<&'static str>,
    comment: Option<String>,
    created_at: Time,
    updated_at: Time,
}

#[derive(Insertable)]
#[diesel(table_name = schema::answer_days)]
#[diesel(treat_none_as_default_value = false)]
struct AnswerDay {
    project_id: Id<id::Project>,
    screen_id: Id<id::Screen>,
    object_key: String,
    day: i64,
    helpful: i64,
    unhelpful: i64,
    views: i64,
}

/// Writes this many answers, more on the first screens than on the last, one transaction for each screen.
/// Fewer where a screen would need more visitors than there are.
pub fn write(
    connection: &mut AnyConnection,
    scene: &Scene<'_>,
    count: u32,
    chance: &mut StdRng,
) -> Result<()> {
    let mut of_screens = vec![0_usize; scene.screens.len()];
    for _ in 0..count {
        let screen = texts::leaning(scene.screens.len(), chance);
        if let Some(answers) = of_screens.get_mut(screen) {
            *answers += 1;
        }
    }
    for ((screen, _), answers) in scene.screens.iter().zip(of_screens) {
        of_screen(connection, scene, *screen, answers, chance)?;
    }
    Ok(())
}

fn of_screen(
    connection: &mut AnyConnection,
    scene: &Scene<'_>,
    screen: Id<id::Screen>,
    count: usize,
    chance: &mut StdRng,
) -> Result<()> {
    let (project, span) = (scene.project, scene.end.seconds() - scene.start.seconds());
    // Some screens help nearly everybody, some hardly anyone.
    let helps = chance.random_range(0.2..0.95);
    let mut days: BTreeMap<(String, i64), (i64, i64)> = BTreeMap::new();
    let mut rows = Vec::with_capacity(count);
    let who = index::sample(chance, scene.visitors.len(), count.min(scene.visitors.len()));
    for voter in who {
        let (visitor, _) = scene.visitors.get(voter).ok_or_else(Error::not_found)?;
        let object_key = format!("article-{}", texts::leaning(OBJECTS, chance));
        let at = scene.start.plus_seconds((span as f64 * chance.random::<f64>()) as i64);
        let helpful = chance.random_bool(helps);
        let reason = (!helpful && chance.random_bool(0.5))
            .then(|| REASONS.get(chance.random_range(0..REASONS.len())).copied())
            .flatten();
        let day = days.entry((object_key.clone(), at.day())).or_default();
        if helpful {
            day.0 += 1;
        } else {
            day.1 += 1;
        }
        rows.push(Answer {
            project_id: project.id,
            screen_id: screen,
            object_key,
            visitor_id: *visitor,
            id: Id::new(at),
            helpful,
            reason,
            comment: None,
            created_at: at,
            updated_at: at,
        });
    }
    rows.sort_by(|one, other| (&one.object_key, one.visitor_id).cmp(&(&other.object_key, other.visitor_id)));
    let (helpful, unhelpful) = days.values().fold((0, 0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
    let days: Vec<AnswerDay> = days
        .into_iter()
        .map(|((object_key, day), (helpful, unhelpful))| AnswerDay {
            project_id: project.id,
            screen_id: screen,
            object_key,
            day,
            helpful,
            unhelpful,
            views: 0,
        })
        .collect();
    connection.batch_execute("BEGIN")?;
    bulk!(connection, schema::answers::table, rows, 10);
    bulk!(connection, schema::answer_days::table, days, 7);
    let n = helpful + unhelpful;
    diesel::update(schema::screens::table.find((project.id, screen)))
        .set((
            schema::screens::helpful.eq(helpful),
            schema::screens::unhelpful.eq(unhelpful),
            schema::screens::answers.eq(n),
            schema::screens::attention.eq(wilson::attention(unhelpful, n, 0)),
            schema::screens::score.eq(counters::score(helpful, n)),
        ))
        .execute(connection)?;
    connection.batch_execute("COMMIT")?;
    Ok(())
}
