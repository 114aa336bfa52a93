//! Answers to "Was this helpful?": every visitor on every screen in turn, and with another mind the next time round.
//! Gives no reasons and no comments.

use std::{cell::Cell, rc::Rc};

use crate::{
    drive::Asking,
    house::{self, House},
    process::HOST,
    wire::{self, Answer},
};

/// Answers of the visitors of a house.
pub struct Answering {
    house: Rc<House>,
    path: String,
    screens: usize,
    given: Cell<usize>,
}

impl Answering {
    /// Answers on so many screens.
    pub fn new(house: &Rc<House>, screens: usize) -> Self {
        Self {
            path: format!("/v1/p/{}/answers", house.key),
            house: Rc::clone(house),
            screens,
            given: Cell::new(0),
        }
    }
}

impl Asking for Answering {
    fn next(&self, into: &mut Vec<u8>) -> Option<usize> {
        let visitors = self.house.visitors.len();
        let n = self.given.replace(self.given.get() + 1);
        let screen = n.checked_div(visitors)? % self.screens;
        // A third say no at first.
        let (no, changed) = ((n % visitors).is_multiple_of(3), (n / visitors / self.screens) % 2 == 1);
        let helpful = no == changed;
        let body = format!(
            r#"{{"screen":{{"route":"{}","title":"List {screen}"}},"helpful":{helpful}}}"#,
            house::route(screen)
        );
        let token = self.house.visitors.get(n % visitors)?;
        wire::request(into, "PUT", &self.path, &[("Origin", HOST), ("Authorization", token)], &body);
        Some(0)
    }

    fn good(&self, _kind: usize, answer: &Answer<'_>) -> bool {
        answer.status == 200
    }
}
