//! Pure checks against requests from other sites: origin, own header, own redirect targets.
//! It knows no session and builds no response.

/// Why a request may come from another site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CsrfRefused {
    /// Occurs when the header `Yousaid-Csrf: 1` is absent; another site can't set it without CORS.
    #[error("The header Yousaid-Csrf: 1 is missing.")]
    Header,
    /// Occurs when the browser says that another site, or a sister domain, made the request.
    #[error("This request came from another site.")]
    Site,
    /// Occurs when there is no `Sec-Fetch-Site` and `Origin` is not the server's own.
    #[error("This request has the wrong Origin header.")]
    Origin,
}

/// Requires that an unsafe request comes from the server's own pages.
///
/// `own_origin` is the configured public origin (`https://feedback.example.com`), never the `Host`
/// header. Safe methods pass: they must have no effect.
///
/// # Errors
/// The first rule that the request breaks; the API returns 403.
pub fn same_site(
    method_is_safe: bool,
    sec_fetch_site: Option<&str>,
    origin: Option<&str>,
    own_origin: &str,
    custom_header: Option<&str>,
) -> Result<(), CsrfRefused> {
    if method_is_safe {
        return Ok(());
    }
    if custom_header != Some("1") {
        return Err(CsrfRefused::Header);
    }
    match (sec_fetch_site, origin) {
        (Some("same-origin"), _) => Ok(()),
        (Some(_), _) => Err(CsrfRefused::Site),
        // Old browsers and plain clients send neither; the own header suffices then.
        (None, None) => Ok(()),
        (None, Some(origin)) if origin == own_origin => Ok(()),
        (None, Some(_)) => Err(CsrfRefused::Origin),
    }
}

/// Returns `next` when it is an absolute path of this server, else `/`.
#[must_use]
pub fn own_path(next: &str) -> &str {
    let path = next.split(['?', '#']).next().unwrap_or_default();
    // Browsers drop tabs and line ends and take `\` for `/`, so only plain characters pass.
    let own = path.starts_with('/')
        && !path.contains("//")
        && next.len() <= 2000
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if own { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "https://feedback.example.com";

    #[test]
    fn safe_methods_pass() {
        assert_eq!(same_site(true, Some("cross-site"), Some("https://evil.example"), OWN, None), Ok(()));
    }

    #[test]
    fn the_own_header_is_always_required() {
        for header in [None, Some(""), Some("0"), Some("1 "), Some("true")] {
            for site in [None, Some("same-origin")] {
                assert_eq!(same_site(false, site, Some(OWN), OWN, header), Err(CsrfRefused::Header));
            }
        }
    }

    #[test]
    fn only_same_origin_passes_where_the_browser_tells() {
        assert_eq!(same_site(false, Some("same-origin"), Some(OWN), OWN, Some("1")), Ok(()));
        for site in ["cross-site", "same-site", "none", "", "Same-Origin", "same-origin, same-origin"] {
            assert_eq!(
                same_site(false, Some(site), Some(OWN), OWN, Some("1")),
                Err(CsrfRefused::Site),
                "{site}"
            );
        }
    }

    #[test]
    fn without_it_the_origin_must_be_own_or_absent() {
        assert_eq!(same_site(false, None, None, OWN, Some("1")), Ok(()));
        assert_eq!(same_site(false, None, Some(OWN), OWN, Some("1")), Ok(()));
        for origin in [
            "null",
            "",
            "https://evil.example",
            "http://feedback.example.com",
            "https://feedback.example.com:8443",
            "https://feedback.example.com.evil.example",
            "https://xfeedback.example.com",
        ] {
            assert_eq!(
                same_site(false, None, Some(origin), OWN, Some("1")),
                Err(CsrfRefused::Origin),
                "{origin}"
            );
        }
    }

    #[test]
    fn own_paths_are_kept() {
        for next in ["/", "/app/", "/app/p/1?order=hot#42", "/app/x?back=https://example.com//y"] {
            assert_eq!(own_path(next), next);
        }
    }

    #[test]
    fn everything_else_becomes_the_root() {
        for next in [
            "",
            "app",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/app\\x",
            "/\t/evil.example",
            "/\n/evil.example",
            " /app",
            "/app x",
            "https://evil.example/",
            "javascript:alert(1)",
            "/.//evil.example",
            "/app/\r\nSet-Cookie: a=b",
            "?x",
            "#x",
            "/é",
        ] {
            assert_eq!(own_path(next), "/", "{next:?}");
        }
        assert_eq!(own_path(&format!("/{}", "a".repeat(2000))), "/");
    }
}
