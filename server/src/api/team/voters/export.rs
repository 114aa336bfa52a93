//! The voters of a request as a CSV file for spreadsheets (RFC 4180, UTF-8 with a byte order mark).
//! Lists no more than 50 000 voters, and no cell is a formula.

use std::borrow::Cow;

use actix_web::{get, web};
use serde::Deserialize;
use utoipa::IntoParams;

use super::given;
use crate::{
    api::{
        Ids, Params,
        answer::{Answer, Csv},
        params::InProject,
        place::object_of,
        refusals::TeamRead,
        team::requests::Of,
    },
    auth::team::{Team, Viewer},
    base::id::{self, Id},
    domain::status::VoterKind,
    error::{Error, Result},
    state::Context,
    store::{
        page::Page,
        requests,
        voters::{self, Filter, Voter},
    },
};

/// Maximum number of voters in a file: some ten megabytes of memory while it is written.
const MOST: i64 = 50_000;

/// The first row.
const HEADER: [&str; 13] = [
    "name",
    "email",
    "company",
    "segment",
    "kind",
    "weight",
    "cast_at",
    "screen",
    "object",
    "merged_from",
    "visitor",
    "added_by",
    "note",
];

/// What the file is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExportIn {
    /// Only voters of this segment.
    segment: Option<String>,
    /// Only voters of this company.
    company: Option<String>,
    /// Only votes of this kind.
    #[param(inline)]
    kind: Option<VoterKind>,
    /// Text that the name, e-mail address or company contains.
    q: Option<String>,
}

/// Returns the voters of a request as a CSV file, newest vote first.
///
/// The file is UTF-8 with a byte order mark and has a header row. It lists the newest 50,000 votes; where there are more, its
/// last row says so. A text that a spreadsheet would read as a formula has an apostrophe in front.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), ExportIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/requests/{request}/voters.csv")]
pub async fn export(
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
    Params(asked): Params<ExportIn>,
) -> Result<Answer<Csv>> {
    let filter = Filter {
        visitor: None,
        segment: given(asked.segment),
        company: given(asked.company),
        kind: asked.kind,
        text: given(asked.q),
    };
    let (number, body) = context
        .db
        .read_behind(team.read_position, move |connection| {
            let number = requests::by_id(connection, team.project.id, of.request)?.number;
            let page = voters::page(connection, &team.project, number, &filter, None, MOST)?;
            Ok((number, written(&page)?))
        })
        .await?;
    Answer::csv(&format!("voters-{number}.csv"), body)
}

/// The file.
fn written(page: &Page<Voter>) -> Result<Vec<u8>> {
    let mut file = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".to_owned().into_bytes());
    file.write_record(HEADER).map_err(Error::broken)?;
    for voter in &page.items {
        file.write_record(cells(voter).iter().map(|cell| inert(cell).into_owned())).map_err(Error::broken)?;
    }
    if page.next.is_some() {
        let mut last = HEADER.map(|_| "");
        last[0] = "Only the newest 50,000 votes are listed.";
        file.write_record(last).map_err(Error::broken)?;
    }
    file.into_inner().map_err(|error| Error::broken(error.into_error()))
}

fn cells(voter: &Voter) -> [String; 13] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        text(&voter.name),
        text(&voter.email),
        text(&voter.company),
        text(&voter.segment),
        voter.kind.to_string(),
        voter.weight.to_string(),
        voter.at.to_string(),
        voter.screen.as_ref().map(|(route, _)| route.clone()).unwrap_or_default(),
        object_of(&voter.object_key).map(|object| object.to_string()).unwrap_or_default(),
        voter.merged_from.map(|number| number.to_string()).unwrap_or_default(),
        voter.visitor.to_string(),
        voter.added.as_ref().map(|added| added.author.clone()).unwrap_or_default(),
        voter.added.as_ref().and_then(|added| added.note.clone()).unwrap_or_default(),
    ]
}

/// A text that no spreadsheet computes. Some read the full-width signs of East Asian keyboards as well.
fn inert(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        return format!("'{text}").into();
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_compute_gets_an_apostrophe() {
        for formula in ["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"] {
            assert_eq!(inert(formula), format!("'{formula}"));
        }
        for text in ["", "Anna", "a=b", "'=1", "2-1"] {
            assert_eq!(inert(text), text);
        }
    }
}
