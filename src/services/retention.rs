//! Permanent deletion of submissions: one on request, or all that are older than the retention period.
//!
//! Rows are deleted first, in one transaction with the audit rows; files follow. Files that a crash leaves have no row,
//! and the clean-up removes them a day later. The audit log records that the submission existed and who erased it, but
//! no answers. Files of a legacy store belong to the operator and stay; the audit row has their names.

use super::{actor::Actor, reasons, remove_files};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::SubmissionId,
        problem::{Problem, Resource},
        validate::{FieldError, Subject, ValidationCode},
    },
    store::{self, deleted_submissions::DeletedSubmission, error::cross_tenant_connection},
};
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// Submissions erased in one transaction, and per organisation in one run. The rest can wait for the next run, because
/// it is months old.
const AT_ONCE: i64 = 100;
const PER_SWEEP: usize = 5_000;

/// The retention period and its current effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// None keeps submissions forever.
    pub days: Option<i32>,
    /// How many submissions the next runs would erase.
    pub due: i64,
}

pub async fn retention(app: &App, actor: &Actor) -> Result<Retention, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let days = store::deleted_submissions::retention_days(&mut conn, actor.organisation_id).await?;
    drop(conn);
    let due = match days {
        Some(days) => would_erase(app, actor, days).await?,
        None => 0,
    };
    Ok(Retention { days, due })
}

/// How many submissions are older than this number of days.
pub async fn would_erase(app: &App, actor: &Actor, days: i32) -> Result<i64, Problem> {
    let before = app.clock.now() - Duration::days(i64::from(days));
    let mut conn = actor.connection(&app.pool).await?;
    Ok(store::deleted_submissions::count_older_than(&mut conn, actor.organisation_id, before).await?)
}

/// Erases one submission. `typed` must repeat its id, as a confirmation.
pub async fn one(app: &App, actor: &Actor, id: &SubmissionId, reason: &str, typed: &str) -> Result<(), Problem> {
    let now = app.clock.now();
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::submissions::by_id(&mut conn, organisation, id).await?;
    let row = row.ok_or(Problem::NotFound(Resource::Submission))?;
    let reason = reason.trim();
    check(id, reason, typed)?;
    let erased = conn
        .transaction::<_, DbError, _>(async |conn| {
            erase(conn, actor, &[row.id], DeletionReason::Given(reason), now).await
        })
        .await?;
    fail::fail_point!("erase.before_files");
    let none = erased.is_empty();
    remove_files_of(app, erased).await?;
    // A concurrent request has deleted it.
    if none { Err(Problem::NotFound(Resource::Submission)) } else { Ok(()) }
}

fn check(id: &SubmissionId, reason: &str, typed: &str) -> Result<(), Problem> {
    let mut errors: Vec<FieldError> = reasons::check(reason).err().map(|error| *error).into_iter().collect();
    if typed.trim() != id.as_str() {
        let label = Subject::Control("validation-label-confirmation");
        errors.push(FieldError::of("confirm", label, ValidationCode::NotAChoice));
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::Invalid(errors)) }
}

/// Why a submission is deleted, for the audit log: the text of a person, or a code with its argument.
#[derive(Clone, Copy)]
enum DeletionReason<'a> {
    Given(&'a str),
    RetentionPeriod { days: i32 },
}

async fn erase(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    keys: &[i64],
    reason: DeletionReason<'_>,
    now: OffsetDateTime,
) -> Result<Vec<DeletedSubmission>, DbError> {
    let erased = store::deleted_submissions::erase(conn, actor.organisation_id, keys, now).await?;
    for one in &erased {
        let (reason, days) = match reason {
            DeletionReason::Given(reason) => (reason, None),
            DeletionReason::RetentionPeriod { days } => ("retention_period", Some(days)),
        };
        let mut details = json!({ "submission_id": one.submission_id, "reason": reason, "old_files": one.old_files });
        if let (Some(days), Some(details)) = (days, details.as_object_mut()) {
            details.insert("days".to_owned(), days.into());
        }
        store::audit::add(conn, &actor.audit(AuditAction::SubmissionErased, one.id, details, now)).await?;
    }
    fail::fail_point!("erase.before_commit");
    Ok(erased)
}

async fn remove_files_of(app: &App, erased: Vec<DeletedSubmission>) -> Result<(), Problem> {
    remove_files(app, move |files| {
        for one in &erased {
            for id in &one.files {
                files.remove_upload(id);
                files.remove_report(id);
            }
            files.remove_job(&one.job_id);
        }
    })
    .await
}

/// Erases the submissions of each organisation that are older than its retention period; returns how many.
pub async fn expired(app: &App) -> Result<usize, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let keeping = store::deleted_submissions::retention_periods(&mut conn).await?;
    drop(conn);
    let mut total = 0;
    for keeps in keeping {
        let system = Actor::system(app, keeps.organisation_id);
        let mut gone = 0;
        while gone < PER_SWEEP {
            let now = app.clock.now();
            let before = now - Duration::days(i64::from(keeps.days));
            let reason = DeletionReason::RetentionPeriod { days: keeps.days };
            let mut conn = system.connection(&app.pool).await?;
            let erased = conn
                .transaction::<_, DbError, _>(async |conn| {
                    let keys =
                        store::deleted_submissions::older_than(conn, keeps.organisation_id, before, AT_ONCE).await?;
                    erase(conn, &system, &keys, reason, now).await
                })
                .await?;
            drop(conn);
            if erased.is_empty() {
                break;
            }
            gone += erased.len();
            remove_files_of(app, erased).await?;
        }
        total += gone;
    }
    Ok(total)
}
