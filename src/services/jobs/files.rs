//! The job files of reports: how far a report is, for the page that waits for it. Written here and nowhere else.
//!
//! A file holds nothing that the database cannot answer, but the progress: addresses of reports are derived when the
//! status is read. The other kinds have no file, since nobody polls for them.

use super::claim::Claim;
use crate::{
    app::App,
    domain::job::{Failure, JobKind, JobState, JobStatus, MakeReport},
};

/// Notes how far a job is. A file that cannot be written is no reason to stop the work.
pub(in super::super) fn progress(app: &App, claim: &Claim, percent: u8) {
    write(app, claim, JobState::Running, percent, None);
}

pub(in super::super) fn write_done(app: &App, claim: &Claim) {
    write(app, claim, JobState::Done, 100, None);
}

pub(super) fn write_failed(app: &App, claim: &Claim, failure: Failure) {
    write(app, claim, JobState::Failed, 0, Some(failure));
}

fn write(app: &App, claim: &Claim, state: JobState, progress: u8, failure: Option<Failure>) {
    if claim.kind != JobKind::MakeReport {
        return;
    }
    let Ok(MakeReport { submission_id }) = claim.payload() else { return };
    let status = JobStatus {
        job_id: claim.job_id.clone(),
        submission_id,
        state,
        progress,
        attempt: claim.attempt,
        results: None,
        failure,
        error: None,
        created_at: claim.created_at,
        started_at: Some(claim.started_at),
        completed_at: state.is_terminal().then(|| app.clock.now()),
    };
    if let Err(error) = app.files.write_job(&status) {
        tracing::warn!(job.id = %claim.job_id, %error, "cannot write the file of {}: {error}", claim.job_id);
    }
}
