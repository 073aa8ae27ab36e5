//! `/generated/<name>`: reports that the old app made, under the links that it gave to people.

use crate::{
    domain::problem::{Problem, Resource},
    migration::legacy_links::{self, OldReport},
    web::{
        context::{AppState, IfNoneMatch, RequestContext},
        error::Failed,
        file::FileAnswer,
    },
};
use rocket::{
    get,
    http::Accept,
    response::{Redirect, Responder},
};

/// An old report, or the page of its submission if the file is no more.
#[derive(Responder)]
pub enum OldFile {
    Report(Box<FileAnswer>),
    Submission(Box<Redirect>),
}

/// A person can go on from the page of a submission. A script wants a file or the word that there is none: it would
/// save the page as a workbook.
#[get("/generated/<name>")]
pub async fn report(
    app: &AppState,
    context: RequestContext,
    accept: Option<&Accept>,
    name: &str,
    held: IfNoneMatch<'_>,
) -> Result<OldFile, Failed> {
    let a_person_asks = accept.is_some_and(|accept| accept.media_types().any(|kind| kind.is_html()));
    let failed = |problem| if a_person_asks { Failed::new(problem, &context) } else { Failed::json(problem, &context) };
    match legacy_links::report(app, &context.actor, name).await {
        Ok(OldReport::File(report)) => Ok(OldFile::Report(Box::new(FileAnswer::report(report, &held)))),
        Ok(OldReport::Submission(id)) if a_person_asks => {
            Ok(OldFile::Submission(Box::new(Redirect::found(format!("/submissions/{id}")))))
        }
        Ok(OldReport::Submission(_)) => Err(failed(Problem::NotFound(Resource::Link))),
        Err(problem) => Err(failed(problem)),
    }
}
