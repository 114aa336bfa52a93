//! A batch writes what its answers would have written one after the other.

use std::sync::Arc;

use diesel::prelude::*;
use proptest::prelude::*;

use super::*;
use crate::{
    base::time::Clock,
    db::{
        connection::{Address, AnyConnection},
        migrate,
    },
    domain::status::Kind,
    intake::batching,
    store::{
        projects,
        requests::Request,
        schema::{answer_days, answers, screens, signals, standings},
    },
};

/// Seconds between two answers.
const HOUR: i64 = 3_600;

type ScreenRow = (String, Option<String>, i64, i64, i64, f64, f64);
type AnswerRow = (Id<id::Visitor>, String, bool, Option<String>, Time, Time);

struct Fixture {
    _folder: tempfile::TempDir,
    connection: AnyConnection,
    project: Arc<Project>,
    writer: AnswerWriter,
}

/// An answer in short: whose, on which screen, about which object, and whether it helps.
type Short = (u8, u8, bool, bool);

fn route(screen: u8) -> Route {
    Route::parse(["/a", "/b"][usize::from(screen % 2)]).unwrap()
}

fn key(object: bool) -> String {
    if object { "bill:7".to_owned() } else { String::new() }
}

impl Fixture {
    /// A project with three requests at each place of the first screen.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = Address::Sqlite(folder.path().join("a.db")).connect().unwrap();
        migrate::run(&mut connection).unwrap();
        let start = Time::from_micros(1_800_000_000_000_000);
        let mut project = Project::new("Kontor".to_owned(), "pk_a".to_owned(), start);
        projects::insert(&mut connection, &mut project).unwrap();
        for visitor in 0..4 {
            let row = Visitor { id: visitor_id(visitor), ..Visitor::anonymous(project.id, start) };
            crate::store::visitors::insert(&mut connection, &row).unwrap();
        }
        let screen =
            crate::store::screens::ensure(&mut connection, project.id, &route(0), None, start).unwrap();
        for number in 0..6_u8 {
            let request = Id::<id::Request>::from(uuid::Uuid::from_u128(u128::from(number) + 1));
            let wish = "A wish".to_owned();
            let mut row = Request::new(project.id, number.into(), Kind::Feature, wish, start);
            row.id = request;
            crate::store::requests::insert(&mut connection, &row, None).unwrap();
            let place = key(number % 2 == 1);
            crate::store::places::put_first(&mut connection, project.id, row.number, screen, &place).unwrap();
        }
        let six = crate::store::screens::Delta { requests: 6, ..Default::default() };
        crate::store::screens::move_counters(&mut connection, project.id, screen, six).unwrap();
        let writer = AnswerWriter::new(Clock::new(move || start));
        Self { _folder: folder, connection, project: Arc::new(project), writer }
    }

    fn command(&self, n: usize, (visitor, screen, object, helpful): Short) -> AnswerCommand {
        AnswerCommand {
            project: Arc::clone(&self.project),
            visitor: visitor_id(visitor),
            new_visitor: None,
            route: route(screen),
            title: n.is_multiple_of(3).then(|| format!("Title {n}")),
            object_key: key(object),
            helpful,
            reason: None,
            comment: Some(format!("Answer {n}")),
            at: self.project.created_at.plus_seconds(HOUR * i64::try_from(n).unwrap()),
        }
    }

    fn batch(&mut self, from: usize, batch: &[Short]) {
        let items: Vec<_> =
            batch.iter().enumerate().map(|(n, short)| self.command(from + n, *short)).collect();
        let outcomes = batching::apply(&mut self.writer, &mut self.connection, &items).unwrap();
        assert!(outcomes.len() == batch.len() && outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    }

    /// Everything that answers move, as text; heat to nine places.
    fn all(&mut self) -> String {
        let round = |heat: f64| format!("{heat:.9}");
        let routes: Vec<ScreenRow> = screens::table
            .order(screens::route)
            .select((
                screens::route,
                screens::title,
                screens::helpful,
                screens::unhelpful,
                screens::answers,
                screens::attention,
                screens::score,
            ))
            .load(&mut self.connection)
            .unwrap();
        let mut said: Vec<AnswerRow> = answers::table
            .select((
                answers::visitor_id,
                answers::object_key,
                answers::helpful,
                answers::comment,
                answers::created_at,
                answers::updated_at,
            ))
            .load(&mut self.connection)
            .unwrap();
        said.sort_by_key(|row| (row.4, row.5));
        let mut days: Vec<(String, i64, i64, i64)> = answer_days::table
            .select((answer_days::object_key, answer_days::day, answer_days::helpful, answer_days::unhelpful))
            .load(&mut self.connection)
            .unwrap();
        days.retain(|(_, _, yes, no)| (*yes, *no) != (0, 0));
        days.sort_unstable();
        let mut added: Vec<(Id<id::Request>, Time)> = signals::table
            .select((signals::request_id, signals::created_at))
            .load(&mut self.connection)
            .unwrap();
        added.sort_unstable();
        let heats: Vec<(i64, i64, f64, f64)> = standings::table
            .order(standings::request)
            .select((standings::request, standings::unhelpful, standings::heat_unhelpful, standings::heat))
            .load(&mut self.connection)
            .unwrap();
        let heats: Vec<_> =
            heats.into_iter().map(|(n, no, part, heat)| (n, no, round(part), round(heat))).collect();
        format!("{routes:#?}\n{said:#?}\n{days:#?}\n{added:#?}\n{heats:#?}")
    }
}

fn visitor_id(visitor: u8) -> Id<id::Visitor> {
    Id::from(uuid::Uuid::from_u128(u128::from(visitor % 4) + 1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_batch_writes_what_its_answers_would_have_written_alone(
        batches in prop::collection::vec(
            prop::collection::vec((0..4_u8, 0..2_u8, any::<bool>(), any::<bool>()), 1..24), 1..4,
        )
    ) {
        let (mut together, mut alone) = (Fixture::new(), Fixture::new());
        let mut n = 0;
        for batch in batches {
            together.batch(n, &batch);
            for (at, short) in batch.iter().enumerate() {
                alone.batch(n + at, &[*short]);
            }
            n += batch.len();
            prop_assert_eq!(together.all(), alone.all());
            let check = crate::actions::check::run(&mut together.connection).unwrap();
            prop_assert_eq!(check, Vec::<String>::new());
        }
    }
}

#[test]
fn an_answer_to_nobodys_project_fails_alone() {
    let mut fixture = Fixture::new();
    let stranger = Arc::new(Project::new("Gone".to_owned(), "pk_b".to_owned(), fixture.project.created_at));
    let mut items: Vec<_> = (0..5).map(|n| fixture.command(n, (0, 0, false, n % 2 == 0))).collect();
    let new_visitor = Visitor::anonymous(stranger.id, stranger.created_at);
    items[2] = AnswerCommand {
        visitor: new_visitor.id,
        new_visitor: Some(Box::new(new_visitor)),
        project: stranger,
        ..items[2].clone()
    };
    let outcomes = batching::apply(&mut fixture.writer, &mut fixture.connection, &items).unwrap();
    assert_eq!(outcomes.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, true, false, true, true]);
    let count: i64 = answers::table.count().get_result(&mut fixture.connection).unwrap();
    assert_eq!(count, 1);
}
