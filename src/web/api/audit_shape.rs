//! The JSON of the audit log, for the API and for the export of the page.

use crate::services::audit::AuditEntry;
use serde::Serialize;
use serde_json::Value;
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::ToSchema;

/// A page of the audit log, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditRows {
    pub rows: Vec<AuditRow>,
    /// To be sent as `after` for the next page; null on the last one.
    pub next: Option<String>,
}

/// An entry of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditRow {
    pub id: i64,
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    #[schema(example = "submission.created")]
    pub action: String,
    /// The e-mail address of the actor; null for the system.
    pub user: Option<String>,
    /// The e-mail address of the absent member for whom a delegate acted.
    pub for_user: Option<String>,
    pub resource_type: String,
    pub resource_id: Option<i64>,
    pub submission_id: Option<String>,
    #[schema(value_type = Object)]
    pub details: Value,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    /// Whether a seal covers the entry.
    pub sealed: bool,
}

impl From<AuditEntry> for AuditRow {
    fn from(row: AuditEntry) -> AuditRow {
        AuditRow {
            id: row.id,
            created_at: row.at,
            action: row.action.as_str().to_owned(),
            user: row.who.map(|(_, email)| email),
            for_user: row.absent.map(|(_, email)| email),
            resource_type: row.resource_type,
            resource_id: row.resource_id,
            submission_id: row.submission.map(|id| id.to_string()),
            details: row.details,
            ip_address: row.ip.map(|ip| ip.to_string()),
            user_agent: row.user_agent,
            sealed: row.sealed,
        }
    }
}
