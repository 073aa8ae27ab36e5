//! E-mail, and the requests that lead to one.

use super::{Ended, Job, JobContext};
use crate::{
    domain::{
        job::{RequestPasswordReset, SendEmail},
        problem::Problem,
    },
    services::{email, password_reset},
};
use serde_json::Value;
use std::time::Duration;

/// A conversation with the mail server ends by itself well before.
const CONVERSATION: Duration = Duration::from_secs(60);

impl Job for SendEmail {
    const TIMEOUT: Duration = CONVERSATION;

    /// A crash between the server's answer and the end of the row sends it again: at least once.
    async fn run(self, context: &JobContext) -> Result<Ended, Problem> {
        let failure = email::deliver(&context.app, &context.claim, &self).await?;
        Ok(failure.map_or(Ended::Finished(Value::Null), Ended::Failed))
    }
}

impl Job for RequestPasswordReset {
    const TIMEOUT: Duration = CONVERSATION;

    async fn run(self, context: &JobContext) -> Result<Ended, Problem> {
        password_reset::answer_request(&context.app, &context.claim, &self).await.map(|()| Ended::Recorded)
    }
}
