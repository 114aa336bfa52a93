//! How visitors of the demo choose a name to be credited by, and how the team says whose steps led to a fix. Has no data of its own.

use super::{data::Told, stage::Play};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::credit::Fact,
    error::Result,
    store::{
        credits::{self, Recorded},
        reports::Report,
    },
};

impl Play<'_> {
    /// Chooses a name, where there is one.
    pub(super) fn name(
        &self,
        connection: &mut AnyConnection,
        visitor: Id<id::Visitor>,
        name: &str,
        at: Time,
    ) -> Result<()> {
        if name.is_empty() {
            return Ok(());
        }
        credits::choose(connection, self.stage.project.id, visitor, Some(name), at)
    }

    /// Credits a report whose steps led to the fix of the request that it is linked to.
    pub(super) fn credit(
        &self,
        connection: &mut AnyConnection,
        (request, report): (Id<id::Request>, &Report),
        told: &Told<'static>,
        at: Time,
    ) -> Result<()> {
        let Some(visitor) = report.visitor_id.filter(|_| told.led_to_fix) else { return Ok(()) };
        let row = Recorded {
            project_id: self.stage.project.id,
            request_id: request,
            visitor_id: visitor,
            fact: Fact::ReproLedToFix,
            recorded_by: self.stage.member.0.to_owned(),
            recorded_at: at,
        };
        credits::record(connection, &row)
    }
}
