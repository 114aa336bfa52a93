//! Files that other versions of the program had built in: pages that were opened before an upgrade, or that another node
//! served, ask for them by names with a digest. What clients invent is never looked up, and never kept.

use std::{collections::HashSet, convert::identity, sync::Arc};

use crate::{
    cache::{
        encoded::EncodedBody,
        responses::{self, ResponseCache, Wanted, Weighed},
    },
    error::{Error, Result},
    state::Context,
    store::served,
};

/// Files of other versions, as far as they were asked for, and the paths of all.
#[derive(Default)]
pub struct Others {
    paths: ResponseCache<Paths>,
    bodies: ResponseCache<EncodedBody>,
}

/// The paths of all files that the database has.
struct Paths(HashSet<String>);

impl Weighed for Paths {
    fn bytes(&self) -> usize {
        self.0.iter().map(String::len).sum()
    }
}

/// What another node puts there is seen a second later; a file never changes.
const PATHS: Wanted = Wanted { stamp: 0, at_least: 0, age: Some(responses::AGE) };
const BODY: Wanted = Wanted { stamp: 0, at_least: 0, age: None };

impl Others {
    /// A file by its folder and name, where some version had it.
    pub async fn find(
        &self,
        context: &Context,
        folder: &str,
        name: &str,
    ) -> Result<Option<Arc<EncodedBody>>> {
        if !carries_digest(name) {
            return Ok(None);
        }
        let path = path(folder, name);
        if let Some(body) = self.bodies.find(&path, BODY) {
            return Ok(Some(body));
        }
        let all = async || -> Result<Paths> {
            let paths = context.db.read(served::paths).await?;
            Ok(Paths(paths.into_iter().collect()))
        };
        // At most one check per second, whatever names are asked for.
        if !self.paths.get("", PATHS, all).await?.0.contains(&path) {
            return Ok(None);
        }
        let wanted = path.clone();
        let body = async || -> Result<EncodedBody> {
            let found = context.db.read(move |connection| served::find(connection, &wanted)).await?;
            found.map(EncodedBody::for_long).ok_or_else(Error::not_found)
        };
        self.bodies.get(&path, BODY, body).await.map(Some)
    }
}

/// The path of a file in the database.
pub fn path(folder: &str, name: &str) -> String {
    format!("{folder}/{name}")
}

/// Whether a name is one that the builds of widget and dashboard give: `NAME-DIGEST` with `.js`, `.css` or `.svg`.
pub fn carries_digest(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    let Some((begin, digest)) = stem.rsplit_once('-') else { return false };
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    [
        matches!(ending, "js" | "css" | "svg"),
        (1..=64).contains(&begin.len()) && plain(begin),
        (8..=64).contains(&digest.len()) && digest.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    ]
    .into_iter()
    .all(identity)
}

#[cfg(test)]
mod tests {
    use super::carries_digest;

    #[test]
    fn names_with_a_digest_are_told_from_all_others() {
        for name in ["panel-R6MP4QEQ.js", "main-L7SIYN6F.css", "mark-714ef97b.svg", "pt-BR-ABCDEFGH.js"] {
            assert!(carries_digest(name), "{name}");
        }
        for name in [
            "",
            ".js",
            "widget.js",
            "-ABCDEFGH.js",
            "a-ABC.js",
            "a-ABCDEFGH.html",
            "../a-ABCDEFGH.js",
            "a b-ABCDEFGH.js",
        ] {
            assert!(!carries_digest(name), "{name}");
        }
        assert!(!carries_digest(&format!("{}-ABCDEFGH.js", "a".repeat(65))));
    }
}
