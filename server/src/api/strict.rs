//! Refuses addresses that are too long, and query parameters that a route does not declare, by the OpenAPI document itself.
//! Reads names only; what a value must be is the route's matter.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::Arc,
};

use actix_web::{
    Error as Failure, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
    web,
};
use utoipa::openapi::{OpenApi, RefOr, path::ParameterIn};

use super::trace;
use crate::error::{Code, Error};

/// The longest path with its query, in bytes: no page's address, search or cursor comes near it.
const MAX_TARGET_BYTES: usize = 8 * 1024;

/// The names that each route takes in its query, by pattern and method.
#[derive(Default)]
pub struct Declared(HashMap<String, HashMap<&'static str, HashSet<String>>>);

impl Declared {
    /// Reads them off the document.
    pub fn from_document(document: &OpenApi) -> Self {
        let mut declared: HashMap<String, HashMap<&'static str, HashSet<String>>> = HashMap::new();
        for (path, item) in &document.paths.paths {
            let operations = [
                ("GET", &item.get),
                ("PUT", &item.put),
                ("POST", &item.post),
                ("DELETE", &item.delete),
                ("PATCH", &item.patch),
            ];
            for (method, operation) in operations {
                let Some(operation) = operation else { continue };
                let parameters = operation.parameters.iter().flatten();
                let names = parameters
                    .filter_map(|parameter| match parameter {
                        RefOr::T(parameter) => Some(parameter),
                        RefOr::Ref(_) => None,
                    })
                    .filter(|parameter| parameter.parameter_in == ParameterIn::Query)
                    .map(|parameter| parameter.name.clone())
                    .collect();
                declared.entry(path.clone()).or_default().insert(method, names);
            }
        }
        Self(declared)
    }

    /// The first name in a query that the route does not take.
    fn unknown(&self, method: &str, pattern: &str, query: &str) -> Option<String> {
        let names = self.0.get(pattern)?.get(method)?;
        url::form_urlencoded::parse(query.as_bytes())
            .map(|(name, _)| name)
            .find(|name| !names.contains(name.as_ref()))
            .map(Cow::into_owned)
    }
}

/// The middleware of all routes. `HEAD` is answered as `GET`, and sent without the body (RFC 9110, 9.3.2).
pub async fn strict(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Failure> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    if request.uri().path().len() + request.query_string().len() > MAX_TARGET_BYTES {
        let detail = format!("The path and query must be {MAX_TARGET_BYTES} bytes or shorter together.");
        let problem = Error::new(Code::UriTooLong, detail).error_response();
        return Ok(request.into_response(problem).map_into_boxed_body());
    }
    if !request.query_string().is_empty()
        && let Some(declared) = request.app_data::<web::Data<Arc<Declared>>>()
        && let Some(name) = declared.unknown(
            request.method().as_str(),
            &trace::route(request.request()),
            request.query_string(),
        )
    {
        let detail = format!("Unknown query parameter {name:?}; see /docs.");
        let problem = Error::new(Code::BadRequest, detail).error_response();
        return Ok(request.into_response(problem).map_into_boxed_body());
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}
