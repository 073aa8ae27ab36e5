//! A job that this process works on, with the token of its lease.

use crate::{
    app::App,
    domain::{audit::actions::AuditAction, ids::JobId, job::JobKind, problem::Problem},
    services::actor::Actor,
    store::audit::NewAudit,
};
use anyhow::anyhow;
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::OffsetDateTime;

/// A claimed job, held by its lease token until it is finished, failed or lost.
#[derive(Clone, Debug)]
pub struct Claim {
    pub id: i64,
    pub token: String,
    /// None for a job of the system.
    pub organisation_id: Option<i64>,
    pub(in crate::services) submission: Option<i64>,
    pub job_id: JobId,
    pub kind: JobKind,
    pub(super) payload: Value,
    /// The user who started it.
    pub user_id: Option<i64>,
    pub attempt: i32,
    pub(super) max_attempts: i32,
    pub created_at: OffsetDateTime,
    pub started_at: OffsetDateTime,
}

impl Claim {
    pub fn payload<P: DeserializeOwned>(&self) -> Result<P, Problem> {
        serde_json::from_value(self.payload.clone())
            .map_err(|error| Problem::Internal(anyhow!(error).context(format!("the payload of {}", self.job_id))))
    }

    /// The organisation of the job; only jobs of the system have none.
    pub fn tenant(&self) -> Result<i64, Problem> {
        self.organisation_id.ok_or_else(|| Problem::Internal(anyhow!("{} belongs to no organisation", self.job_id)))
    }

    /// The error for a lease that was lost: the transaction must be rolled back.
    pub fn lease_lost(&self) -> Problem {
        Problem::Unavailable(anyhow!("another worker has {}", self.job_id))
    }

    /// The user who started the job, as the actor of its changes; the system if there is none.
    pub fn actor(&self, app: &App) -> Result<Actor, Problem> {
        Ok(Actor { user_id: self.user_id, ..Actor::system(app, self.tenant()?) })
    }
}

/// An audit row for an action of the system.
pub(in crate::services) fn audit<'a>(
    app: &'a App,
    claim: &Claim,
    organisation_id: i64,
    action: AuditAction,
    details: Value,
    now: OffsetDateTime,
) -> NewAudit<'a> {
    NewAudit {
        organisation_id,
        user_id: None,
        action: action.into(),
        resource_type: "submission",
        resource_id: claim.submission,
        details,
        ip_address: None,
        user_agent: None,
        created_at: now,
        keys: &app.audit_keys,
    }
}
