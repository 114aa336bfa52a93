//! The commands beside `serve`.

pub mod demo;
pub mod moving;
