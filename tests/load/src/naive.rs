//! The baseline: the same server with one transaction per vote, on a pool of 16 connections, each of which may write.
//! Routes, middleware, extractors and statements are the product's own; only the way to the database differs.

use std::sync::Arc;

use actix_web::{App, HttpServer, middleware::from_fn, put, web};
use diesel::connection::SimpleConnection;
use serde::{Deserialize, Serialize};
use yousaid::{
    api::{
        Ids,
        answer::{Answer, Json},
        cors::cors,
        place::ScreenIn,
        security::secure,
        trace::trace,
        wire::Body,
    },
    app,
    auth::widget::Writer,
    base::{
        id::{self, Id},
        time::Clock,
    },
    config::Config,
    db::connection::{Address, AnyConnection},
    domain::object::ObjectRef,
    error::Error,
    intake::votes::{self, Outcome, VoteCommand},
    telemetry,
};

type Pool = r2d2::Pool<Address>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VoteIn {
    screen: Option<ScreenIn>,
    object: Option<ObjectRef>,
}

#[derive(Serialize)]
struct VoteOut {
    request_id: Id<id::Request>,
    votes: i64,
    voted: bool,
    changed: bool,
}

#[derive(Deserialize)]
struct Of {
    request: Id<id::Request>,
}

/// Serves votes with the settings of the environment.
pub async fn serve() -> Result<(), String> {
    let config = Config::load(None)?;
    telemetry::logging(&config)?;
    let _counting = telemetry::metrics()?;
    let (listen, address) = (config.listen, config.database.clone());
    let context = web::Data::from(Arc::new(app::open(config, Clock::system())?));
    let pool = r2d2::Pool::builder().max_size(16).test_on_check_out(false).build(address);
    let pool = web::Data::new(pool.map_err(|error| error.to_string())?);
    HttpServer::new(move || {
        App::new()
            .app_data(context.clone())
            .app_data(pool.clone())
            .service(web::scope("/v1/p/{key}").wrap(from_fn(cors)).service(cast))
            .wrap(from_fn(secure))
            .wrap(from_fn(trace))
    })
    .bind(listen)
    .map_err(|error| error.to_string())?
    .run()
    .await
    .map_err(|error| error.to_string())
}

#[put("/requests/{request}/vote")]
async fn cast(
    pool: web::Data<Pool>,
    writer: Writer,
    Ids(of): Ids<Of>,
    body: Body<VoteIn, 8>,
) -> Result<Answer<Json<VoteOut>>, Error> {
    let command = VoteCommand {
        kind: writer.voter_kind(),
        project: Arc::clone(&writer.tenant.project),
        request: of.request,
        visitor: writer.visitor,
        new_visitor: writer.new_visitor,
        cast: true,
        screen: body.value.screen.map(|screen| (screen.route.clone(), screen.title())),
        object_key: ObjectRef::key_of(body.value.object.as_ref()),
        instead: None,
        at: writer.now,
        by_author: false,
    };
    let outcome = web::block(move || alone(&pool, &command))
        .await
        .map_err(|error| Error::internal(error.to_string()))??;
    let Outcome { votes, voted, changed } = outcome;
    Ok(Answer::ok(&VoteOut { request_id: of.request, votes, voted, changed }))
}

/// A transaction of its own.
fn alone(pool: &Pool, command: &VoteCommand) -> Result<Outcome, Error> {
    let mut pooled = pool.get().map_err(|error| Error::unavailable(error.to_string()))?;
    let connection: &mut AnyConnection = &mut pooled.connection;
    // SQLite needs the lock from the beginning; PostgreSQL locks rows.
    connection.batch_execute(match connection {
        AnyConnection::Sqlite(_) => "BEGIN IMMEDIATE",
        AnyConnection::Postgres(_) => "BEGIN",
    })?;
    let outcome = votes::cast_one(connection, command)
        .and_then(|outcome| Ok(connection.batch_execute("COMMIT").map(|()| outcome)?));
    if outcome.is_err() {
        connection.batch_execute("ROLLBACK")?;
    }
    outcome
}
