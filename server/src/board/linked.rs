//! What a request's page tells search engines: a `DiscussionForumPosting` of schema.org, as JSON-LD.
//! Names nobody: neither visitors nor members.

use serde_json::{Value, json};

use super::{address::Page, frame::Reader, row, whole::Whole};
use crate::{
    domain::{comment::CommentState, markdown},
    error::{Error, Result},
};

/// A text of people as search engines quote it: its words, without marks.
fn plain(text: &str) -> String {
    markdown::plain(&markdown::parse(text), usize::MAX)
}

/// The posting of a request, to stand inside a script element: nothing in it ends the element.
pub fn posting(reader: &Reader<'_>, whole: &Whole, address: &str) -> Result<String> {
    let request = &whole.found.request;
    let asked = reader.place.absolute(&Page::start());
    let organization = json!({"@type": "Organization", "name": reader.project.name, "url": asked});
    let visitor = reader.with_project(&reader.texts().visitor);
    let author = match request.visitor_id {
        Some(_) => json!({"@type": "Person", "name": visitor, "url": asked}),
        None => organization.clone(),
    };
    let decided = whole.decisions.iter().filter(|decision| !decision.reason.is_empty()).map(|decision| {
        json!({
            "@type": "Comment",
            "text": plain(&decision.reason),
            "datePublished": decision.decided_at,
            "author": organization,
        })
    });
    let said = whole.threads.iter().flat_map(|thread| [&thread.first].into_iter().chain(&thread.replies));
    let said = said.filter(|comment| comment.state == CommentState::Shown).map(|comment| {
        let person = json!({
            "@type": "Person",
            "name": if comment.author.is_empty() { &visitor } else { &comment.author },
        });
        json!({
            "@type": "Comment",
            "text": plain(&comment.body),
            "datePublished": comment.created_at,
            "url": format!("{address}#comment-{}", comment.id),
            "author": if comment.official { organization.clone() } else { person },
        })
    });
    let text = Some(plain(&request.body)).filter(|text| !text.is_empty());
    let text = text.unwrap_or_else(|| request.title.clone());
    let posting = json!({
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": request.title,
        "text": text,
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": request.created_at,
        "dateModified": request.created_at.max(request.updated_at),
        "author": author,
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/LikeAction",
            "userInteractionCount": row::votes_of(request),
        },
        "comment": decided.chain(said).collect::<Vec<Value>>(),
    });
    let text = serde_json::to_string(&posting).map_err(Error::broken)?;
    Ok(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}
