//! `/api/v1/openapi.json`: the OpenAPI document, generated from the handlers and the structs of their responses.

use super::{audit, forms, jobs, me, reports, submissions, uploads};
use rocket::{get, http::Header, response::Responder, serde::json::Json};
use std::sync::LazyLock;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self,
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
struct Described;

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
    let document = Described::openapi();
    #[cfg(feature = "migration")]
    let document = document.merge_from(super::migration::Described::openapi());
    document
});

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
