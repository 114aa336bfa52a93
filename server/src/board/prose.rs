//! Texts of people as HTML, by the marks that `domain::markdown` knows. No HTML that they wrote becomes markup.

use crate::domain::markdown::{self, Node};

/// Characters of the beginning of a text that a list shows.
const MAX_EXCERPT: usize = 180;

/// The level of the headings that texts stand below.
const BELOW: u8 = 4;

/// The longest text whose marks an excerpt leaves out.
const MAX_READ: usize = 4_000;

/// A text as HTML.
pub fn html(text: &str) -> String {
    markdown::html::html(&markdown::parse(text), BELOW)
}

/// A text that was read already, as HTML.
pub fn of_nodes(nodes: &[Node]) -> String {
    markdown::html::html(nodes, BELOW)
}

/// A text with the characters that HTML and XML read as their own written out.
pub fn text(text: &str) -> String {
    let mut html = String::new();
    markdown::html::escape(text, &mut html);
    html
}

/// The beginning of a text, on one line, to the end of a word.
pub fn excerpt(text: &str) -> String {
    let beginning: String = text.chars().take(MAX_READ).collect();
    line(&markdown::plain(&markdown::parse(&beginning), MAX_READ))
}

/// The beginning of words, on one line, to the end of a word.
pub fn line(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(MAX_EXCERPT) else { return line };
    let cut = line.get(..end).unwrap_or_default();
    let whole = cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole);
    format!("{whole}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_text() {
        assert_eq!(
            html("a <b>&\n\"c\"\n\n\n\n<script>"),
            "<p dir=\"auto\">a &lt;b&gt;&amp;<br>&quot;c&quot;</p><p dir=\"auto\">&lt;script&gt;</p>"
        );
        assert_eq!(html(" \n\n "), "");
    }

    #[test]
    fn an_excerpt_ends_with_a_word() {
        assert_eq!(excerpt("a\n b"), "a b");
        let long = excerpt(&"wörd ".repeat(100));
        assert!(long.ends_with("wörd…") && long.chars().count() <= MAX_EXCERPT + 1);
    }
}
