//! TLS to PostgreSQL: whether this build has it, and which servers may be reached without.
//! Never lets libpq fall back to an unencrypted connection to another machine that a URL names, unless the URL says so.

use std::net::IpAddr;

use url::Url;

/// Whether libpq is linked with OpenSSL. A libpq of the system is; one that is built here takes OpenSSL only with the feature,
/// whose sources cost more processor time than everything else that is compiled.
const BUILT_IN: bool = cfg!(feature = "postgres-tls") || cfg!(not(feature = "bundled"));

/// Refuses a URL of PostgreSQL that needs TLS where this build has none. The error says what to do.
pub fn check(url: &str) -> Result<(), String> {
    if BUILT_IN { Ok(()) } else { without(url) }
}

/// Refuses what a build without TLS must not connect to.
fn without(url: &str) -> Result<(), String> {
    let parsed = Url::parse(url).ok();
    let parameter = |name: &str| {
        let mut pairs = parsed.as_ref()?.query_pairs();
        pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    };
    let refused = |why: &str, otherwise: &str| {
        Err(format!(
            "{why}, and this build has no TLS for PostgreSQL. Use a published binary, build with \
             --features postgres-tls{otherwise}"
        ))
    };
    match parameter("sslmode").as_deref() {
        Some("disable") => Ok(()),
        Some("require" | "verify-ca" | "verify-full") => refused("sslmode asks for TLS", ""),
        _ => {
            let named = || Some(parsed.as_ref()?.host_str()?.to_owned());
            let hosts = parameter("hostaddr").or_else(|| parameter("host")).or_else(named);
            if parsed.is_some() && hosts.unwrap_or_default().split(',').all(is_local) {
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
    fn a_build_without_tls_says_what_to_do_about_other_machines_and_about_urls_that_ask_for_it() {
        for url in [
            "postgres://db.example.com/db",
            "postgres://10.0.0.7/db?sslmode=prefer",
            "postgres://localhost.example.com/db",
            "postgres://localhost/db?host=db.example.com",
            "postgres://localhost,db.example.com/db",
            "postgres:///db?host=localhost,db.example.com",
            "postgres://localhost/db?hostaddr=10.0.0.7",
            "postgres://localhost/db?sslmode=require",
            "postgres://localhost/db?sslmode=verify-full",
        ] {
            let said = without(url).expect_err(url);
            assert!(said.contains("--features postgres-tls"), "{url}: {said}");
        }
    }
}
