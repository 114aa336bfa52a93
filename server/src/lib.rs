//! Yousaid: what users say, where they say it, ranked.
//! The library behind the binary of the same name, so that tests can start it inside themselves.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod api;
pub mod app;
pub mod auth;
pub mod base;
pub mod bus;
pub mod config;
pub mod demo;
pub mod domain;
pub mod error;
pub mod moving;
pub mod store;
pub mod telemetry;
