//! TLS to a real PostgreSQL, whose certificate is known as its own authority: `PGSSLROOTCERT` in tests/parts/postgres.sh.

use yousaid::db::connection::Address;

use crate::{psql::ask, test_app::Postgres};

/// The URL of a database at a host name, with a mode of TLS.
fn reached(postgres: &Postgres, host: &str, mode: &str) -> String {
    let mut url = url::Url::parse(&postgres.url).expect("a URL");
    url.set_host(Some(host)).expect("a host");
    url.query_pairs_mut().append_pair("sslmode", mode);
    url.into()
}

#[cfg(feature = "postgres-tls")]
#[test]
fn a_connection_is_encrypted_and_refuses_a_server_that_its_certificate_does_not_name() {
    let postgres = Postgres::create();
    for (mode, encrypted) in [("require", "true"), ("verify-full", "true"), ("disable", "false")] {
        let address: Address = reached(&postgres, "localhost", mode).parse().expect("a build with TLS");
        let mut connection = address.connect().expect(mode);
        assert_eq!(
            ask(&mut connection, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
            encrypted,
            "{mode}"
        );
    }
    let other: Address = reached(&postgres, "127.0.0.1", "verify-full").parse().expect("a build with TLS");
    let refused =
        other.connect().err().expect("a certificate for localhost does not name 127.0.0.1").to_string();
    assert!(refused.contains("127.0.0.1"), "{refused}");
    postgres.drop();
}

#[cfg(not(feature = "postgres-tls"))]
#[test]
fn a_url_that_asks_for_tls_is_refused_by_a_build_without_it() {
    let postgres = Postgres::create();
    let said = reached(&postgres, "localhost", "require").parse::<Address>().expect_err("no TLS");
    assert!(said.contains("--features postgres-tls"), "{said}");
    let plain: Address = reached(&postgres, "localhost", "disable").parse().expect("no TLS is asked for");
    assert_eq!(ask(&mut plain.connect().expect("a connection"), "1"), "1");
    postgres.drop();
}
