//! The lowest layer: ids, time, text newtypes and cursors. Pure: knows no database, no HTTP and no rule of the domain.

pub mod cursor;
pub mod id;
pub mod invalid;
pub mod map;
pub mod slug;
pub mod text;
pub mod time;
