//! One file per use case that spans tables, as functions over a connection, so that they compose in one transaction.
//! Renders nothing and knows no HTTP.

pub mod ballot;
pub mod bin;
pub mod check;
pub mod comment;
pub mod create_report;
pub mod create_request;
pub mod decide;
mod erase;
pub mod find_similar;
pub mod import_notes;
pub mod map_screens;
pub mod merge;
pub mod merge_screens;
pub mod merge_visitors;
pub mod news;
pub mod on_behalf;
pub mod proposal;
pub mod rank_day;
pub mod release_note;
pub mod rerank;
pub mod solved;
pub mod split;
pub mod stream_access;
pub mod told;
pub mod triage;
pub mod undo;
pub mod view;
