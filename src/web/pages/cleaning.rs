//! `/cleaning/…`: the addresses of the old app's cleaning module, for clients that still know them.

use crate::web::{
    guards::{Asked, TheApp},
    old_app::{self, OldRefusal, OurAddress, job, photo},
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
    app: &TheApp,
    asked: Asked,
    ours: OurAddress,
    data: Data<'_>,
) -> Result<(Status, Json<Value>), OldRefusal> {
    let taken = old_app::take_document(app, &asked, &ours, MODULE, data).await?;
    Ok((Status::Accepted, Json(taken.queued(&[]))))
}

#[post("/cleaning/submit-with-urls", data = "<data>")]
pub async fn submit_with_urls(
    app: &TheApp,
    asked: Asked,
    ours: OurAddress,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    let taken = old_app::take_document(app, &asked, &ours, MODULE, data).await?;
    Ok(Json(taken.with_urls("queued", "/cleaning/job-status")))
}

#[post("/cleaning/upload-photo", data = "<data>")]
pub async fn upload_photo(
    app: &TheApp,
    asked: Asked,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    photo::receive(app, &asked, content_type, data).await.map(Json)
}

#[get("/cleaning/job-status/<id>")]
pub async fn job_status(app: &TheApp, asked: Asked, ours: OurAddress, id: &str) -> Result<Json<Value>, OldRefusal> {
    job::show(app, &asked, &ours, id, job::JOB_NOT_FOUND).await.map(Json)
}
