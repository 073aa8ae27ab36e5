//! `/submissions/<id>/report.pdf` and `.xlsx`: what a member downloads from the pages. A session opens it and nothing
//! else, so an address that was copied from there is of no use to strangers, and no link has to be revoked for it.

use crate::{
    domain::{ids::SubmissionId, upload::FileType},
    services::links,
    web::{
        context::{AppState, IdParam, IfNoneMatch, RequestContext},
        error::Failed,
        file::FileAnswer,
        pages::reports::how,
    },
};
use rocket::get;

#[get("/submissions/<id>/report.pdf")]
pub async fn pdf(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    report(app, &context, &id.0, FileType::ReportPdf, &held).await
}

#[get("/submissions/<id>/report.xlsx")]
pub async fn excel(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    report(app, &context, &id.0, FileType::ReportExcel, &held).await
}

async fn report(
    app: &AppState,
    context: &RequestContext,
    id: &SubmissionId,
    kind: FileType,
    held: &IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    let report = links::member_report(app, &context.actor, id, kind, how(context)).await;
    Ok(FileAnswer::report(report.map_err(|problem| Failed::new(problem, context))?, held))
}
