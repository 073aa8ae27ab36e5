//! `/generated/<name>`: reports of the legacy app, under the links that it gave out.
//!
//! Input: the old file name. Output: the imported report; without it, the page of the submission for browsers and 404
//! for scripts, which would save the page as a workbook.

use crate::{
    domain::problem::{Problem, Resource},
    migration::legacy_links::{self, OldReport},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::FileAnswer,
        params::IfNoneMatch,
    },
};
use rocket::{
    get,
    http::Accept,
    response::{Redirect, Responder},
};

/// The report, or the page of its submission if the file does not exist any more.
#[derive(Responder)]
pub enum ReportResponse {
    Report(Box<FileAnswer>),
    Submission(Box<Redirect>),
}

#[get("/generated/<name>")]
pub async fn report(
    app: &AppState,
    context: RequestContext,
    accept: Option<&Accept>,
    name: &str,
    held: IfNoneMatch<'_>,
) -> Result<ReportResponse, ErrorResponse> {
    let accepts_html = accept.is_some_and(|accept| accept.media_types().any(|kind| kind.is_html()));
    let failed = |problem: Problem| {
        let error = ErrorResponse::from(problem);
        if accepts_html { error } else { error.json() }
    };
    match legacy_links::report(app, &context.actor, name).await {
        Ok(OldReport::File(report)) => Ok(ReportResponse::Report(Box::new(FileAnswer::report(report, &held)))),
        Ok(OldReport::Submission(id)) if accepts_html => {
            Ok(ReportResponse::Submission(Box::new(Redirect::found(format!("/submissions/{id}")))))
        }
        Ok(OldReport::Submission(_)) => Err(failed(Problem::NotFound(Resource::Link))),
        Err(problem) => Err(failed(problem)),
    }
}
