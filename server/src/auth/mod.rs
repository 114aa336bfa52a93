//! Who is asking. Proves it and hands on a typed answer; decides no rule of the domain.
pub mod csrf;
pub mod headers;
pub mod order;
pub mod team;
pub mod widget;
