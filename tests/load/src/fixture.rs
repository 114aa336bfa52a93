//! The project that is voted in, its requests and its visitors, all created through the API.
//! Touches no database.

use std::{cell::RefCell, rc::Rc};

use serde_json::json;

use crate::{
    Result,
    process::{HOST, Process},
    wire::{self, Wire},
};

/// Connections that create visitors at the same time.
const MINTING: usize = 32;

/// A project, ready for votes.
pub struct Fixture {
    /// The project's id.
    pub project: String,
    /// `name=value` of the session cookie of the member who created it.
    pub cookie: String,
    /// The project's public key.
    pub key: String,
    /// The requests to vote on; none of the visitors has voted on them.
    pub requests: Vec<String>,
    /// `Bearer …` of every visitor.
    pub visitors: Vec<String>,
}

impl Fixture {
    /// Sets up a new server; the requests are created on this many screens in turn.
    pub async fn create(
        server: &mut Process,
        requests: usize,
        screens: usize,
        visitors: usize,
    ) -> Result<Self> {
        let mut wire = Wire::open(server.port).await?;
        let body = json!({
            "token": server.setup_token()?, "name": "Olga Owner", "email": "olga@kontor.example",
            "password": "correct horse battery"
        });
        let mut request = Vec::new();
        wire::request(&mut request, "POST", "/v1/setup", &[("Yousaid-Csrf", "1")], &body.to_string());
        let answer = wire.ask(&request).await?;
        let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.unwrap_or_default().to_owned();
        answer.json(201)?;
        let body = json!({"name": "Kontor", "origins": [HOST]}).to_string();
        let headers = [("Yousaid-Csrf", "1"), ("Cookie", cookie.as_str())];
        wire::request(&mut request, "POST", "/v1/projects", &headers, &body);
        let made = wire.ask(&request).await?.json(201)?;
        let text = |name: &str| made.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let key = text("widget_key").ok_or("a project without a key")?;
        let project = text("id").ok_or("a project without an id")?;

        let mut ids = Vec::with_capacity(requests + 1);
        let mut author = None;
        for n in 0..=requests {
            let (id, token) = suggest(&mut wire, &key, n, screens, author.as_deref()).await?;
            author = author.or(token);
            ids.push(id);
        }
        // The first votes, which create the visitors, go to a request of their own.
        let threshold = ids.pop().ok_or("no request")?;
        let visitors = mint(server.port, &key, &threshold, visitors).await?;
        Ok(Self { project, cookie, key, requests: ids, visitors })
    }
}

async fn suggest(
    wire: &mut Wire,
    key: &str,
    n: usize,
    screens: usize,
    author: Option<&str>,
) -> Result<(String, Option<String>)> {
    let body = json!({
        "kind": "feature", "title": format!("Export list {n} as a file"),
        "screen": {"route": route(n % screens), "title": format!("List {}", n % screens)}
    });
    let mut headers = vec![("Origin", HOST)];
    headers.extend(author.map(|token| ("Authorization", token)));
    let mut request = Vec::new();
    wire::request(&mut request, "POST", &format!("/v1/p/{key}/requests"), &headers, &body.to_string());
    let answer = wire.ask(&request).await?;
    let token = answer.header("yousaid-visitor-token").map(|token| format!("Bearer {token}"));
    let made = answer.json(201)?;
    let id = made.get("id").and_then(|id| id.as_str()).ok_or("a request without an id")?;
    Ok((id.to_owned(), token))
}

/// The route of a screen.
pub fn route(n: usize) -> String {
    format!("/lists/{}", word(n))
}

/// A path segment that is not mistaken for an id.
fn word(n: usize) -> String {
    n.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

async fn mint(port: u16, key: &str, request: &str, visitors: usize) -> Result<Vec<String>> {
    let path = format!("/v1/p/{key}/requests/{request}/vote");
    let mut vote = Vec::new();
    wire::request(&mut vote, "PUT", &path, &[("Origin", HOST)], "{}");
    let (vote, tokens) = (Rc::new(vote), Rc::new(RefCell::new(Vec::with_capacity(visitors))));
    let loops: Vec<_> = (0..MINTING)
        .map(|_| {
            let (vote, tokens) = (Rc::clone(&vote), Rc::clone(&tokens));
            actix_web::rt::spawn(async move {
                let mut wire = Wire::open(port).await?;
                while tokens.borrow().len() < visitors {
                    let answer = wire.ask(&vote).await?;
                    let token = answer.header("yousaid-visitor-token").map(|token| format!("Bearer {token}"));
                    answer.json(200)?;
                    tokens.borrow_mut().push(token.ok_or("a first vote without a token")?);
                }
                Result::Ok(())
            })
        })
        .collect();
    for one in loops {
        one.await.map_err(|error| error.to_string())??;
    }
    Ok(tokens.take())
}
