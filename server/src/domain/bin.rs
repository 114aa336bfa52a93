//! What can be deleted and restored, and for how long.
//! Does not say what belongs to it; `actions` know.

use super::words::words;
use crate::base::time::Time;

words! {
    /// What was deleted.
    pub enum Binned {
        /// A request.
        Request = "request",
        /// A report.
        Report = "report",
    }
}

/// Days for which what was deleted can be restored.
pub const KEPT_DAYS: i64 = 30;

const SECONDS: i64 = KEPT_DAYS * 86_400;

/// When something that was deleted then goes for good.
pub fn gone_at(deleted_at: Time) -> Time {
    deleted_at.plus_seconds(SECONDS)
}

/// What was deleted before this goes for good now.
pub fn kept_since(now: Time) -> Time {
    now.plus_seconds(-SECONDS)
}
