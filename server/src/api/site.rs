//! The built files: widget, dashboard and demo, compiled into the program and compressed once; and those that other
//! versions had built in, which pages that were opened before an upgrade still ask for.

use std::{collections::HashMap, sync::Arc};

use parking_lot::RwLock;

use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION, web};
use rust_embed::RustEmbed;

use super::{
    versions::{self, Others},
    wire,
};
use crate::{
    cache::encoded::EncodedBody,
    domain::board::Board,
    error::{Code, Error, Result},
    state::Context,
    store::projects::{self, Project},
};

#[derive(RustEmbed)]
#[folder = "../widget/dist"]
struct Widget;

#[derive(RustEmbed)]
#[folder = "../dashboard/dist"]
struct Dashboard;

#[derive(RustEmbed)]
#[folder = "demo"]
struct Demo;

/// The folders of files whose names carry a digest.
const WIDGET: &str = "widget";
const ASSETS: &str = "app/assets";

const TOKENS: &str = include_str!("../../../widget/src/tokens.css");

/// Where pages of the demo have the name of the board.
const BOARD: &str = "__BOARD__";

/// Files whose names carry a digest never change.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// The loader: short, so that a new version arrives within minutes; for an hour an old one may be used while the new one
/// is fetched, so that no page waits for it.
const SHORT: &str = "public, max-age=300, stale-while-revalidate=3600";
/// Pages: ask each time.
const ASK: &str = "no-cache";

/// The built-in files, each finished when it is first asked for.
#[derive(Default)]
pub struct Files {
    own: RwLock<HashMap<String, Arc<EncodedBody>>>,
    others: Others,
}

impl Files {
    /// A file by its folder and name; only what is built in is kept.
    fn get(
        &self,
        folder: &str,
        name: &str,
        read: impl FnOnce() -> Option<Vec<u8>>,
    ) -> Option<Arc<EncodedBody>> {
        // A debug build reads files from disk, where those without a digest in their names change: a reload shows it.
        if cfg!(debug_assertions) && !name.rsplit('/').next().is_some_and(versions::carries_digest) {
            return Some(Arc::new(EncodedBody::for_long(read()?)));
        }
        let key = format!("{folder}/{name}");
        let known = self.own.read().get(&key).map(Arc::clone);
        known.or_else(|| {
            let fresh = Arc::new(EncodedBody::for_long(read()?));
            let mut files = self.own.write();
            Some(Arc::clone(files.entry(key).or_insert(fresh)))
        })
    }
}

/// The OpenAPI document.
pub struct Document(pub EncodedBody);

/// Adds the pages and files.
pub fn mount(config: &mut web::ServiceConfig) {
    config
        .route("/", web::get().to(|| async { to("/app/") }))
        .route("/app", web::get().to(|| async { to("/app/") }))
        .route("/demo", web::get().to(|| async { to("/demo/") }))
        .route("/docs", web::get().to(|| async { to("/docs/") }))
        .route("/widget.js", web::get().to(loader))
        .route("/widget/{file}", web::get().to(chunk))
        .route("/app/assets/{file}", web::get().to(asset))
        .route("/app/{page:.*}", web::get().to(dashboard))
        .route("/demo/{page:.*}", web::get().to(demo))
        .route("/openapi.json", web::get().to(openapi));
}

