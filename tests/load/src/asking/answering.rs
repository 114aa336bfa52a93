//! Answers to "Was this helpful?": every visitor on every screen in turn, and the opposite answer in the next round.
//! Without reasons and comments.

use std::{cell::Cell, rc::Rc};

use crate::{
    drive::Asking,
    fixture::{self, Fixture},
    process::HOST,
    wire::{self, Answer},
};

/// Answers of the fixture's visitors.
pub struct Answering {
    fixture: Rc<Fixture>,
    path: String,
    screens: usize,
    sent: Cell<usize>,
}

impl Answering {
    /// Answers on this many screens.
    pub fn new(fixture: &Rc<Fixture>, screens: usize) -> Self {
        Self {
            path: format!("/v1/p/{}/answers", fixture.key),
            fixture: Rc::clone(fixture),
            screens,
            sent: Cell::new(0),
        }
    }
}

impl Asking for Answering {
    fn next(&self, into: &mut Vec<u8>) -> Option<usize> {
        let visitors = self.fixture.visitors.len();
        let n = self.sent.replace(self.sent.get() + 1);
        let screen = n.checked_div(visitors)? % self.screens;
        // A third say no at first.
        let (no, changed) = ((n % visitors).is_multiple_of(3), (n / visitors / self.screens) % 2 == 1);
        let helpful = no == changed;
        let body = format!(
            r#"{{"screen":{{"route":"{}","title":"List {screen}"}},"helpful":{helpful}}}"#,
            fixture::route(screen)
        );
        let token = self.fixture.visitors.get(n % visitors)?;
        wire::request(into, "PUT", &self.path, &[("Origin", HOST), ("Authorization", token)], &body);
        Some(0)
    }

    fn good(&self, _kind: usize, answer: &Answer<'_>) -> bool {
        answer.status == 200
    }
}
