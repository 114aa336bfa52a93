//! Yousaid: what users say, where they say it, ranked.
//! The library behind the binary of the same name, so that tests can start it inside themselves.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod actions;
pub mod api;
pub mod app;
pub mod auth;
pub mod base;
pub mod board;
pub mod cache;
pub mod changes;
pub mod config;
pub mod credentials;
pub mod db;
pub mod domain;
pub mod error;
pub mod intake;
pub mod jobs;
pub mod limits;
pub mod nodes;
pub mod state;
pub mod store;
pub mod telemetry;
pub mod tools;
