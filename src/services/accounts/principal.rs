//! The signed-in member: a person with a session, or a program with that person's API token.
//!
//! `sessions` and `tokens` each find a row and build the same [`Member`] from it; this module calls neither.

use crate::{
    domain::{
        access::{Permission, Role, Scope, SubmissionScope},
        ids::{TokenId, UserId},
        lang::Lang,
        session::{AuthMethod, SessionState},
        time_zone::TimeZone,
    },
    store::principal::Principal,
};
use anyhow::{Context, anyhow};
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
    /// Something was imported into the organisation.
    pub has_legacy_source: bool,
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
    pub fn has_permission(&self, what: Permission) -> bool {
        what.is_offered() && self.role.has_permission(what) && self.via.allows(what)
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

/// The facts of a session that [`Member`] takes over.
pub(in crate::services) struct SessionFacts {
    pub session_id: i64,
    pub state: SessionState,
    pub strength: AuthMethod,
    pub confirmed_at: OffsetDateTime,
}

/// The member who owns an API token. It has no session and never counts as recently reauthenticated.
pub(in crate::services) fn of_program(principal: Principal, token: Arc<TokenInfo>) -> anyhow::Result<Member> {
    let never = OffsetDateTime::UNIX_EPOCH;
    let begun = SessionFacts {
        session_id: 0,
        state: SessionState::Active,
        strength: AuthMethod::Password,
        confirmed_at: never,
    };
    member_of(principal, begun, Authentication::Token(token))
}

pub(in crate::services) fn member_of(
    principal: Principal,
    begun: SessionFacts,
    via: Authentication,
) -> anyhow::Result<Member> {
    let role = principal.role;
    let narrowed = via.token().map(|token| token.scopes.clone()).unwrap_or_default();
    Ok(Member {
        session_id: begun.session_id,
        state: begun.state,
        strength: begun.strength,
        user_id: principal.user_id,
        user_public_id: principal.user_public_id,
        email: principal.email,
        full_name: principal.full_name,
        language: principal.language,
        time_zone: principal.time_zone,
        organisation_id: principal.organisation_id,
        organisation_public_id: principal.organisation_public_id,
        organisation_name: principal.organisation_name,
        is_demo: principal.is_demo,
        role,
        via,
        reach: SubmissionScope::of(role, scopes_of(&principal.scopes)?, principal.user_id).narrowed(narrowed),
        confirmed_at: begun.confirmed_at,
        factor_missing: principal.factor_missing,
        pending_submissions: principal.pending_submissions,
        has_legacy_source: principal.has_legacy_source,
    })
}

/// Parses scopes as the database stores them, `[{module, site}]`. An unreadable scope is an error; it never means
/// "everything".
pub(in crate::services) fn scopes_of(value: &serde_json::Value) -> anyhow::Result<Vec<Scope>> {
    let scopes = value.as_array().context("scopes are no list")?;
    let text = |scope: &serde_json::Value, key| scope.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    let scope = |scope| {
        let module = text(scope, "module").map(|m| m.parse().map_err(|_| anyhow!("no module {m:?}"))).transpose()?;
        Ok(Scope { module, site_key: text(scope, "site") })
    };
    scopes.iter().map(scope).collect()
}
