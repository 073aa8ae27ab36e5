//! `/submissions/<id>/report.pdf` and `.xlsx`: what a member downloads from the pages. A session opens it and nothing
//! else, so an address that was copied from there is of no use to strangers, and no link has to be revoked for it.

use crate::{
    domain::{ids::SubmissionId, upload::FileType},
    services::links,
    web::{
        error::Failed,
        file::FileAnswer,
        guards::{Asked, IdParam, IfNoneMatch, TheApp},
        pages::reports::how,
    },
};
use rocket::get;

#[get("/submissions/<id>/report.pdf")]
pub async fn pdf(
    app: &TheApp,
    asked: Asked,
    id: IdParam<SubmissionId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    report(app, &asked, &id.0, FileType::ReportPdf, &held).await
}

#[get("/submissions/<id>/report.xlsx")]
pub async fn excel(
    app: &TheApp,
    asked: Asked,
    id: IdParam<SubmissionId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    report(app, &asked, &id.0, FileType::ReportExcel, &held).await
}

async fn report(
    app: &TheApp,
    asked: &Asked,
    id: &SubmissionId,
    kind: FileType,
    held: &IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    let report = links::member_report(app, &asked.caller, id, kind, how(asked)).await;
    Ok(FileAnswer::report(report.map_err(|problem| Failed::new(problem, asked))?, held))
}
