//! The one table of routes, and the OpenAPI document made from it.

use actix_web::{App, HttpResponse, dev::ServiceFactory, middleware::from_fn, web};
use utoipa::{
    OpenApi,
    openapi::{
        RefOr,
        path::ParameterIn,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_actix_web::{AppExt, scope, service_config::ServiceConfig};

use super::{answer, cors::cors, read_position::read_position, site, system, table::Table, team, widget};
use crate::error::{Code, Error, Result};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Yousaid",
        description = "Feedback and votes of users, where they arise, ranked.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "widget", description = "The API of the widget. Paths contain the public key of the project."),
        (name = "team", description = "The API of the dashboard and of programs, with a session or an API key.")
    ),
    components(schemas(
        super::problem::Problem,
        // What server-sent events carry: no answer of a route names them.
        team::events::frames::RequestsMoved,
        team::events::frames::ReportsChanged,
        team::events::frames::ReleaseNotesChanged,
        team::events::frames::ProposalsChanged,
        team::events::frames::RequestsDeleted,
        team::events::frames::RequestsRestored,
        team::events::frames::RankingChanged,
        team::events::frames::ProjectChanged,
        team::events::frames::ViewsChanged,
        team::events::frames::PresenceChanged,
        team::events::frames::PresentMember,
        team::events::frames::ScreensAnswered
    ))
)]
struct Document;

/// The document, with everything but the paths.
fn document() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme(
        "visitor",
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build()),
    );
    components.add_security_scheme(
        "api_key",
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("sk_…").build()),
    );
    components.add_security_scheme(
        "session",
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("__Host-yousaid"))),
    );
    document
}

/// The widget's routes below `/v1/p/{key}`.
fn widget_routes<T: Table>(config: &mut T) {
    config
        .service(widget::config::config)
        .service(widget::requests::alike)
        .service(widget::listing::page)
        .service(widget::requests::create)
        .service(widget::request::read)
        .service(widget::comments::list)
        .service(widget::comments::create)
        .service(widget::comments::edit)
        .service(widget::comments::delete)
        .service(widget::news::list)
        .service(widget::news::count)
        .service(widget::news::see)
        .service(widget::news::choose)
        .service(widget::follows::put)
        .service(widget::solved::put)
        .service(widget::release_notes::list)
        .service(widget::proposals::list)
        .service(widget::proposals::take_part)
        .service(widget::votes::cast)
        .service(widget::votes::retract)
        .service(widget::answers::put)
        .service(widget::views::count)
        .service(widget::reports::create)
        .service(widget::me::me)
        .service(widget::credit::choose)
        .service(widget::identify::identify);
}

/// The team's routes below `/v1`.
fn team_routes<T: Table>(config: &mut T) {
    team::accounts(config);
    team::triage(config);
}

/// Adds every route to an app.
pub fn mount<T>(app: App<T>) -> App<T>
where
    T: ServiceFactory<actix_web::dev::ServiceRequest, Config = (), Error = actix_web::Error, InitError = ()>,
{
    app.service(web::scope("/v1/p/{key}").wrap(from_fn(cors)).configure(widget_routes::<web::ServiceConfig>))
        .service(web::scope("/v1").wrap(from_fn(read_position)).configure(team_routes::<web::ServiceConfig>))
        .service(system::healthz)
        .service(system::readyz)
        .service(system::metrics)
        .configure(site::mount)
        .default_service(web::to(unmatched))
}

/// Gives every operation a name of its own, from its method and path: handlers of two resources may share theirs. Ids in the
/// path are described by their names.
fn name_operations(api: &mut utoipa::openapi::OpenApi) {
    for (path, item) in &mut api.paths.paths {
        let words: Vec<&str> =
            path.split(['/', '{', '}', '-']).filter(|word| !word.is_empty() && *word != "v1").collect();
        let name = words.join("_");
        let operations = [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("delete", &mut item.delete),
            ("patch", &mut item.patch),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                operation.operation_id = Some(format!("{method}_{name}"));
                for parameter in operation.parameters.iter_mut().flatten() {
                    if let RefOr::T(parameter) = parameter
                        && parameter.parameter_in == ParameterIn::Path
                    {
                        let id = || format!("The ID of the {}.", parameter.name);
                        parameter.description.get_or_insert_with(id);
                    }
                }
            }
        }
    }
}

/// The OpenAPI document of all routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let (_, paths) = App::new()
        .into_utoipa_app()
        .service(
            scope::scope("/v1/p/{key}").configure(|config: &mut ServiceConfig<'_>| widget_routes(config)),
        )
        .service(scope::scope("/v1").configure(|config: &mut ServiceConfig<'_>| team_routes(config)))
        .split_for_parts();
    let mut api = document();
    api.merge(paths);
    name_operations(&mut api);
    let components = api.components.get_or_insert_default();
    components.schemas.extend(answer::described());
    api
}

async fn unmatched(request: actix_web::HttpRequest) -> Result<HttpResponse> {
    if request.match_pattern().is_some() {
        let detail = "This path does not support this method.";
        return Err(Error::new(Code::MethodNotAllowed, detail));
    }
    Err(Error::not_found())
}
