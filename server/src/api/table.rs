//! A table of routes: the one that serves them, or the one that the OpenAPI document is generated from.
//! Workers serve without making the document, whose tree takes several megabytes.

use actix_web::{dev::HttpServiceFactory, web};
use utoipa_actix_web::{OpenApiFactory, service_config};

/// Where routes are entered.
pub trait Table {
    /// Enters a route.
    fn service<F>(&mut self, route: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + 'static;
}

impl Table for web::ServiceConfig {
    fn service<F>(&mut self, route: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + 'static,
    {
        Self::service(self, route)
    }
}

impl Table for service_config::ServiceConfig<'_> {
    fn service<F>(&mut self, route: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + 'static,
    {
        Self::service(self, route)
    }
}
