//! Failed attempts: the job is due again later, or failed for good. Everything that depends on it changes in the same
//! transaction.

use super::{
    claim::{Claim, audit},
    files,
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        email::without_addresses,
        ids::PrivacyRequestId,
        job::{ErasePerson, ExportPerson, Failure, JobKind},
        privacy::PrivacyState,
        problem::{Problem, StoredProblem},
        submission::Status,
    },
    services::actor::Actor,
    store::{self, error::cross_tenant_connection},
};
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use time::OffsetDateTime;

/// Maximum length of a stored cause, in characters.
const LONGEST_CAUSE: usize = 600;

/// Records a failed attempt: the job is due again after the retry delay. It fails for good after the last attempt, or
/// at once if a retry cannot change the result.
pub async fn record_failure(app: &App, claim: &Claim, problem: &Problem) -> Result<(), Problem> {
    let failure = match problem {
        Problem::StorageFull(_) => Failure::StorageFull,
        Problem::TimedOut => Failure::TimedOut,
        Problem::Unavailable(_) | Problem::FileMissing(_) | Problem::Unconfirmed(_) | Problem::Internal(_) => {
            Failure::Error
        }
        _ => Failure::Refused,
    };
    let error = stored(problem);
    if failure == Failure::Refused || claim.attempt >= claim.max_attempts {
        return fail(app, claim, failure, Some(&error)).await;
    }
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let run_after = app.clock.now() + claim.kind.retry().delay(claim.attempt);
    store::jobs::release_for_retry(&mut conn, claim.id, &claim.token, &error, run_after).await?;
    fail::fail_point!("job.given_back");
    Ok(())
}

/// The problem as its row stores it: a code that pages translate, and the cause for administrators, without addresses of
/// persons, which an erasure would have to find.
pub(super) fn stored(problem: &Problem) -> String {
    let StoredProblem { code, cause } = StoredProblem::new(problem);
    let plain = |cause: String| {
        let one_line: String = cause.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        without_addresses(&one_line).chars().take(LONGEST_CAUSE).collect()
    };
    StoredProblem { code, cause: cause.map(plain) }.to_text()
}

/// Marks a job as failed, without further attempts.
pub async fn fail(app: &App, claim: &Claim, failure: Failure, error: Option<&str>) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let request = match claim.kind {
        JobKind::ExportPerson => claim.payload().ok().map(|payload: ExportPerson| payload.request_id),
        JobKind::ErasePerson => claim.payload().ok().map(|payload: ErasePerson| payload.request_id),
        _ => None,
    };
    let failed = conn
        .transaction::<_, DbError, _>(async |conn| {
            if !store::jobs::fail(conn, claim.id, &claim.token, (failure.as_str(), error), now).await? {
                return Ok(false);
            }
            let Some(organisation) = claim.organisation_id else { return Ok(true) };
            if let Some(submission) = claim.submission {
                store::submissions::set_status(conn, organisation, submission, Status::Failed, now).await?;
                app.legacy_store.job_ended(conn, organisation, submission, now).await?;
                let details = json!({ "job_id": claim.job_id, "reason": failure.as_str() });
                let row = audit(app, claim, organisation, AuditAction::ReportFailed, details, now);
                store::audit::add(conn, &row).await?;
            }
            if let Some(request) = &request {
                fail_request(app, conn, organisation, request, failure, now).await?;
            }
            fail::fail_point!("job.failing");
            Ok(true)
        })
        .await?;
    if failed {
        fail::fail_point!("job.failed");
        if let (JobKind::ExportPerson, Some(request)) = (claim.kind, &request) {
            app.files.remove_export(request);
        }
        files::write_failed(app, claim, failure);
    }
    Ok(())
}

/// Marks a privacy request as failed; it can be made again.
async fn fail_request(
    app: &App,
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: &PrivacyRequestId,
    failure: Failure,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    if let Some(request) = store::privacy_requests::by_id(conn, organisation, id).await? {
        let failed = PrivacyState::Failed;
        store::privacy_requests::end(conn, organisation, request.id, failed, None, now).await?;
        let details = json!({ "request": id, "reason": failure.as_str() });
        let audit = Actor::system(app, organisation);
        let audit = audit.audit_of("user", Some(request.user_id), AuditAction::PersonRequestFailed, details, now);
        store::audit::add(conn, &audit).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::problem::{Conflict, ProblemCode};

    #[test]
    fn a_problem_is_read_back_from_its_row_on_one_line_and_no_longer_than_it_may_be() {
        let read = |problem| StoredProblem::parse(&stored(&problem)).unwrap();
        let code = read(Problem::Conflict(Conflict::FilesMove)).code;
        assert!(matches!(code, ProblemCode::Conflict { conflict: Conflict::FilesMove }), "{code:?}");
        let cause = read(Problem::Internal(anyhow::anyhow!("the disk\nburns"))).cause;
        assert_eq!(cause.as_deref(), Some("the disk burns"));
        let cause = read(Problem::Unavailable(anyhow::anyhow!("550 <sara@example.org>\nunknown"))).cause;
        assert_eq!(cause.as_deref(), Some("550 <(address)> unknown"));
        let cause = read(Problem::Internal(anyhow::anyhow!("x".repeat(10_000)))).cause;
        assert_eq!(cause.map(|cause| cause.len()), Some(LONGEST_CAUSE));
    }
}
