//! What becomes of a job that did not succeed: due again later, or failed for good, with everything that depends on it
//! in one transaction.

use super::{
    claim::{Claim, audit},
    files,
};
use crate::{
    app::App,
    domain::{
        ids::PrivacyRequestId,
        job::{ErasePerson, ExportPerson, Failure, JobKind},
        privacy::PrivacyState,
        problem::{Conflict, Problem, Resource},
        submission::Status,
    },
    services::actor::Actor,
    store::{self, error::cross_tenant_connection},
};
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use time::OffsetDateTime;

/// A cause is kept for administrators, and no longer than this.
const LONGEST_CAUSE: usize = 600;

/// The job did not succeed: due again later, or failed for good after the last try, or at once where trying again by
/// itself can change nothing.
pub async fn record_failure(app: &App, claim: &Claim, problem: &Problem) -> Result<(), Problem> {
    let failure = match problem {
        Problem::StorageFull(_) => Failure::StorageFull,
        Problem::TimedOut => Failure::TimedOut,
        Problem::Unavailable(_) | Problem::Unconfirmed(_) | Problem::Internal(_) => Failure::Error,
        _ => Failure::Refused,
    };
    let error = cause(problem);
    if failure == Failure::Refused || claim.attempt >= claim.max_attempts {
        return fail(app, claim, failure, Some(&error)).await;
    }
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let run_after = app.clock.now() + claim.kind.retry().delay(claim.attempt);
    store::jobs::give_back(&mut conn, claim.id, &claim.token, &error, run_after).await?;
    fail::fail_point!("job.given_back");
    Ok(())
}

/// The cause, or the name of the refusal: [`refusal`] reads it back.
pub(super) fn cause(problem: &Problem) -> String {
    let text = match problem.cause() {
        Some(cause) => format!("{cause:#}"),
        None => format!("{problem:?}"),
    };
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_CAUSE).collect()
}

/// The refusal that a job failed with, from what its row says, so that it can be told in the reader's language.
pub fn refusal(error: &str) -> Option<Problem> {
    let all = [
        Problem::Conflict(Conflict::FilesMove),
        Problem::Conflict(Conflict::OldFileChanged),
        Problem::Conflict(Conflict::NothingToPack),
        Problem::Conflict(Conflict::StillInUse),
        Problem::Conflict(Conflict::ArchiveBroken),
        Problem::Conflict(Conflict::GatesClosed),
        Problem::Conflict(Conflict::PhaseChanged),
        Problem::Conflict(Conflict::OldStoreLacks),
        Problem::NotFound(Resource::Archive),
        Problem::NotFound(Resource::Module),
    ];
    all.into_iter().find(|problem| format!("{problem:?}") == error)
}

/// No further tries, for this reason.
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
                store::submissions::set_status(conn, organisation, submission, Status::Failed.as_str(), now).await?;
                app.legacy_store.job_ended(conn, organisation, submission, now).await?;
                let details = json!({ "job_id": claim.job_id, "reason": failure.as_str() });
                let row = audit(app, claim, organisation, "report.failed", details, now);
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

/// A request about a person came to nothing, and can be made again.
async fn fail_request(
    app: &App,
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: &PrivacyRequestId,
    failure: Failure,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    if let Some(request) = store::privacy_requests::by_id(conn, organisation, id.as_str()).await? {
        let failed = PrivacyState::Failed.as_str();
        store::privacy_requests::end(conn, organisation, request.id, failed, None, now).await?;
        let details = json!({ "request": id, "reason": failure.as_str() });
        let audit = Actor::system(app, organisation);
        let audit = audit.audit_of("user", Some(request.user_id), "person.request_failed", details, now);
        store::audit::add(conn, &audit).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_read_back_from_its_row_and_nothing_else_is() {
        let said = cause(&Problem::Conflict(Conflict::FilesMove));
        assert!(matches!(refusal(&said), Some(Problem::Conflict(Conflict::FilesMove))));
        let said = cause(&Problem::Internal(anyhow::anyhow!("the disk\nburns")));
        assert_eq!(said, "the disk burns");
        assert!(refusal(&said).is_none());
        assert_eq!(cause(&Problem::Internal(anyhow::anyhow!("x".repeat(10_000)))).len(), LONGEST_CAUSE);
    }
}
