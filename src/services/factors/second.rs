//! The step of the sign-in after the password: a code of the authenticator app, a recovery code, or a passkey.
//!
//! All failures get the same answer. After several failures the begun session ends, and the sign-in starts again with
//! the password. After many failures within an hour, counted over all sessions, every attempt fails for a while;
//! otherwise an attacker who knows the password could try all codes.

use super::{
    FactorKind, code, party, passkeys,
    totp::{self, CodeCheck},
    webauthn::Assertion,
};
use crate::{
    app::App,
    domain::{audit::actions::AuditAction, problem::Problem, session::ChallengePurpose},
    services::{
        actor::Actor,
        sessions::{AuthMethod, LONGEST, Member, SessionState, Token},
        sign_in,
    },
    store,
};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// Reason of a failure for the audit log.
const WRONG: &str = "wrong";
const UNREADABLE: &str = "unreadable_secret";

/// Failed attempts allowed in one session.
pub const TRIES: usize = 6;

/// Failed attempts allowed for one person within an hour.
pub const TRIES_AN_HOUR: usize = 30;
const HOUR: Duration = Duration::hours(1);

/// What the person presents as a second factor.
#[derive(Clone, Copy)]
pub enum SecondFactorProof<'a> {
    Code(&'a str),
    Passkey(&'a Assertion),
}

pub enum SecondFactorOutcome {
    /// The session continues with another token.
    Accepted(Token),
    Wrong,
    /// No key of the server opens the app's secret, so no code can match. It counts as a failed attempt.
    Unreadable,
    /// Too many failed attempts: this session has ended.
    Ended,
    /// The session no longer needs a second factor: a concurrent request has presented it.
    NotRequired,
}

/// Checks a second factor in the begun session.
pub async fn show(
    app: &App,
    actor: &Actor,
    member: &Member,
    shown: SecondFactorProof<'_>,
) -> Result<SecondFactorOutcome, Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        let user = member.user_id;
        store::factors::people::lock_user(conn, user).await?;
        match store::factors::people::state_of(conn, member.session_id).await? {
            None => return Ok(SecondFactorOutcome::Ended),
            Some(state) if state != SessionState::SecondFactor => return Ok(SecondFactorOutcome::NotRequired),
            Some(_) => {}
        }
        store::factors::failures::delete_before(conn, user, now - HOUR).await?;
        let failed = store::factors::failures::since(conn, user, now - HOUR).await?;
        let here = failed.iter().filter(|session| **session == member.session_id).count();
        let tried = match failed.len() {
            many if many >= TRIES_AN_HOUR => Err((FactorKind::Code, "too_many")),
            _ => check_proof(app, conn, member, shown, now).await?,
        };
        let (kind, why) = match tried {
            Ok(kind) => return accept(conn, actor, member, kind, now).await.map(SecondFactorOutcome::Accepted),
            Err(why) => why,
        };
        let details = json!({ "kind": kind.as_str(), "why": why });
        let audit = actor.audit_of("user", Some(user), AuditAction::FactorFailed, details, now);
        store::audit::add(conn, &audit).await?;
        store::factors::failures::add(conn, user, member.session_id, now).await?;
        if here + 1 < TRIES {
            return Ok(if why == UNREADABLE { SecondFactorOutcome::Unreadable } else { SecondFactorOutcome::Wrong });
        }
        store::sessions::end(conn, user, member.session_id).await?;
        Ok(SecondFactorOutcome::Ended)
    })
    .await
}

async fn check_proof(
    app: &App,
    conn: &mut AsyncPgConnection,
    member: &Member,
    shown: SecondFactorProof<'_>,
    now: OffsetDateTime,
) -> Result<Result<FactorKind, (FactorKind, &'static str)>, Problem> {
    match shown {
        SecondFactorProof::Code(typed) => {
            // A recovery code is longer than a code of an app, so the app's secret is not needed to recognise it.
            if let Some(hash) = code::recovery_hash(typed) {
                let taken = store::factors::codes::consume(conn, member.user_id, &hash, now).await?;
                return Ok(if taken { Ok(FactorKind::RecoveryCode) } else { Err((FactorKind::Code, WRONG)) });
            }
            Ok(match totp::consume_code(app, conn, member.user_id, typed, now).await? {
                CodeCheck::Right => Ok(FactorKind::App),
                CodeCheck::Wrong => Err((FactorKind::Code, WRONG)),
                CodeCheck::Unreadable => Err((FactorKind::App, UNREADABLE)),
            })
        }
        SecondFactorProof::Passkey(answer) => {
            let Some(party) = party(app) else { return Ok(Err((FactorKind::Passkey, "no_party"))) };
            let believed =
                passkeys::verify_assertion(conn, &party, ChallengePurpose::SecondFactor, Some(member), answer, now)
                    .await?;
            Ok(believed.map(|_| FactorKind::Passkey).map_err(|(why, _)| (FactorKind::Passkey, why)))
        }
    }
}

async fn accept(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    member: &Member,
    kind: FactorKind,
    now: OffsetDateTime,
) -> Result<Token, Problem> {
    let token = Token::random();
    let user = sign_in::own_account(conn, member.user_id).await?;
    let state = sign_in::state_after(conn, &user, AuthMethod::TwoFactors).await?;
    let becomes = (state, AuthMethod::TwoFactors);
    let times = (now, now + LONGEST);
    store::factors::people::renew(conn, member.session_id, &token.hash(), becomes, times).await?;
    super::audit_factor(conn, actor, member.user_id, AuditAction::FactorUsed, kind, now).await?;
    Ok(token)
}
