//! `/civil/…`: the addresses of the old app's civil module, for clients that still know them.

use crate::web::{
    guards::{Asked, TheApp},
    old_app::{self, OldRefusal, OurAddress, draft, job, photo},
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
pub fn dropdowns(app: &TheApp) -> Json<Value> {
    Json(old_app::dropdowns(app, MODULE))
}

#[post("/civil/submit", data = "<data>")]
pub async fn submit(
    app: &TheApp,
    asked: Asked,
    ours: OurAddress,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    let taken = old_app::take_form(app, &asked, &ours, MODULE, content_type, data).await?;
    Ok(Json(taken.queued(&[("files", taken.files())])))
}

#[post("/civil/submit-with-urls", data = "<data>")]
pub async fn submit_with_urls(
    app: &TheApp,
    asked: Asked,
    ours: OurAddress,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    let taken = old_app::take_document(app, &asked, &ours, MODULE, data).await?;
    Ok(Json(taken.with_urls("ok", "/civil/status")))
}

#[post("/civil/upload-photo", data = "<data>")]
pub async fn upload_photo(
    app: &TheApp,
    asked: Asked,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    photo::receive(app, &asked, content_type, data).await.map(Json)
}

#[post("/civil/save-draft", data = "<data>")]
pub async fn save_draft(app: &TheApp, asked: Asked, data: Data<'_>) -> Result<Json<Value>, OldRefusal> {
    draft::save(app, &asked, data).await.map(Json)
}

#[get("/civil/status/<id>")]
pub async fn status(app: &TheApp, asked: Asked, ours: OurAddress, id: &str) -> Result<Json<Value>, OldRefusal> {
    job::show(app, &asked, &ours, id, job::UNKNOWN_JOB).await.map(Json)
}
