//! Who asks: the organisation and person on whose behalf a service acts, and where the request came from.

use std::net::IpAddr;

/// Everything that a query must be limited to, and that the audit log keeps.
#[derive(Clone, Debug)]
pub struct Caller {
    pub organisation_id: i64,
    pub user_id: Option<i64>,
    pub ip: Option<IpAddr>,
    pub user_agent: Option<String>,
}
