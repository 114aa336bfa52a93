//! Patterns of routes (`/help/*`, `/orders/:id/*`): which routes are one screen, by what a team writes.
//! No regular expressions: a pattern is compared part by part, in time that its length bounds.

use crate::base::invalid::Invalid;

use super::route::Route;

/// The most patterns of a project.
pub const MOST: i64 = 100;
/// The longest pattern in characters.
pub const MAX: usize = 200;

/// Why a screen that belongs to a pattern is not merged into the pattern's screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LeftoverReason)]
pub enum Reason {
    /// It has more than one transaction moves.
    TooLarge,
}

impl Reason {
    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
        }
    }

    /// The reason with this word.
    pub fn parse(word: &str) -> Option<Self> {
        (word == Self::TooLarge.as_str()).then_some(Self::TooLarge)
    }
}

/// A pattern, which is the route of its screen, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Route);

impl Pattern {
    /// Reads a pattern. A part such as `:id` stands for any one part of a route, and `*` at the end for all the rest, at least one part.
    /// The other parts are normalised as those of a route.
    ///
    /// # Errors
    /// Occurs when it is no path, is too long, has `*` elsewhere than alone at the end, names no part, or stands for one route only.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        if raw.chars().count() > MAX {
            return Err(Invalid::at("", format!("Must have at most {MAX} characters.")));
        }
        if raw.contains(['?', '#']) {
            return Err(Invalid::at(
                "",
                "Write the path alone, without “?” and “#”: queries name no screen.",
            ));
        }
        let route = Route::parse(raw)?;
        let parts: Vec<&str> = parts(route.as_str()).collect();
        let starred = parts.iter().position(|part| part.contains('*'));
        if starred.is_some_and(|at| at + 1 != parts.len() || parts.get(at) != Some(&"*")) {
            return Err(Invalid::at(
                "",
                "Use “*” only as the last part, as in /help/*. For one part in between, write a name with a colon, such as :id.",
            ));
        }
        if !parts.iter().any(|part| is_literal(part)) {
            return Err(Invalid::at(
                "",
                "Name at least one part, such as /help/*: this would be every screen.",
            ));
        }
        if parts.iter().all(|part| is_literal(part)) {
            return Err(Invalid::at(
                "",
                "Add “*” at the end or a part such as “:id”: this is one route already.",
            ));
        }
        Ok(Self(route))
    }

    /// Whether a route belongs to it.
    pub fn matches(&self, route: &str) -> bool {
        let mut rest = parts(route);
        for part in parts(self.0.as_str()) {
            let Some(here) = rest.next() else { return false };
            if part == "*" {
                return true;
            }
            if is_literal(part) && part != here {
                return false;
            }
        }
        rest.next().is_none()
    }

    /// Whether every route of another pattern belongs to it.
    pub fn covers(&self, other: &Self) -> bool {
        let deeper = if other.as_str().ends_with("/*") { "/*" } else { "" };
        self.matches(&format!("{}{deeper}", other.as_str()))
    }

    /// How special it is: the smaller one is compared first. Part by part a written one comes before a name, and that before `*`; so
    /// what stands for fewer routes comes before all that stand for these and more.
    pub fn precedence(&self) -> Vec<u8> {
        let rank = |part| match part {
            "*" => 2,
            part if is_literal(part) => 0,
            _ => 1,
        };
        parts(self.as_str()).map(rank).collect()
    }

    /// What all its routes begin with: its written parts up to the first other one, with the slash after them.
    pub fn start(&self) -> String {
        let written = parts(self.as_str()).take_while(|part| is_literal(part));
        written.fold("/".to_owned(), |start, part| format!("{start}{part}/"))
    }

    /// The first text after all those with its start, in the order of bytes.
    pub fn end(&self) -> String {
        let start = self.start();
        // The character after the slash.
        format!("{}0", start.strip_suffix('/').unwrap_or(&start))
    }

    /// A pattern of SQL's `LIKE`, with a backslash for escapes, that all its routes match, and maybe others.
    pub fn like(&self) -> String {
        let mut like = String::new();
        for part in parts(self.as_str()) {
            like.push('/');
            if is_literal(part) {
                for char in part.chars() {
                    if matches!(char, '%' | '_' | '\\') {
                        like.push('\\');
                    }
                    like.push(char);
                }
            } else {
                like.push('%');
            }
        }
        like
    }

    /// The route of its screen.
    pub const fn route(&self) -> &Route {
        &self.0
    }

    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Sorts patterns into the order in which they are compared; of two that are equally special the first stays the first.
pub fn sort<T>(patterns: &mut [T], of: impl Fn(&T) -> &Pattern) {
    patterns.sort_by_key(|one| of(one).precedence());
}

/// The first of these patterns, in their order, that a route belongs to; the route of a pattern's screen belongs to that one.
pub fn first<'p>(patterns: &'p [Pattern], route: &str) -> Option<&'p Pattern> {
    let own = patterns.iter().find(|pattern| pattern.as_str() == route);
    own.or_else(|| patterns.iter().find(|pattern| pattern.matches(route)))
}

fn parts(route: &str) -> impl Iterator<Item = &str> {
    route.split('/').filter(|part| !part.is_empty())
}

