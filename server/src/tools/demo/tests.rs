//! The parts of the data refer to each other by words; here is checked that all of them are right, and that the story adds up.

use std::collections::HashSet;

use super::{data::data, *};
use crate::{
    actions::check,
    base::time::DAY as DAY_MICROS,
    cache::stamps::Touches,
    db::{connection::Address, database::Db, migrate},
    domain::{
        credit::Fact, object::ObjectRef, order::Order, proposal::Phase, release_note::NoteState,
        route::Route, scrub::scrub, status::Status, steps,
    },
    store::{contributions, listing, proposals, release_notes, reports},
};

fn now() -> Time {
    Time::from_micros(1_790_000_000_000_000)
}

#[test]
fn every_word_that_points_somewhere_finds_it() {
    let data = data().unwrap();
    let keys: HashSet<_> = data.wishes.iter().map(|wish| wish.key).collect();
    let routes: HashSet<_> = data.screens.iter().map(|screen| screen.route).collect();
    assert_eq!(keys.len(), data.wishes.len(), "a key is there twice");
    for poll in &data.polls {
        assert!(poll.wish.is_empty() || keys.contains(poll.wish), "{}", poll.question);
        assert!(poll.screens.iter().all(|route| routes.contains(route)), "{}", poll.question);
    }
    for wish in &data.wishes {
        assert!(routes.contains(wish.route), "{}", wish.key);
        assert!(ObjectRef::from_key(wish.object).is_ok(), "{}", wish.key);
    }
    for ruling in &data.decisions {
        let wish = data.wishes.iter().find(|wish| wish.key == ruling.wish).expect(ruling.wish);
        assert!(ruling.ago < wish.ago, "{} is decided before it is made", ruling.wish);
    }
    for fault in &data.faults {
        assert!(fault.wish.is_empty() || keys.contains(fault.wish), "{}", fault.wish);
        assert!(routes.contains(fault.route), "{}", fault.route);
    }
    for screen in &data.screens {
        assert_eq!(Route::parse(screen.route).unwrap().as_str(), screen.route);
    }
    assert!(data.comments.iter().all(|comment| routes.contains(comment.route)));
    let shipped = |key: &str| {
        let decided = data.decisions.iter().filter(|ruling| ruling.status == Status::Shipped);
        let released = data.releases.iter().filter(|note| note.ships.contains(&key)).map(|note| note.ago);
        decided.filter(|ruling| ruling.wish == key).map(|ruling| ruling.ago).chain(released).next()
    };
    for thread in &data.threads {
        let wish = data.wishes.iter().find(|wish| wish.key == thread.wish).expect(thread.wish);
        let times: Vec<_> = thread.replies.iter().map(|line| line.ago).collect();
        let all = [&[wish.ago, thread.line.ago], times.as_slice()].concat();
        assert!(all.windows(2).all(|pair| pair[0] > pair[1]), "a thread about {} goes back", wish.key);
    }
    for reply in &data.replies {
        let mut told = data.faults.iter().flat_map(|fault| &fault.told);
        assert!(told.any(|told| told.title == reply.report && told.ago > reply.ago), "{}", reply.report);
    }
    for note in &data.releases {
        assert!(note.wishes.iter().all(|key| keys.contains(key)), "{}", note.title);
        assert!(note.ships.iter().all(|key| note.wishes.contains(key)), "{}", note.title);
    }
    for verdict in &data.verdicts {
        assert!(shipped(verdict.wish).is_some_and(|ago| ago > verdict.ago), "{}", verdict.wish);
    }
    let titles: Vec<_> = data.faults.iter().flat_map(|fault| &fault.told).map(|told| told.title).collect();
    assert_eq!(titles.iter().collect::<HashSet<_>>().len(), titles.len(), "a title is there twice");
}

#[test]
fn the_texts_would_come_through_the_api() {
    let data = data().unwrap();
    for wish in &data.wishes {
        for text in [wish.title, wish.body] {
            assert_eq!(scrub(text).0, text);
        }
        assert!(wish.title.chars().count() <= 200);
    }
    let lines = data.threads.iter().flat_map(|thread| [&thread.line].into_iter().chain(&thread.replies));
    let said = lines.map(|line| line.text).chain(data.replies.iter().map(|reply| reply.text));
    for text in said.chain(data.verdicts.iter().map(|verdict| verdict.reason)) {
        assert_eq!(scrub(text).0, text);
    }
    for fault in &data.faults {
        assert_eq!(steps::check(&acts::steps(&fault.acts, &mut dice::Dice::new(1))), []);
    }
}

