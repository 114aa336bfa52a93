#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn kinds(text: &str) -> Vec<RemovedKind> {
    scrub(text).1.to_list().into_iter().map(|removed| removed.kind).collect()
}

fn clean(text: &str) -> String {
    scrub(text).0
}

#[test]
fn addresses_of_people_are_taken_out() {
    assert_eq!(clean("Write to anna.lee+x@mail.example.com."), "Write to •••.");
    assert_eq!(clean("<jörg@müller.de>, b@c.io"), "<•••>, •••");
    assert_eq!(clean("?user=anna@example.com&a=1"), "?user=•••&a=1");
    assert_eq!(clean("连系anna@example.com谢谢"), "连系•••谢谢");
    assert_eq!(clean("anna%40example.com"), "•••");
}

#[test]
fn card_numbers_are_taken_out_however_they_are_grouped() {
    for card in [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "5555 5555 5555 4444",
        "3782 822463 10005",
        "6011111111111117",
        "3530111333300000",
        "30569309025904",
        "4000 0000 0000 0000 006",
    ] {
        assert_eq!(clean(&format!("card {card}, 12/27")), "card •••, 12/27", "{card}");
        assert_eq!(kinds(card), [RemovedKind::Card], "{card}");
    }
    assert_eq!(clean("4111 1111 1111 1111 12/27"), "••• 12/27");
}

#[test]
fn bank_accounts_are_taken_out() {
    for iban in [
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "GB82 WEST 1234 5698 7654 32",
        "fr1420041010050500013m02606",
        "NO9386011117947",
        "MT84MALT011000012345MTLCAST001S",
    ] {
        assert_eq!(clean(&format!("to {iban}.")), "to •••.", "{iban}");
        assert_eq!(kinds(iban), [RemovedKind::Iban], "{iban}");
    }
    assert_eq!(kinds("DE88370400440532013000"), []);
}

