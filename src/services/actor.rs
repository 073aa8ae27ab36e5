//! The actor of a service call: organisation, person or token, and the origin of the request.

use crate::{
    app::App,
    domain::{
        access::SubmissionScope,
        audit::{actions::AuditAction, proof::Keys},
        ids::{LegacyKeyId, TokenId},
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

/// The limits that every query applies, and the facts that the audit log records.
#[derive(Clone, Debug)]
pub struct Actor {
    pub organisation_id: i64,
    /// None: the system itself, or a sender without an account.
    pub user_id: Option<i64>,
    /// The API token that the request presented; none for a session.
    pub token: Option<TokenId>,
    /// The key by which a client without an account uses the addresses of the legacy app.
    pub legacy_key: Option<LegacyKeyId>,
    /// The submissions of the organisation that are visible.
    pub reach: SubmissionScope,
    /// Whether something was imported into the organisation, so that a module may be in a phase that uses the legacy
    /// store; true if that is unknown.
    pub has_legacy_source: bool,
    pub ip: Option<IpAddr>,
    pub user_agent: Option<String>,
    /// Keys for the MAC of each audit row.
    pub audit_keys: Keys,
}

impl Actor {
    /// The system itself, acting for an organisation.
    pub fn system(app: &App, organisation_id: i64) -> Actor {
        Actor {
            organisation_id,
            user_id: None,
            token: None,
            legacy_key: None,
            reach: SubmissionScope::Everything,
            has_legacy_source: true,
            ip: None,
            user_agent: None,
            audit_keys: app.audit_keys.clone(),
        }
    }

    /// A connection limited to the actor's organisation.
    pub(crate) async fn connection(&self, pool: &PgPool) -> Result<Connection, Problem> {
        store::error::tenant_connection(pool, self.organisation_id).await
    }

    /// Checks that a submission (by its key) is within the actor's submission scope. Outside of it the answer is
    /// "`thing` not found", as if the submission did not exist.
    pub(crate) async fn require_in_scope(
        &self,
        conn: &mut Connection,
        submission: i64,
        thing: Resource,
    ) -> Result<(), Problem> {
        let reached = self.reach == SubmissionScope::Everything
            || store::submission_scope::includes(conn, self.organisation_id, &self.reach, submission).await?;
        if reached { Ok(()) } else { Err(Problem::NotFound(thing)) }
    }

    /// An audit row about a submission, by its key.
    pub(crate) fn audit<'a>(
        &'a self,
        action: AuditAction,
        submission: i64,
        details: Value,
        now: OffsetDateTime,
    ) -> NewAudit<'a> {
        self.audit_of("submission", Some(submission), action, details, now)
    }

    /// An audit row about a resource of this type, by its key. The token or key, if there is one, is added to the
    /// details, so that actions of a program can be distinguished from those of its owner.
    pub(crate) fn audit_of<'a>(
        &'a self,
        resource_type: &'a str,
        resource_id: Option<i64>,
        action: AuditAction,
        mut details: Value,
        now: OffsetDateTime,
    ) -> NewAudit<'a> {
        if let Some(fields) = details.as_object_mut() {
            let programs = [
                ("token", self.token.as_ref().map(TokenId::as_str)),
                ("legacy_key", self.legacy_key.as_ref().map(LegacyKeyId::as_str)),
            ];
            fields.extend(programs.into_iter().filter_map(|(name, id)| Some((name.to_owned(), json!(id?)))));
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
