//! HTTP, one file per resource, and the one table of routes.
//! Handlers extract their input, call one lower layer and return one typed response.

pub mod answer;
pub mod connection;
pub mod cors;
pub mod once;
pub mod orders;
pub mod params;
pub mod place;
pub mod problem;
pub mod read_position;
pub mod refusals;
pub mod routes;
pub mod scrubbed;
pub mod security;
pub mod site;
pub mod strict;
pub mod system;
pub mod table;
pub mod team;
pub mod trace;
pub mod versions;
pub mod widget;
pub mod wire;

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_core::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use crate::{
    auth::refusal_order,
    error::{Code, Error, Result},
};

/// Query parameters, read strictly: an unknown one is refused by name.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Params<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let read = Self::read(request.query_string());
            refusal_order::admitted(request).await?;
            read
        })
    }
}

impl<T: DeserializeOwned> Params<T> {
    /// Reads a query. Fails with what is wrong with it.
    pub fn read(query: &str) -> Result<Self> {
        actix_web::web::Query::<T>::from_query(query)
            .map(|query| Self(query.into_inner()))
            .map_err(|error| Error::new(Code::BadRequest, format!("The query is invalid: {error}")))
    }
}

/// Ids in the path; what is no id names nothing.
pub struct Ids<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Ids<T> {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = actix_web::web::Path::<T>::from_request(request, payload).into_inner();
        let read = read.map(|path| Self(path.into_inner())).map_err(|_no_id| Error::not_found());
        refusal_order::form(request, read.as_ref().map(drop).map_err(Clone::clone));
        std::future::ready(read)
    }
}
