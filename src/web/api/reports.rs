//! `/api/v1/submissions/<id>/reports`: the Excel and the PDF, and having them made.

use super::{
    failed,
    shapes::{Job, Refusal},
};
use crate::{
    domain::{
        ids::SubmissionId,
        job::JobState,
        problem::{Problem, Resource},
        upload::FileType,
    },
    services::{
        jobs,
        links::{self, How},
    },
    web::{
        context::{AppState, IdParam, IfNoneMatch, RequestContext},
        error::Failed,
        file::FileAnswer,
    },
};
use rocket::{
    get,
    http::{Method, Status},
    post,
    serde::json::Json,
};

/// Has the reports of a submission made, if one is missing. Asking twice changes nothing.
#[utoipa::path(
    post, path = "/api/v1/submissions/{id}/reports", operation_id = "make_reports", tag = "reports",
    params(("id" = String, Path, description = "Its `submission_id`", example = "sub_0123456789ab")),
    responses(
        (status = 200, description = "They are there", body = Job),
        (status = 202, description = "They are being made", body = Job),
        (status = 401, description = "No token, or none that is good", body = Refusal),
        (status = 403, description = "The token may not have reports made", body = Refusal),
        (status = 404, description = "No such submission", body = Refusal),
    )
)]
#[post("/api/v1/submissions/<id>/reports")]
pub async fn make(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<(Status, Json<Job>), Failed> {
    let job = jobs::regenerate_report(app, &context.actor, &id.0).await.map_err(failed(&context))?;
    let status = jobs::status(app, &context.actor, &job).await.map_err(failed(&context))?;
    let code = if status.state == JobState::Done { Status::Ok } else { Status::Accepted };
    Ok((code, Json(status.told_in(context.lang).into())))
}

/// Answers the bytes of a report.
#[utoipa::path(
    get, path = "/api/v1/submissions/{id}/reports/{format}", operation_id = "download_report", tag = "reports",
    params(
        ("id" = String, Path, description = "Its `submission_id`", example = "sub_0123456789ab"),
        ("format" = String, Path, description = "`excel` or `pdf`", example = "pdf"),
    ),
    responses(
        (status = 200, description = "The file", content(
            (Vec<u8> = "application/pdf"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 401, description = "No token, or none that is good", body = Refusal),
        (status = 403, description = "The token may not read reports", body = Refusal),
        (status = 404, description = "No such submission, or its report is not made yet", body = Refusal),
    )
)]
#[get("/api/v1/submissions/<id>/reports/<format>")]
pub async fn download(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    format: &str,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    let format = match format {
        "excel" => Ok(FileType::ReportExcel),
        "pdf" => Ok(FileType::ReportPdf),
        _ => Err(Problem::NotFound(Resource::ReportFile)),
    };
    let format = format.map_err(failed(&context))?;
    let how = if context.method == Method::Head { How::Look } else { How::Get };
    let report = links::member_report(app, &context.actor, &id.0, format, how).await.map_err(failed(&context))?;
    Ok(FileAnswer::report(report, &held))
}
