//! Refuses query parameters that a route does not declare, by the OpenAPI document itself.
//! Reads names only; what a value must be is the route's matter.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use actix_web::{
    Error as Failure, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};
use utoipa::openapi::{OpenApi, RefOr, path::ParameterIn};

use crate::error::{Code, Error};

/// The names that each route takes in its query, by method and pattern.
#[derive(Default)]
pub struct Declared(HashMap<(String, String), HashSet<String>>);

impl Declared {
    /// Reads them off the document.
    pub fn of(document: &OpenApi) -> Self {
        let mut declared = HashMap::new();
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
                declared.insert((method.to_owned(), path.clone()), names);
            }
        }
        Self(declared)
    }

    /// The first name in a query that the route does not take.
    fn unknown(&self, method: &str, pattern: &str, query: &str) -> Option<String> {
        let names = self.0.get(&(method.to_owned(), pattern.to_owned()))?;
        url::form_urlencoded::parse(query.as_bytes())
            .map(|(name, _)| name.into_owned())
            .find(|name| !names.contains(name))
    }
}

/// The middleware of all routes below `/v1`.
pub async fn strict(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Failure> {
    if !request.query_string().is_empty()
        && let Some(declared) = request.app_data::<web::Data<Arc<Declared>>>()
        && let Some(pattern) = request.match_pattern()
        && let Some(name) = declared.unknown(request.method().as_str(), &pattern, request.query_string())
    {
        let detail = format!("The query parameter {name:?} is not known here; /docs lists those that are.");
        let problem = Error::new(Code::BadRequest, detail).error_response();
        return Ok(request.into_response(problem).map_into_boxed_body());
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}
