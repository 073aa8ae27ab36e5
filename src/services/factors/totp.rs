//! Setting up an authenticator app: a secret is created and shown until its first code matches.
//!
//! Secrets are sealed and bound to the person, so that a sealed secret copied to another row does not open.

use super::{
    FactorKind, audit_factor, code,
    secret::{open, seal},
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        problem::{Conflict, Problem, Resource},
    },
    security::sealed::OpenedSecret,
    services::{actor::Actor, sessions::Member},
    store,
};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use time::OffsetDateTime;

/// A secret that awaits its first code.
pub struct Pending {
    secret: Vec<u8>,
    account: String,
}

impl Pending {
    /// The secret to be typed, in groups of four characters.
    pub fn grouped_secret(&self) -> String {
        let letters: Vec<char> = code::base32(&self.secret).chars().collect();
        letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// The `otpauth:` address that an authenticator app reads from a QR code.
    pub fn address(&self, issuer: &str) -> String {
        code::address(&self.secret, issuer, &self.account)
    }
}

/// Creates a secret. It replaces an earlier one that was never confirmed.
pub async fn begin(app: &App, actor: &Actor, member: &Member) -> Result<(), Problem> {
    let sealed = seal(app, member.user_id, &code::new_secret())?;
    let mut conn = actor.connection(&app.pool).await?;
    let begun = conn
        .transaction::<_, Problem, _>(async |conn| {
            store::factors::people::lock_user(conn, member.user_id).await?;
            Ok(store::factors::totp::begin(conn, member.user_id, &sealed, app.clock.now()).await?)
        })
        .await?;
    if begun { Ok(()) } else { Err(Problem::Conflict(Conflict::FactorThere)) }
}

/// The secret that awaits its first code. One that no key opens counts as missing; the person creates another one.
pub async fn pending(app: &App, actor: &Actor, member: &Member) -> Result<Pending, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::factors::totp::of_user(&mut conn, member.user_id).await?;
    let row = row.filter(|row| row.confirmed_at.is_none()).ok_or(Problem::NotFound(Resource::Factor))?;
    let opened = open(app, member.user_id, &row.sealed).ok_or(Problem::NotFound(Resource::Factor))?;
    Ok(Pending { secret: opened.secret, account: member.email.clone() })
}

/// Whether the first code matches; from then on the sign-in asks for codes.
pub async fn confirm(app: &App, actor: &Actor, member: &Member, typed: &str) -> Result<bool, Problem> {
    let pending = pending(app, actor, member).await?;
    let now = app.clock.now();
    let Some(step) = code::step_of(&pending.secret, typed, now) else { return Ok(false) };
    let mut conn = actor.connection(&app.pool).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        if !store::factors::totp::confirm(conn, member.user_id, step, now).await? {
            return Err(Problem::NotFound(Resource::Factor));
        }
        audit_factor(conn, actor, member.user_id, AuditAction::FactorAdded, FactorKind::App, now).await
    })
    .await?;
    Ok(true)
}

/// Result of checking a typed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodeCheck {
    Right,
    Wrong,
    /// There is an app, but no key of this server opens its secret.
    Unreadable,
}

/// Checks a code of the person's app and uses it up, so that it works once. Seals the secret with the newest key if it
/// was sealed with an older one.
pub(super) async fn consume_code(
    app: &App,
    conn: &mut AsyncPgConnection,
    user: i64,
    typed: &str,
    now: OffsetDateTime,
) -> Result<CodeCheck, Problem> {
    let row = store::factors::totp::of_user(conn, user).await?;
    let Some(row) = row.filter(|row| row.confirmed_at.is_some()) else { return Ok(CodeCheck::Wrong) };
    let Some(OpenedSecret { secret, is_outdated }) = open(app, user, &row.sealed) else {
        tracing::warn!(
            "no configured secret key can decrypt the authenticator secret of user {user}: was the key replaced \
             without INJAAZ_PREVIOUS_SECRET_KEYS?"
        );
        return Ok(CodeCheck::Unreadable);
    };
    let Some(step) = code::step_of(&secret, typed, now) else { return Ok(CodeCheck::Wrong) };
    if !store::factors::totp::consume_step(conn, user, step, now).await? {
        return Ok(CodeCheck::Wrong);
    }
    if is_outdated {
        store::factors::totp::reseal(conn, user, &seal(app, user, &secret)?).await?;
    }
    Ok(CodeCheck::Right)
}
