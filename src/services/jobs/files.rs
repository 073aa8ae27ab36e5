//! The job files of reports: the progress for the page that waits for a report. This module is their only writer.
//!
//! Except for the progress, a file contains nothing that the database does not have: addresses of reports are derived
//! when the status is read. Other kinds have no file, because no page polls for them.

use super::claim::Claim;
use crate::{
    app::App,
    domain::job::{Failure, JobKind, JobState, JobStatus, MakeReport},
};

/// Writes the progress of a job. A file that cannot be written does not stop the job.
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
        tracing::warn!(job.id = %claim.job_id, %error, "the file of {} could not be written: {error}", claim.job_id);
    }
}
