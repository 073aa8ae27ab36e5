//! Sessions: from the token that a browser holds to the member who asks.
//!
//! A token is 256 random bits in a cookie; the database has its SHA-256. A session ends by being deleted, so that the
//! very next request of any instance finds none. Nothing is cached between requests.

pub use crate::domain::session::{AuthMethod, SessionState};

use super::{actor::Actor, tokens::TokenInfo};
use crate::{
    app::App,
    domain::{
        access::{Permission, Role, Scope, SubmissionScope},
        ids::UserId,
        lang::Lang,
        problem::Problem,
    },
    store::{
        self,
        error::cross_tenant_connection,
        pool::TenantScope,
        principal::Principal,
        sessions::{NewSession, SessionRow},
    },
};
use anyhow::{Context, anyhow};
use diesel_async::AsyncPgConnection;
use ipnet::IpNet;
use rand::Rng;
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr, sync::Arc};
use time::{Duration, OffsetDateTime};

/// A session ends after this, however busy it was.
pub const LONGEST: Duration = Duration::days(7);

/// How long it counts that somebody showed who they are, before something dangerous asks for it again.
pub const CONFIRMED_FOR: Duration = Duration::minutes(15);

/// `last_seen_at` is written at most this often: a request costs no write of its own.
const SEEN_EVERY: Duration = Duration::minutes(1);

/// What a browser holds: 64 hex digits. Its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub fn random() -> Token {
        let mut bytes = [0u8; 32];
        rand::rng().fill_bytes(&mut bytes);
        Token(hex::encode(bytes))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the database keeps of it.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// What the forms of this session carry, so that a page of somebody else's cannot post them. It follows from the
    /// token, and the token does not follow from it.
    pub fn csrf_token(&self) -> String {
        let digest = Sha256::new().chain_update(b"form token 1\n").chain_update(self.0.as_bytes()).finalize();
        hex::encode(digest.get(..16).unwrap_or_default())
    }
}

impl FromStr for Token {
    type Err = ();

    fn from_str(text: &str) -> Result<Token, ()> {
        let hex = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if hex { Ok(Token(text.to_owned())) } else { Err(()) }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

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

impl Member {
    pub fn has_permission(&self, what: Permission) -> bool {
        self.role.has_permission(what) && self.via.lets(what)
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

/// The member who holds a token; none if it is not, or no longer, a session.
pub async fn member(app: &App, token: &Token) -> Result<Option<Member>, Problem> {
    let now = app.clock.now();
    // The look-up works behind any wall. The home organisation's is the likeliest to be wanted next.
    let wall = app.organisation_id().map_or(TenantScope::NoRows, TenantScope::Tenant);
    let mut conn = store::error::scoped_connection(&app.pool, wall).await?;
    let Some(row) = store::sessions::of_token(&mut conn, &token.hash(), now).await? else { return Ok(None) };
    drop(conn);
    if now - row.last_seen_at >= SEEN_EVERY {
        let mut conn = cross_tenant_connection(&app.pool).await?;
        store::sessions::seen(&mut conn, row.session_id, now).await?;
    }
    Ok(Some(of_session(row).map_err(Problem::Internal)?))
}

fn of_session(row: SessionRow) -> anyhow::Result<Member> {
    let begun = SessionFacts {
        session_id: row.session_id,
        state: row.state,
        strength: row.strength,
        confirmed_at: row.confirmed_at,
    };
    member_of(row.principal, begun, Via::Session)
}

/// How somebody came in.
struct SessionFacts {
    session_id: i64,
    state: SessionState,
    strength: AuthMethod,
    confirmed_at: OffsetDateTime,
}

/// The member who holds the token of a program. It has no session, and never shows in another way who it is.
pub(super) fn of_program(principal: Principal, token: Arc<TokenInfo>) -> anyhow::Result<Member> {
    let never = OffsetDateTime::UNIX_EPOCH;
    let begun = SessionFacts {
        session_id: 0,
        state: SessionState::Active,
        strength: AuthMethod::Password,
        confirmed_at: never,
    };
    member_of(principal, begun, Via::Token(token))
}

fn member_of(principal: Principal, begun: SessionFacts, via: Via) -> anyhow::Result<Member> {
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
pub(super) fn scopes_of(value: &serde_json::Value) -> anyhow::Result<Vec<Scope>> {
    let scopes = value.as_array().context("scopes are no list")?;
    let text = |scope: &serde_json::Value, key| scope.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    let scope = |scope| {
        let module = text(scope, "module").map(|m| m.parse().map_err(|_| anyhow!("no module {m:?}"))).transpose()?;
        Ok(Scope { module, site_key: text(scope, "site") })
    };
    scopes.iter().map(scope).collect()
}

/// Begins a session of a member of the caller's organisation; the token is told once, here.
pub async fn begin(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    user_id: i64,
    state: SessionState,
    strength: AuthMethod,
    now: OffsetDateTime,
) -> Result<Token, Problem> {
    let token = Token::random();
    let session = NewSession {
        token_hash: &token.hash(),
        user_id,
        organisation_id: actor.organisation_id,
        state,
        strength,
        created_at: now,
        last_seen_at: now,
        confirmed_at: now,
        expires_at: now + LONGEST,
        ip_address: actor.ip.map(IpNet::from),
        user_agent: actor.user_agent.as_deref(),
    };
    store::sessions::add(conn, &session).await?;
    Ok(token)
}
