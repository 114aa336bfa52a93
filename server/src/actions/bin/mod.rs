//! Deleting requests, reports and projects, restoring them within thirty days, and removing them for good after that.
//! What is in the bin is in no other table, so no reader has to know of it; a deleted project keeps its rows, and is not found.

mod contents;
pub mod delete_report;
pub mod delete_request;
mod links;
pub mod projects;
pub mod purge;
pub mod restore;
mod restore_report;
mod restore_request;
pub mod visitors;
