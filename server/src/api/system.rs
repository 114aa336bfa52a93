//! Whether the program lives, is ready, and what it counted.

use actix_web::{HttpResponse, get, web};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::{error::Result, state::Context};

/// The program lives.
#[get("/healthz")]
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// The program can answer: its database does.
#[get("/readyz")]
pub async fn readyz(context: web::Data<Context>) -> Result<HttpResponse> {
    context.db.ping().await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"))
}

/// What was counted, for Prometheus.
#[get("/metrics")]
pub async fn metrics(handle: web::Data<Option<PrometheusHandle>>) -> HttpResponse {
    let text = handle.as_ref().as_ref().map(PrometheusHandle::render).unwrap_or_default();
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text)
}
