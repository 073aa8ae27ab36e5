//! `/cleaning/…`: the addresses of the old app's cleaning module, for clients that still know them.

use crate::web::{
    context::{AppState, RequestContext},
    legacy_api::{self, OldRefusal, OurAddress, job, photo},
};
use rocket::{
    Data, get,
    http::{ContentType, Status},
    post,
    response::Redirect,
    serde::json::{Json, Value},
};

const MODULE: &str = "cleaning";

#[get("/cleaning")]
pub fn index() -> Redirect {
    form()
}

/// Found, not moved for good: a browser must not remember the way if the old app is ever rolled back to.
#[get("/cleaning/form")]
pub fn form() -> Redirect {
    Redirect::found("/forms/cleaning")
}

#[post("/cleaning/submit", data = "<data>")]
pub async fn submit(
    app: &AppState,
    context: RequestContext,
    safe_return_path: OurAddress,
    data: Data<'_>,
) -> Result<(Status, Json<Value>), OldRefusal> {
    let taken = legacy_api::take_document(app, &context, &safe_return_path, MODULE, data).await?;
    Ok((Status::Accepted, Json(taken.queued(&[]))))
}

#[post("/cleaning/submit-with-urls", data = "<data>")]
pub async fn submit_with_urls(
    app: &AppState,
    context: RequestContext,
    safe_return_path: OurAddress,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    let taken = legacy_api::take_document(app, &context, &safe_return_path, MODULE, data).await?;
    Ok(Json(taken.with_urls("queued", "/cleaning/job-status")))
}

#[post("/cleaning/upload-photo", data = "<data>")]
pub async fn upload_photo(
    app: &AppState,
    context: RequestContext,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    photo::receive(app, &context, content_type, data).await.map(Json)
}

#[get("/cleaning/job-status/<id>")]
pub async fn job_status(
    app: &AppState,
    context: RequestContext,
    safe_return_path: OurAddress,
    id: &str,
) -> Result<Json<Value>, OldRefusal> {
    job::show(app, &context, &safe_return_path, id, job::JOB_NOT_FOUND).await.map(Json)
}
