//! Jobs: reports, notifications of reviewers, and privacy requests. Each ends its row in the transaction that records its
//! result.

use super::{AttemptOutcome, Job, JobContext};
use crate::{
    domain::{
        job::{ErasePerson, ExportPerson, MakeReport, NotifyReviewers},
        problem::Problem,
    },
    services::{make_report::make_report, notifications, privacy},
};
use std::time::Duration;

/// A report takes seconds; with hundreds of large photos on a busy machine it takes minutes.
const REPORT: Duration = Duration::from_secs(20 * 60);
/// A few statements.
const NOTIFY: Duration = Duration::from_secs(60);
/// An export may contain years of photos.
const EXPORT: Duration = Duration::from_secs(3 * 60 * 60);
const ERASE: Duration = Duration::from_secs(10 * 60);

impl Job for MakeReport {
    const TIMEOUT: Duration = REPORT;

    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        make_report(&context.app, &context.claim, &self.submission_id).await.map(|()| AttemptOutcome::Recorded)
    }
}

impl Job for NotifyReviewers {
    const TIMEOUT: Duration = NOTIFY;

    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        let done = notifications::notify_reviewers(&context.app, &context.claim, &self.submission_id).await;
        done.map(|()| AttemptOutcome::Recorded)
    }
}

impl Job for ExportPerson {
    const TIMEOUT: Duration = EXPORT;

    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        privacy::export_person(&context.app, &context.claim, &self.request_id).await.map(|()| AttemptOutcome::Recorded)
    }
}

impl Job for ErasePerson {
    const TIMEOUT: Duration = ERASE;

    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        privacy::erase_person(&context.app, &context.claim, &self.request_id).await.map(|()| AttemptOutcome::Recorded)
    }
}
