//! The end of an approval without a result, by an administrator.

use super::{
    approval::{self, Approval},
    report_again::{ReportOf, make_report_again},
    reviewed::{TURNS, check_comment, empty_step, reviewed},
};
use crate::{
    app::App,
    domain::{
        access::Role,
        approval::{
            progress::{Decision, Event},
            step::StepKind,
        },
        audit::actions::AuditAction,
        ids::SubmissionId,
        job::Lane,
        member::Member,
        problem::{Conflict, Problem},
    },
    services::{
        actor::Actor,
        notifications::tell,
        webhooks::events::{self, DecidedStep},
    },
    store::{self, approval_steps::NewStep},
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;

/// Ends the approval of a submission without a result.
pub async fn close(
    app: &App,
    actor: &Actor,
    member: &Member,
    id: &SubmissionId,
    revision: i32,
    reason: &str,
) -> Result<(), Problem> {
    if member.role != Role::Administrator {
        return Err(Problem::Conflict(Conflict::NotWaiting));
    }
    let reason = reason.trim();
    check_comment(reason, Decision::Return)?;
    let (now, organisation) = (app.clock.now(), actor.organisation_id);
    let mut conn = actor.connection(&app.pool).await?;
    for _ in 0..TURNS {
        let reviewed = reviewed(&mut conn, actor, id).await?;
        if reviewed.revision != revision {
            return Err(Problem::Conflict(Conflict::CorrectedMeanwhile));
        }
        let Approval { flow, progress, version, .. } = &reviewed.approval;
        let next = progress.after(flow, Event::Closed).map_err(|_| Problem::Conflict(Conflict::Locked))?;
        let saved = conn
            .transaction::<_, DbError, _>(async |conn| {
                let row = approval::advanced(flow, &next, now, now);
                if !store::approvals::advance(conn, organisation, reviewed.key, *version, &row).await? {
                    return Err(DbError::RollbackTransaction);
                }
                let no_marks = json!([]);
                let step = NewStep {
                    kind: StepKind::Closed,
                    comment: Some(reason),
                    ..empty_step(actor, &reviewed, &no_marks, now)
                };
                store::approval_steps::add(conn, &step).await?;
                let details = json!({ "submission_id": id, "revision": reviewed.revision, "reason": reason });
                store::audit::add(conn, &actor.audit(AuditAction::ApprovalClosed, reviewed.key, details, now)).await?;
                tell::step_taken(app, conn, actor, reviewed.key, (progress, &next), now).await?;
                let decision = DecidedStep { decision: StepKind::Closed, reviewers: "", absent: None };
                let deliveries =
                    events::approval_step(conn, actor, reviewed.key, decision, (progress, &next), now).await?;
                let report = ReportOf { key: reviewed.key, id, job: &reviewed.job };
                make_report_again(conn, actor, report, now).await?;
                Ok(deliveries)
            })
            .await;
        match saved {
            Err(DbError::RollbackTransaction) => {}
            saved => {
                saved?.wake(app);
                app.jobs.wake(Lane::Reports);
                return Ok(());
            }
        }
    }
    Err(Problem::Conflict(Conflict::NotWaiting))
}
