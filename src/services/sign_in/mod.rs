//! Signing in and out.
//!
//! An unknown address, a wrong password, a disabled account and a suspended membership get the same answer after the
//! same work. The audit log, which administrators read, has the actual reason.

pub mod throttle;

use super::{
    actor::Actor,
    passwords::{self, PasswordComparison},
    sessions::{self, AuthMethod, SessionState, Token},
};
use crate::{
    app::App,
    domain::{audit::actions::AuditAction, email, password, problem::Problem},
    store::{self, audit, error::cross_tenant_connection, memberships::Membership, users::UserRow},
};
use anyhow::Context;
use diesel::result::Error as DbError;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use sha2::{Digest, Sha256};
use throttle::ThrottleSubjects;
use time::{Duration, OffsetDateTime};

/// Maximum number of sessions of one person; a further one ends the oldest.
pub(super) const MOST_SESSIONS: i64 = 20;

/// Result of a sign-in with a password.
#[derive(Debug)]
pub enum SignIn {
    Done {
        /// For the cookie only.
        token: Token,
        state: SessionState,
    },
    /// Rejected, for a reason that is not disclosed.
    Refused,
    /// Too many attempts: the password was not checked.
    Wait(Duration),
}

/// Signs in with a password. `before` is the session that the browser held until now. It ends and a new token is
/// issued, which prevents session fixation.
pub async fn sign_in(
    app: &App,
    actor: &Actor,
    before: Option<&Token>,
    address: &str,
    password: &str,
) -> Result<SignIn, Problem> {
    let now = app.clock.now();
    let subjects = ThrottleSubjects::of(address, actor.ip);
    // The account and its organisation are known only afterwards.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    if let Some(wait) = conn.transaction(async |conn| throttle::count_attempt(conn, &subjects, now).await).await? {
        return Ok(SignIn::Wait(wait));
    }
    // A text that is not an address belongs to no account, and the database might not even accept it.
    let wanted = email::clean(address).unwrap_or_default();
    let user = store::users::by_email(&mut conn, &wanted).await?;
    let belongings = store::memberships::of_user(&mut conn, user.as_ref().map_or(0, |user| user.id)).await?;
    drop(conn);
    let compared = compare(app, user.as_ref(), password).await?;
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let judged = select_membership(user.as_ref(), &belongings, compared);
    let (user, belonging) = match judged {
        Ok(found) => found,
        Err(reason) => {
            let organisation_id = first_organisation(&belongings, user.as_ref()).unwrap_or(actor.organisation_id);
            let actor = Actor { organisation_id, user_id: user.as_ref().map(|user| user.id), ..actor.clone() };
            audit_failure(&mut conn, &actor, address, reason, now).await?;
            return Ok(SignIn::Refused);
        }
    };
    let rehashed = if compared.outdated { Some(passwords::hash(app, password).await?) } else { None };
    let actor = Actor { organisation_id: belonging.organisation_id, user_id: Some(user.id), ..actor.clone() };
    conn.transaction(async |conn| {
        throttle::record_success(conn, &subjects, now).await?;
        if let Some(rehashed) = &rehashed {
            store::users::rehash(conn, user.id, &user.password_hash, rehashed).await?;
        }
        if let Some(before) = before {
            store::sessions::end_of_token(conn, &before.hash()).await?;
        }
        let state = state_after(conn, user, AuthMethod::Password).await?;
        let token = sessions::begin(conn, &actor, user.id, state, AuthMethod::Password, now).await?;
        store::sessions::end_oldest(conn, user.id, MOST_SESSIONS).await?;
        store::users::signed_in(conn, user.id, actor.organisation_id, now).await?;
        let details = json!({ "by": "password", "state": state });
        audit::add(conn, &actor.audit_of("user", Some(user.id), AuditAction::SigninOk, details, now)).await?;
        Ok(SignIn::Done { token, state })
    })
    .await
}

/// Does the same work for every account. A password longer than the maximum is not hashed as such, but costs the same.
async fn compare(app: &App, user: Option<&UserRow>, given: &str) -> Result<PasswordComparison, Problem> {
    let too_long = given.len() > password::LONGEST;
    let given = if too_long { "" } else { given };
    let compared = passwords::compare(app, given, user.map(|user| user.password_hash.as_str())).await?;
    Ok(PasswordComparison { fits: compared.fits && !too_long, ..compared })
}

/// Whether the person may sign in, and to which organisation: the last one, or else the one that they joined first.
fn select_membership<'a>(
    user: Option<&'a UserRow>,
    belongings: &'a [Membership],
    compared: PasswordComparison,
) -> Result<(&'a UserRow, &'a Membership), &'static str> {
    let user = user.ok_or("unknown")?;
    if !compared.fits {
        return Err("password");
    }
    if user.disabled_at.is_some() {
        return Err("disabled");
    }
    let last = belongings.iter().find(|it| Some(it.organisation_id) == user.last_organisation_id);
    last.or(belongings.first()).map(|belonging| (user, belonging)).ok_or("suspended")
}

fn first_organisation(belongings: &[Membership], user: Option<&UserRow>) -> Option<i64> {
    belongings.first().map(|it| it.organisation_id).or(user.and_then(|user| user.last_organisation_id))
}

/// What a session still requires after this authentication: first the second factor, and only then a changed password,
/// so that a stolen password cannot be replaced. A person without a second factor in an organisation that requires one
/// must set it up (`Member::factor_missing`).
pub async fn state_after(
    conn: &mut AsyncPgConnection,
    user: &UserRow,
    strength: AuthMethod,
) -> Result<SessionState, DbError> {
    Ok(match strength {
        AuthMethod::Password if store::factors::has_any(conn, user.id).await? => SessionState::SecondFactor,
        _ if user.must_change_password => SessionState::ChangePassword,
        _ => SessionState::Active,
    })
}

/// Audits a failed attempt. An unknown address is recorded as a short hash: repeated attempts stay recognisable, but
/// passwords typed into the wrong field are not stored.
pub(super) async fn audit_failure(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    address: &str,
    reason: &'static str,
    now: OffsetDateTime,
) -> Result<(), DbError> {
    let digest = hex::encode(Sha256::digest(address.trim().to_lowercase()));
    let details = match actor.user_id {
        Some(_) => json!({ "reason": reason }),
        None => json!({ "reason": reason, "address_sha256": digest.get(..12).unwrap_or_default() }),
    };
    audit::add(conn, &actor.audit_of("user", actor.user_id, AuditAction::SigninFailed, details, now)).await
}

/// Ends the session of a browser.
pub async fn sign_out(app: &App, actor: &Actor, token: &Token) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    conn.transaction(async |conn| {
        if store::sessions::end_of_token(conn, &token.hash()).await? {
            let row = actor.audit_of("user", actor.user_id, AuditAction::SignedOut, json!({}), now);
            audit::add(conn, &row).await?;
        }
        Ok(())
    })
    .await
}

/// The account of the signed-in person.
pub(super) async fn own_account(conn: &mut AsyncPgConnection, user_id: i64) -> Result<UserRow, Problem> {
    let user = store::users::by_id(conn, user_id).await?;
    user.context("the account of the session is missing").map_err(Problem::Internal)
}
