//! Who asks: the organisation and person on whose behalf a service acts, and where the request came from.

use crate::store::audit::NewAudit;
use ipnet::IpNet;
use serde_json::Value;
use std::net::IpAddr;
use time::OffsetDateTime;

/// Everything that a query must be limited to, and that the audit log keeps.
#[derive(Clone, Debug)]
pub struct Caller {
    pub organisation_id: i64,
    pub user_id: Option<i64>,
    pub ip: Option<IpAddr>,
    pub user_agent: Option<String>,
}

impl Caller {
    /// What the caller did to a submission, by its key, for the audit log.
    pub(super) fn audit<'a>(
        &'a self,
        action: &'a str,
        submission: i64,
        details: Value,
        now: OffsetDateTime,
    ) -> NewAudit<'a> {
        NewAudit {
            organisation_id: self.organisation_id,
            user_id: self.user_id,
            action,
            resource_type: "submission",
            resource_id: Some(submission),
            details,
            ip_address: self.ip.map(IpNet::from),
            user_agent: self.user_agent.as_deref(),
            created_at: now,
        }
    }
}
