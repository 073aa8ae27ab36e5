//! Jobs: sending e-mail, and password reset requests.

use super::{AttemptOutcome, Job, JobContext};
use crate::{
    domain::{
        job::{RequestPasswordReset, SendEmail},
        problem::Problem,
    },
    services::{email, password_reset},
};
use serde_json::Value;
use std::time::Duration;

/// Longer than the time limit of an SMTP session.
const CONVERSATION: Duration = Duration::from_secs(60);

impl Job for SendEmail {
    const TIMEOUT: Duration = CONVERSATION;

    /// Delivery at least once: after a crash between the server's reply and the deletion of the row, the e-mail is sent
    /// again.
    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        let failure = email::deliver(&context.app, &context.claim, &self).await?;
        Ok(failure.map_or(AttemptOutcome::Finished(Value::Null), AttemptOutcome::Failed))
    }
}

impl Job for RequestPasswordReset {
    const TIMEOUT: Duration = CONVERSATION;

    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        password_reset::answer_request(&context.app, &context.claim, &self).await.map(|()| AttemptOutcome::Recorded)
    }
}
