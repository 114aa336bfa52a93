//! Floor 3: who is asking. Proves it and hands on a typed answer; decides no rule of the domain.

pub mod context;
pub mod csrf;
pub mod headers;
pub mod order;
pub mod pass;
pub mod password;
pub mod secret;
pub mod team;
pub mod token;
pub mod widget;
