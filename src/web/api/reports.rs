//! `/api/v1/submissions/<id>/reports`: downloading the Excel and the PDF report, and having them made.

use super::{error_shape::ErrorBody, shapes::Job};
use crate::{
    domain::{
        ids::SubmissionId,
        job::JobState,
        problem::{Problem, Resource},
        upload::FileType,
    },
    i18n::Texts,
    services::{jobs, links},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::{FileAnswer, report_access},
        params::{IdParam, IfNoneMatch},
    },
};
use rocket::{get, http::Status, post, serde::json::Json};

/// Has the reports of a submission made, if one is missing. Asking twice changes nothing.
#[utoipa::path(
    post, path = "/api/v1/submissions/{id}/reports", operation_id = "make_reports", tag = "reports",
    params(("id" = String, Path, description = "Its `submission_id`", example = "sub_0123456789ab")),
    responses(
        (status = 200, description = "They are there", body = Job),
        (status = 202, description = "They are being made", body = Job),
        (status = 401, description = "No token, or none that is good", body = ErrorBody),
        (status = 403, description = "The token may not have reports made", body = ErrorBody),
        (status = 404, description = "No such submission", body = ErrorBody),
    )
)]
#[post("/api/v1/submissions/<id>/reports")]
pub async fn make(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<(Status, Json<Job>), ErrorResponse> {
    let job = jobs::regenerate_report(app, &context.actor, &id.0).await?;
    let status = jobs::status(app, &context.actor, &job).await?;
    let code = if status.state == JobState::Done { Status::Ok } else { Status::Accepted };
    Ok((code, Json(Texts::of(context.lang).job_status(status).into())))
}

/// Answers the bytes of a report.
#[utoipa::path(
    get, path = "/api/v1/submissions/{id}/reports/{format}", operation_id = "download_report", tag = "reports",
    params(
        ("id" = String, Path, description = "Its `submission_id`", example = "sub_0123456789ab"),
        ("format" = String, Path, description = "`excel`, `pdf`, or `photos` for the photo appendix", example = "pdf"),
    ),
    responses(
        (status = 200, description = "The file", content(
            (Vec<u8> = "application/pdf"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 401, description = "No token, or none that is good", body = ErrorBody),
        (status = 403, description = "The token may not read reports", body = ErrorBody),
        (status = 404, description = "No such submission, its report is not made yet, or its PDF report has the photos", body = ErrorBody),
    )
)]
#[get("/api/v1/submissions/<id>/reports/<format>")]
pub async fn download(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    format: &str,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    let format = match format {
        "excel" => Ok(FileType::ReportExcel),
        "pdf" => Ok(FileType::ReportPdf),
        "photos" => Ok(FileType::ReportPhotos),
        _ => Err(Problem::NotFound(Resource::ReportFile)),
    };
    let format = format?;
    let access = report_access(&context);
    let report = links::member_report(app, &context.actor, &id.0, format, access).await?;
    Ok(FileAnswer::report(report, &held))
}
