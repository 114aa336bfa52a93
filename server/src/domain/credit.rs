//! What visitors are credited for: facts, and nothing that can be collected. Votes are none.
//! Names nobody: whoever wants to be named chooses a name.

use super::words::words;

words! {
    /// What a visitor contributed to a request.
    pub enum Fact {
        /// It was the first to report the problem, or to ask for it.
        FirstReported = "first_reported",
        /// Its report had the steps that led to the fix: a member says so.
        ReproLedToFix = "repro_led_to_fix",
        /// It confirmed that what was shipped solved it.
        ConfirmedFix = "confirmed_fix",
        /// It translated something for it: a member says so.
        Translated = "translated",
    }
}

impl Fact {
    /// Whether a member records it; the others follow from what happened.
    pub const fn is_recorded(self) -> bool {
        matches!(self, Self::ReproLedToFix | Self::Translated)
    }
}
