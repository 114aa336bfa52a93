//! Text with a few marks (a subset of Markdown) as a tree, which the board, the widget and the dashboard each show in their own
//! way. There is no node for HTML, for pictures or for anything that loads or runs: what looks like it stays text.

pub mod html;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde::Serialize;
use url::Url;
use utoipa::ToSchema;

/// How deep nodes are nested at most: what is deeper belongs to the node above it.
const MAX_DEPTH: usize = 8;

/// The longest address of a link, in bytes.
const MAX_HREF_BYTES: usize = 2_000;

/// A part of a text. Those with `children` contain parts themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Node {
    /// Text, to be shown as it is.
    Text {
        /// The text.
        text: String,
    },
    /// A new line.
    Break,
    /// Words of a program.
    Code {
        /// The text.
        text: String,
    },
    /// Words that matter.
    Strong {
        /// What it contains.
        #[schema(no_recursion)]
        children: Vec<Node>,
    },
    /// Words that are stressed.
    Emphasis {
        /// What it contains.
        #[schema(no_recursion)]
        children: Vec<Node>,
    },
    /// Words that no longer hold.
    Strikethrough {
        /// What it contains.
        #[schema(no_recursion)]
        children: Vec<Node>,
    },
    /// A link of a stranger: open it with `rel="nofollow ugc noopener"`.
    Link {
        /// The address: `http:`, `https:` or `mailto:`.
        href: String,
        /// What it contains.
        #[schema(no_recursion)]
        children: Vec<Node>,
    },
    /// A paragraph.
    Paragraph {
        /// What it contains.
        #[schema(no_recursion)]
        children: Vec<Node>,
    },
    /// A heading.
    Heading {
        /// Its level within the text, 1 to 6.
        level: u8,
        /// What it contains.
        #[schema(no_recursion)]
        children: Vec<Node>,
    },
    /// A list of items.
    List {
        /// The number of the first item; null for bullets.
        start: Option<u64>,
        /// The items.
        #[schema(no_recursion)]
        children: Vec<Node>,
    },
    /// An item of a list.
    Item {
        /// What it contains.
        #[schema(no_recursion)]
        children: Vec<Node>,
    },
    /// Words of somebody else.
    Quote {
        /// What it contains.
        #[schema(no_recursion)]
        children: Vec<Node>,
    },
    /// Lines of a program.
    CodeBlock {
        /// The lines.
        text: String,
    },
    /// A line between parts.
    Rule,
}

/// Reads a text. Every text is valid: marks that say nothing stay as they were typed.
pub fn parse(text: &str) -> Vec<Node> {
    let mut reader = Reader { open: vec![(Open::Root, Vec::new())] };
    for event in Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH) {
        reader.take(event);
    }
    while reader.open.len() > 1 {
        reader.close();
    }
    reader.open.pop().map(|(_, children)| children).unwrap_or_default()
}

