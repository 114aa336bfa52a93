//! The built files: widget, dashboard and demo, compiled into the program and compressed once.
//! Serves nothing that was not built in, and reads no file at run time.

use std::{
    collections::HashMap,
    io::Write,
    sync::{Mutex, PoisonError},
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, LOCATION, VARY},
    web,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::{
    auth::{context::Context, headers},
    error::{Error, Result},
    store::projects,
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

const TOKENS: &str = include_str!("../../../widget/src/tokens.css");

/// Files whose names carry a digest never change.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// The loader: short, so that a new version arrives within minutes.
const SHORT: &str = "public, max-age=300, stale-while-revalidate=86400";
/// Pages: ask each time.
const ASK: &str = "no-cache";

/// Brotli copies of built-in files, made when first asked for.
#[derive(Default)]
pub struct Compressed(Mutex<HashMap<String, web::Bytes>>);

impl Compressed {
    fn of(&self, name: &str, plain: &[u8]) -> Result<web::Bytes> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = known.get(name) {
            return Ok(bytes.clone());
        }
        let mut out = Vec::new();
        let failed = |error: std::io::Error| Error::internal(error.to_string());
        let mut writer = brotli::CompressorWriter::new(&mut out, 4096, 11, 22);
        writer.write_all(plain).and_then(|()| writer.flush()).map_err(failed)?;
        drop(writer);
        let bytes = web::Bytes::from(out);
        known.insert(name.to_owned(), bytes.clone());
        Ok(bytes)
    }
}

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

/// Whether an `Accept-Encoding` takes brotli; `q=0` refuses it.
fn takes_brotli(accepted: &str) -> bool {
    accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let is_brotli = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br"));
        let refused = |part: &str| part.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0);
        is_brotli && !parts.any(refused)
    })
}

/// Answers a file, compressed where the browser takes that, or 304 when it has it.
fn serve(
    request: &HttpRequest,
    name: &str,
    kind: &'static str,
    plain: &[u8],
    cache: &'static str,
) -> Result<HttpResponse> {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(plain);
    let hash = URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or_default());
    let etag = format!("W/\"{hash}\"");
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, etag.clone())).insert_header((CACHE_CONTROL, cache));
    response.insert_header((VARY, "Accept-Encoding"));
    if headers::text(request, IF_NONE_MATCH).is_some_and(|known| known.contains(&etag)) {
        return Ok(response.status(actix_web::http::StatusCode::NOT_MODIFIED).finish());
    }
    response.content_type(kind);
    let takes_brotli = headers::text(request, ACCEPT_ENCODING).is_some_and(takes_brotli);
    if takes_brotli && plain.len() > 256 {
        let store = request
            .app_data::<web::Data<Compressed>>()
            .ok_or_else(|| Error::internal("the compressed files are not in the app"))?;
        let bytes = store.of(&format!("{name} {hash}"), plain)?;
        return Ok(response.insert_header((CONTENT_ENCODING, "br")).body(bytes));
    }
    Ok(response.body(plain.to_vec()))
}

fn file(
    request: &HttpRequest,
    name: &str,
    found: Option<EmbeddedFile>,
    cache: &'static str,
) -> Result<HttpResponse> {
    let found = found.ok_or_else(Error::not_found)?;
    serve(request, name, kind(name), &found.data, cache)
}

async fn loader(request: HttpRequest) -> Result<HttpResponse> {
    file(&request, "widget.js", Widget::get("widget.js"), SHORT)
}

async fn chunk(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse> {
    let name = format!("widget/{name}");
    file(&request, &name, Widget::get(&name), FOREVER)
}

async fn asset(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse> {
    let name = format!("assets/{name}");
    file(&request, &name, Dashboard::get(&name), FOREVER)
}

/// The dashboard is one page; its own router reads the path.
async fn dashboard(request: HttpRequest) -> Result<HttpResponse> {
    file(&request, "index.html", Dashboard::get("index.html"), ASK)
}

async fn demo(
    request: HttpRequest,
    context: web::Data<Context>,
    page: web::Path<String>,
) -> Result<HttpResponse> {
    if page.as_str() == "tokens.css" {
        return serve(&request, "tokens.css", kind("tokens.css"), TOKENS.as_bytes(), ASK);
    }
    let name = match page.as_str() {
        "" => "index.html",
        "settings" => "settings.html",
        path if path.starts_with("invoices/") && !path.contains('.') => "invoice.html",
        name => name,
    };
    let Some(found) = Demo::get(name) else { return Err(Error::not_found()) };
    if !name.ends_with(".html") {
        return serve(&request, name, kind(name), &found.data, ASK);
    }
    let project = context.db.read(projects::first).await?;
    let (found, key) = match project {
        Some(project) => (Some(found), project.widget_key),
        None => (Demo::get("unready.html"), String::new()),
    };
    let page = found.ok_or_else(Error::not_found)?;
    let text = String::from_utf8_lossy(&page.data).replace("__WIDGET_KEY__", &key);
    serve(&request, name, kind(name), text.as_bytes(), ASK)
}

async fn openapi(request: HttpRequest, document: web::Data<String>) -> Result<HttpResponse> {
    serve(&request, "openapi.json", kind("openapi.json"), document.as_bytes(), ASK)
}