fn to(path: &'static str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, path)).finish()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "png" => "image/png",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}

/// Returns a file that is built in, or 304 to a browser that has it.
fn file<E: RustEmbed>(
    request: &HttpRequest,
    files: &Files,
    folder: &'static str,
    name: &str,
    cache: &'static str,
) -> Result<HttpResponse> {
    // A debug build reads files from disk, where this would lead elsewhere.
    if name.split('/').any(|part| part == "..") {
        return Err(Error::not_found());
    }
    let read = || E::get(name).map(|found| found.data.into_owned());
    let found = files.get(folder, name, read).ok_or_else(Error::not_found)?;
    Ok(wire::finished(request, kind(name), &found, cache))
}

async fn loader(request: HttpRequest, files: web::Data<Files>) -> Result<HttpResponse> {
    file::<Widget>(&request, &files, "widget", "widget.js", SHORT)
}

async fn chunk(
    request: HttpRequest,
    context: web::Data<Context>,
    files: web::Data<Files>,
    name: web::Path<String>,
) -> Result<HttpResponse> {
    match file::<Widget>(&request, &files, "widget", &format!("widget/{name}"), FOREVER) {
        Err(error) if error.code == Code::NotFound => other(&request, &context, &files, WIDGET, &name).await,
        answer => answer,
    }
}

async fn asset(
    request: HttpRequest,
    context: web::Data<Context>,
    files: web::Data<Files>,
    name: web::Path<String>,
) -> Result<HttpResponse> {
    match file::<Dashboard>(&request, &files, "dashboard", &format!("assets/{name}"), FOREVER) {
        Err(error) if error.code == Code::NotFound => other(&request, &context, &files, ASSETS, &name).await,
        answer => answer,
    }
}

/// A file that another version has built in.
async fn other(
    request: &HttpRequest,
    context: &Context,
    files: &Files,
    folder: &str,
    name: &str,
) -> Result<HttpResponse> {
    let found = files.others.find(context, folder, name).await?.ok_or_else(Error::not_found)?;
    Ok(wire::finished(request, kind(name), &found, FOREVER))
}

/// The built-in files whose names carry a digest, by path.
pub fn lasting() -> Vec<(String, Vec<u8>)> {
    let widget = Widget::iter().filter_map(|path| {
        let name = path.strip_prefix("widget/").filter(|name| versions::carries_digest(name))?;
        Some((versions::path(WIDGET, name), Widget::get(&path)?.data.into_owned()))
    });
    let dashboard = Dashboard::iter().filter_map(|path| {
        let name = path.strip_prefix("assets/").filter(|name| versions::carries_digest(name))?;
        Some((versions::path(ASSETS, name), Dashboard::get(&path)?.data.into_owned()))
    });
    widget.chain(dashboard).collect()
}

/// The path of a built-in file of the widget by the beginning and the end of its name, between which its digest is.
pub fn widget_path(stem: &str, ending: &str) -> Option<String> {
    let begins = format!("widget/{stem}-");
    let found = Widget::iter().find(|path| {
        let digest = path.strip_prefix(begins.as_str()).and_then(|rest| rest.strip_suffix(ending));
        digest.is_some_and(|digest| !digest.contains(['-', '/', '.']))
    })?;
    Some(format!("/{found}"))
}

/// The dashboard is one page; its own router reads the path.
async fn dashboard(request: HttpRequest, files: web::Data<Files>) -> Result<HttpResponse> {
    file::<Dashboard>(&request, &files, "dashboard", "index.html", ASK)
}

async fn demo(
    request: HttpRequest,
    files: web::Data<Files>,
    context: web::Data<Context>,
    page: web::Path<String>,
) -> Result<HttpResponse> {
    let name = match page.as_str() {
        "" => "index.html",
        "settings" => "settings.html",
        path if path.starts_with("invoices/") && !path.contains('.') => "invoice.html",
        "tokens.css" => {
            let tokens =
                files.get("demo", "tokens.css", || Some(TOKENS.into())).ok_or_else(Error::not_found)?;
            return Ok(wire::finished(&request, kind("tokens.css"), &tokens, ASK));
        }
        name if !name.ends_with(".html") => return file::<Demo>(&request, &files, "demo", name, ASK),
        name => name,
    };
    let Some(found) = Demo::get(name) else { return Err(Error::not_found()) };
    let project = context.db.read(projects::first).await?;
    let page = if project.is_some() { Some(found) } else { Demo::get("unready.html") };
    let page = page.ok_or_else(Error::not_found)?;
    let text = fill(&String::from_utf8_lossy(&page.data), project.as_ref());
    Ok(wire::finished(&request, kind(name), &EncodedBody::for_one(text.into_bytes()), ASK))
}

/// A page of the demo with the key of its project. The line that leads to the board is left out where not everybody may read that.
fn fill(page: &str, project: Option<&Project>) -> String {
    let board = project.filter(|project| project.board == Board::Public);
    let lines = page.split_inclusive('\n').filter(|line| board.is_some() || !line.contains(BOARD));
    lines
        .collect::<String>()
        .replace(BOARD, board.map_or("", |project| project.slug.as_str()))
        .replace("__WIDGET_KEY__", project.map_or("", |project| project.widget_key.as_str()))
}

async fn openapi(request: HttpRequest, document: web::Data<Document>) -> HttpResponse {
    wire::finished(&request, kind("openapi.json"), &document.0, ASK)
}
