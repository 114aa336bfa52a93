//! How bodies are read, and how responses to reads are built: strict JSON, ETags, pages.
//! Knows no resource.

use std::{borrow::Cow, future::poll_fn, pin::Pin, time::Duration};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{
            ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG,
            HeaderValue, IF_NONE_MATCH, VARY,
        },
    },
    web::{self, Bytes, BytesMut},
};
use futures_core::{Stream, future::LocalBoxFuture};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Ref, RefOr,
        schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type},
    },
};

use super::answer::{Answer, Json, Read};
use crate::{
    auth::{headers, refusal_order},
    base::cursor::Cursor,
    cache::encoded::{EncodedBody, etag_of},
    error::{Code, Error, Result},
    store::page::Page,
};

/// How long a body may take to come, also over a slow line; a client that sends none is not waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A JSON body of at most `KB` kilobytes, read strictly.
pub struct Body<T, const KB: usize = 64> {
    /// The body, parsed.
    pub value: T,
    /// The body as it came.
    pub bytes: Bytes,
}

impl<T: DeserializeOwned + 'static, const KB: usize> FromRequest for Body<T, KB> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let announced = announced(request);
        refusal_order::form(request, formed(request, announced, KB * 1024));
        let request = request.clone();
        let bytes = web::Payload::from_request(&request, payload);
        Box::pin(async move {
            refusal_order::admitted(request).await?;
            let payload = bytes.await.map_err(|error| Error::new(Code::BadRequest, error.to_string()))?;
            let bytes =
                tokio::time::timeout(PATIENCE, gather(payload, announced, KB * 1024)).await.map_err(
                    |_elapsed| Error::new(Code::BadRequest, "The body did not arrive within 30 seconds."),
                )??;
            let value = serde_json::from_slice(&bytes).or_else(|_| explained(&bytes))?;
            Ok(Self { value, bytes })
        })
    }
}

/// How long a body is to be, as far as its sender says.
fn announced(request: &HttpRequest) -> usize {
    headers::text(request, CONTENT_LENGTH).and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// Whether the headers allow reading the body: by its size, then by its encoding and type.
fn formed(request: &HttpRequest, announced: usize, most: usize) -> Result<()> {
    if announced > most {
        return Err(too_large(most));
    }
    let plain = |encoding: &HeaderValue| encoding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity");
    if !request.headers().get_all(CONTENT_ENCODING).all(plain) {
        return Err(Error::new(Code::NotJson, "Send the body uncompressed, without Content-Encoding."));
    }
    let json = headers::text(request, CONTENT_TYPE)
        .and_then(|text| text.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if json {
        return Ok(());
    }
    Err(Error::new(Code::NotJson, "Send the body as JSON, with Content-Type: application/json."))
}

fn too_large(most: usize) -> Error {
    Error::new(Code::BodyTooLarge, format!("The body must be {} kB or smaller.", most / 1024))
}

/// Reads a whole body of at most so many bytes. Memory is reserved for the announced length and no more: the usual 32 kB
/// would stay reserved for every request that waits for its response.
async fn gather(mut payload: web::Payload, announced: usize, most: usize) -> Result<Bytes> {
    let mut bytes = BytesMut::with_capacity(announced);
    while let Some(part) = poll_fn(|cx| Pin::new(&mut payload).poll_next(cx)).await {
        let part =
            part.map_err(|error| Error::new(Code::BadRequest, format!("The body is incomplete: {error}")))?;
        if bytes.len() + part.len() > most {
            return Err(too_large(most));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes.freeze())
}

/// Reads a body that could not be read once more, to say where and why: keeping the path costs time.
fn explained<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| wrong(&error))?;
    reader.end().map_err(|error| Error::field("", &error.to_string()))?;
    Ok(value)
}

/// Where and why a body could not be read.
fn wrong(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in error.path() {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Unknown => {}
        }
    }
    let text = error.inner().to_string();
    // "… at line 1 column 7" says nothing where a pointer does.
    let sentence = text.split(" at line ").next().unwrap_or(&text);
    Error::field(&shortened(pointer), &shortened(sentence.to_owned()))
}

