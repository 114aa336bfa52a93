//! The tree of a text as HTML, for pages that the server renders and for feeds.
//! Writes only the elements below, with escaped text; contains no way to write anything else.

use super::Node;

/// The HTML of a text. Its first headings have the level `below` + 1, since the page has headings of its own.
pub fn html(nodes: &[Node], below: u8) -> String {
    let mut html = String::new();
    write(nodes, below, &mut html);
    html
}

/// A text between tags or in an attribute in double quotes.
pub fn escape(text: &str, into: &mut String) {
    for c in text.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&#39;"),
            other => into.push(other),
        }
    }
}

fn write(nodes: &[Node], below: u8, into: &mut String) {
    for node in nodes {
        match node {
            Node::Text { text } => escape(text, into),
            Node::Break => into.push_str("<br>"),
            Node::Rule => into.push_str("<hr>"),
            Node::Code { text } => verbatim("<code>", text, "</code>", into),
            Node::CodeBlock { text } => verbatim("<pre><code>", text, "</code></pre>", into),
            Node::Strong { children } => around("strong", children, below, into),
            Node::Emphasis { children } => around("em", children, below, into),
            Node::Strikethrough { children } => around("del", children, below, into),
            Node::Paragraph { children } => around("p dir=\"auto\"", children, below, into),
            Node::Item { children } => around("li dir=\"auto\"", children, below, into),
            Node::Quote { children } => around("blockquote", children, below, into),
            Node::List { start: None, children } => around("ul", children, below, into),
            Node::List { start: Some(1), children } => around("ol", children, below, into),
            Node::List { start: Some(first), children } => {
                into.push_str(&format!("<ol start=\"{first}\">"));
                write(children, below, into);
                into.push_str("</ol>");
            }
            Node::Heading { level, children } => {
                let tag = format!("h{} dir=\"auto\"", level.saturating_add(below).clamp(1, 6));
                around(&tag, children, below, into);
            }
            Node::Link { href, children } => {
                into.push_str("<a href=\"");
                escape(href, into);
                into.push_str("\" rel=\"nofollow ugc noopener\">");
                write(children, below, into);
                into.push_str("</a>");
            }
        }
    }
}

fn verbatim(open: &str, text: &str, close: &str, into: &mut String) {
    into.push_str(open);
    escape(text, into);
    into.push_str(close);
}

/// Writes an element by its name and attributes.
fn around(tag: &str, children: &[Node], below: u8, into: &mut String) {
    into.push('<');
    into.push_str(tag);
    into.push('>');
    write(children, below, into);
    into.push_str("</");
    into.push_str(tag.split(' ').next().unwrap_or(tag));
    into.push('>');
}