#[test]
fn the_story_is_always_the_same_and_goes_forward() {
    let data = data().unwrap();
    let ago = || story::scenes(data).iter().map(|scene| scene.ago).collect::<Vec<_>>();
    assert_eq!(ago(), ago());
    assert!(ago().windows(2).all(|pair| pair[0] >= pair[1]));
    assert!(ago().iter().all(|ago| (0.0..PROJECT_DAYS as f64).contains(ago)));
}

#[test]
fn a_password_can_be_read_out_and_differs() {
    let draw = || readable(&Secret::new(""));
    let password = draw();
    assert_eq!(password.len(), 23);
    assert!(password.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
    assert_ne!(password, draw());
}

#[tokio::test]
async fn played_into_a_database_every_counter_is_right() {
    let path = std::env::temp_dir().join(format!("yousaid-demo-{}.db", uuid::Uuid::new_v4()));
    let address = Address::Sqlite(path.clone());
    migrate::run(&mut address.connect().unwrap()).unwrap();
    let db = Db::open(address, None).unwrap();
    db.write(Touches::Everything, |connection| {
        tell(connection, "x".to_owned(), "http://localhost:8080", now())
    })
    .await
    .unwrap();
    assert_eq!(db.read(check::run).await.unwrap(), Vec::<String>::new());

    let (project, requests, reports, notes, polls, credited) = db
        .read(|connection| {
            let project = projects::first(connection)?.unwrap();
            let (hot, all) = (Order::Hot, listing::Filter::default());
            let requests = listing::page(connection, project.id, hot, &all, None, 100)?.items;
            let reports =
                reports::page(connection, project.id, &reports::Filter::default(), None, 100)?.items;
            let notes = release_notes::page(connection, project.id, None, None, 100)?.items;
            let polls = proposals::page(connection, project.id, None, 100)?.items;
            let ids: Vec<_> = requests.iter().map(|row| row.id).collect();
            let credited = contributions::of_requests(connection, project.id, &ids)?;
            Ok((project, requests, reports, notes, polls, credited))
        })
        .await
        .unwrap();
    assert_eq!((now().micros() - project.landmark.micros()) / DAY_MICROS, PROJECT_DAYS);
    let wishes = &data().unwrap().wishes;
    assert_eq!(requests.len(), wishes.len());
    for wish in wishes {
        let row = requests.iter().find(|row| row.title == wish.title).unwrap();
        assert_eq!(row.votes, wish.votes as i64, "{}", wish.key);
    }
    // What was said not to be solved is open again, and what a release note ships is shipped.
    let status = |key: &str| {
        let title = wishes.iter().find(|wish| wish.key == key).map(|wish| wish.title);
        requests.iter().find(|row| Some(row.title.as_str()) == title).map(|row| row.status)
    };
    assert_eq!(status("invitation"), Some(Status::UnderReview));
    assert_eq!(status("qr"), Some(Status::Shipped));
    assert!(requests.iter().any(|row| row.comments > 0));
    let states: Vec<_> = notes.iter().map(|note| note.state).collect();
    for state in [NoteState::Published, NoteState::Draft] {
        assert!(states.contains(&state), "no release note is {state:?}");
    }
    // One proposal has a result and a decision, the other one is open.
    let [open, closed] = polls.as_slice() else { panic!("{} proposals", polls.len()) };
    assert_eq!((open.phase(now()), closed.phase(now())), (Phase::Open, Phase::Closed));
    assert_eq!(closed.frozen().unwrap().unwrap().winners, [0]);
    assert!(closed.outcome.is_some());
    // Every kind of fact that the story has is credited to somebody who chose a name.
    for fact in [Fact::FirstReported, Fact::ReproLedToFix, Fact::ConfirmedFix] {
        assert!(credited.iter().any(|credit| credit.fact == fact), "nobody is credited for {fact:?}");
    }
    assert!(reports.iter().any(|row| row.request_id.is_none()));
    assert!(reports.iter().any(|row| row.request_id.is_some()));
    drop(db);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
}
