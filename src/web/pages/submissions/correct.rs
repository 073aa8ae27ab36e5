//! `/submissions/<id>/correct`: the form of a submission again, to correct it; `/submissions/<id>/revisions/<n>/correct`
//! saves the correction of revision `n`. `forms::controller` has what all forms share.

use crate::{
    domain::{
        ids::SubmissionId,
        member::Member,
        problem::{Conflict, Problem, Resource},
    },
    services::corrections::{self, OpenFor},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::controller::{FormController, FormPage, FormResponse},
        params::IdParam,
    },
};
use rocket::{Data, get, http::ContentType, post};
use std::sync::Arc;

#[get("/submissions/<id>/correct")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<FormPage, ErrorResponse> {
    let correction = corrections::open(app, &context.actor, &id.0, &member(&context)?, OpenFor::Page).await?;
    Ok(FormController::correcting(app, &context, correction).sent_form())
}

/// The same at the address that the form is posted to, where its scripts ask for the token of a new session.
#[get("/submissions/<id>/revisions/<revision>/correct")]
pub async fn show_again(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    revision: i32,
) -> Result<FormPage, ErrorResponse> {
    if revision < 1 {
        return Err(Problem::NotFound(Resource::Submission).into());
    }
    show(app, context, id).await
}

#[post("/submissions/<id>/revisions/<revision>/correct", data = "<data>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    revision: i32,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<FormResponse, ErrorResponse> {
    let correction = corrections::open(app, &context.actor, &id.0, &member(&context)?, OpenFor::Save).await?;
    if revision < 1 || revision > correction.revision {
        return Err(Problem::Conflict(Conflict::CorrectedMeanwhile).into());
    }
    // The page showed an earlier revision: the statement that saves the correction refuses it, and the page comes back
    // with what changed.
    let correction = corrections::as_of(app, &context.actor, correction, revision).await?;
    Ok(FormController::correcting(app, &context, correction).submit(content_type, data).await?)
}

fn member(context: &RequestContext) -> Result<Arc<Member>, Problem> {
    context.member.clone().ok_or(Problem::NotFound(Resource::Submission))
}
