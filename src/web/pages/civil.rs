//! `/civil/…`: the addresses of the old app's civil module, for clients that still know them.

use crate::web::{
    context::{AppState, RequestContext},
    legacy_api::{self, OldRefusal, OurAddress, draft, job, photo},
};
use rocket::{
    Data, get,
    http::ContentType,
    post,
    response::Redirect,
    serde::json::{Json, Value},
};

const MODULE: &str = "civil";

/// Found, not moved for good: a browser must not remember the way if the old app is ever rolled back to.
#[get("/civil/form")]
pub fn form() -> Redirect {
    Redirect::found("/forms/civil")
}

/// Empty, as it always was: nothing in this form depends on another choice.
#[get("/civil/dropdowns")]
pub fn dropdowns(app: &AppState) -> Json<Value> {
    Json(legacy_api::dropdowns(app, MODULE))
}

#[post("/civil/submit", data = "<data>")]
pub async fn submit(
    app: &AppState,
    context: RequestContext,
    safe_return_path: OurAddress,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    let taken = legacy_api::take_form(app, &context, &safe_return_path, MODULE, content_type, data).await?;
    Ok(Json(taken.queued(&[("files", taken.files())])))
}

#[post("/civil/submit-with-urls", data = "<data>")]
pub async fn submit_with_urls(
    app: &AppState,
    context: RequestContext,
    safe_return_path: OurAddress,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    let taken = legacy_api::take_document(app, &context, &safe_return_path, MODULE, data).await?;
    Ok(Json(taken.with_urls("ok", "/civil/status")))
}

#[post("/civil/upload-photo", data = "<data>")]
pub async fn upload_photo(
    app: &AppState,
    context: RequestContext,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    photo::receive(app, &context, content_type, data).await.map(Json)
}

#[post("/civil/save-draft", data = "<data>")]
pub async fn save_draft(app: &AppState, context: RequestContext, data: Data<'_>) -> Result<Json<Value>, OldRefusal> {
    draft::save(app, &context, data).await.map(Json)
}

#[get("/civil/status/<id>")]
pub async fn status(
    app: &AppState,
    context: RequestContext,
    safe_return_path: OurAddress,
    id: &str,
) -> Result<Json<Value>, OldRefusal> {
    job::show(app, &context, &safe_return_path, id, job::UNKNOWN_JOB).await.map(Json)
}
