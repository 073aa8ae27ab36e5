//! A job that this process works on.

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

/// A job that this process works on, held by a token until it is finished, failed or lost.
#[derive(Clone, Debug)]
pub struct Claim {
    pub id: i64,
    pub token: String,
    /// None: a job of the system.
    pub organisation_id: Option<i64>,
    pub(in crate::services) submission: Option<i64>,
    pub job_id: JobId,
    pub kind: JobKind,
    pub(super) payload: Value,
    /// Who started it.
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

    /// The organisation that it belongs to; every kind but those of the system has one.
    pub fn tenant(&self) -> Result<i64, Problem> {
        self.organisation_id.ok_or_else(|| Problem::Internal(anyhow!("{} is of no organisation", self.job_id)))
    }

    /// The token is no longer the current one: whatever was done is rolled back.
    pub fn lost(&self) -> Problem {
        Problem::Unavailable(anyhow!("another worker has {}", self.job_id))
    }

    /// Who started it, as the actor of what it does. Without a person it is the program itself.
    pub fn actor(&self, app: &App) -> Result<Actor, Problem> {
        Ok(Actor { user_id: self.user_id, ..Actor::system(app, self.tenant()?) })
    }
}

/// An audit row that the app itself causes.
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
