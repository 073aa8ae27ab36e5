//! `/submissions/<id>/reports`: making the reports of an imported submission.

use crate::{
    domain::ids::SubmissionId,
    services::jobs,
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
    },
};
use rocket::{post, response::Redirect};

/// Makes the reports due. The answer is the page of the submission, which shows how far they are.
#[post("/submissions/<id>/reports")]
pub async fn make(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<Redirect, ErrorResponse> {
    jobs::regenerate_report(app, &context.actor, &id.0).await?;
    Ok(Redirect::to(format!("/submissions/{}", id.0)))
}
