//! The list of a screen's requests: cached bytes for everybody, into which the marks of the visitor are inserted.
//! Shows public requests only.

use std::{collections::HashSet, sync::Arc};

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::requests::{WidgetRequest, parameter, shown};
use crate::{
    api::{
        Params,
        answer::{Answer, Read},
        orders,
        params::OfWidget,
        refusals::WidgetRead,
        wire::{self, List},
    },
    auth::widget::Reader,
    cache::{
        listing::{Item, Listing},
        responses::{self, Wanted},
    },
    domain::{object::ObjectRef, order::Order, route::Route, wording::Query},
    error::{Error, Result},
    state::Context,
    store::{
        listing::{self, Filter},
        projects::Project,
        screens, votes,
    },
};

/// The orders that the widget publishes, its default first.
const ORDERS: &[Order] = &[Order::Hot, Order::Top, Order::New, Order::Discussed];

orders::documented!(ORDERS);

/// What the widget's list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// Only requests of the screen with this route.
    screen: Option<String>,
    /// Only requests about this object of the screen, as `type:id`.
    object: Option<String>,
    /// The sort order.
    #[serde(default)]
    #[param(inline, value_type = OrderIn)]
    order: Option<String>,
    /// Words to search for, or the number of a request, such as `#59`. Words in quotes are found next to each other, and a word that
    /// no request has is corrected. With the order `hot` the best matches come first.
    q: Option<String>,
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// Lists the public requests of a screen, or of the whole project.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, PageIn),
    responses(WidgetRead),
    security((), ("visitor" = []))
)]
#[get("/requests")]
pub async fn page(
    request: HttpRequest,
    context: web::Data<Context>,
    reader: Reader,
) -> Result<Answer<Read<List<WidgetRequest>>>> {
    let (project, visitor) = (reader.tenant.project.id, reader.visitor);
    let own = visitor.map(|visitor| context.own_votes.get(&visitor)).unwrap_or_default();
    let wanted = Wanted {
        stamp: context.db.changes().stamp(project),
        at_least: own.iter().map(|vote| vote.stamp).max().unwrap_or(0),
        // Only where other nodes write too can there be changes that this node does not know of yet.
        age: context.db.is_shared().then_some(responses::AGE),
    };
    let query = request.query_string();
    let key = format!("{project} {query}");
    let listing = match context.lists.find(&key, wanted) {
        Some(listing) => listing,
        None => {
            let Params(asked) = Params::<PageIn>::read(query)?;
            // Searches are seldom the same, and would push the lists of screens out.
            if asked.q.is_some() || query.len() > MAX_CACHED_QUERY_BYTES {
                Arc::new(list(&context, &reader.tenant.project, asked).await?)
            } else {
                context
                    .lists
                    .get(&key, wanted, async || list(&context, &reader.tenant.project, asked).await)
                    .await?
            }
        }
    };
    let answer = |list| Answer::new(wire::finished(&request, wire::JSON, list, wire::PRIVATE));
    let Some(visitor) = visitor else { return Ok(answer(&listing.plain)) };
    let ids = listing.requests();
    // What was voted a moment ago may not be counted yet.
    let voted = context.db.read(move |connection| votes::among(connection, project, visitor, &ids)).await?;
    let mut voted: HashSet<_> = voted.into_iter().collect();
    for vote in own {
        if vote.cast {
            voted.insert(vote.request);
        } else {
            voted.remove(&vote.request);
        }
    }
    let own = listing.own(visitor, &voted);
    Ok(answer(own.as_ref().unwrap_or(&listing.plain)))
}

/// Maximum length of a query whose list is cached.
const MAX_CACHED_QUERY_BYTES: usize = 512;

/// A list as it is now, for everybody.
async fn list(context: &Context, project: &Project, asked: PageIn) -> Result<Listing> {
    let order = orders::parse(asked.order.as_deref(), ORDERS)?;
    let limit = wire::limit(asked.limit)?;
    let route = asked.screen.as_deref().map(Route::parse).transpose();
    let route = parameter("screen", route)?;
    let object = parameter("object", asked.object.as_deref().map(ObjectRef::parse).transpose())?;
    let query = asked.q.as_deref().and_then(|typed| Query::read(typed, project.language()));
    let project = project.id;
    let after = wire::cursor(asked.cursor.as_deref(), listing::cursor_name(order, query.as_ref()))?;
    context
        .db
        .read(move |connection| {
            let screen = match &route {
                Some(route) => match screens::find(connection, project, route)? {
                    Some(screen) => Some(screen),
                    None => return Listing::new(&[], "null"),
                },
                None => None,
            };
            let filter = Filter {
                public_only: true,
                screens: screen.into_iter().collect(),
                object_key: object.map(|object| object.key()),
                query,
                ..Filter::default()
            };
            let found = listing::page(connection, project, order, &filter, after.as_ref(), limit)?;
            let next = found.next.as_ref().map(crate::base::cursor::Cursor::encode);
            let authors: Vec<_> = found.items.iter().map(|row| row.visitor_id).collect();
            let rows = shown(connection, project, None, found.items)?;
            let items = rows
                .iter()
                .zip(authors)
                .map(|(row, author)| Ok(Item { json: json(row)?, request: (row.number, row.id), author }));
            Listing::new(&items.collect::<Result<Vec<_>>>()?, &json(&next)?)
        })
        .await
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::broken)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::{
        base::{id::Id, time::Time},
        domain::status::{Kind, Status},
    };

    #[test]
    fn own_marks_in_a_list_are_those_that_serde_would_write() {
        let now = Time::from_micros(1_000_000);
        let (request, author) = (Id::new(now), Id::new(now));
        let nobodys = WidgetRequest {
            id: request,
            number: 1,
            kind: Kind::Feature,
            title: r#""voted":false,"mine":false"#.to_owned(),
            body: r#"\"voted":false,"mine":false"#.to_owned(),
            status: Status::New,
            votes: 1,
            baseline_votes: 0,
            comments: 0,
            voted: false,
            mine: false,
            screen: None,
            decision: None,
            created_at: now,
        };
        let item = Item { json: json(&nobodys).unwrap(), request: (1, request), author: Some(author) };
        let list = Listing::new(&[item], "null").unwrap();
        let own = list.own(author, &HashSet::from([request])).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&own.plain()).unwrap();
        let marked = WidgetRequest { voted: true, mine: true, ..nobodys };
        assert_eq!(read["items"][0], serde_json::to_value(marked).unwrap());
    }
}
