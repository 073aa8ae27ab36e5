//! `/hvac-mep/…`: the addresses of the old app's HVAC & MEP module, for clients that still know them.

use super::{
    generated::{self, OldFile},
    uploads,
};
use crate::{
    migration::legacy_links,
    services::uploads::Size,
    web::{
        context::{AppState, IfNoneMatch, RequestContext},
        error::Failed,
        file::FileAnswer,
        legacy_api::{self, OldRefusal, OurAddress, draft, job, photo},
    },
};
use rocket::{
    Data, get,
    http::{Accept, ContentType},
    post,
    response::Redirect,
    serde::json::{Json, Value, json},
};

const MODULE: &str = "hvac_mep";

/// Found, not moved for good: a browser must not remember the way if the old app is ever rolled back to.
#[get("/hvac-mep/form")]
pub fn form() -> Redirect {
    Redirect::found("/forms/hvac_mep")
}

#[get("/hvac-mep/dropdowns")]
pub fn dropdowns(app: &AppState) -> Json<Value> {
    Json(legacy_api::dropdowns(app, MODULE))
}

#[post("/hvac-mep/submit", data = "<data>")]
pub async fn submit(
    app: &AppState,
    context: RequestContext,
    safe_return_path: OurAddress,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    let taken = legacy_api::take_form(app, &context, &safe_return_path, MODULE, content_type, data).await?;
    Ok(Json(taken.queued(&[("items", json!(taken.items))])))
}

#[post("/hvac-mep/submit-with-urls", data = "<data>")]
pub async fn submit_with_urls(
    app: &AppState,
    context: RequestContext,
    safe_return_path: OurAddress,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    let taken = legacy_api::take_document(app, &context, &safe_return_path, MODULE, data).await?;
    Ok(Json(taken.with_urls("ok", "/hvac-mep/status")))
}

#[post("/hvac-mep/upload-photo", data = "<data>")]
pub async fn upload_photo(
    app: &AppState,
    context: RequestContext,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    photo::receive(app, &context, content_type, data).await.map(Json)
}

#[post("/hvac-mep/save-draft", data = "<data>")]
pub async fn save_draft(app: &AppState, context: RequestContext, data: Data<'_>) -> Result<Json<Value>, OldRefusal> {
    draft::save(app, &context, data).await.map(Json)
}

#[get("/hvac-mep/status/<id>")]
pub async fn status(
    app: &AppState,
    context: RequestContext,
    safe_return_path: OurAddress,
    id: &str,
) -> Result<Json<Value>, OldRefusal> {
    job::show(app, &context, &safe_return_path, id, job::UNKNOWN_JOB).await.map(Json)
}

/// A photo or signature by the name of its old file. What is sent is the picture that was taken over, never the file
/// itself, which may be of any type.
#[get("/hvac-mep/generated/uploads/<name>")]
pub async fn picture(
    app: &AppState,
    context: RequestContext,
    name: &str,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    let shown = match legacy_links::picture(app, &context.actor, name).await {
        Ok(id) => uploads::picture(app, &context, &id, Size::Large, &held).await,
        Err(problem) => Err(problem),
    };
    shown.map_err(|problem| Failed::new(problem, &context))
}

/// The other address that the old app had for its reports.
#[get("/hvac-mep/generated/<name>")]
pub async fn report(
    app: &AppState,
    context: RequestContext,
    accept: Option<&Accept>,
    name: &str,
    held: IfNoneMatch<'_>,
) -> Result<OldFile, Failed> {
    generated::report(app, context, accept, name, held).await
}
