//! What the scenarios ask for, one kind a file. Each is asked in a closed loop and in an open one alike.
//! Only requests with one answer: streams of events will need a room of their own beside this one.

pub mod answering;
pub mod casting;
pub mod drawing;
pub mod looking;
pub mod mixed;
pub mod reading;
