//! Sessions: from the token in a browser's cookie to the member.
//!
//! A token is 256 random bits; the database stores its SHA-256. A session ends by deletion, so the next request does not
//! find it. A found member is remembered for a moment, and forgotten with any change (`app::MemberCache`).

pub use super::accounts::principal::{Authentication, CONFIRMED_FOR, Member};
pub use crate::domain::session::{AuthMethod, SessionState};

use super::{
    accounts::principal::{SessionFacts, member_of},
    actor::Actor,
    review::approval::delegations_of,
    search_terms::site_key,
};
use crate::{
    app::App,
    domain::{
        access::{Permission, SubmissionScope},
        problem::Problem,
    },
    store::{
        self,
        approvals::{WaitingFilter, WaitingMember},
        error::{cross_tenant_connection, tenant_connection},
        pool::TenantScope,
        sessions::{NewSession, SessionRow},
    },
};
use diesel_async::AsyncPgConnection;
use ipnet::IpNet;
use rand::Rng;
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr, sync::Arc};
use time::{Duration, OffsetDateTime};

/// Maximum lifetime of a session, independent of its use.
pub const LONGEST: Duration = Duration::days(7);

/// `last_seen_at` is updated at most this often, so that a request usually needs no write.
const SEEN_EVERY: Duration = Duration::minutes(1);

/// The value of the cookie: 64 hex digits. `Debug` hides it.
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

    /// The hash that the database stores.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The CSRF token of this session. It is derived from the session token, which cannot be derived from it.
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

/// The member of a session token; none if the session does not exist or has expired.
pub async fn member(app: &App, token: &Token) -> Result<Option<Arc<Member>>, Problem> {
    let (now, hash) = (app.clock.now(), token.hash());
    if let Some(member) = app.members.get(&hash, now) {
        return Ok(Some(member));
    }
    let generation = app.members.generation();
    // The look-up works in any tenant scope. The default organisation's is the one that the request most likely needs
    // next.
    let scope = app.organisation_id().map_or(TenantScope::NoRows, TenantScope::Tenant);
    let mut conn = store::error::scoped_connection(&app.pool, scope).await?;
    let Some(row) = store::sessions::of_token(&mut conn, &hash, now).await? else { return Ok(None) };
    drop(conn);
    if now - row.last_seen_at >= SEEN_EVERY {
        let mut conn = cross_tenant_connection(&app.pool).await?;
        store::sessions::seen(&mut conn, row.session_id, now).await?;
    }
    let end = row.created_at + LONGEST;
    let member = of_session(row).map_err(Problem::Internal)?;
    let member = count_reviews(app, count_pending(app, member).await?).await?;
    let member = Arc::new(member);
    app.members.remember(hash, &member, generation, now, end);
    Ok(Some(member))
}

/// The organisation and user of a session that has ended by its time or by disuse, if the person may still send forms.
/// It gives no access: it says for whom a form that was sent too late is kept. A session that was ended on purpose has
/// no row any more.
pub async fn ended(app: &App, token: &Token) -> Result<Option<(i64, i64)>, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let found = store::sessions::ended(&mut conn, &token.hash()).await?;
    let found = found.filter(|(.., role)| role.has_permission(Permission::Submit));
    Ok(found.map(|(organisation, user, _)| (organisation, user)))
}

/// Counts the pending submissions that the member may decide about. The look-up has counted those of the whole
/// organisation; only a limited submission scope needs a query of its own.
async fn count_pending(app: &App, mut member: Member) -> Result<Member, Problem> {
    if !member.has_permission(Permission::Moderate) {
        member.pending_submissions = 0;
    } else if member.pending_submissions > 0 && member.reach != SubmissionScope::Everything {
        let mut conn = tenant_connection(&app.pool, member.organisation_id).await?;
        let places =
            store::pending_submissions::waiting_scopes(&mut conn, member.organisation_id, member.pending_submissions)
                .await?;
        let seen = places.iter().filter(|(module, site)| member.reach.includes(None, module, &site_key(site)));
        member.pending_submissions = seen.count() as i64;
    }
    Ok(member)
}

/// The same for the submissions that wait for the member's decision.
async fn count_reviews(app: &App, mut member: Member) -> Result<Member, Problem> {
    if !member.has_permission(Permission::ReadSubmissions) {
        member.waiting_reviews = 0;
    } else if member.waiting_reviews > 0 && member.reach != SubmissionScope::Everything {
        let mut conn = tenant_connection(&app.pool, member.organisation_id).await?;
        let (organisation, most) = (member.organisation_id, member.waiting_reviews);
        let delegations = delegations_of(&mut conn, organisation, member.user_id, app.clock.now()).await?;
        let reach = &member.reach;
        let own = WaitingMember { user: member.user_id, role: member.role, reach, delegations: &delegations };
        let filter = WaitingFilter { member: Some(own), reach };
        member.waiting_reviews = store::approvals::waiting_count(&mut conn, organisation, &filter, most).await?;
    }
    Ok(member)
}

fn of_session(row: SessionRow) -> anyhow::Result<Member> {
    let begun = SessionFacts {
        session_id: row.session_id,
        state: row.state,
        strength: row.strength,
        confirmed_at: row.confirmed_at,
    };
    member_of(row.principal, begun, Authentication::Session)
}

/// Begins a session in the actor's organisation. Only this call returns the token.
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
