//! Builds the signed-in [`Member`] from a row of the database.
//!
//! `sessions` and `tokens` each find a row and build the same [`Member`] from it; this module calls neither.

pub use crate::domain::member::{Authentication, CONFIRMED_FOR, Member, TokenInfo};

use crate::{
    domain::{
        access::{Scope, SubmissionScope},
        session::{AuthMethod, SessionState},
    },
    store::principal::Principal,
};
use anyhow::{Context, anyhow};
use std::sync::Arc;
use time::OffsetDateTime;

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
        waiting_reviews: principal.waiting_reviews,
        unread_notifications: principal.unread_notifications,
        has_legacy_source: principal.has_legacy_source,
        forms_version: principal.forms_version,
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
