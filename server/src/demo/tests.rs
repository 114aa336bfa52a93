//! The tables refer to each other by words; here is checked that all of them are right, and that the story adds up.

use std::collections::HashSet;

use super::{comments::COMMENTS, rulings::RULINGS, screens::SCREENS, story, *};
use crate::{
    base::time::DAY as DAY_MICROS,
    domain::{object::ObjectRef, route::Route, scrub::scrub, steps},
    store::{check, connection::Address, migrate, page::Page, reports, requests},
};

fn now() -> Time {
    Time::from_micros(1_790_000_000_000_000)
}

#[test]
fn every_word_that_points_somewhere_finds_it() {
    let keys: HashSet<_> = story::wishes().map(|wish| wish.key).collect();
    let routes: HashSet<_> = SCREENS.iter().map(|screen| screen.route).collect();
    assert_eq!(keys.len(), story::wishes().count(), "a key is there twice");
    for wish in story::wishes() {
        assert!(routes.contains(wish.route), "{}", wish.key);
        assert!(ObjectRef::from_key(wish.object).is_ok(), "{}", wish.key);
    }
    for ruling in RULINGS {
        let wish = story::wishes().find(|wish| wish.key == ruling.wish).expect(ruling.wish);
        assert!(ruling.ago < wish.ago, "{} is decided before it is made", ruling.wish);
    }
    for fault in story::faults() {
        assert!(fault.wish.is_empty() || keys.contains(fault.wish), "{}", fault.wish);
        assert!(routes.contains(fault.route), "{}", fault.route);
    }
    for screen in SCREENS {
        assert_eq!(Route::parse(screen.route).unwrap().as_str(), screen.route);
    }
    assert!(COMMENTS.iter().all(|(route, ..)| routes.contains(route)));
    let titles: Vec<_> = story::faults().flat_map(|fault| fault.told).map(|told| told.1).collect();
    assert_eq!(titles.iter().collect::<HashSet<_>>().len(), titles.len(), "a title is there twice");
}

#[test]
fn the_texts_would_come_through_the_api() {
    for wish in story::wishes() {
        for text in [wish.title, wish.body] {
            assert_eq!(scrub(text).0, text);
        }
        assert!(wish.title.chars().count() <= 200);
    }
    for fault in story::faults() {
        assert_eq!(steps::check(&acts::steps(fault.acts, &mut dice::Dice::new(1))), []);
    }
}

#[test]
fn the_story_is_always_the_same_and_goes_forward() {
    let ago = || story::told().iter().map(|scene| scene.ago).collect::<Vec<_>>();
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

#[test]
fn played_into_a_database_every_counter_is_right() {
    let path = std::env::temp_dir().join(format!("yousaid-demo-{}.db", uuid::Uuid::new_v4()));
    let mut connection = Address::Sqlite(path.clone()).connect().unwrap();
    migrate::run(&mut connection).unwrap();
    tell(&mut connection, "x".to_owned(), "http://localhost:8080", now()).unwrap();
    assert_eq!(check::run(&mut connection).unwrap(), Vec::<String>::new());

    let project = projects::first(&mut connection).unwrap().unwrap();
    assert_eq!((now().micros() - project.landmark.micros()) / DAY_MICROS, PROJECT_DAYS);
    let hot = requests::Order::Hot;
    let Page { items: rows, .. } =
        requests::page(&mut connection, project.id, hot, &requests::Filter::default(), None, 100).unwrap();
    assert_eq!(rows.len(), story::wishes().count());
    let votes: i64 = rows.iter().map(|row| row.votes).sum();
    assert!((1_700..1_900).contains(&votes), "{votes} votes");
    for wish in story::wishes() {
        let row = rows.iter().find(|row| row.title == wish.title).unwrap();
        assert_eq!(row.votes, wish.votes as i64, "{}", wish.key);
    }
    let Page { items: rows, .. } =
        reports::page(&mut connection, project.id, &reports::Filter::default(), None, 100).unwrap();
    assert!((36..44).contains(&rows.len()), "{} reports", rows.len());
    assert!(
        rows.iter().any(|row| row.request_id.is_none()) && rows.iter().any(|row| row.request_id.is_some())
    );
    drop(connection);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
}
