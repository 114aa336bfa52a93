//! The rules of Yousaid, one concept per file, readable without a database or HTTP.
//! Everything here is a pure function of what it is given: no clock, no I/O, no settings.

pub mod board;
pub mod browser;
pub mod changelog;
pub mod comment;
pub mod credit;
pub mod deflection;
pub mod environment;
pub mod explain;
pub mod facet;
pub mod goal;
pub mod heat;
pub mod language;
pub mod markdown;
pub mod measures;
pub mod narrowing;
pub mod news;
pub mod object;
pub mod order;
pub mod origin;
pub mod overview;
pub mod person;
pub mod picture;
pub mod proposal;
pub mod reasons;
pub mod release_note;
pub mod role;
pub mod route;
pub mod screen_weeks;
pub mod scrub;
pub mod similar;
pub mod status;
pub mod steps;
pub mod triage;
pub mod wilson;
pub mod wording;
mod words;
