//! Second factors of a person: passkeys, an authenticator app, and recovery codes for the case that both are lost.
//!
//! - `passkeys` registers passkeys and verifies their signatures; `webauthn` parses and checks what devices send;
//! - `totp` sets up the app; `code` recognises typed codes;
//! - `second` is the step of the sign-in after the password.
//!
//! A factor belongs to the person in all organisations, and the sessions that end with it may be in any of them. So
//! changes use a cross-tenant connection, where rows are selected by the person's own key only.

pub mod code;
pub mod passkeys;
pub mod second;
mod secret;
pub mod totp;
pub mod webauthn;

use super::actor::Actor;
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::UserId,
        problem::{Conflict, Problem, Resource},
    },
    services::sessions::Member,
    store::{
        self,
        error::cross_tenant_connection,
        factors::{passkeys::PasskeyRow, totp::TotpRow},
    },
};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use time::OffsetDateTime;
use webauthn::RelyingParty;

/// The kind of factor that was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorKind {
    Passkey,
    App,
    RecoveryCode,
    /// Not a valid code, so its intended kind is unknown.
    Code,
}

impl FactorKind {
    pub fn as_str(self) -> &'static str {
        match self {
            FactorKind::Passkey => "passkey",
            FactorKind::App => "totp",
            FactorKind::RecoveryCode => "recovery_code",
            FactorKind::Code => "code",
        }
    }
}

/// The factors that a person has set up.
pub struct Factors {
    pub passkeys: Vec<PasskeyRow>,
    pub app: Option<AuthenticatorApp>,
    pub codes_left: i64,
}

/// An authenticator app that was set up.
pub struct AuthenticatorApp {
    pub since: OffsetDateTime,
    pub last_used_at: Option<OffsetDateTime>,
    /// No key of this server opens its secret, so its codes cannot be checked.
    pub is_unreadable: bool,
}

impl Factors {
    pub fn any(&self) -> bool {
        self.app.is_some() || !self.passkeys.is_empty()
    }
}

pub async fn of(app: &App, actor: &Actor, member: &Member) -> Result<Factors, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let secret = store::factors::totp::of_user(&mut conn, member.user_id).await?;
    let app_of = |row: TotpRow| {
        let is_unreadable = secret::open(app, member.user_id, &row.sealed).is_none();
        Some(AuthenticatorApp { since: row.confirmed_at?, last_used_at: row.last_used_at, is_unreadable })
    };
    Ok(Factors {
        passkeys: store::factors::passkeys::of_user(&mut conn, member.user_id).await?,
        app: secret.and_then(app_of),
        codes_left: store::factors::codes::count_unused(&mut conn, member.user_id).await?,
    })
}

/// The relying party for which passkeys are made; none if browsers would not make one for the configured address.
pub fn party(app: &App) -> Option<RelyingParty> {
    RelyingParty::of(&app.config.public_url)
}

/// The factor to remove.
#[derive(Clone, Copy)]
pub enum FactorToRemove<'a> {
    /// A passkey, by its public id.
    Passkey(&'a str),
    App,
}

pub async fn remove(app: &App, actor: &Actor, member: &Member, what: FactorToRemove<'_>) -> Result<(), Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let now = app.clock.now();
    conn.transaction::<_, Problem, _>(async |conn| {
        store::factors::people::lock_user(conn, member.user_id).await?;
        let (kind, removed) = match what {
            FactorToRemove::Passkey(id) => {
                (FactorKind::Passkey, store::factors::passkeys::remove(conn, member.user_id, id).await?)
            }
            FactorToRemove::App => (FactorKind::App, store::factors::totp::remove(conn, member.user_id).await?),
        };
        if !removed {
            return Err(Problem::NotFound(Resource::Factor));
        }
        // Recovery codes replace lost factors, so they have no use for a person without any.
        if !store::factors::has_any(conn, member.user_id).await? {
            store::factors::codes::remove(conn, member.user_id).await?;
        }
        store::sessions::end_others(conn, member.user_id, Some(member.session_id)).await?;
        audit_factor(conn, actor, member.user_id, AuditAction::FactorRemoved, kind, now).await
    })
    .await
}

/// Creates recovery codes that replace all former ones. Only this call returns them in clear text.
pub async fn new_codes(app: &App, actor: &Actor, member: &Member) -> Result<Vec<String>, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let now = app.clock.now();
    conn.transaction::<_, Problem, _>(async |conn| {
        store::factors::people::lock_user(conn, member.user_id).await?;
        if !store::factors::has_any(conn, member.user_id).await? {
            return Err(Problem::NotFound(Resource::Factor));
        }
        let codes = code::new_recovery_codes();
        let hashes: Vec<[u8; 32]> = codes.iter().filter_map(|code| code::recovery_hash(code)).collect();
        store::factors::codes::replace(conn, member.user_id, &hashes, now).await?;
        store::sessions::end_others(conn, member.user_id, Some(member.session_id)).await?;
        audit_factor(conn, actor, member.user_id, AuditAction::FactorAdded, FactorKind::RecoveryCode, now).await?;
        Ok(codes)
    })
    .await
}

/// Removes all factors of a member who lost them and ends the member's sessions. Refused if the person also belongs to
/// another organisation, whose administrator did not agree.
pub async fn remove_all(app: &App, actor: &Actor, person: &UserId) -> Result<(), Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let now = app.clock.now();
    conn.transaction::<_, Problem, _>(async |conn| {
        let user = store::factors::people::member(conn, actor.organisation_id, person).await?;
        let user = user.ok_or(Problem::NotFound(Resource::Person))?;
        if store::factors::people::belongs_elsewhere(conn, actor.organisation_id, user).await? {
            return Err(Problem::Conflict(Conflict::FactorElsewhere));
        }
        let removed = remove_all_of(conn, user, now).await?;
        let details = json!({ "kind": "all", "count": removed.factors });
        let audit = actor.audit_of("user", Some(user), AuditAction::FactorRemoved, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}

/// What was removed from a person.
pub(super) struct RemovedFactors {
    pub factors: usize,
    pub sessions: usize,
}

/// Removes every factor and recovery code of a person, ends all their sessions, and forgets failed attempts, so that
/// new factors start with none. The caller writes the audit row.
pub(super) async fn remove_all_of(
    conn: &mut AsyncPgConnection,
    user: i64,
    now: OffsetDateTime,
) -> diesel::QueryResult<RemovedFactors> {
    store::factors::people::lock_user(conn, user).await?;
    let factors = store::factors::remove_all(conn, user).await?;
    store::factors::failures::delete_before(conn, user, now).await?;
    let sessions = store::sessions::end_others(conn, user, None).await?;
    Ok(RemovedFactors { factors, sessions })
}

/// Writes an audit row about a person's factor.
async fn audit_factor(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    user: i64,
    action: AuditAction,
    kind: FactorKind,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    let audit = actor.audit_of("user", Some(user), action, json!({ "kind": kind.as_str() }), now);
    Ok(store::audit::add(conn, &audit).await?)
}
