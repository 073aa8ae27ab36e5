//! `/forms/<module>`: the form for members. What all forms do is in `form_desk`.

use super::form_controller::{FormChannel, FormController, FormPage, FormResponse};
use crate::{
    domain::ids::ModuleSlug,
    web::{
        context::{AppState, IdParam, RequestContext},
        error::Failed,
    },
};
use rocket::{Data, get, http::ContentType, post};

#[get("/forms/<module>")]
pub async fn show(app: &AppState, context: RequestContext, module: IdParam<ModuleSlug>) -> Result<FormPage, Failed> {
    let desk = FormController::new(app, &context, FormChannel::Member, &module.0);
    desk.map(|desk| desk.blank()).map_err(|problem| Failed::new(problem, &context))
}

#[post("/forms/<module>", data = "<data>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<FormResponse, Failed> {
    let desk = FormController::new(app, &context, FormChannel::Member, &module.0);
    let posted = match desk {
        Ok(desk) => desk.take(content_type, data).await,
        Err(problem) => Err(problem),
    };
    posted.map_err(|problem| Failed::new(problem, &context))
}
