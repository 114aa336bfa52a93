//! The return type of handlers. It names the status and the body, and the OpenAPI document is generated from it.
//! Decides nothing: the functions in `wire` and `once` build responses.

use std::{cell::RefCell, collections::BTreeMap, marker::PhantomData};

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    cookie::Cookie,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, HeaderName, HeaderValue},
    },
};
use serde::Serialize;
use utoipa::{
    IntoResponses, PartialSchema, ToSchema,
    openapi::{
        Content, Header, Ref, RefOr, Response, ResponseBuilder, ResponsesBuilder,
        schema::{Object, Schema, Type},
    },
};

use crate::error::{Error, Result};

/// A response whose status and body are those that `B` names.
pub struct Answer<B> {
    response: HttpResponse,
    body: PhantomData<fn() -> B>,
}

/// 200 with JSON.
pub struct Json<T>(PhantomData<T>);
/// 200 with JSON and an `ETag`, or 304 when the client has this version already.
pub struct Read<T>(PhantomData<T>);
/// 201 with JSON.
pub struct Created<T>(PhantomData<T>);
/// 204.
pub struct NoContent;
/// 200 with server-sent events.
pub struct Events;
/// 200 with a CSV file.
pub struct Csv;
/// 200 with a Markdown file.
pub struct Markdown;

impl<B> Answer<B> {
    /// Wraps a response that was built as `B` says.
    pub(super) fn new(response: HttpResponse) -> Self {
        Self { response, body: PhantomData }
    }

    /// Adds a header.
    pub fn header(mut self, name: HeaderName, value: &str) -> Result<Self> {
        self.response.headers_mut().insert(name, HeaderValue::from_str(value).map_err(Error::broken)?);
        Ok(self)
    }

    /// Sets a cookie.
    pub fn cookie(mut self, cookie: &Cookie<'_>) -> Result<Self> {
        self.response.add_cookie(cookie).map_err(Error::broken)?;
        Ok(self)
    }
}

fn json<B>(status: StatusCode, value: &impl Serialize) -> Answer<B> {
    Answer::new(HttpResponse::build(status).insert_header((CACHE_CONTROL, "no-store")).json(value))
}

impl<T: Serialize> Answer<Json<T>> {
    /// 200 with a body that no cache keeps.
    pub fn ok(value: &T) -> Self {
        json(StatusCode::OK, value)
    }
}

impl<T: Serialize> Answer<Created<T>> {
    /// 201 with a body that no cache keeps.
    pub fn created(value: &T) -> Self {
        json(StatusCode::CREATED, value)
    }
}

impl Answer<NoContent> {
    /// 204.
    pub fn no_content() -> Self {
        Self::new(HttpResponse::NoContent().finish())
    }
}

impl Answer<Csv> {
    /// 200 with a CSV file of this name that no cache keeps.
    pub fn csv(name: &str, body: Vec<u8>) -> Result<Self> {
        let response = HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "no-store"))
            .content_type("text/csv; charset=utf-8")
            .body(body);
        Self::new(response).header(CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""))
    }
}

impl Answer<Markdown> {
    /// 200 with a Markdown file of this name that no cache keeps.
    pub fn markdown(name: &str, body: String) -> Result<Self> {
        let response = HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "no-store"))
            .content_type("text/markdown; charset=utf-8")
            .body(body);
        Self::new(response).header(CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""))
    }
}

impl<B> Responder for Answer<B> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.response
    }
}

thread_local! {
    /// The schemas of the bodies that this thread has described: utoipa collects none of a return type.
    static DESCRIBED: RefCell<Vec<(String, RefOr<Schema>)>> = RefCell::default();
}

/// Takes the schemas of the bodies that were described since the last call.
pub fn described() -> Vec<(String, RefOr<Schema>)> {
    DESCRIBED.take()
}

/// A response with the JSON of `T`.
fn with_json<T: ToSchema>(description: &str) -> ResponseBuilder {
    let name = T::name();
    DESCRIBED.with_borrow_mut(|schemas| {
        schemas.push((name.to_string(), T::schema()));
        T::schemas(schemas);
    });
    let content = Content::new(Some(Ref::from_schema_name(name)));
    ResponseBuilder::new().description(description).content("application/json", content)
}

/// A header with text.
pub(super) fn text_header(description: &str) -> Header {
    let mut header = Header::new(Object::with_type(Type::String));
    header.description = Some(description.to_owned());
    header
}

type Responses = BTreeMap<String, RefOr<Response>>;

fn one(status: &str, response: ResponseBuilder) -> Responses {
    ResponsesBuilder::new().response(status, response).build().into()
}

impl<B: IntoResponses> IntoResponses for Answer<B> {
    fn responses() -> Responses {
        B::responses()
    }
}

impl<T: ToSchema> IntoResponses for Json<T> {
    fn responses() -> Responses {
        one("200", with_json::<T>("OK"))
    }
}

impl<T: ToSchema> IntoResponses for Read<T> {
    fn responses() -> Responses {
        let etag = || text_header("The version of this response, for `If-None-Match`.");
        let unchanged = "Not modified since the version in `If-None-Match`";
        ResponsesBuilder::new()
            .response("200", with_json::<T>("OK").header("ETag", etag()))
            .response("304", ResponseBuilder::new().description(unchanged).header("ETag", etag()))
            .build()
            .into()
    }
}

impl<T: ToSchema> IntoResponses for Created<T> {
    fn responses() -> Responses {
        one("201", with_json::<T>("Created"))
    }
}

impl IntoResponses for NoContent {
    fn responses() -> Responses {
        one("204", ResponseBuilder::new().description("No content"))
    }
}

impl IntoResponses for Csv {
    fn responses() -> Responses {
        let content = Content::new(Some(String::schema()));
        let name = text_header("`attachment`, with the name of the file.");
        let response = ResponseBuilder::new().description("A CSV file").header("Content-Disposition", name);
        one("200", response.content("text/csv", content))
    }
}

impl IntoResponses for Markdown {
    fn responses() -> Responses {
        let content = Content::new(Some(String::schema()));
        let name = text_header("`attachment`, with the name of the file.");
        let response =
            ResponseBuilder::new().description("A Markdown file").header("Content-Disposition", name);
        one("200", response.content("text/markdown", content))
    }
}

impl IntoResponses for Events {
    fn responses() -> Responses {
        let content = Content::new(Some(String::schema()));
        let response = ResponseBuilder::new().description("A stream of events that stays open");
        one("200", response.content("text/event-stream", content))
    }
}
