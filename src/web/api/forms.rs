//! `/api/v1/forms`: the forms, and the definition of one form.

use super::{
    error_shape::ErrorBody,
    form_shape::{Form, FormSummary, Forms},
};
use crate::{
    domain::{
        ids::ModuleSlug,
        problem::{Problem, Resource},
    },
    web::{context::RequestContext, error::ErrorResponse, params::IdParam},
};
use rocket::{get, serde::json::Json};

/// Lists the forms that may be filled in.
#[utoipa::path(
    get, path = "/api/v1/forms", operation_id = "list_forms", tag = "forms",
    responses(
        (status = 200, description = "The forms", body = Forms),
        (status = 401, description = "No token, or none that is good", body = ErrorBody),
        (status = 403, description = "The token may not send forms", body = ErrorBody),
    )
)]
#[get("/api/v1/forms")]
pub fn list(context: RequestContext) -> Json<Forms> {
    let allowed = context.forms.all().iter().filter(|def| context.actor.reach.allows_module(&def.module));
    Json(Forms { forms: allowed.map(|def| FormSummary::from(&**def)).collect() })
}

/// Tells all fields of a form: kinds, limits and choices.
#[utoipa::path(
    get, path = "/api/v1/forms/{module}", operation_id = "show_form", tag = "forms",
    params(("module" = String, Path, description = "Its short name", example = "hvac_mep")),
    responses(
        (status = 200, description = "The form", body = Form),
        (status = 401, description = "No token, or none that is good", body = ErrorBody),
        (status = 403, description = "The token may not send forms", body = ErrorBody),
        (status = 404, description = "No such form", body = ErrorBody),
    )
)]
#[get("/api/v1/forms/<module>")]
pub fn show(context: RequestContext, module: IdParam<ModuleSlug>) -> Result<Json<Form>, ErrorResponse> {
    let def = context.forms.offered(&module.0).filter(|def| context.actor.reach.allows_module(&def.module));
    let def = def.ok_or(Problem::NotFound(Resource::Module))?;
    Ok(Json(Form::from(&**def)))
}
