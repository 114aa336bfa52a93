//! The counters that a batch of answers or views changes: those of each screen once, and of each day of a place once.
//! Does not write rows that stay as they were.

use std::collections::BTreeMap;

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Double, Text},
};

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::{
        columns::{Uid, column},
        connection::AnyConnection,
        prepared::prepared,
    },
    domain::{overview::Figure, wilson},
    error::Result,
    store::{
        day_totals::DayMoves,
        schema::{answer_days, screens},
        screens::score,
    },
};

// The names of the statements that every batch runs.
enum MoveScreen {}
enum MoveScreens {}
enum RankScreen {}
enum RankScreens {}
enum MoveDay {}
enum MoveDays {}

/// Helpful answers, unhelpful ones and views that came, less those that went.
#[derive(Clone, Copy, Default, PartialEq)]
struct By {
    yes: i64,
    no: i64,
    views: i64,
}

/// By how much a batch changes the counters of screens and days.
#[derive(Default)]
pub struct CounterDeltas<'b> {
    screens: BTreeMap<Id<id::Screen>, By>,
    days: BTreeMap<(Id<id::Screen>, &'b str, i64), By>,
}

/// A screen as it is ranked: its id, and its helpful answers, unhelpful ones and views now.
#[derive(Queryable, QueryableByName)]
struct Ranked {
    #[diesel(sql_type = Uid)]
    id: Id<id::Screen>,
    #[diesel(sql_type = BigInt)]
    helpful: i64,
    #[diesel(sql_type = BigInt)]
    unhelpful: i64,
    #[diesel(sql_type = BigInt)]
    views: i64,
}

impl Ranked {
    fn attention(&self) -> f64 {
        wilson::attention(self.unhelpful, self.helpful.saturating_add(self.unhelpful), self.views)
    }

    fn score(&self) -> f64 {
        score(self.helpful, self.helpful.saturating_add(self.unhelpful))
    }
}

impl<'b> CounterDeltas<'b> {
    /// Counts an answer that is inserted (`by` is 1) or replaced (−1), on the day on which it was given.
    pub fn add(&mut self, screen: Id<id::Screen>, object_key: &'b str, given: Time, helpful: bool, by: i64) {
        let of_screen = self.screens.entry(screen).or_default();
        let of_day = self.days.entry((screen, object_key, given.day())).or_default();
        for deltas in [of_screen, of_day] {
            if helpful {
                deltas.yes += by;
            } else {
                deltas.no += by;
            }
        }
    }

    /// Counts a view.
    pub fn view(&mut self, screen: Id<id::Screen>, object_key: &'b str, at: Time) {
        self.screens.entry(screen).or_default().views += 1;
        self.days.entry((screen, object_key, at.day())).or_default().views += 1;
    }

    /// Counts answers and views of one day at a place at once.
    pub fn day(
        &mut self,
        (screen, object_key, day): (Id<id::Screen>, &'b str, i64),
        yes: i64,
        no: i64,
        views: i64,
    ) {
        let of_screen = self.screens.entry(screen).or_default();
        let of_day = self.days.entry((screen, object_key, day)).or_default();
        for deltas in [of_screen, of_day] {
            deltas.yes += yes;
            deltas.no += no;
            deltas.views += views;
        }
    }

    /// The changes of the project's own days, which are written after the heat.
    pub fn of_project(&self) -> DayMoves {
        let mut moves = DayMoves::default();
        for ((_, _, day), by) in &self.days {
            moves.add(Figure::Helpful, *day, by.yes);
            moves.add(Figure::Unhelpful, *day, by.no);
        }
        moves
    }

    /// Updates the counters, and the scores and attention that follow from them.
    pub fn flush(&self, connection: &mut AnyConnection, project: Id<id::Project>) -> Result<()> {
        let moving = |by: &By| *by != By::default();
        let days: Vec<_> = self.days.iter().filter(|(_, by)| moving(by)).map(|(k, by)| (*k, *by)).collect();
        move_days(connection, project, &days)?;
        let screens: Vec<_> =
            self.screens.iter().filter(|(_, by)| moving(by)).map(|(id, by)| (*id, *by)).collect();
        if screens.is_empty() {
            return Ok(());
        }
        let ranked = move_screens(connection, project, &screens)?;
        rank_screens(connection, project, &ranked)
    }
}

fn move_screens(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    deltas: &[(Id<id::Screen>, By)],
) -> Result<Vec<Ranked>> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut ranked = Vec::with_capacity(deltas.len());
            for (id, by) in deltas {
                let update = diesel::update(screens::table.find((project, *id)))
                    .set((
                        screens::helpful.eq(screens::helpful + by.yes),
                        screens::unhelpful.eq(screens::unhelpful + by.no),
                        screens::answers.eq(screens::answers + (by.yes + by.no)),
                        screens::views.eq(screens::views + by.views),
                    ))
                    .returning((screens::id, screens::helpful, screens::unhelpful, screens::views));
                ranked.push(prepared::<MoveScreen, _>(update).get_result(inner)?);
            }
            Ok(ranked)
        }
        AnyConnection::Postgres(inner) => {
            let update = sql_query(
                "UPDATE screens s SET helpful = s.helpful + m.yes, unhelpful = s.unhelpful + m.no, \
                 answers = s.answers + m.yes + m.no, views = s.views + m.views \
                 FROM UNNEST($2, $3, $4, $5) AS m (id, yes, no, views) \
                 WHERE s.project_id = $1 AND s.id = m.id RETURNING s.id, s.helpful, s.unhelpful, s.views",
            )
            .bind::<Uid, _>(project)
            .bind::<Array<Uid>, _>(column(deltas, |(id, _)| *id))
            .bind::<Array<BigInt>, _>(column(deltas, |(_, by)| by.yes))
            .bind::<Array<BigInt>, _>(column(deltas, |(_, by)| by.no))
            .bind::<Array<BigInt>, _>(column(deltas, |(_, by)| by.views));
            Ok(prepared::<MoveScreens, _>(update).load(inner)?)
        }
    }
}

