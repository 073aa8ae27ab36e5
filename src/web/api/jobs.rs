//! `/api/v1/jobs`: the state of the job that makes the reports of a submission.

use super::{error_shape::ErrorBody, shapes::Job};
use crate::{
    domain::ids::JobId,
    i18n::Texts,
    services::jobs,
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
    },
};
use rocket::{get, serde::json::Json};

/// Tells how far a job is. Ask every two seconds or so until `state` is `done` or `failed`.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}", operation_id = "show_job", tag = "jobs",
    params(("id" = String, Path, description = "The `job_id` of a submission", example = "job_0123456789ab")),
    responses(
        (status = 200, description = "How far it is", body = Job),
        (status = 401, description = "No token, or none that is good", body = ErrorBody),
        (status = 403, description = "The token may not read submissions", body = ErrorBody),
        (status = 404, description = "No such job", body = ErrorBody),
    )
)]
#[get("/api/v1/jobs/<id>")]
pub async fn show(app: &AppState, context: RequestContext, id: IdParam<JobId>) -> Result<Json<Job>, ErrorResponse> {
    let status = jobs::status(app, &context.actor, &id.0).await?;
    Ok(Json(Texts::of(context.lang).job_status(status).into()))
}
