//! The signed-in member: a person with a session, or a program with that person's API token.

use super::{
    access::{Permission, Role, Scope, SubmissionScope},
    approval::flow::Reviewer,
    ids::{ModuleSlug, TokenId, UserId},
    lang::Lang,
    session::{AuthMethod, SessionState},
    time_zone::TimeZone,
};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// For how long an authentication counts as recent; after that, sensitive actions require another one.
pub const CONFIRMED_FOR: Duration = Duration::minutes(15);

/// A signed-in member of one organisation.
#[derive(Clone, Debug)]
pub struct Member {
    pub session_id: i64,
    pub state: SessionState,
    pub strength: AuthMethod,
    pub user_id: i64,
    pub user_public_id: UserId,
    pub email: String,
    pub full_name: Option<String>,
    pub language: Option<Lang>,
    /// In which this member reads times: the own zone, or that of the organisation.
    pub time_zone: TimeZone,
    pub organisation_id: i64,
    pub organisation_public_id: String,
    pub organisation_name: String,
    /// The organisation contains demo data.
    pub is_demo: bool,
    pub role: Role,
    pub reach: SubmissionScope,
    /// How the request was authenticated; it may restrict the permissions.
    pub via: Authentication,
    /// Time of the last authentication; sensitive actions require a recent one.
    pub confirmed_at: OffsetDateTime,
    /// The organisation requires a second factor and this member has none: only the page to set one up is available.
    pub factor_missing: bool,
    /// Pending submissions that this member may decide about, counted up to 100.
    pub pending_submissions: i64,
    /// Submissions that wait for this member's decision, counted up to 100.
    pub waiting_reviews: i64,
    /// Notifications that this member has not read, counted up to 100.
    pub unread_notifications: i64,
    /// Something was imported into the organisation.
    pub has_legacy_source: bool,
    /// Counts the changes of the organisation's own forms.
    pub forms_version: i64,
}

/// How a request was authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// By a browser session.
    Session,
    /// By an API token: only what both the token and the member's role permit is allowed.
    Token(Arc<TokenInfo>),
}

impl Authentication {
    pub fn token(&self) -> Option<&TokenInfo> {
        match self {
            Authentication::Session => None,
            Authentication::Token(token) => Some(token),
        }
    }

    fn allows(&self, what: Permission) -> bool {
        match self {
            Authentication::Session => true,
            Authentication::Token(token) => token.permissions.contains(&what),
        }
    }
}

/// The facts of the API token that a request presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    pub id: TokenId,
    pub name: String,
    pub permissions: Vec<Permission>,
    /// The forms and sites that the token is narrowed to; none narrow nothing.
    pub scopes: Vec<Scope>,
    pub expires_at: OffsetDateTime,
}

impl Member {
    /// The member, as a reviewer of a submission about a site.
    pub fn reviewer(&self, module: &ModuleSlug, site_key: &str) -> Reviewer {
        Reviewer { user: self.user_id, role: self.role, is_of_site: self.reach.names_site(module, site_key) }
    }

    pub fn has_permission(&self, what: Permission) -> bool {
        what.is_offered() && self.role.has_permission(what) && self.via.allows(what)
    }

    /// Whether the member may open a new revision of a submission whose approval has ended. Only a person decides that,
    /// no program.
    pub fn may_reopen(&self) -> bool {
        matches!(self.role, Role::Administrator | Role::Manager) && self.via.token().is_none()
    }

    /// Whether the last authentication is recent enough for sensitive actions: changes of factors, people and tokens.
    pub fn recently_reauthenticated(&self, now: OffsetDateTime) -> bool {
        now - self.confirmed_at < CONFIRMED_FOR
    }

    /// The name shown on pages: the full name, or else the e-mail address.
    pub fn name(&self) -> &str {
        self.full_name.as_deref().unwrap_or(&self.email)
    }
}
