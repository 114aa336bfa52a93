//! Who a visitor is: signed identities, what is carried over to them, and tokens that are invalid.
//! Tokens are built here by hand, so that they can be forged.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{
    on_both,
    test_app::{Answer, Team, TestApp, Visitor, items, text},
};

/// Turns signed identity on; returns the secret.
pub async fn secret(team: &Team) -> String {
    let set = team.asker.put(&team.path("/identity"), &json!({})).await.is(StatusCode::OK).json();
    text(&set, "secret").to_owned()
}

fn signature(secret: &[u8], message: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key");
    mac.update(message.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

fn token(secret: &str, header: &Value, claims: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", part(&header.to_string()), part(claims));
    format!("{message}.{}", signature(secret.as_bytes(), &message))
}

fn header() -> Value {
    json!({"alg": "HS256", "typ": "JWT"})
}

fn claims(app: &TestApp, team: &Team, subject: &str) -> Value {
    let now = app.context.clock.now().seconds();
    json!({"sub": subject, "aud": team.project, "iat": now, "exp": now + 600})
}

pub fn signed(app: &TestApp, team: &Team, secret: &str, subject: &str, more: Value) -> String {
    let mut claims = claims(app, team, subject);
    for (name, value) in more.as_object().expect("claims") {
        claims[name] = value.clone();
    }
    token(secret, &header(), &claims.to_string())
}

pub async fn identify(visitor: &Visitor, token: &str, anonymous: Option<&str>) -> Answer {
    let mut body = json!({"token": token});
    if let Some(anonymous) = anonymous {
        body["anonymous_token"] = json!(anonymous);
    }
    visitor.another().asker.post(&visitor.path("/identify"), &body).await
}

/// The visitor with the token of an exchange.
pub fn become_known(visitor: &Visitor, answer: &Answer) -> Visitor {
    let mut known = visitor.another();
    known.asker.token = Some(text(&answer.json(), "token").to_owned());
    known
}

on_both! {
    a_token_ends_with_the_secret_that_vouched_for_it(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let mut anonymous = team.visitor(app);
        anonymous.suggest("Dark mode").await;
        let first = secret(&team).await;
        let exchange = async |secret: &str| {
            let answer = identify(&visitor, &signed(app, &team, secret, "user-1", json!({})), None).await;
            become_known(&visitor, &answer.is(StatusCode::OK))
        };
        let before = exchange(&first).await;
        before.read("/me").await;
        let second = secret(&team).await;
        let refused = async |visitor: &Visitor| {
            let path = visitor.path("/requests");
            let body = json!({"kind": "feature", "title": "Light mode"});
            assert_eq!(visitor.asker.get(&visitor.path("/me")).await.is(StatusCode::UNAUTHORIZED).code(), "unauthorized");
            visitor.asker.post(&path, &body).await.is(StatusCode::UNAUTHORIZED);
        };
        refused(&before).await;
        let after = exchange(&second).await;
        assert_eq!(after.read("/me").await["visitor"]["kind"], "identified");
        team.asker.delete(&team.path("/identity")).await.is(StatusCode::NO_CONTENT);
        refused(&after).await;
        refused(&before).await;
        // The same secret again validates the same tokens.
        team.asker.put(&team.path("/identity"), &json!({"secret": second})).await.is(StatusCode::OK);
        after.read("/me").await;
        refused(&before).await;
        assert_eq!(anonymous.read("/me").await["requests"].as_array().map(Vec::len), Some(1), "nobody vouched for it");
    }

    a_signed_identity_becomes_a_verified_visitor(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        let visitor = team.visitor(app);
        assert_eq!(visitor.read("/config").await["signed_identity"], true);
        let facts = json!({"email": "vera@kunde.example", "email_verified": true, "name": "Vera", "segment": "enterprise", "company": "Kunde AG", "traits": {"plan": "pro"}});
        let answer = identify(&visitor, &signed(app, &team, &secret, "user-1", facts), None).await.is(StatusCode::OK);
        assert_eq!(answer.header("yousaid-visitor-token"), Some(text(&answer.json(), "token")));
        let exchanged = answer.json();
        assert_eq!((&exchanged["visitor"]["kind"], &exchanged["visitor"]["name"]), (&json!("identified"), &json!("Vera")));
        assert_eq!(exchanged["carried"], json!({"votes": 0, "answers": 0, "reports": 0, "requests": 0}));
        let request = text(&visitor.another().suggest("Dark mode").await, "id").to_owned();
        let mut known = become_known(&visitor, &answer);
        known.vote(&request).await.is(StatusCode::OK);
        let (detail, _) = team.detail(&request).await;
        assert_eq!(detail["voters"], json!({"verified": 1, "anonymous": 1, "on_behalf": 0, "imported": 0}));
        let row = items(&team.read("/visitors?q=kunde").await)[0].clone();
        for (field, value) in [("email", "vera@kunde.example"), ("segment", "enterprise"), ("company", "Kunde AG"), ("name", "Vera")] {
            assert_eq!(row[field], value);
        }
        // The same person again, with other facts.
        let again = identify(&visitor, &signed(app, &team, &secret, "user-1", json!({"name": "Vera N."})), None).await.is(StatusCode::OK);
        assert_eq!(again.json()["visitor"]["id"], exchanged["visitor"]["id"]);
        let row = team.read(&format!("/visitors/{}", text(&exchanged["visitor"], "id"))).await;
        assert_eq!((&row["name"], &row["email"]), (&json!("Vera N."), &Value::Null), "what the host leaves out goes");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    what_was_done_anonymously_is_carried_over_without_counting_twice(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        let mut anonymous = team.visitor(app);
        let both = text(&team.visitor(app).suggest("Both voted").await, "id").to_owned();
        let one = text(&team.visitor(app).suggest("One voted").await, "id").to_owned();
        let own = text(&anonymous.suggest("Suggested").await, "id").to_owned();
        anonymous.vote(&both).await.is(StatusCode::OK);
        anonymous.vote(&one).await.is(StatusCode::OK);
        anonymous.answer("/orders", false).await.is(StatusCode::OK);
        anonymous.answer("/invoices/7", false).await.is(StatusCode::OK);
        anonymous.report("It broke").await.is(StatusCode::CREATED);
        let sign = || signed(app, &team, &secret, "user-1", json!({"name": "Vera"}));
        let mut known = become_known(&anonymous, &identify(&anonymous, &sign(), None).await.is(StatusCode::OK));
        known.vote(&both).await.is(StatusCode::OK);
        known.answer("/orders", true).await.is(StatusCode::OK);
        assert_eq!(team.detail(&both).await.0["votes"], 3);

        let proof = anonymous.asker.token.clone().expect("a token");
        let answer = identify(&anonymous, &sign(), Some(&proof)).await.is(StatusCode::OK);
        assert_eq!(answer.json()["carried"], json!({"votes": 2, "answers": 1, "reports": 1, "requests": 1}));
        let known = become_known(&anonymous, &answer);
        for (request, votes, verified) in [(&both, 2, 1), (&one, 2, 1), (&own, 1, 1)] {
            let (detail, _) = team.detail(request).await;
            assert_eq!((&detail["votes"], &detail["voters"]["verified"]), (&json!(votes), &json!(verified)), "{detail}");
        }
        let me = known.read("/me").await;
        let many = |field: &str| me[field].as_array().map(Vec::len);
        assert_eq!((many("votes"), many("answers"), many("reports"), many("requests")), (Some(3), Some(2), Some(1), Some(1)));
        let orders = me["answers"].as_array().expect("answers").iter().find(|row| row["screen"]["route"] == "/orders").expect("the answer").clone();
        assert_eq!(orders["helpful"], true, "where both answered, the identified one's stays");
        anonymous.asker.get(&anonymous.path("/me")).await.is(StatusCode::UNAUTHORIZED);
        anonymous.vote(&one).await.is(StatusCode::UNAUTHORIZED);
        let again = identify(&anonymous, &sign(), Some(&proof)).await.is(StatusCode::OK);
        assert_eq!(again.json()["carried"], json!({"votes": 0, "answers": 0, "reports": 0, "requests": 0}));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    an_anonymous_visitor_is_carried_over_with_proof_only(app) {
        let team = app.owner().await;
        let other = Team::with_project(team.asker.clone(), "Other").await;
        let secret = secret(&team).await;
        let mut anonymous = team.visitor(app);
        anonymous.answer("/orders", true).await.is(StatusCode::OK);
        let mut elsewhere = other.visitor(app);
        elsewhere.answer("/orders", true).await.is(StatusCode::OK);
        let sign = || signed(app, &team, &secret, "user-1", json!({}));
        let own = anonymous.asker.token.clone().expect("a token");
        let id = text(&anonymous.read("/me").await["visitor"], "id").to_owned();
        let forged = format!("{}x", &own[..own.len() - 1]);
        let foreign = elsewhere.asker.token.clone().expect("a token");
        for proof in [id.as_str(), "", "a.b.c", forged.as_str(), foreign.as_str(), sign().as_str()] {
            identify(&anonymous, &sign(), Some(proof)).await.is(StatusCode::UNAUTHORIZED);
        }
        assert_eq!(anonymous.read("/me").await["answers"].as_array().map(Vec::len), Some(1));
        // A verified visitor is never merged into another one, even with its token.
        let first = identify(&anonymous, &sign(), None).await.is(StatusCode::OK);
        let mut known = become_known(&anonymous, &first);
        known.answer("/hello", true).await.is(StatusCode::OK);
        let second = signed(app, &team, &secret, "user-2", json!({}));
        let answer = identify(&anonymous, &second, known.asker.token.as_deref()).await.is(StatusCode::OK);
        assert_eq!(answer.json()["carried"]["answers"], 0);
        assert_eq!(known.read("/me").await["answers"].as_array().map(Vec::len), Some(1));
    }

    the_same_subject_or_email_of_two_issuers_is_two_visitors(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        let visitor = team.visitor(app);
        let mut ids = Vec::new();
        for facts in [json!({}), json!({"iss": "crm"}), json!({"iss": "shop"}), json!({"iss": "crm", "sub": "user-2"})] {
            let mut facts = facts;
            facts["email"] = json!("vera@kunde.example");
            let answer = identify(&visitor, &signed(app, &team, &secret, "user-1", facts), None).await.is(StatusCode::OK);
            ids.push(text(&answer.json()["visitor"], "id").to_owned());
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 4);
        // A member's account is out of a visitor's reach, whatever the e-mail.
        let mail = json!({"email": "olga@kontor.example", "email_verified": true});
        let olga = identify(&visitor, &signed(app, &team, &secret, "olga", mail), None).await.is(StatusCode::OK);
        let olga = become_known(&visitor, &olga);
        olga.asker.get("/v1/session").await.is(StatusCode::UNAUTHORIZED);
        olga.asker.get(&team.path("/requests")).await.is(StatusCode::UNAUTHORIZED);
    }

    identities_that_break_a_rule_are_refused(app) {
        let team = app.owner().await;
        let other = Team::with_project(team.asker.clone(), "Other").await;
        let secret = secret(&team).await;
        let visitor = team.visitor(app);
        let now = app.context.clock.now().seconds();
        let good = claims(app, &team, "user-1");
        let with = |field: &str, value: Value| {
            let mut claims = good.clone();
            claims[field] = value;
            token(&secret, &header(), &claims.to_string())
        };
        let without = |field: &str| {
            let mut claims = good.clone();
            claims.as_object_mut().expect("claims").remove(field);
            token(&secret, &header(), &claims.to_string())
        };
        let headed = |header: Value| token(&secret, &header, &good.to_string());
        let whole = token(&secret, &header(), &good.to_string());
        let (message, _) = whole.rsplit_once('.').expect("a signature");
        let rsa = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A";
        let mut bad = vec![
            (String::new(), "nothing"),
            ("a.b.c".to_owned(), "no token"),
            (format!("{message}."), "an empty signature"),
            (message.to_owned(), "no signature"),
            (format!("{whole}.x"), "four parts"),
            (format!("{whole}="), "padding"),
            (token("another secret of at least 32 bytes!", &header(), &good.to_string()), "another secret"),
            (token("", &header(), &good.to_string()), "an empty secret"),
            (token(rsa, &json!({"alg": "RS256", "typ": "JWT"}), &good.to_string()), "a public key as a secret"),
            (with("aud", json!(other.project)), "another project"),
            (with("aud", json!([team.project, other.project])), "two audiences"),
            (with("aud", json!("")), "an empty audience"),
            (without("aud"), "no audience"),
            (without("exp"), "no end"),
            (without("iat"), "no begin"),
            (without("sub"), "no subject"),
            (with("exp", json!(now - 61)), "over"),
            (with("exp", json!(now + 3_700)), "too long"),
            (with("exp", json!((now + 60).to_string())), "a time as text"),
            (with("exp", json!(now as f64 + 60.5)), "half a second"),
            (with("iat", json!(now + 120)), "from the future"),
            (with("nbf", json!(now + 120)), "not yet"),
            (with("sub", json!("")), "an empty subject"),
            (with("sub", json!(7)), "a number as subject"),
            (with("sub", json!("a\u{0}b")), "NUL in the subject"),
            (with("sub", json!("x".repeat(201))), "a long subject"),
            (with("email_verified", json!("yes")), "a word for a truth"),
            (with("email", json!("no address")), "no address"),
            (with("traits", json!("x")), "no object"),
            (with("traits", json!({"x": "y".repeat(5_000)})), "large traits"),
            (token(&secret, &header(), "{\"sub\":\"a\",\"sub\":\"b\"}"), "twice the same claim"),
            (token(&secret, &header(), "[]"), "no object"),
            (token(&secret, &header(), &"[".repeat(3_000)), "deep claims"),
            ("x".repeat(9_000), "too long"),
        ];
        for alg in ["none", "None", "NONE", "nOnE", "", "HS384", "HS512", "RS256", "ES256", "EdDSA", "hs256"] {
            bad.push((headed(json!({"alg": alg, "typ": "JWT"})), "alg"));
            let naked = headed(json!({"alg": alg, "typ": "JWT"}));
            bad.push((format!("{}.", naked.rsplit_once('.').expect("parts").0), "alg without signature"));
        }
        for (field, value) in [
            ("jwk", json!({"kty": "oct", "k": "AAAA"})), ("jku", json!("http://127.0.0.1:1/keys")), ("x5u", json!("http://127.0.0.1:1/")),
            ("x5c", json!(["AAAA"])), ("crit", json!(["exp"])), ("crit", json!(["b64"])), ("b64", json!(false)), ("zip", json!("DEF")),
            ("kid", json!("../../etc/passwd")), ("kid", json!("' OR 1=1 --")), ("kid", json!("unknown")), ("kid", json!(7)),
            ("typ", json!("yousaid-visitor")), ("typ", json!("at+jwt")), ("typ", json!(7)),
        ] {
            let mut header = header();
            header[field] = value;
            bad.push((headed(header), "header"));
        }
        for (token, why) in bad {
            let answer = identify(&visitor, &token, None).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{why}: {token}: {}", answer.text);
            assert_eq!(answer.code(), "unauthorized");
            assert_eq!(answer.header("yousaid-visitor-token"), None);
        }
        identify(&visitor, &whole, None).await.is(StatusCode::OK);
        assert_eq!(items(&team.read("/visitors").await).len(), 1, "the good one alone");
    }

    without_a_secret_signed_identity_is_off(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        for secret in ["", "guessed", "x".repeat(32).as_str()] {
            identify(&visitor, &signed(app, &team, secret, "user-1", json!({})), None).await.is(StatusCode::UNAUTHORIZED);
        }
        assert_eq!(visitor.read("/config").await["signed_identity"], false);
        let first = secret(&team).await;
        let second = secret(&team).await;
        assert_ne!(first, second);
        identify(&visitor, &signed(app, &team, &first, "user-1", json!({})), None).await.is(StatusCode::UNAUTHORIZED);
        identify(&visitor, &signed(app, &team, &second, "user-1", json!({})), None).await.is(StatusCode::OK);
        team.asker.delete(&team.path("/identity")).await.is(StatusCode::NO_CONTENT);
        identify(&visitor, &signed(app, &team, &second, "user-1", json!({})), None).await.is(StatusCode::UNAUTHORIZED);
    }

    visitor_tokens_that_are_of_no_use_are_refused(app) {
        let team = app.owner().await;
        let other = Team::with_project(team.asker.clone(), "Other").await;
        let secret = secret(&team).await;
        let request = text(&team.visitor(app).suggest("Dark mode").await, "id").to_owned();
        let mut visitor = team.visitor(app);
        visitor.answer("/orders", true).await.is(StatusCode::OK);
        let own = visitor.asker.token.clone().expect("a token");
        let mut foreign = other.visitor(app);
        foreign.answer("/orders", true).await.is(StatusCode::OK);
        let id = text(&visitor.read("/me").await["visitor"], "id").to_owned();
        let now = app.context.clock.now().seconds();
        let claims = json!({"aud": team.project, "sub": id, "kind": "anonymous", "iat": now, "exp": now + 600}).to_string();
        let parts: Vec<&str> = own.split('.').collect();
        let typ = json!({"alg": "HS256", "typ": "yousaid-visitor"});
        let none = URL_SAFE_NO_PAD.encode("{\"alg\":\"none\",\"typ\":\"yousaid-visitor\"}");
        let session = json!({"aud": team.project, "sub": uuid::Uuid::now_v7(), "kind": "identified", "iat": now, "exp": now + 600});
        for (token, why) in [
            (id.clone(), "an id alone"),
            ("x".to_owned(), "nonsense"),
            (format!("{}.{}.", parts[0], parts[1]), "no signature"),
            (format!("{none}.{}.", parts[1]), "alg none"),
            (format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(session.to_string()), parts[2]), "other claims"),
            (token(&secret, &typ, &claims), "signed with the host's secret"),
            (token("", &typ, &claims), "signed with nothing"),
            (signed(app, &team, &secret, "user-1", json!({})), "the host's identity itself"),
            (foreign.asker.token.clone().expect("a token"), "of another project"),
            ("sk_AAAAAAAAAAAAAAAAAAAAAA".to_owned(), "an API key"),
        ] {
            let mut liar = visitor.another();
            liar.asker.token = Some(token);
            assert_eq!(liar.vote(&request).await.status, StatusCode::UNAUTHORIZED, "{why}");
            liar.unvote(&request).await.is(StatusCode::UNAUTHORIZED);
            liar.report("It broke").await.is(StatusCode::UNAUTHORIZED);
            for rest in ["/me", "/requests", "/requests/similar?q=dark"] {
                liar.asker.get(&liar.path(rest)).await.is(StatusCode::UNAUTHORIZED);
            }
        }
        assert_eq!(team.detail(&request).await.0["votes"], 1);
        assert_eq!(items(&team.read("/reports").await).len(), 0);
        let known = identify(&visitor, &signed(app, &team, &secret, "user-1", json!({})), None).await.is(StatusCode::OK);
        let mut known = become_known(&visitor, &known);
        app.pass(3_600 + 61);
        known.vote(&request).await.is(StatusCode::UNAUTHORIZED);
        app.pass(400 * 86_400);
        visitor.vote(&request).await.is(StatusCode::UNAUTHORIZED);
    }

    a_visitor_cannot_choose_the_own_id(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let id = uuid::Uuid::now_v7();
        for (rest, mut body) in [
            ("/answers", json!({"screen": {"route": "/a"}, "helpful": true})),
            ("/requests", json!({"kind": "feature", "title": "Dark mode"})),
        ] {
            for field in ["visitor", "visitor_id", "id"] {
                body[field] = json!(id);
                let method = if rest == "/answers" { reqwest::Method::PUT } else { reqwest::Method::POST };
                let asked = visitor.asker.request(method, &visitor.path(rest)).json(&body);
                visitor.asker.send(asked).await.is(StatusCode::UNPROCESSABLE_ENTITY);
                body.as_object_mut().expect("a body").remove(field);
            }
        }
        assert_eq!(items(&team.read("/visitors").await).len(), 0);
    }
}