#[test]
fn tokens_are_taken_out() {
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P";
    assert_eq!(clean(&format!("got {jwt} back")), "got ••• back");
    assert_eq!(clean("Authorization: Bearer abc123def456"), "Authorization: Bearer •••");
    assert_eq!(clean("/cb?access_token=abc&x=1"), "/cb?access_token=•••&x=1");
    assert_eq!(clean(r#"{"refreshToken": "a b", "x": 1}"#), r#"{"refreshToken": "•••", "x": 1}"#);
    assert_eq!(kinds("session_id=9f8e7d"), [RemovedKind::Token]);
}

#[test]
fn keys_and_passwords_are_taken_out() {
    for key in [
        "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "AKIAIOSFODNN7EXAMPLE",
        "xoxb-263594206564-FGqddMF8t08v8N7Oq4i57vs1",
        "AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe",
        "glpat-abcdefghij1234567890",
    ] {
        assert_eq!(clean(&format!("my key {key}!")), "my key •••!", "{key}");
    }
    assert_eq!(clean("password=hunter2&user=a"), "password=•••&user=a");
    assert_eq!(clean("Passwort: geheim123"), "Passwort: •••");
    assert_eq!(clean("DB_PASSWORD='a b c'"), "DB_PASSWORD='•••'");
    assert_eq!(clean("postgres://app:pa55@db:5432/x"), "postgres://app:•••@db:5432/x");
    let pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\nbye";
    assert_eq!(clean(pem), "•••\nbye");
}

#[test]
fn ordinary_numbers_and_words_stay() {
    for plain in [
        "Order 4512-99812, invoice INV-2026-00017",
        "order 1234567890123456",
        "order no. 4111111111111112",
        "a1b2c3d4-4111-4111-8111-111111111111",
        "41111111-1111-4111-8111-111111111111",
        "018f2c1e-7b1a-7c3d-9e4f-0123456789ab",
        "2026-11-21T01:02:03.000004Z",
        "1700000000000 1700000000000000",
        "+49 170 1234567, +1 415 555 2671",
        "0.4111111111111111",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "192.168.0.1:8080 fe80::1",
        "@anna said 5 @ 3 and a@b",
        "The password: it never arrives. Token expired; token: missing",
        "bearer of bad news, basic understanding of things",
        "npm install react@18.2.0",
        "skip sk_ and AKIA and ghp_ alone",
        "https://example.com:8080/a?page=2&sort=name",
        "?token=&password=•••&secret=***",
        "VERSION DE12 of the form",
        "x = y; tokens = 5",
        "my password is not accepted, and the password field is empty",
        "Cookie: they taste good. Cookies are blocked",
        "Authorization: it fails. Authorization: Token expired",
        "state: open, code: 404, key: value, session: none",
        "bypass=1 compass=2 spin=3 keyboard=us monkey=1",
        "1.2.3.4.5.6.7.8.9.1.2.3.4.5.6.7",
        "100% of C:\\new\\users & more; 50%25",
        "-----BEGIN CERTIFICATE-----",
        "10.0.0.1 - - 2026.11.21 01:02:03",
    ] {
        assert_eq!(clean(plain), plain);
    }
}

#[test]
fn values_are_found_by_every_way_to_write_a_name() {
    for (text, left) in [
        (r#"{"password":"hunter2"}"#, r#"{"password":"•••"}"#),
        (r#"{\"password\":\"hunter2\",\"a\":1}"#, r#"{\"password\":\"•••\",\"a\":1}"#),
        (r#"{"password":"a\"b c","x":1}"#, r#"{"password":"•••","x":1}"#),
        (r#"{"password":{"value":"hunter2"},"x":1}"#, r#"{"password":•••,"x":1}"#),
        (r#"{"newPassword" : 123456}"#, r#"{"newPassword" : •••}"#),
        ("user[password]=hunter2&a=1", "user[password]=•••&a=1"),
        ("user%5Bpassword%5D=hunter2&a=1", "user%5Bpassword%5D=•••&a=1"),
        ("user[password_confirmation]=hunter2", "user[password_confirmation]=•••"),
        ("user.password=hunter2", "user.password=•••"),
        ("export DB_PASS=hunter2", "export DB_PASS=•••"),
        ("MYSQL_PWD=hunter2 smtp-pass: hunter2", "MYSQL_PWD=••• smtp-pass: •••"),
        ("login --password hunter2 --verbose", "login --password ••• --verbose"),
        ("login --password=hunter2", "login --password=•••"),
        ("curl -u anna:hunter2 https://x.org", "curl -u ••• https://x.org"),
        ("Cookie: session=abc; theme=dark\nnext", "Cookie: •••\nnext"),
        ("curl -H 'Cookie: session=abc; a=b' x", "curl -H 'Cookie: •••' x"),
        (r#"{"cookie":"a=b; c=d","x":1}"#, r#"{"cookie":"•••","x":1}"#),
        ("Set-Cookie: id=a3fWa; Path=/", "Set-Cookie: •••"),
        ("document.cookie = \"id=a3fWa\"", "document.cookie = \"•••\""),
        ("__Host-yousaid=abcdefghij", "__Host-yousaid=•••"),
        ("PHPSESSID=abc; JSESSIONID=abc", "PHPSESSID=•••; JSESSIONID=•••"),
        ("Authorization: Token abc123", "Authorization: Token •••"),
        ("authorization: Basic dXNlcjpwYXNz", "authorization: Basic •••"),
        ("Authorization: Digest username=\"M\", response=\"6629f\"", "Authorization: Digest •••"),
        (r#""Authorization":"Bearer abc123","x":1"#, r#""Authorization":"Bearer •••","x":1"#),
        ("X-Api-Key: abc123", "X-Api-Key: •••"),
        ("/cb?code=4/0AX4&state=xyz", "/cb?code=•••&state=•••"),
        (
            "AccountName=me;AccountKey=abc+/==;EndpointSuffix=x",
            "AccountName=me;AccountKey=•••;EndpointSuffix=x",
        ),
        ("我的密码：abc123。", "我的密码：•••"),
        ("“password”: “hunter2”", "“password”: “•••”"),
        ("password => 'hunter2'", "password => '•••'"),
    ] {
        assert_eq!(clean(text), left, "{text}");
        assert_eq!(clean(left), left, "twice: {left}");
    }
}

#[test]
fn blocks_and_hooks_are_taken_out() {
    let pgp = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\nbye";
    assert_eq!(clean(pgp), "•••\nbye");
    let escaped = r#"{"private_key":"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n","x":1}"#;
    assert!(!clean(escaped).contains("MIIE"), "{}", clean(escaped));
    for hook in [
        "https://hooks.slack.com/services/•••",
        "https://discord.com/api/webhooks/•••",
        "https://acme.webhook.office.com/webhookb2/•••",
    ] {
        assert_eq!(clean(&hook.replace("•••", "T000/B000/abcDEF123")), hook);
    }
}

#[test]
fn other_spellings_hide_nothing() {
    for card in [
        "4111.1111.1111.1111",
        "4111  1111  1111  1111",
        "4111\u{a0}1111\u{a0}1111\u{a0}1111",
        "4111%201111%201111%201111",
        "4111+1111+1111+1111",
        "4111 - 1111 - 1111 - 1111",
        "４１１１１１１１１１１１１１１１",
        "٤١١١١١١١١١١١١١١١",
        "4111\u{200b}1111\u{2009}1111\u{2011}1111",
    ] {
        assert_eq!(clean(card), "•••", "{card}");
        assert_eq!(kinds(card), [RemovedKind::Card], "{card}");
    }
    for address in [
        "anna%40example.com",
        "anna%2540example.com",
        "anna%252540example.com",
        "anna\\u0040example.com",
        "anna&#64;example.com",
        "ａｎｎａ＠example.com",
        "анна@пример.рф",
        "用户@例子.广告",
        "jo\u{308}rg@example.com",
        "jörg@münchen.de",
        "anna@xn--mnchen-3ya.xn--p1ai",
        "δοκιμή@παράδειγμα.δοκιμή",
        "संपर्क@डाटामेल.भारत",
    ] {
        assert_eq!(clean(&format!("to {address} now")), "to ••• now", "{address}");
    }
    assert_eq!(clean("password%3Dhunter2"), "password%3D•••");
    assert_eq!(clean("%22token%22%3A%22abc%22"), "%22token%22%3A%22•••%22");
    assert_eq!(clean("DE89  3704.0044.0532.0130.00"), "•••");
}

#[test]
fn what_was_taken_out_is_counted_by_kind() {
    let (_, mut removed) = scrub("a@example.com b@example.com password=x1");
    removed.merge(scrub("4111111111111111").1);
    assert_eq!(
        serde_json::to_value(removed.to_list()).unwrap(),
        json!([
            {"kind": "secret", "count": 1},
            {"kind": "card", "count": 1},
            {"kind": "email", "count": 2},
        ])
    );
}

#[test]
fn every_string_of_a_document_is_looked_at() {
    let mut value = json!({"a": ["a@example.com", {"b": "a@example.com"}], "n": 4111111111111111_u64});
    assert_eq!(scrub_json(&mut value).count(RemovedKind::Email), 2);
    assert_eq!(value, json!({"a": ["•••", {"b": "•••"}], "n": 4111111111111111_u64}));
}

#[test]
fn hostile_texts_take_linear_time() {
    let begun = std::time::Instant::now();
    for bait in [
        "a.",
        "4 ",
        "41111111",
        "eyJ",
        "eyJ.",
        "sk_live_",
        "sk_.",
        "token=",
        "token:\"",
        "DE89 3",
        "://a:",
        "-----BEGIN ",
        "-----BEGIN X PRIVATE KEY-----",
        "a@b.",
        "Bearer ",
        "_-",
        "a@a@",
        "cookie: ",
        "cookie=",
        "authorization: ",
        "Authorization: Token a ",
        "key.",
        "key ",
        "%40",
        "\\u0040",
        "%25",
        "&#64;",
        "--password ",
        "\"token\":{",
        "hooks.slack.com/services/",
        "密码",
        "a-",
    ] {
        let (text, _) = scrub(&bait.repeat(60_000 / bait.len()));
        assert!(!text.is_empty());
    }
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_or_grow(text in any::<String>()) {
        let (clean, removed) = scrub(&text);
        prop_assert!(clean.chars().count() <= text.chars().count());
        prop_assert_eq!(removed.is_empty(), clean == text);
    }

    #[test]
    fn pieces_of_secrets_in_any_mixture_do_no_harm(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "a@example.com", "4111 1111 1111 1111", "DE89370400440532013000", "password=", "token: ",
            "\"", "'", "eyJ", ".", "://", "u:p@h", "Bearer ", "sk_live_abcdef123456", " ", "é", "•", "\n",
            "018f2c1e-7b1a-7c3d-9e4f-0123456789ab", "-----BEGIN X PRIVATE KEY-----", "-----END ",
        ]), 0..12)
    ) {
        let text = pieces.join(" ");
        let (clean, _) = scrub(&text);
        prop_assert!(clean.chars().count() <= text.chars().count());
        prop_assert!(!clean.contains("4111 1111 1111 1111"));
    }
}
