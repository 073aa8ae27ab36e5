//! The jobs page of administrators: lists of jobs, and the actions retry, cancel and run now.

use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::JobId,
        job::{Failure, JobControl, JobKind, Lane},
        problem::{Conflict, Problem, Resource},
        submission::Status,
    },
    services::actor::Actor,
    store::{self, error::cross_tenant_connection, jobs::JobListRow},
};
use diesel_async::AsyncConnection;
use serde_json::{Value, json};
use time::OffsetDateTime;

/// The state of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobViewState {
    /// Due now or later.
    Waiting,
    Running,
    Paused,
    Done,
    Failed(Failure),
}

/// A job as a page shows it.
#[derive(Clone, Debug)]
pub struct JobView {
    pub job_id: JobId,
    pub kind: JobKind,
    pub payload: Value,
    pub state: JobViewState,
    pub attempts: i32,
    pub max_attempts: i32,
    /// When it is due next, or when the lease of its worker ends.
    pub run_after: OffsetDateTime,
    pub claimed_at: Option<OffsetDateTime>,
    /// Done and total; none if the job does not count.
    pub progress: Option<(u64, u64)>,
    /// The e-mail address of the user who started it.
    pub started_by: Option<String>,
    /// The error of the last failed attempt, as a stored problem.
    pub error: Option<String>,
    pub result: Option<Value>,
    pub created_at: OffsetDateTime,
    pub ended_at: Option<OffsetDateTime>,
}

impl JobView {
    pub fn is_pending(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Privacy requests and imports are repeated on their own pages.
    pub fn is_retryable(&self) -> bool {
        matches!(self.state, JobViewState::Failed(_)) && is_retryable(self.kind)
    }
}

fn is_retryable(kind: JobKind) -> bool {
    !matches!(kind, JobKind::ExportPerson | JobKind::ErasePerson | JobKind::Import)
}

pub type PeriodicView = store::periodic_jobs::PeriodicRow;

/// Running and pending jobs of all organisations and of the system, the most urgent first.
pub async fn pending(app: &App, limit: i64) -> Result<Vec<JobView>, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(store::jobs::pending(&mut conn, limit).await?.into_iter().map(view).collect())
}

/// Ended jobs of all organisations and of the system, newest first.
pub async fn ended(app: &App, before: Option<OffsetDateTime>, limit: i64) -> Result<Vec<JobView>, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(store::jobs::ended(&mut conn, before, limit).await?.into_iter().map(view).collect())
}

/// The newest jobs of an organisation in one lane.
pub async fn of_kinds(app: &App, actor: &Actor, lane: Lane, limit: i64) -> Result<Vec<JobView>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    Ok(store::jobs::of_kinds(&mut conn, actor.organisation_id, &lane.kinds(), limit)
        .await?
        .into_iter()
        .map(view)
        .collect())
}

/// All periodic jobs, by name.
pub async fn periodic_jobs(app: &App) -> Result<Vec<PeriodicView>, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(store::periodic_jobs::all(&mut conn).await?)
}

/// Makes a periodic job due at once.
pub async fn run_now(app: &App, actor: &Actor, name: &str) -> Result<(), Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    if !store::periodic_jobs::make_due(&mut conn, name).await? {
        return Err(Problem::NotFound(Resource::Job));
    }
    let audit = actor.audit_of("job", None, AuditAction::JobRunNow, json!({ "name": name }), app.clock.now());
    Ok(store::audit::add(&conn, &audit).await?)
}

/// Makes a failed job of any organisation due again.
pub async fn retry_any(app: &App, actor: &Actor, id: &JobId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let job = find(&mut conn, id).await?;
    if !is_retryable(job.kind) {
        return Err(Problem::Conflict(Conflict::JobState));
    }
    let due = conn
        .transaction::<_, Problem, _>(async |conn| {
            if !store::jobs::retry(conn, job.organisation_id, id.as_str(), now).await? {
                return Ok(false);
            }
            if let (Some(organisation), Some(submission)) = (job.organisation_id, job.submission_id) {
                let pending = Status::Pending;
                store::submissions::set_status(conn, organisation, submission, pending, now).await?;
            }
            let details = json!({ "job_id": id, "kind": job.kind.as_str() });
            let audit = actor.audit_of("job", Some(job.id), AuditAction::JobRetried, details, now);
            store::audit::add(conn, &audit).await?;
            Ok(true)
        })
        .await?;
    if !due {
        return Err(Problem::Conflict(Conflict::JobState));
    }
    app.jobs.wake(job.kind.lane());
    Ok(())
}

/// Cancels a pending or running maintenance job. A running job stops at its next heartbeat.
pub async fn cancel(app: &App, actor: &Actor, id: &JobId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let job = find(&mut conn, id).await?;
    if job.kind.lane() != Lane::Maintenance {
        return Err(Problem::Conflict(Conflict::JobState));
    }
    let signalled = conn
        .transaction::<_, Problem, _>(async |conn| {
            if !store::jobs::cancel(conn, job.id, now).await? {
                return Ok(false);
            }
            let details = json!({ "job_id": id, "kind": job.kind.as_str() });
            let audit = actor.audit_of("job", Some(job.id), AuditAction::JobCancelled, details, now);
            store::audit::add(conn, &audit).await?;
            Ok(true)
        })
        .await?;
    if signalled { Ok(()) } else { Err(Problem::Conflict(Conflict::JobState)) }
}

async fn find(conn: &mut diesel_async::AsyncPgConnection, id: &JobId) -> Result<JobListRow, Problem> {
    store::jobs::row_by_job_id(conn, id.as_str()).await?.ok_or(Problem::NotFound(Resource::Job))
}

fn view(row: JobListRow) -> JobView {
    let state = match (row.failure, row.finished_at) {
        (Some(failure), _) => JobViewState::Failed(failure),
        (None, Some(_)) => JobViewState::Done,
        (None, None) if row.control == Some(JobControl::Pause) => JobViewState::Paused,
        (None, None) if row.is_claimed => JobViewState::Running,
        (None, None) => JobViewState::Waiting,
    };
    let number = |count: i64| u64::try_from(count).unwrap_or_default();
    let (done, total) = (number(row.progress_done), number(row.progress_total));
    JobView {
        job_id: row.job_id,
        kind: row.kind,
        state,
        attempts: row.attempts,
        max_attempts: row.max_attempts,
        run_after: row.run_after,
        claimed_at: row.claimed_at,
        progress: (total > 0).then(|| (done.min(total), total)),
        started_by: row.started_by,
        error: row.error,
        result: row.result,
        created_at: row.created_at,
        ended_at: row.finished_at.or(row.failed_at),
        payload: row.payload,
    }
}
