//! Who asks: the organisation and person on whose behalf a service acts, and where the request came from.

use crate::{
    app::App,
    domain::{
        access::SubmissionScope,
        audit::{actions::AuditAction, proof::Keys},
        ids::TokenId,
        problem::{Problem, Resource},
    },
    store::{
        self,
        audit::NewAudit,
        pool::{Connection, PgPool},
    },
};
use ipnet::IpNet;
use serde_json::{Value, json};
use std::net::IpAddr;
use time::OffsetDateTime;

/// Everything that a query must be limited to, and that the audit log keeps.
#[derive(Clone, Debug)]
pub struct Actor {
    pub organisation_id: i64,
    /// None: the program itself, or somebody without an account.
    pub user_id: Option<i64>,
    /// The token that a program of theirs showed; none where they ask by themselves.
    pub token: Option<TokenId>,
    /// Which submissions of the organisation may be seen.
    pub reach: SubmissionScope,
    pub ip: Option<IpAddr>,
    pub user_agent: Option<String>,
    /// With these each row of the audit log is marked as the program's own.
    pub audit_keys: Keys,
}

impl Actor {
    /// The program itself, at work for an organisation.
    pub fn system(app: &App, organisation_id: i64) -> Actor {
        Actor {
            organisation_id,
            user_id: None,
            token: None,
            reach: SubmissionScope::Everything,
            ip: None,
            user_agent: None,
            audit_keys: app.audit_keys.clone(),
        }
    }

    /// A connection behind the wall of the caller's organisation.
    pub(crate) async fn connection(&self, pool: &PgPool) -> Result<Connection, Problem> {
        store::error::tenant_connection(pool, self.organisation_id).await
    }

    /// Whether the caller may see a submission, by its key. What is out of reach is not there: `thing` is not found.
    pub(crate) async fn must_reach(
        &self,
        conn: &mut Connection,
        submission: i64,
        thing: Resource,
    ) -> Result<(), Problem> {
        let reached = self.reach == SubmissionScope::Everything
            || store::submission_scope::includes(conn, self.organisation_id, &self.reach, submission).await?;
        if reached { Ok(()) } else { Err(Problem::NotFound(thing)) }
    }

    /// What the caller did to a submission, by its key, for the audit log.
    pub(crate) fn audit<'a>(
        &'a self,
        action: AuditAction,
        submission: i64,
        details: Value,
        now: OffsetDateTime,
    ) -> NewAudit<'a> {
        self.audit_of("submission", Some(submission), action, details, now)
    }

    /// What the caller did to a thing of this kind, by its key, for the audit log. What a program did is told apart from
    /// what its owner did by the token, in the details.
    pub(crate) fn audit_of<'a>(
        &'a self,
        resource_type: &'a str,
        resource_id: Option<i64>,
        action: AuditAction,
        mut details: Value,
        now: OffsetDateTime,
    ) -> NewAudit<'a> {
        if let (Some(token), Some(fields)) = (&self.token, details.as_object_mut()) {
            fields.insert("token".to_owned(), json!(token));
        }
        NewAudit {
            organisation_id: self.organisation_id,
            user_id: self.user_id,
            action: action.into(),
            resource_type,
            resource_id,
            details,
            ip_address: self.ip.map(IpNet::from),
            user_agent: self.user_agent.as_deref(),
            created_at: now,
            keys: &self.audit_keys,
        }
    }
}
