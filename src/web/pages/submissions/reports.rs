//! `/submissions/<id>/reports`: making the reports of an imported submission, and settling reports that failed in the
//! legacy app.

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

/// Settles the failed reports of an imported submission: it stays without reports.
#[post("/submissions/<id>/settle")]
pub async fn settle(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<Redirect, ErrorResponse> {
    jobs::settle_failed(app, &context.actor, &id.0).await?;
    Ok(Redirect::to(format!("/submissions/{}", id.0)))
}

/// The same for all imported submissions whose reports failed.
#[post("/submissions/settle-failed")]
pub async fn settle_all(app: &AppState, context: RequestContext) -> Result<Redirect, ErrorResponse> {
    jobs::settle_failed_imported(app, &context.actor).await?;
    Ok(Redirect::to("/submissions?status=failed"))
}
