//! `/submissions/<id>/reports`: the button that has the reports of an old record made.

use crate::{
    domain::ids::SubmissionId,
    services::queue,
    web::{
        error::Failed,
        guards::{Asked, IdParam, TheApp},
    },
};
use rocket::{post, response::Redirect};

/// Makes the reports due. The answer is the page of the submission, which shows how far they are.
#[post("/submissions/<id>/reports")]
pub async fn make(app: &TheApp, asked: Asked, id: IdParam<SubmissionId>) -> Result<Redirect, Failed> {
    queue::make_again(app, &asked.caller, &id.0).await.map_err(|problem| Failed::new(problem, &asked))?;
    Ok(Redirect::to(format!("/submissions/{}", id.0)))
}
