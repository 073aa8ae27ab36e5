//! Setting up an app for codes: a secret is made and shown until its first code is right.

use super::{Kind, code, tell};
use crate::{
    app::App,
    domain::problem::{Conflict, Problem, Resource},
    security::{
        KeyPurpose,
        sealed::{self, Opened},
    },
    services::{actor::Actor, sessions::Member},
    store,
};
use anyhow::anyhow;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use time::OffsetDateTime;

/// A secret that waits for its first code.
pub struct Pending {
    secret: Vec<u8>,
    account: String,
}

impl Pending {
    /// To be typed: in groups of four letters.
    pub fn in_letters(&self) -> String {
        let letters: Vec<char> = code::in_letters(&self.secret).chars().collect();
        letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// The `otpauth:` address that an authenticator app reads from a QR code.
    pub fn address(&self, issuer: &str) -> String {
        code::address(&self.secret, issuer, &self.account)
    }
}

/// Makes a secret. One that was made before and never confirmed is forgotten.
pub async fn begin(app: &App, actor: &Actor, member: &Member) -> Result<(), Problem> {
    let sealed = seal(app, member.user_id, &code::new_secret())?;
    let mut conn = actor.connection(&app.pool).await?;
    let begun = conn
        .transaction::<_, Problem, _>(async |conn| {
            store::factors::people::hold(conn, member.user_id).await?;
            Ok(store::factors::totp::begin(conn, member.user_id, &sealed, app.clock.now()).await?)
        })
        .await?;
    if begun { Ok(()) } else { Err(Problem::Conflict(Conflict::FactorThere)) }
}

/// The secret that waits for its first code. One that no key opens any more is none: another one is made instead.
pub async fn pending(app: &App, actor: &Actor, member: &Member) -> Result<Pending, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = store::factors::totp::of_user(&mut conn, member.user_id).await?;
    let row = row.filter(|row| row.confirmed_at.is_none()).ok_or(Problem::NotFound(Resource::Factor))?;
    let opened = open(app, member.user_id, &row.sealed).ok_or(Problem::NotFound(Resource::Factor))?;
    Ok(Pending { secret: opened.secret, account: member.email.clone() })
}

/// Whether the first code is right; from then on codes are asked for at the sign-in.
pub async fn confirm(app: &App, actor: &Actor, member: &Member, typed: &str) -> Result<bool, Problem> {
    let pending = pending(app, actor, member).await?;
    let now = app.clock.now();
    let Some(step) = code::step_of(&pending.secret, typed, now) else { return Ok(false) };
    let mut conn = actor.connection(&app.pool).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        if !store::factors::totp::confirm(conn, member.user_id, step, now).await? {
            return Err(Problem::NotFound(Resource::Factor));
        }
        tell(conn, actor, member.user_id, "factor.added", Kind::App, now).await
    })
    .await?;
    Ok(true)
}

/// What came of a typed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodeCheck {
    Right,
    Wrong,
    /// There is an app, and no key of this server opens its secret.
    Unreadable,
}

/// Whether this is a code of the person's app that was not used before. It is used now, and its secret is sealed with
/// the newest key if it was not.
pub(super) async fn take(
    app: &App,
    conn: &mut AsyncPgConnection,
    user: i64,
    typed: &str,
    now: OffsetDateTime,
) -> Result<CodeCheck, Problem> {
    let row = store::factors::totp::of_user(conn, user).await?;
    let Some(row) = row.filter(|row| row.confirmed_at.is_some()) else { return Ok(CodeCheck::Wrong) };
    let Some(Opened { secret, is_outdated }) = open(app, user, &row.sealed) else {
        tracing::warn!(
            "the authenticator secret of person {user} opens with no secret key of the settings: was the key replaced \
             without INJAAZ_PREVIOUS_SECRET_KEYS?"
        );
        return Ok(CodeCheck::Unreadable);
    };
    let Some(step) = code::step_of(&secret, typed, now) else { return Ok(CodeCheck::Wrong) };
    if !store::factors::totp::take(conn, user, step, now).await? {
        return Ok(CodeCheck::Wrong);
    }
    if is_outdated {
        store::factors::totp::reseal(conn, user, &seal(app, user, &secret)?).await?;
    }
    Ok(CodeCheck::Right)
}

/// The person is part of what is authenticated: a secret that is moved to the row of another person does not open.
fn seal(app: &App, user: i64, secret: &[u8]) -> Result<Vec<u8>, Problem> {
    sealed::seal(&app.keyring, KeyPurpose::AuthenticatorSecret, &user.to_be_bytes(), secret)
        .map_err(|_| Problem::Internal(anyhow!("a secret cannot be sealed")))
}

pub(super) fn open(app: &App, user: i64, sealed: &[u8]) -> Option<Opened> {
    sealed::open(&app.keyring, KeyPurpose::AuthenticatorSecret, &user.to_be_bytes(), sealed)
}
