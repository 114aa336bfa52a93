//! Texts of people as HTML: paragraphs with their line breaks. Nothing that they wrote becomes markup.

/// Characters of the beginning of a text that a list shows.
const MAX_EXCERPT: usize = 180;

/// A text as paragraphs.
pub fn html(text: &str) -> String {
    let mut html = String::new();
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        html.push_str("<p dir=\"auto\">");
        for (at, line) in paragraph.lines().enumerate() {
            html.push_str(if at > 0 { "<br>" } else { "" });
            escape(&mut html, line);
        }
        html.push_str("</p>\n");
    }
    html
}

/// A text with the characters that HTML and XML read as their own written out.
pub fn text(text: &str) -> String {
    let mut html = String::new();
    escape(&mut html, text);
    html
}

/// The beginning of a text, on one line, to the end of a word.
pub fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(MAX_EXCERPT) else { return line };
    let cut = line.get(..end).unwrap_or_default();
    let whole = cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole);
    format!("{whole}…")
}

/// Adds text with the characters that HTML and XML read as their own written out.
fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_text() {
        assert_eq!(
            html("a <b>&\n\"c\"\n\n\n\n<script>"),
            "<p dir=\"auto\">a &lt;b&gt;&amp;<br>&quot;c&quot;</p>\n<p dir=\"auto\">&lt;script&gt;</p>\n"
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
