//! `/submissions/<id>/reports`: the button that has the reports of an old record made.

use crate::{
    domain::ids::SubmissionId,
    services::jobs,
    web::{
        context::{AppState, IdParam, RequestContext},
        error::Failed,
    },
};
use rocket::{post, response::Redirect};

/// Makes the reports due. The answer is the page of the submission, which shows how far they are.
#[post("/submissions/<id>/reports")]
pub async fn make(app: &AppState, context: RequestContext, id: IdParam<SubmissionId>) -> Result<Redirect, Failed> {
    jobs::regenerate_report(app, &context.actor, &id.0).await.map_err(|problem| Failed::new(problem, &context))?;
    Ok(Redirect::to(format!("/submissions/{}", id.0)))
}
