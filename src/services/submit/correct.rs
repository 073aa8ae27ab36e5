//! Correcting a submission: the reason, and the same steps as for a new one. `save_correction` is the transaction.

use super::{
    Destination,
    model::{SubmitRequest, SubmitResult},
    submit_to,
};
use crate::{
    app::App,
    domain::{
        problem::Problem,
        validate::{FieldError, Subject, ValidationCode},
    },
    services::{
        actor::Actor,
        corrections::{Correction, REASON_CHARS},
        uploads,
    },
    store,
};

/// The name of the field with the reason.
pub const REASON: &str = "correction_reason";

/// Saves a correction of a submission, or returns why not. Files as in `submit`.
pub async fn correct(
    app: &App,
    actor: &Actor,
    correction: &Correction,
    sent: SubmitRequest,
) -> Result<SubmitResult, Problem> {
    if let Err(error) = check_reason(correction) {
        // What was returned needs no reason, and is not returned any more once its correction was saved.
        let mut conn = actor.connection(&app.pool).await?;
        let saved = store::submission_revisions::by_key(&mut conn, actor.organisation_id, &sent.key).await?;
        drop(conn);
        if saved.is_none() {
            uploads::keep_pending(app, actor, &sent.received).await?;
            return Err(Problem::Invalid(vec![*error]));
        }
    }
    submit_to(app, actor, Destination::Correction(correction), &sent).await
}

/// Checks the reason of a correction. A submission that was returned has one already.
fn check_reason(correction: &Correction) -> Result<(), Box<FieldError>> {
    let found = correction.reason.trim().chars().count();
    let complaint = match found {
        0 if correction.returned.is_none() => ValidationCode::Missing,
        _ if found > REASON_CHARS => ValidationCode::TooLong { limit: REASON_CHARS, found },
        _ => return Ok(()),
    };
    Err(Box::new(FieldError::of(REASON, Subject::Control("validation-label-reason"), complaint)))
}
