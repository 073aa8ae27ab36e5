//! The step behind the password: a code of the app, a recovery code, or a passkey.
//!
//! Whatever is wrong gets the same answer. After a few wrong ones the begun session ends, and one starts again with the
//! password; after many in an hour, from however many sessions, nothing is taken for a while: whoever knows the
//! password could otherwise try all codes.

use super::{
    Kind, code, party, passkeys,
    totp::{self, CodeCheck},
    webauthn::Asserted,
};
use crate::{
    app::App,
    domain::{problem::Problem, session::ChallengePurpose},
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

/// Why a code was refused, as the audit log says it.
const WRONG: &str = "wrong";
const UNREADABLE: &str = "unreadable_secret";

/// Wrong tries in one session.
pub const TRIES: usize = 6;

/// Wrong tries of one person in an hour.
pub const TRIES_AN_HOUR: usize = 30;
const HOUR: Duration = Duration::hours(1);

/// What somebody shows.
#[derive(Clone, Copy)]
pub enum SecondFactorProof<'a> {
    Code(&'a str),
    Passkey(&'a Asserted),
}

pub enum Outcome {
    /// The session goes on with another token.
    Through(Token),
    Wrong,
    /// The server cannot read the secret of their app any more, so no code of it can be right. It counts as wrong.
    Unreadable,
    /// It was wrong too often: this session has ended.
    Ended,
    /// This session needs no second factor any more: somebody was faster with it.
    Over,
}

/// Tries what somebody shows, in their begun session.
pub async fn show(app: &App, actor: &Actor, member: &Member, shown: SecondFactorProof<'_>) -> Result<Outcome, Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        let user = member.user_id;
        store::factors::people::hold(conn, user).await?;
        match store::factors::people::state_of(conn, member.session_id).await? {
            None => return Ok(Outcome::Ended),
            Some(state) if state != SessionState::SecondFactor => return Ok(Outcome::Over),
            Some(_) => {}
        }
        store::factors::failures::forget(conn, user, now - HOUR).await?;
        let failed = store::factors::failures::since(conn, user, now - HOUR).await?;
        let here = failed.iter().filter(|session| **session == member.session_id).count();
        let tried = match failed.len() {
            many if many >= TRIES_AN_HOUR => Err((Kind::Code, "too_many")),
            _ => judge(app, conn, member, shown, now).await?,
        };
        let (kind, why) = match tried {
            Ok(kind) => return through(conn, actor, member, kind, now).await.map(Outcome::Through),
            Err(why) => why,
        };
        let details = json!({ "kind": kind.as_str(), "why": why });
        let audit = actor.audit_of("user", Some(user), "factor.failed", details, now);
        store::audit::add(conn, &audit).await?;
        store::factors::failures::add(conn, user, member.session_id, now).await?;
        if here + 1 < TRIES {
            return Ok(if why == UNREADABLE { Outcome::Unreadable } else { Outcome::Wrong });
        }
        store::sessions::end(conn, user, member.session_id).await?;
        Ok(Outcome::Ended)
    })
    .await
}

async fn judge(
    app: &App,
    conn: &mut AsyncPgConnection,
    member: &Member,
    shown: SecondFactorProof<'_>,
    now: OffsetDateTime,
) -> Result<Result<Kind, (Kind, &'static str)>, Problem> {
    match shown {
        SecondFactorProof::Code(typed) => {
            // A recovery code is longer than a code of an app, so it needs nothing of the app's secret.
            if let Some(hash) = code::recovery_hash(typed) {
                let taken = store::factors::codes::take(conn, member.user_id, &hash, now).await?;
                return Ok(if taken { Ok(Kind::RecoveryCode) } else { Err((Kind::Code, WRONG)) });
            }
            Ok(match totp::take(app, conn, member.user_id, typed, now).await? {
                CodeCheck::Right => Ok(Kind::App),
                CodeCheck::Wrong => Err((Kind::Code, WRONG)),
                CodeCheck::Unreadable => Err((Kind::App, UNREADABLE)),
            })
        }
        SecondFactorProof::Passkey(answer) => {
            let Some(party) = party(app) else { return Ok(Err((Kind::Passkey, "no_party"))) };
            let believed =
                passkeys::believe(conn, &party, ChallengePurpose::SecondFactor, Some(member), answer, now).await?;
            Ok(believed.map(|_| Kind::Passkey).map_err(|(why, _)| (Kind::Passkey, why)))
        }
    }
}

async fn through(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    member: &Member,
    kind: Kind,
    now: OffsetDateTime,
) -> Result<Token, Problem> {
    let token = Token::random();
    let user = sign_in::own_account(conn, member.user_id).await?;
    let state = sign_in::state_after(conn, &user, AuthMethod::TwoFactors).await?;
    let becomes = (state, AuthMethod::TwoFactors);
    let times = (now, now + LONGEST);
    store::factors::people::renew(conn, member.session_id, &token.hash(), becomes, times).await?;
    super::tell(conn, actor, member.user_id, "factor.used", kind, now).await?;
    Ok(token)
}