fn rank_screens(connection: &mut AnyConnection, project: Id<id::Project>, ranked: &[Ranked]) -> Result<()> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            for screen in ranked {
                let update = diesel::update(screens::table.find((project, screen.id)))
                    .set((screens::attention.eq(screen.attention()), screens::score.eq(screen.score())))
                    .returning(screens::score);
                let _score: f64 = prepared::<RankScreen, _>(update).get_result(inner)?;
            }
        }
        AnyConnection::Postgres(inner) => {
            let update = sql_query(
                "UPDATE screens s SET attention = m.attention, score = m.score \
                 FROM UNNEST($2, $3, $4) AS m (id, attention, score) WHERE s.project_id = $1 AND s.id = m.id",
            )
            .bind::<Uid, _>(project)
            .bind::<Array<Uid>, _>(column(ranked, |screen| screen.id))
            .bind::<Array<Double>, _>(column(ranked, Ranked::attention))
            .bind::<Array<Double>, _>(column(ranked, Ranked::score));
            prepared::<RankScreens, _>(update).execute(inner)?;
        }
    }
    Ok(())
}

/// A day of a place, and by how much its counters change.
type Day<'b> = ((Id<id::Screen>, &'b str, i64), By);

fn move_days(connection: &mut AnyConnection, project: Id<id::Project>, days: &[Day<'_>]) -> Result<()> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            for ((screen, object_key, day), by) in days {
                let values = (
                    answer_days::project_id.eq(project),
                    answer_days::screen_id.eq(*screen),
                    answer_days::object_key.eq(*object_key),
                    answer_days::day.eq(*day),
                    answer_days::helpful.eq(by.yes),
                    answer_days::unhelpful.eq(by.no),
                    answer_days::views.eq(by.views),
                );
                let upsert = diesel::insert_into(answer_days::table)
                    .values(&values)
                    .on_conflict((
                        answer_days::project_id,
                        answer_days::screen_id,
                        answer_days::object_key,
                        answer_days::day,
                    ))
                    .do_update()
                    .set((
                        answer_days::helpful.eq(answer_days::helpful + by.yes),
                        answer_days::unhelpful.eq(answer_days::unhelpful + by.no),
                        answer_days::views.eq(answer_days::views + by.views),
                    ))
                    .returning(answer_days::day);
                let _day: i64 = prepared::<MoveDay, _>(upsert).get_result(inner)?;
            }
        }
        AnyConnection::Postgres(inner) if !days.is_empty() => {
            let upsert = sql_query(
                "INSERT INTO answer_days (project_id, screen_id, object_key, day, helpful, unhelpful, views) \
                 SELECT $1, m.* FROM UNNEST($2, $3, $4, $5, $6, $7) AS m \
                 ON CONFLICT (project_id, screen_id, object_key, day) DO UPDATE \
                 SET helpful = answer_days.helpful + excluded.helpful, \
                 unhelpful = answer_days.unhelpful + excluded.unhelpful, \
                 views = answer_days.views + excluded.views",
            )
            .bind::<Uid, _>(project)
            .bind::<Array<Uid>, _>(column(days, |day| day.0.0))
            .bind::<Array<Text>, _>(days.iter().map(|day| day.0.1).collect::<Vec<_>>())
            .bind::<Array<BigInt>, _>(column(days, |day| day.0.2))
            .bind::<Array<BigInt>, _>(column(days, |(_, by)| by.yes))
            .bind::<Array<BigInt>, _>(column(days, |(_, by)| by.no))
            .bind::<Array<BigInt>, _>(column(days, |(_, by)| by.views));
            prepared::<MoveDays, _>(upsert).execute(inner)?;
        }
        AnyConnection::Postgres(_) => {}
    }
    Ok(())
}
