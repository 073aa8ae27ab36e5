//! The addresses of the legacy app's three modules: `/hvac-mep/…`, `/civil/…` and `/cleaning/…`.
//!
//! What the modules share is made by one macro for each address; the rest of a module stands in its own `mod`.

use super::{
    address::OwnAddress,
    choices::dependent_choices,
    draft,
    error::LegacyError,
    generated::{self, ReportResponse},
    job, photo,
    submit::{submit_document, submit_form},
};
use crate::{
    migration::legacy_links,
    services::uploads::PictureSize,
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::{self, FileAnswer},
        params::IfNoneMatch,
    },
};
use rocket::{
    Data, get,
    http::{Accept, ContentType, Status},
    post,
    response::Redirect,
    serde::json::{Json, Value, json},
};

type JsonResult = Result<Json<Value>, LegacyError>;

/// The page of the form. Found, not moved permanently: a browser must not remember it in case the legacy app returns.
macro_rules! form_page {
    ($path:literal, $form:literal) => {
        #[get($path)]
        pub fn form() -> Redirect {
            Redirect::found($form)
        }
    };
}

/// A form as JSON, whose photos were sent before. `status` and the address of its job differ by module.
macro_rules! submit_with_urls {
    ($path:literal, $module:expr, $status:literal, $job:literal) => {
        #[post($path, data = "<data>")]
        pub async fn submit_with_urls(
            app: &AppState,
            context: RequestContext,
            address: OwnAddress,
            data: Data<'_>,
        ) -> JsonResult {
            let receipt = submit_document(app, &context, &address, $module, data).await?;
            Ok(Json(receipt.with_urls($status, $job)))
        }
    };
}

macro_rules! upload_photo {
    ($path:literal) => {
        #[post($path, data = "<data>")]
        pub async fn upload_photo(
            app: &AppState,
            context: RequestContext,
            content_type: Option<&ContentType>,
            data: Data<'_>,
        ) -> JsonResult {
            photo::receive(app, &context, content_type, data).await.map(Json)
        }
    };
}

macro_rules! save_draft {
    ($path:literal) => {
        #[post($path, data = "<data>")]
        pub async fn save_draft(app: &AppState, context: RequestContext, data: Data<'_>) -> JsonResult {
            draft::save(app, &context, data).await.map(Json)
        }
    };
}

/// The choices of the form that depend on each other.
macro_rules! dropdowns {
    ($path:literal, $module:expr) => {
        #[get($path)]
        pub fn dropdowns(app: &AppState) -> Json<Value> {
            Json(dependent_choices(app, $module))
        }
    };
}

/// The state of a job; `unknown` is what the legacy app said of a job that it did not know.
macro_rules! job_status {
    ($path:literal, $unknown:expr) => {
        #[get($path)]
        pub async fn job_status(app: &AppState, context: RequestContext, address: OwnAddress, id: &str) -> JsonResult {
            job::show(app, &context, &address, id, $unknown).await.map(Json)
        }
    };
}

pub mod hvac_mep {
    use super::*;

    const MODULE: &str = "hvac_mep";

    form_page!("/hvac-mep/form", "/forms/hvac_mep");
    dropdowns!("/hvac-mep/dropdowns", MODULE);
    submit_with_urls!("/hvac-mep/submit-with-urls", MODULE, "ok", "/hvac-mep/status");
    upload_photo!("/hvac-mep/upload-photo");
    save_draft!("/hvac-mep/save-draft");
    job_status!("/hvac-mep/status/<id>", job::UNKNOWN_JOB);

    #[post("/hvac-mep/submit", data = "<data>")]
    pub async fn submit(
        app: &AppState,
        context: RequestContext,
        address: OwnAddress,
        content_type: Option<&ContentType>,
        data: Data<'_>,
    ) -> JsonResult {
        let receipt = submit_form(app, &context, &address, MODULE, content_type, data).await?;
        Ok(Json(receipt.queued(&[("items", json!(receipt.items))])))
    }

    /// A photo or signature by the name of its old file. The response is the imported picture, never the file itself,
    /// which may be of any type.
    #[get("/hvac-mep/generated/uploads/<name>")]
    pub async fn picture(
        app: &AppState,
        context: RequestContext,
        name: &str,
        held: IfNoneMatch<'_>,
    ) -> Result<FileAnswer, ErrorResponse> {
        let id = legacy_links::picture(app, &context.actor, name).await?;
        Ok(file::upload(app, &context, &id, PictureSize::Large, &held).await?)
    }

    /// The other address of the legacy app's reports.
    #[get("/hvac-mep/generated/<name>")]
    pub async fn report(
        app: &AppState,
        context: RequestContext,
        accept: Option<&Accept>,
        name: &str,
        held: IfNoneMatch<'_>,
    ) -> Result<ReportResponse, ErrorResponse> {
        generated::report(app, context, accept, name, held).await
    }
}

pub mod civil {
    use super::*;

    const MODULE: &str = "civil";

    form_page!("/civil/form", "/forms/civil");
    // Empty, as it always was: nothing in this form depends on another choice.
    dropdowns!("/civil/dropdowns", MODULE);
    submit_with_urls!("/civil/submit-with-urls", MODULE, "ok", "/civil/status");
    upload_photo!("/civil/upload-photo");
    save_draft!("/civil/save-draft");
    job_status!("/civil/status/<id>", job::UNKNOWN_JOB);

    #[post("/civil/submit", data = "<data>")]
    pub async fn submit(
        app: &AppState,
        context: RequestContext,
        address: OwnAddress,
        content_type: Option<&ContentType>,
        data: Data<'_>,
    ) -> JsonResult {
        let receipt = submit_form(app, &context, &address, MODULE, content_type, data).await?;
        Ok(Json(receipt.queued(&[("files", receipt.files())])))
    }
}

pub mod cleaning {
    use super::*;

    const MODULE: &str = "cleaning";

    form_page!("/cleaning/form", "/forms/cleaning");
    submit_with_urls!("/cleaning/submit-with-urls", MODULE, "queued", "/cleaning/job-status");
    upload_photo!("/cleaning/upload-photo");
    job_status!("/cleaning/job-status/<id>", job::JOB_NOT_FOUND);

    #[get("/cleaning")]
    pub fn index() -> Redirect {
        form()
    }

    #[post("/cleaning/submit", data = "<data>")]
    pub async fn submit(
        app: &AppState,
        context: RequestContext,
        address: OwnAddress,
        data: Data<'_>,
    ) -> Result<(Status, Json<Value>), LegacyError> {
        let receipt = submit_document(app, &context, &address, MODULE, data).await?;
        Ok((Status::Accepted, Json(receipt.queued(&[]))))
    }
}
