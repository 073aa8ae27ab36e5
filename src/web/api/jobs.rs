//! `/api/v1/jobs`: how far the reports of a submission are.

use super::{
    failed,
    shapes::{Job, Refusal},
};
use crate::{
    domain::ids::JobId,
    services::jobs,
    web::{
        context::{AppState, IdParam, RequestContext},
        error::Failed,
    },
};
use rocket::{get, serde::json::Json};

/// Tells how far a job is. Ask every two seconds or so until `state` is `done` or `failed`.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}", operation_id = "show_job", tag = "jobs",
    params(("id" = String, Path, description = "The `job_id` of a submission", example = "job_0123456789ab")),
    responses(
        (status = 200, description = "How far it is", body = Job),
        (status = 401, description = "No token, or none that is good", body = Refusal),
        (status = 403, description = "The token may not read submissions", body = Refusal),
        (status = 404, description = "No such job", body = Refusal),
    )
)]
#[get("/api/v1/jobs/<id>")]
pub async fn show(app: &AppState, context: RequestContext, id: IdParam<JobId>) -> Result<Json<Job>, Failed> {
    let status = jobs::status(app, &context.actor, &id.0).await.map_err(failed(&context))?;
    Ok(Json(status.told_in(context.lang).into()))
}
