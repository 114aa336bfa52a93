//! A list of requests as bytes that are finished once for everybody, with gaps for the marks of the visitor that asks.
//! Contains nothing that one visitor may see and another may not.

use std::collections::HashSet;

use super::{encoded::EncodedBody, responses::Weighed};
use crate::{
    base::id::{self, Id},
    error::{Error, Result},
};

/// The marks of a request for visitors who neither voted for it nor suggested it, exactly as they are in its JSON.
const NOBODYS: &str = "\"voted\":false,\"mine\":false";

/// A finished list.
pub struct Listing {
    /// The list for visitors without marks in it.
    pub plain: EncodedBody,
    gaps: Vec<Gap>,
}

/// A request on its way into a list.
pub struct Item {
    /// As JSON, with nobody's marks.
    pub json: String,
    /// Which it is: its number within the project, and its id.
    pub request: (i64, Id<id::Request>),
    /// Who suggested it.
    pub author: Option<Id<id::Visitor>>,
}

/// The position of the marks of one request.
struct Gap {
    at: usize,
    request: (i64, Id<id::Request>),
    author: Option<Id<id::Visitor>>,
}

impl Weighed for Listing {
    fn bytes(&self) -> usize {
        self.plain.bytes() + self.gaps.len() * size_of::<Gap>()
    }
}

impl Listing {
    /// Finishes a list of requests in JSON; `next` is JSON too. Fails when a request has no marks, or in another form: nobody
    /// would see own ones in the list.
    pub fn new(items: &[Item], next: &str) -> Result<Self> {
        let mut body = br#"{"items":["#.to_vec();
        let mut gaps = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                body.push(b',');
            }
            // Text of users can't look like this: a quote in it is escaped.
            let at = item.json.find(NOBODYS);
            let at = at.ok_or_else(|| Error::internal("a request in a list without room for marks"))?;
            gaps.push(Gap { at: body.len() + at, request: item.request, author: item.author });
            body.extend_from_slice(item.json.as_bytes());
        }
        body.extend_from_slice(b"],\"next\":");
        body.extend_from_slice(next.as_bytes());
        body.push(b'}');
        Ok(Self { plain: EncodedBody::new(body), gaps })
    }

    /// The requests in it, by number and id.
    pub fn requests(&self) -> Vec<(i64, Id<id::Request>)> {
        self.gaps.iter().map(|gap| gap.request).collect()
    }

    /// The list as a visitor sees it; `None` when that is how everybody does.
    pub fn own(&self, visitor: Id<id::Visitor>, voted: &HashSet<Id<id::Request>>) -> Option<EncodedBody> {
        let plain = self.plain.plain();
        let mut body = Vec::with_capacity(plain.len());
        let mut from = 0;
        for gap in &self.gaps {
            let marks = (voted.contains(&gap.request.1), gap.author == Some(visitor));
            if marks == (false, false) {
                continue;
            }
            body.extend_from_slice(plain.get(from..gap.at)?);
            body.extend_from_slice(format!("\"voted\":{},\"mine\":{}", marks.0, marks.1).as_bytes());
            from = gap.at + NOBODYS.len();
        }
        if from == 0 {
            return None;
        }
        body.extend_from_slice(plain.get(from..)?);
        Some(EncodedBody::for_one(body))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::base::time::Time;

    #[test]
    fn everybody_shares_one_list_and_sees_own_marks_in_it() {
        let now = Time::from_micros(1_000_000);
        let (one, two, anna, bert) = (Id::new(now), Id::new(now), Id::new(now), Id::new(now));
        let item = |request, author| Item {
            json: format!(
                r#"{{"title":"say \"voted\":false,\"mine\":false","id":"{request}",{NOBODYS},"votes":1}}"#
            ),
            request: (1, request),
            author: Some(author),
        };
        let list = Listing::new(&[item(one, anna), item(two, bert)], "null").unwrap();
        let marks = |finished: &EncodedBody| -> Vec<(bool, bool)> {
            let read: serde_json::Value = serde_json::from_slice(&finished.plain()).unwrap();
            let items = read["items"].as_array().unwrap().clone();
            items.iter().map(|item| (item["voted"] == true, item["mine"] == true)).collect()
        };
        assert_eq!(marks(&list.plain), [(false, false), (false, false)]);
        let own = list.own(anna, &HashSet::from([two])).unwrap();
        assert_eq!(marks(&own), [(false, true), (true, false)]);
        assert_ne!(own.etag, list.plain.etag);
        assert!(list.own(Id::new(now), &HashSet::new()).is_none());
    }
}