/// The words of a text without marks, one line a paragraph, cut to `most` characters.
pub fn plain(nodes: &[Node], most: usize) -> String {
    let mut words = String::new();
    write_plain(nodes, &mut words);
    let words = words.trim();
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let mut cut: String = words.chars().take(most.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

fn write_plain(nodes: &[Node], into: &mut String) {
    for node in nodes {
        match node {
            Node::Text { text } | Node::Code { text } => into.push_str(text),
            Node::Break => into.push('\n'),
            Node::Rule => {}
            Node::CodeBlock { text } => {
                into.push_str(text);
                into.push('\n');
            }
            Node::Strong { children }
            | Node::Emphasis { children }
            | Node::Strikethrough { children }
            | Node::Link { children, .. } => write_plain(children, into),
            Node::Paragraph { children }
            | Node::Heading { children, .. }
            | Node::List { children, .. }
            | Node::Item { children }
            | Node::Quote { children } => {
                write_plain(children, into);
                if !into.ends_with('\n') {
                    into.push('\n');
                }
            }
        }
    }
}

/// What is open while a text is read.
enum Open {
    Root,
    Paragraph,
    Heading(u8),
    List(Option<u64>),
    Item,
    Quote,
    CodeBlock,
    Strong,
    Emphasis,
    Strikethrough,
    Link(String),
    /// Adds nothing of its own: its parts belong to the node above.
    Nothing,
}

struct Reader {
    open: Vec<(Open, Vec<Node>)>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(TagEnd::MetadataBlock(_)) => {}
            Event::End(_) => self.close(),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => self.add(Node::Code { text: text.into_string() }),
            Event::SoftBreak | Event::HardBreak => self.add(Node::Break),
            Event::Rule => self.add(Node::Rule),
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.text(&text);
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let opened = match tag {
            _ if self.open.len() > MAX_DEPTH => Open::Nothing,
            Tag::Paragraph | Tag::HtmlBlock => Open::Paragraph,
            Tag::Heading { level, .. } => Open::Heading(match level {
                HeadingLevel::H1 => 1,
                HeadingLevel::H2 => 2,
                HeadingLevel::H3 => 3,
                HeadingLevel::H4 => 4,
                HeadingLevel::H5 => 5,
                HeadingLevel::H6 => 6,
            }),
            Tag::List(start) => Open::List(start),
            Tag::Item => Open::Item,
            Tag::BlockQuote(_) => Open::Quote,
            Tag::CodeBlock(_) => Open::CodeBlock,
            Tag::Strong => Open::Strong,
            Tag::Emphasis => Open::Emphasis,
            Tag::Strikethrough => Open::Strikethrough,
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => match address(&dest_url) {
                Some(href) if !self.is_in_link() => Open::Link(href),
                _ => Open::Nothing,
            },
            Tag::MetadataBlock(_) => return,
            _ => Open::Nothing,
        };
        self.open.push((opened, Vec::new()));
    }

    fn is_in_link(&self) -> bool {
        self.open.iter().any(|(open, _)| matches!(open, Open::Link(_)))
    }

    fn add(&mut self, node: Node) {
        if let Some((_, children)) = self.open.last_mut() {
            children.push(node);
        }
    }

    fn text(&mut self, more: &str) {
        if let Some((_, children)) = self.open.last_mut() {
            match children.last_mut() {
                Some(Node::Text { text }) => text.push_str(more),
                _ => children.push(Node::Text { text: more.to_owned() }),
            }
        }
    }

    fn close(&mut self) {
        if self.open.len() < 2 {
            return;
        }
        let Some((open, children)) = self.open.pop() else { return };
        let children = match open {
            Open::CodeBlock | Open::Link(_) => children,
            _ if self.is_in_link() => children,
            _ => children.into_iter().flat_map(linked).collect(),
        };
        let node = match open {
            Open::Root | Open::Nothing => {
                children.into_iter().for_each(|child| self.add(child));
                return;
            }
            Open::Paragraph => Node::Paragraph { children },
            Open::Heading(level) => Node::Heading { level, children },
            Open::List(start) => Node::List { start, children },
            Open::Item => Node::Item { children },
            Open::Quote => Node::Quote { children },
            Open::CodeBlock => {
                let mut text = String::new();
                write_plain(&children, &mut text);
                Node::CodeBlock { text: text.trim_end_matches('\n').to_owned() }
            }
            Open::Strong => Node::Strong { children },
            Open::Emphasis => Node::Emphasis { children },
            Open::Strikethrough => Node::Strikethrough { children },
            Open::Link(href) => Node::Link { href, children },
        };
        self.add(node);
    }
}

/// A text with the addresses in it as links.
fn linked(node: Node) -> Vec<Node> {
    let Node::Text { text } = &node else { return vec![node] };
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let mut parts = Vec::new();
    for span in finder.spans(text) {
        let words = Node::Text { text: span.as_str().to_owned() };
        parts.push(match span.kind().and_then(|_| address(span.as_str())) {
            Some(href) => Node::Link { href, children: vec![words] },
            None => words,
        });
    }
    parts
}

/// An address that a link may lead to.
fn address(typed: &str) -> Option<String> {
    let url = Url::parse(typed).ok()?;
    let is_safe = matches!(url.scheme(), "http" | "https" | "mailto");
    Some(String::from(url)).filter(|href| is_safe && href.len() <= MAX_HREF_BYTES)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        html::html(&parse(text), 2)
    }

    #[test]
    fn marks_become_nodes_and_lines_stay_lines() {
        assert_eq!(
            shown("**Now** or `never`\nsays *she*, ~~not~~ he"),
            "<p dir=\"auto\"><strong>Now</strong> or <code>never</code><br>says <em>she</em>, <del>not</del> he</p>"
        );
        assert_eq!(
            shown("# One\n\n1. a\n2. b\n\n> q\n\n```\nlet x = 1 < 2;\n```"),
            "<h3 dir=\"auto\">One</h3><ol><li dir=\"auto\">a</li><li dir=\"auto\">b</li></ol><blockquote><p dir=\"auto\">q</p></blockquote>\
             <pre><code>let x = 1 &lt; 2;</code></pre>"
        );
        assert_eq!(
            shown("3. c\n4. d"),
            "<ol start=\"3\"><li dir=\"auto\">c</li><li dir=\"auto\">d</li></ol>"
        );
    }

    #[test]
    fn addresses_are_links_of_strangers() {
        let link = |href: &str, words: &str| {
            format!("<p dir=\"auto\"><a href=\"{href}\" rel=\"nofollow ugc noopener\">{words}</a></p>")
        };
        assert_eq!(
            shown("[here](https://example.org/?a=1&b=2)"),
            link("https://example.org/?a=1&amp;b=2", "here")
        );
        assert_eq!(shown("https://example.org/x"), link("https://example.org/x", "https://example.org/x"));
        assert_eq!(shown("![cat](https://example.org/cat.png)"), link("https://example.org/cat.png", "cat"));
        assert_eq!(shown("<mailto:a@b.example>"), link("mailto:a@b.example", "mailto:a@b.example"));
    }

    #[test]
    fn nothing_that_runs_or_loads_comes_through() {
        for text in [
            "[x](javascript:alert(1))",
            "[x](JAVASCRIPT:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "[x](//example.org)",
            "![x](javascript:alert(1))",
            "<javascript:alert(1)>",
        ] {
            assert!(!shown(text).contains("href"), "{text}");
        }
        assert_eq!(
            shown("<script>alert(1)</script>"),
            "<p dir=\"auto\">&lt;script&gt;alert(1)&lt;/script&gt;</p>"
        );
        assert_eq!(
            shown("a <b onclick=\"x\">b</b>"),
            "<p dir=\"auto\">a &lt;b onclick=&quot;x&quot;&gt;b&lt;/b&gt;</p>"
        );
    }

    #[test]
    fn a_deep_text_is_bounded() {
        for text in [">".repeat(10_000), "- ".repeat(3_000), "[".repeat(10_000), "**a ".repeat(3_000)] {
            let nodes = parse(&text);
            assert!(serde_json::to_string(&nodes).unwrap().matches("children").count() < 20_000);
        }
    }

    #[test]
    fn words_are_cut_by_characters() {
        assert_eq!(plain(&parse("# Größe\n\n**a** b"), 100), "Größe\na b");
        assert_eq!(plain(&parse("日本語のテキスト"), 4), "日本語…");
    }

    proptest! {
        #[test]
        fn the_html_of_any_text_has_only_known_tags(text in "[ -~\n`*_<>\\[\\]()#é]{0,200}") {
            let html = shown(&text);
            let known = ["p", "strong", "em", "del", "code", "pre", "br", "hr", "ul", "ol", "li", "blockquote", "a",
                "h3", "h4", "h5", "h6"];
            for tag in html.split('<').skip(1) {
                let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                prop_assert!(known.contains(&name.as_str()), "{html}");
            }
        }
    }
}
