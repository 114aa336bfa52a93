//! Authentication and authorisation. Returns them as types; decides no rule of the domain.
pub mod csrf;
pub mod headers;
pub mod refusal_order;
pub mod team;
pub mod widget;
