//! `/hvac-mep/…`: the addresses of the old app's HVAC & MEP module, for clients that still know them.

use super::{
    generated::{self, OldFile},
    uploads,
};
use crate::{
    services::{old_links, uploads::Size},
    web::{
        error::Failed,
        file::FileAnswer,
        guards::{Asked, IfNoneMatch, TheApp},
        old_app::{self, OldRefusal, OurAddress, draft, job, photo},
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
pub fn dropdowns(app: &TheApp) -> Json<Value> {
    Json(old_app::dropdowns(app, MODULE))
}

#[post("/hvac-mep/submit", data = "<data>")]
pub async fn submit(
    app: &TheApp,
    asked: Asked,
    ours: OurAddress,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    let taken = old_app::take_form(app, &asked, &ours, MODULE, content_type, data).await?;
    Ok(Json(taken.queued(&[("items", json!(taken.items))])))
}

#[post("/hvac-mep/submit-with-urls", data = "<data>")]
pub async fn submit_with_urls(
    app: &TheApp,
    asked: Asked,
    ours: OurAddress,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    let taken = old_app::take_document(app, &asked, &ours, MODULE, data).await?;
    Ok(Json(taken.with_urls("ok", "/hvac-mep/status")))
}

#[post("/hvac-mep/upload-photo", data = "<data>")]
pub async fn upload_photo(
    app: &TheApp,
    asked: Asked,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Json<Value>, OldRefusal> {
    photo::receive(app, &asked, content_type, data).await.map(Json)
}

#[post("/hvac-mep/save-draft", data = "<data>")]
pub async fn save_draft(app: &TheApp, asked: Asked, data: Data<'_>) -> Result<Json<Value>, OldRefusal> {
    draft::save(app, &asked, data).await.map(Json)
}

#[get("/hvac-mep/status/<id>")]
pub async fn status(app: &TheApp, asked: Asked, ours: OurAddress, id: &str) -> Result<Json<Value>, OldRefusal> {
    job::show(app, &asked, &ours, id, job::UNKNOWN_JOB).await.map(Json)
}

/// A photo or signature by the name of its old file. What is sent is the picture that was taken over, never the file
/// itself, which may be of any type.
#[get("/hvac-mep/generated/uploads/<name>")]
pub async fn picture(app: &TheApp, asked: Asked, name: &str, held: IfNoneMatch<'_>) -> Result<FileAnswer, Failed> {
    let shown = match old_links::picture(app, &asked.caller, name).await {
        Ok(id) => uploads::picture(app, &asked, &id, Size::Large, &held).await,
        Err(problem) => Err(problem),
    };
    shown.map_err(|problem| Failed::new(problem, &asked))
}

/// The other address that the old app had for its reports.
#[get("/hvac-mep/generated/<name>")]
pub async fn report(
    app: &TheApp,
    asked: Asked,
    accept: Option<&Accept>,
    name: &str,
    held: IfNoneMatch<'_>,
) -> Result<OldFile, Failed> {
    generated::report(app, asked, accept, name, held).await
}