fn is_literal(part: &str) -> bool {
    part != "*" && !(part.starts_with(':') && part.len() > 1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, route: &str) -> bool {
        Pattern::parse(pattern).unwrap().matches(route)
    }

    #[test]
    fn a_star_is_the_rest_and_a_name_is_one_part() {
        for route in ["/help/a", "/help/a/b", "/help/:id"] {
            assert!(matches("/help/*", route), "{route}");
        }
        for route in ["/help", "/helpful/a", "/", "/a/help/b"] {
            assert!(!matches("/help/*", route), "{route}");
        }
        assert!(matches("/orders/:id/edit", "/orders/:id/edit"));
        assert!(matches("/orders/:id/edit", "/orders/INV-7/edit"));
        assert!(!matches("/orders/:id/edit", "/orders/:id/edit/more"));
        assert!(!matches("/orders/:id/edit", "/orders/edit"));
        assert!(matches("/orders/:id/*", "/orders/:id/items/:id"));
        assert!(!matches("/orders/:id/*", "/orders/:id"));
    }

    #[test]
    fn patterns_are_normalised_like_routes() {
        assert_eq!(Pattern::parse("/orders/7/*/").unwrap().as_str(), "/orders/:id/*");
        assert_eq!(Pattern::parse("//help//:page").unwrap().as_str(), "/help/:page");
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for bad in ["", "help/*", "/*", "/:id", "/:a/*", "/help", "/a/*/b", "/a/b*", "/a?b=*", "/a/*#x", "/"]
        {
            assert!(Pattern::parse(bad).is_err(), "{bad}");
        }
        let long = "/help".repeat(39);
        assert!(Pattern::parse(&format!("{long}/go/*")).is_ok());
        assert!(Pattern::parse(&format!("{long}/gone/*")).is_err());
    }

    #[test]
    fn the_first_pattern_decides() {
        let patterns = ["/help/:page", "/help/*"].map(|raw| Pattern::parse(raw).unwrap());
        assert_eq!(first(&patterns, "/help/a").unwrap().as_str(), "/help/:page");
        assert_eq!(first(&patterns, "/help/a/b").unwrap().as_str(), "/help/*");
        assert_eq!(first(&patterns, "/help/*").unwrap().as_str(), "/help/*");
        assert!(first(&patterns, "/orders").is_none());
        let [page, all] = &patterns;
        assert!(all.covers(page) && !page.covers(all));
    }

    #[test]
    fn the_more_special_one_is_compared_first() {
        let mut patterns =
            ["/help/*", "/:lang/help", "/help/:page", "/help/api/*", "/help/:page/:part", "/en/*"]
                .map(|raw| Pattern::parse(raw).unwrap());
        sort(&mut patterns, |pattern| pattern);
        let order: Vec<_> = patterns.iter().map(Pattern::as_str).collect();
        assert_eq!(
            order,
            ["/help/api/*", "/help/:page", "/help/:page/:part", "/help/*", "/en/*", "/:lang/help"]
        );
    }

    #[test]
    fn what_a_database_looks_for_is_what_all_its_routes_are_like() {
        let pattern = Pattern::parse("/a_b/100%25/:x/*").unwrap();
        assert_eq!(
            (pattern.start(), pattern.like()),
            ("/a_b/100%25/".to_owned(), r"/a\_b/100\%25/%/%".to_owned())
        );
        assert_eq!(Pattern::parse("/help/*").unwrap().end(), "/help0");
        assert_eq!(Pattern::parse("/:lang/docs/*").unwrap().start(), "/");
        assert_eq!(Pattern::parse("/:lang/docs/*").unwrap().end(), "0");
    }

    proptest! {
        #[test]
        fn one_that_another_covers_is_compared_before_it(
            one in "(/[ab]|/:x){1,4}(/\\*)?",
            other in "(/[ab]|/:x){0,4}(/\\*)?",
        ) {
            if let (Ok(one), Ok(other)) = (Pattern::parse(&one), Pattern::parse(&other))
                && other.covers(&one)
                && !one.covers(&other)
            {
                prop_assert!(one.precedence() < other.precedence(), "{one:?} {other:?}");
            }
        }

        #[test]
        fn its_routes_are_between_its_start_and_its_end(
            pattern in "(/[a-z]{1,3}|/:x){1,4}(/\\*)?",
            route in "(/[a-z]{1,3}){1,6}",
        ) {
            if let Ok(pattern) = Pattern::parse(&pattern) && pattern.matches(&route) {
                prop_assert!(route.starts_with(&pattern.start()) && route < pattern.end());
            }
        }

        #[test]
        fn a_pattern_matches_its_own_route_and_every_route_made_from_it(
            parts in prop::collection::vec("[a-z]{1,6}", 1..5),
            at in 0usize..5,
            rest in prop::collection::vec("[a-z]{1,6}", 1..4),
        ) {
            let starred = Pattern::parse(&format!("/{}/*", parts.join("/"))).unwrap();
            prop_assert!(starred.matches(starred.as_str()));
            let deeper = format!("/{}/{}", parts.join("/"), rest.join("/"));
            prop_assert!(starred.matches(&deeper));
            let shorter = format!("/{}", parts.join("/"));
            prop_assert!(!starred.matches(&shorter));
            let (mut named, mut other) = (parts.clone(), parts);
            let at = at % named.len();
            if named.len() > 1 {
                named.splice(at..=at, [":part".to_owned()]);
                other.splice(at..=at, ["UPPER".to_owned()]);
                let pattern = Pattern::parse(&format!("/{}", named.join("/"))).unwrap();
                let same = format!("/{}", other.join("/"));
                prop_assert!(pattern.matches(&same));
                let longer = format!("/{}/x", other.join("/"));
                prop_assert!(!pattern.matches(&longer));
            }
        }

        #[test]
        fn any_text_is_read_or_refused(raw in any::<String>(), route in "(/[a-z:*]{0,4}){0,6}") {
            if let Ok(pattern) = Pattern::parse(&raw) {
                let _ = pattern.matches(&route);
                prop_assert!(pattern.matches(pattern.as_str()));
            }
        }
    }
}
