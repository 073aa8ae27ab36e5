//! Notifies the reviewers of a new submission, as a background job: who they are takes longer to find than the
//! submission takes to be saved. The row of the job is saved with the submission, so no notification is lost.

use super::tell;
use crate::{
    app::App,
    domain::{approval::progress::Progress, ids::SubmissionId, notification::approval::has_moved, problem::Problem},
    services::{actor::Actor, jobs::Claim, review::approval},
    store::{self, error::tenant_connection},
};
use diesel_async::AsyncConnection;

/// Nobody is notified if the first stage has ended meanwhile: each later stage notifies its own reviewers.
pub async fn notify_reviewers(app: &App, claim: &Claim, submission: &SubmissionId) -> Result<(), Problem> {
    let (organisation, now) = (claim.tenant()?, app.clock.now());
    let sender = Actor { user_id: claim.user_id, ..Actor::system(app, organisation) };
    let mut conn = tenant_connection(&app.pool, organisation).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        // First, because a worker that lost the lease must not change anything.
        if !store::jobs::finish(conn, claim.id, &claim.token).await? {
            return Ok(());
        }
        let Some(row) = store::submissions::by_id(conn, organisation, submission).await? else { return Ok(()) };
        // A decision waits until the notifications that it settles are there.
        store::approvals::lock(conn, organisation, row.id).await?;
        match approval::read(conn, organisation, row.id).await? {
            // One of several groups may have approved already; the others are notified.
            Some(approval) if !has_moved(&Progress::begin(), &approval.progress) => {
                tell::approval_began(app, conn, &sender, row.id, now).await?;
            }
            _ => {}
        }
        Ok(())
    })
    .await
}
