//! Who is signed in: a person by a session, or a program of theirs by a token.
//!
//! A leaf of sessions and tokens: both find a row and make the same [`Member`] of it.

use crate::{
    domain::{
        access::{Permission, Role, Scope, SubmissionScope},
        ids::{TokenId, UserId},
        lang::Lang,
        session::{AuthMethod, SessionState},
    },
    store::principal::Principal,
};
use anyhow::{Context, anyhow};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// How long it counts that somebody showed who they are, before something dangerous asks for it again.
pub const CONFIRMED_FOR: Duration = Duration::minutes(15);

/// Somebody who is signed in, in one organisation.
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
    pub organisation_id: i64,
    pub organisation_public_id: String,
    pub organisation_name: String,
    /// The organisation is made up, to try things.
    pub is_demo: bool,
    pub role: Role,
    pub reach: SubmissionScope,
    /// How they come in: it may narrow what they may do.
    pub via: Via,
    /// When they last showed who they are: what is dangerous asks for it again after a while.
    pub confirmed_at: OffsetDateTime,
    /// The organisation wants a second factor, and this person has none: nothing opens but the page to set one up.
    pub factor_missing: bool,
}

/// How somebody comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// By themselves, with a browser.
    Session,
    /// By a program of theirs, which may do what its token says and they may themselves, and no more.
    Token(Arc<TokenInfo>),
}

impl Via {
    /// What the program showed.
    pub fn token(&self) -> Option<&TokenInfo> {
        match self {
            Via::Session => None,
            Via::Token(token) => Some(token),
        }
    }

    fn lets(&self, what: Permission) -> bool {
        match self {
            Via::Session => true,
            Via::Token(token) => token.permissions.contains(&what),
        }
    }
}

/// What is known of the token that a request showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    pub id: TokenId,
    pub name: String,
    pub permissions: Vec<Permission>,
    pub expires_at: OffsetDateTime,
}

impl Member {
    pub fn has_permission(&self, what: Permission) -> bool {
        what.is_offered() && self.role.has_permission(what) && self.via.lets(what)
    }

    /// Whether they showed who they are lately enough for what is dangerous: changing factors, people, tokens.
    pub fn recently_reauthenticated(&self, now: OffsetDateTime) -> bool {
        now - self.confirmed_at < CONFIRMED_FOR
    }

    /// How this person is called on pages.
    pub fn name(&self) -> &str {
        self.full_name.as_deref().unwrap_or(&self.email)
    }
}

/// How somebody came in.
pub(in crate::services) struct SessionFacts {
    pub session_id: i64,
    pub state: SessionState,
    pub strength: AuthMethod,
    pub confirmed_at: OffsetDateTime,
}

/// The member who holds the token of a program. It has no session, and never shows in another way who it is.
pub(in crate::services) fn of_program(principal: Principal, token: Arc<TokenInfo>) -> anyhow::Result<Member> {
    let never = OffsetDateTime::UNIX_EPOCH;
    let begun = SessionFacts {
        session_id: 0,
        state: SessionState::Active,
        strength: AuthMethod::Password,
        confirmed_at: never,
    };
    member_of(principal, begun, Via::Token(token))
}

pub(in crate::services) fn member_of(principal: Principal, begun: SessionFacts, via: Via) -> anyhow::Result<Member> {
    let role = principal.role;
    Ok(Member {
        session_id: begun.session_id,
        state: begun.state,
        strength: begun.strength,
        user_id: principal.user_id,
        user_public_id: principal.user_public_id,
        email: principal.email,
        full_name: principal.full_name,
        language: principal.language,
        organisation_id: principal.organisation_id,
        organisation_public_id: principal.organisation_public_id,
        organisation_name: principal.organisation_name,
        is_demo: principal.is_demo,
        role,
        via,
        reach: SubmissionScope::of(role, scopes_of(&principal.scopes)?, principal.user_id),
        confirmed_at: begun.confirmed_at,
        factor_missing: principal.factor_missing,
    })
}

/// Scopes as the database has them, `[{module, site}]`. One that cannot be read is an error and never "everything".
pub(in crate::services) fn scopes_of(value: &serde_json::Value) -> anyhow::Result<Vec<Scope>> {
    let scopes = value.as_array().context("scopes are no list")?;
    let text = |scope: &serde_json::Value, key| scope.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    let scope = |scope| {
        let module = text(scope, "module").map(|m| m.parse().map_err(|_| anyhow!("no module {m:?}"))).transpose()?;
        Ok(Scope { module, site_key: text(scope, "site") })
    };
    scopes.iter().map(scope).collect()
}
