//! What an address can require.

use crate::{domain::access::Permission, services::sessions::Member};

/// What an address requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing. The handler decides by what the request presents, such as a signed link.
    Public,
    /// A session, also one that still lacks the second factor or a new password.
    PendingSession,
    /// A complete session.
    Account,
    /// A permission.
    Requires(Permission),
    /// A permission, or the right to use the addresses of the legacy app without an account: a legacy API key of the
    /// module, or an address that is open to everybody for the time of the migration.
    LegacyApi(Permission),
    /// A permission in the organisation that the legacy app's files belong to.
    RequiresInHomeTenant(Permission),
}

impl Access {
    /// Whether a signed-in member with a complete session is allowed. `in_home_tenant`: the member's organisation is
    /// the one that the legacy app's files belong to.
    pub fn permits(self, member: &Member, in_home_tenant: bool) -> bool {
        match self {
            Access::Requires(permission) | Access::LegacyApi(permission) => member.has_permission(permission),
            Access::RequiresInHomeTenant(permission) => in_home_tenant && member.has_permission(permission),
            Access::Public | Access::PendingSession | Access::Account => true,
        }
    }
}
