//! TLS to PostgreSQL: whether this build has it, and which servers may be reached without.
//! Never lets libpq fall back to an unencrypted connection to another machine that a URL names, unless the URL says so.

use std::{borrow::Cow, net::IpAddr};

use url::Url;

/// Whether libpq is linked with OpenSSL. A libpq of the system is; one that is built here takes OpenSSL only with the feature,
/// since its sources take minutes to compile.
const BUILT_IN: bool = cfg!(feature = "postgres-tls") || cfg!(not(feature = "bundled"));

/// Refuses a URL of PostgreSQL that needs TLS where this build has none. The error says what to do.
pub fn check(url: &str) -> Result<(), String> {
    if BUILT_IN { Ok(()) } else { without(url) }
}

/// Refuses what a build without TLS must not connect to.
fn without(url: &str) -> Result<(), String> {
    let Ok(parsed) = Url::parse(url) else {
        // libpq takes several hosts, which this does not read.
        return Err(
            "the URL can't be read, and this build has no TLS for PostgreSQL: name one host".to_owned()
        );
    };
    let parameters = |name| parsed.query_pairs().filter(move |(key, _)| key == name).map(|(_, value)| value);
    let refused = |why: &str, otherwise: &str| {
        Err(format!(
            "{why}, and this build has no TLS for PostgreSQL. Use a published binary, build with \
             --features postgres-tls{otherwise}"
        ))
    };
    // Of several the last one counts.
    match parameters("sslmode").last().as_deref() {
        Some("disable") => Ok(()),
        Some("require" | "verify-ca" | "verify-full") => refused("sslmode asks for TLS", ""),
        _ => {
            let named = parsed.host_str().map(Into::into);
            let mut hosts = parameters("host").chain(parameters("hostaddr")).chain(named);
            if hosts.all(|hosts: Cow<'_, str>| hosts.split(',').all(is_local)) {
                return Ok(());
            }
            refused(
                "the server may be on another machine",
                ", or add sslmode=disable if the network between is private",
            )
        }
    }
}

/// Whether a host of libpq is this machine: a socket's folder, or a loopback address.
fn is_local(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.is_empty()
        || host.starts_with(['/', '@'])
        || host.to_ascii_lowercase().starts_with("%2f")
        || host.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_tls_reaches_this_machine_and_what_is_said_to_be_private() {
        for url in [
            "postgres:///db",
            "postgres://user:pw@localhost/db",
            "postgres://user@127.0.0.1:5433/db?application_name=x",
            "postgres://[::1]/db",
            "postgres://%2Fvar%2Frun%2Fpostgresql/db",
            "postgres:///db?host=/var/run/postgresql",
            "postgres:///db?host=localhost,127.0.0.1",
            "postgres://db.example.com/db?sslmode=disable",
        ] {
            assert_eq!(without(url), Ok(()), "{url}");
        }
    }

    #[test]
    fn a_url_that_can_not_be_read_is_not_taken_for_one_of_this_machine() {
        for url in ["postgres://localhost:99999/db", "postgres://localhost:1,db.example.com:2/db"] {
            let said = without(url).expect_err(url);
            assert!(said.contains("can't be read"), "{url}: {said}");
        }
    }

    #[test]
    fn a_build_without_tls_says_what_to_do_about_other_machines_and_about_urls_that_ask_for_it() {
        for url in [
            "postgres://db.example.com/db",
            "postgres://10.0.0.7/db?sslmode=prefer",
            "postgres://localhost.example.com/db",
            "postgres://localhost/db?host=db.example.com",
            "postgres:///db?host=localhost,db.example.com",
            "postgres://localhost/db?hostaddr=10.0.0.7",
            "postgres://localhost/db?hostaddr=&host=db.example.com",
            "postgres://localhost/db?host=localhost&host=db.example.com",
            "postgres://localhost/db?sslmode=disable&sslmode=prefer&host=db.example.com",
            "postgres://localhost/db?sslmode=require",
            "postgres://localhost/db?sslmode=verify-full",
        ] {
            let said = without(url).expect_err(url);
            assert!(said.contains("--features postgres-tls"), "{url}: {said}");
        }
    }
}
