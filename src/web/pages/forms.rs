//! `/forms/<module>`: the form for members. `forms::controller` has what all forms share.

use crate::{
    domain::ids::ModuleSlug,
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::controller::{FormChannel, FormController, FormPage, FormResponse},
        params::IdParam,
    },
};
use rocket::{Data, get, http::ContentType, post};

#[get("/forms/<module>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
) -> Result<FormPage, ErrorResponse> {
    let controller = FormController::new(app, &context, FormChannel::Member, &module.0);
    Ok(controller?.blank())
}

#[post("/forms/<module>", data = "<data>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<FormResponse, ErrorResponse> {
    let controller = FormController::new(app, &context, FormChannel::Member, &module.0);
    Ok(controller?.submit(content_type, data).await?)
}