/// Refused input may be huge, and must not be echoed in full.
fn shortened(text: String) -> String {
    const MAX_CHARS: usize = 300;
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// Reads a field that may be null, so that null differs from being absent.
pub fn present<'de, D, T>(deserializer: D) -> std::result::Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// One page of a list.
#[derive(Debug, Serialize)]
pub struct List<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

impl<T: ToSchema> ToSchema for List<T> {
    fn name() -> Cow<'static, str> {
        format!("List_{}", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

// Written out, since the derived schema of a generic type has no name for its items, and copies them instead.
impl<T: ToSchema> PartialSchema for List<T> {
    fn schema() -> RefOr<Schema> {
        let items =
            ArrayBuilder::new().items(Ref::from_schema_name(T::name())).description(Some("The items."));
        let next = ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
            .description(Some("The `cursor` of the next page; null on the last page."));
        ObjectBuilder::new()
            .description(Some("One page of a list."))
            .property("items", items)
            .required("items")
            .property("next", next)
            .into()
    }
}

impl<T> From<Page<T>> for List<T> {
    fn from(page: Page<T>) -> Self {
        Self { items: page.items, next: page.next.as_ref().map(Cursor::encode) }
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

/// Rows of a page: 1 to 100, 20 by default.
pub fn limit(asked: Option<i64>) -> Result<i64> {
    match asked {
        None => Ok(20),
        Some(n) if (1..=100).contains(&n) => Ok(n),
        Some(_) => Err(Error::new(Code::BadRequest, "limit must be between 1 and 100.")),
    }
}

/// The cursor of a page in an order.
pub fn cursor(asked: Option<&str>, order: &str) -> Result<Option<Cursor>> {
    asked
        .map(|text| Cursor::decode(text, order))
        .transpose()
        .map_err(|invalid| Error::new(Code::BadRequest, invalid.detail))
}

/// The content type of JSON.
pub const JSON: &str = "application/json; charset=utf-8";

/// Returns a read with an ETag, or 304 when the client has it already.
pub fn read<T: Serialize>(request: &HttpRequest, value: &T, cache: &'static str) -> Result<Answer<Read<T>>> {
    versioned(request, value, None, cache)
}

/// Like `read`, with the version that `If-Match` takes in front of the ETag.
pub fn versioned<T: Serialize>(
    request: &HttpRequest,
    value: &T,
    version: Option<i64>,
    cache: &'static str,
) -> Result<Answer<Read<T>>> {
    let body = serde_json::to_vec(value).map_err(Error::broken)?;
    let hash = etag_of(&body);
    let etag = version.map_or_else(|| hash.clone(), |version| format!("{version}.{hash}"));
    let known = headers::text(request, IF_NONE_MATCH).is_some_and(|list| names(list, &etag));
    let mut response = HttpResponse::build(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response.insert_header((ETAG, format!("\"{etag}\""))).insert_header((CACHE_CONTROL, cache));
    if known {
        return Ok(Answer::new(response.finish()));
    }
    Ok(Answer::new(response.content_type(JSON).body(body)))
}

/// Returns what was just edited, with the version that the next `If-Match` takes; no cache keeps it.
pub fn edited<T: Serialize>(value: &T, version: i64) -> Result<Answer<Json<T>>> {
    let body = serde_json::to_vec(value).map_err(Error::broken)?;
    let etag = format!("{version}.{}", etag_of(&body));
    Answer::ok(value).header(ETAG, &format!("\"{etag}\""))
}

/// Returns a read with bytes that are finished, in the encoding that the client takes, or 304 when it has them already.
pub fn finished(
    request: &HttpRequest,
    kind: &'static str,
    answer: &EncodedBody,
    cache: &'static str,
) -> HttpResponse {
    let known = headers::text(request, IF_NONE_MATCH).is_some_and(|list| names(list, &answer.etag));
    let mut response = HttpResponse::build(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    // Weak, since the bytes differ by encoding.
    response.insert_header((ETAG, format!("W/\"{}\"", answer.etag))).insert_header((CACHE_CONTROL, cache));
    response.insert_header((VARY, "Accept-Encoding"));
    if known {
        return response.finish();
    }
    response.content_type(kind);
    let takes = headers::text(request, ACCEPT_ENCODING).is_some_and(takes_brotli);
    // Compression is the most expensive part of a response, so it is skipped for clients that do not accept it.
    match takes.then(|| answer.brotli()).flatten() {
        Some(bytes) => response.insert_header((CONTENT_ENCODING, "br")).body(Bytes::from_owner(bytes)),
        None => response.body(Bytes::from_owner(answer.plain())),
    }
}

/// Whether an `If-None-Match` names an ETag, weak or not.
fn names(list: &str, etag: &str) -> bool {
    list.split(',').any(|one| one.trim().trim_start_matches("W/").trim_matches('"') == etag)
}

/// Whether an `Accept-Encoding` takes brotli.
fn takes_brotli(list: &str) -> bool {
    list.split(',').any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        name.trim().eq_ignore_ascii_case("br")
            && !matches!(weight.replace(' ', "").as_str(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

/// The version that `If-Match` names. Fails when it is missing or is no version.
pub fn if_match(request: &HttpRequest) -> Result<i64> {
    let header = headers::text(request, actix_web::http::header::IF_MATCH).ok_or_else(|| {
        Error::new(Code::PreconditionRequired, "Send the ETag of the version that you edit as If-Match.")
    })?;
    let stale = || Error::new(Code::PreconditionFailed, "It has changed since you read it: read it again.");
    header
        .trim()
        .trim_matches('"')
        .split('.')
        .next()
        .and_then(|version| version.parse().ok())
        .ok_or_else(stale)
}

/// The cache header of what only its reader may see.
pub const PRIVATE: &str = "private, no-cache";
