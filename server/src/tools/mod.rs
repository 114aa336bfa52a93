//! What the commands beside `serve` do.

pub mod demo;
pub mod moving;
