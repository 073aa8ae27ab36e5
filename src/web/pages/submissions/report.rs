//! `/submissions/<id>/report.pdf`, `.xlsx` and `.photos.pdf`: downloads for members. A session grants access and nothing else, so a
//! copied address is of no use to others and needs no revocation.

use crate::{
    domain::{ids::SubmissionId, upload::FileType},
    services::links,
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::{FileAnswer, report_access},
        params::{IdParam, IfNoneMatch},
    },
};
use rocket::get;

#[get("/submissions/<id>/report.pdf")]
pub async fn pdf(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    report(app, &context, &id.0, FileType::ReportPdf, &held).await
}

#[get("/submissions/<id>/report.xlsx")]
pub async fn excel(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    report(app, &context, &id.0, FileType::ReportExcel, &held).await
}

#[get("/submissions/<id>/report.photos.pdf")]
pub async fn photos(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    report(app, &context, &id.0, FileType::ReportPhotos, &held).await
}

#[get("/submissions/<id>/revisions/<revision>/report.pdf")]
pub async fn earlier_pdf(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    revision: i32,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    let (access, kind) = (report_access(&context), FileType::ReportPdf);
    let report = links::earlier_report(app, &context.actor, &id.0, revision, kind, access).await;
    Ok(FileAnswer::report(report?, &held))
}

#[get("/submissions/<id>/revisions/<revision>/report.xlsx")]
pub async fn earlier_excel(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    revision: i32,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    let (access, kind) = (report_access(&context), FileType::ReportExcel);
    let report = links::earlier_report(app, &context.actor, &id.0, revision, kind, access).await;
    Ok(FileAnswer::report(report?, &held))
}

async fn report(
    app: &AppState,
    context: &RequestContext,
    id: &SubmissionId,
    kind: FileType,
    held: &IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    let report = links::member_report(app, &context.actor, id, kind, report_access(context)).await;
    Ok(FileAnswer::report(report?, held))
}
