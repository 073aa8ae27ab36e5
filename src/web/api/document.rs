//! `/api/v1/openapi.json`: the OpenAPI document, generated from the handlers and the structs of their responses.

use super::{audit, error_shape::ErrorBody, forms, jobs, me, reports, submissions, uploads};
use rocket::{get, http::Header, response::Responder, serde::json::Json};
use std::sync::LazyLock;
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{
        self, ContentBuilder, Ref, ResponseBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Injaaz",
        description = "Site inspections for programs: forms, photos, submissions and their reports. \
            Every answer carries X-Request-Id; every refusal is JSON with a sentence in `error`.",
    ),
    paths(
        describe, me::me, forms::list, forms::show, uploads::receive, uploads::show, submissions::list,
        submissions::create, submissions::show, jobs::show, reports::make, reports::download, audit::list,
    ),
    security(("token" = [])),
    modifiers(&Token),
)]
struct ApiDescription;

/// How a program shows who it is.
struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("inj_ and 64 hex digits")
            .description(Some("A token from the page /tokens."))
            .build();
        let components = document.components.get_or_insert_with(Default::default);
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// The description, made once.
pub static DOCUMENT: LazyLock<openapi::OpenApi> = LazyLock::new(|| {
    let document = ApiDescription::openapi();
    #[cfg(feature = "migration")]
    let document = document.merge_from(super::migration::ApiDescription::openapi());
    with_common_refusals(document)
});

/// Refusals that come from the checks before a handler, or from the state of the server: any address may answer them.
const COMMON: [(&str, &str); 4] = [
    ("400", "The request cannot be read, or its address contains a token"),
    ("429", "Too many requests: wait for the seconds in Retry-After"),
    ("500", "An error of the server; its log has the cause under the `request_id`"),
    ("503", "The database or the disk is unavailable, or the server is busy: send the same request again"),
];

/// The same for addresses that take a body.
const COMMON_WITH_BODY: [(&str, &str); 2] =
    [("408", "The body was sent too slowly"), ("413", "The body is larger than the limit")];

fn with_common_refusals(mut document: openapi::OpenApi) -> openapi::OpenApi {
    let refusal = |about: &str| {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ErrorBody::name()))).build();
        ResponseBuilder::new().description(about).content("application/json", content)
    };
    for item in document.paths.paths.values_mut() {
        let reading = item.get.iter_mut().map(|operation| (operation, None));
        let sending = item.post.iter_mut().map(|operation| (operation, Some(COMMON_WITH_BODY)));
        for (operation, more) in reading.chain(sending) {
            for (status, about) in COMMON.into_iter().chain(more.into_iter().flatten()) {
                let responses = &mut operation.responses.responses;
                responses.entry(status.to_owned()).or_insert_with(|| refusal(about).into());
            }
        }
    }
    document
}

/// The document as it is sent.
#[derive(Responder)]
pub struct Document {
    json: Json<&'static openapi::OpenApi>,
    keep: Header<'static>,
}

/// Tells this description.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", operation_id = "openapi", tag = "me", security(()),
    responses((status = 200, description = "The description", body = Object, content_type = "application/json"))
)]
#[get("/api/v1/openapi.json")]
pub fn describe(_context: crate::web::context::RequestContext) -> Document {
    Document { json: Json(&DOCUMENT), keep: Header::new("Cache-Control", "public, max-age=300") }
}
