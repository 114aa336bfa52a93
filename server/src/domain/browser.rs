//! The browser and the system that a `User-Agent` names, in words that a member recognises in a list of sessions.
//! Knows no versions and decides nothing: the header says what its sender likes. The crates that read it well carry some
//! hundred kilobytes of patterns, or are no longer kept up; a list of sessions needs a dozen words.

/// Maximum number of characters of the name of a program that is no browser.
const MAX_NAME: usize = 40;

/// The signs of browsers, the more specific first: most of them also call themselves Chrome and Safari.
const BROWSERS: [(&str, &str); 11] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// The signs of systems, the more specific first.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
    ("BSD", "BSD"),
];

/// The browser, or the program, and the system that a header names; nothing where it names none.
pub fn named(user_agent: &str) -> (Option<String>, Option<String>) {
    let first = |signs: &[(&str, &str)]| {
        signs.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| (*name).to_owned())
    };
    (first(&BROWSERS).or_else(|| program(user_agent)), first(&SYSTEMS))
}

/// The name that a program gives itself, such as `curl`: what stands before the first version.
fn program(user_agent: &str) -> Option<String> {
    let name = user_agent.split(['/', ' ', '(']).next().unwrap_or_default();
    let plain = !name.is_empty()
        && name.len() <= MAX_NAME
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    (plain && name != "Mozilla").then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(user_agent: &str, browser: Option<&str>, system: Option<&str>) {
        let (found, on) = named(user_agent);
        assert_eq!((found.as_deref(), on.as_deref()), (browser, system), "{user_agent}");
    }

    #[test]
    fn browsers_are_told_apart_though_most_call_themselves_chrome_and_safari() {
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
        is(&format!("{windows} Chrome/140.0.0.0 Safari/537.36"), Some("Chrome"), Some("Windows"));
        is(&format!("{windows} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"), Some("Edge"), Some("Windows"));
        is(
            &format!("{windows} Chrome/140.0.0.0 Safari/537.36 OPR/120.0.0.0"),
            Some("Opera"),
            Some("Windows"),
        );
        is(
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            Some("Firefox"),
            Some("Linux"),
        );
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        is(&format!("{mac} Version/18.0 Safari/605.1.15"), Some("Safari"), Some("macOS"));
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15";
        is(&format!("{iphone} Version/18.0 Mobile/15E148 Safari/604.1"), Some("Safari"), Some("iOS"));
        is(&format!("{iphone} CriOS/140.0 Mobile/15E148 Safari/604.1"), Some("Chrome"), Some("iOS"));
        let phone = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)";
        is(&format!("{phone} Chrome/140.0.0.0 Mobile Safari/537.36"), Some("Chrome"), Some("Android"));
    }

    #[test]
    fn a_program_is_called_by_its_name_and_nonsense_by_none() {
        is("curl/8.5.0", Some("curl"), None);
        is("python-requests/2.32", Some("python-requests"), None);
        is("", None, None);
        is("Mozilla/5.0", None, None);
        is("<script>alert(1)</script>", None, None);
        is(&"x".repeat(5_000), None, None);
    }
}
