//! A member's own account: password, sessions, and the organisation that the session works in.
//!
//! Sessions and memberships span organisations, so the queries use the cross-tenant connection and select by the
//! member's own user id only.

use super::{
    actor::Actor,
    passwords,
    sessions::{Member, SessionState, Token},
    sign_in::{
        audit_failure, own_account, state_after,
        throttle::{self, ThrottleSubjects},
    },
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        password::{self, PasswordRejection},
        problem::{Problem, Resource},
        session::OneTimeLinkKind,
        time_zone::TimeZone,
    },
    store::{
        self, audit, error::cross_tenant_connection, memberships::Membership, sessions::OwnSession, users::UserRow,
    },
};
use diesel_async::AsyncConnection;
use serde_json::json;
use std::net::IpAddr;
use time::{Duration, OffsetDateTime};

/// A session of the member's own account.
pub struct Session {
    pub id: i64,
    pub is_this: bool,
    pub created_at: OffsetDateTime,
    pub last_seen_at: OffsetDateTime,
    pub ip: Option<IpAddr>,
    pub user_agent: Option<String>,
    pub organisation: String,
}

/// An organisation that the member may switch to.
pub struct Organisation {
    pub public_id: String,
    pub name: String,
    pub is_this: bool,
}

/// Result of checking the member's current password.
pub enum CurrentPasswordCheck {
    Correct(Box<UserRow>),
    Wrong,
    Wait(Duration),
}

/// Result of changing the password.
pub enum PasswordChange {
    /// The session continues under this token.
    Done(Token),
    Wrong,
    Weak(PasswordRejection),
    Wait(Duration),
}

/// The sessions of a member in all organisations.
pub async fn sessions(app: &App, member: &Member) -> Result<Vec<Session>, Problem> {
    // The sessions may belong to several organisations, and all of them are the member's own.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let rows = store::sessions::of_user(&mut conn, member.user_id, app.clock.now()).await?;
    let session = |row: OwnSession| Session {
        is_this: row.id == member.session_id,
        id: row.id,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        ip: row.ip_address.map(|net| net.addr()),
        user_agent: row.user_agent,
        organisation: row.organisation,
    };
    Ok(rows.into_iter().map(session).collect())
}

pub async fn end_session(app: &App, actor: &Actor, member: &Member, id: i64) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    conn.transaction(async |conn| {
        if !store::sessions::end(conn, member.user_id, id).await? {
            return Err(Problem::NotFound(Resource::Page));
        }
        let row =
            actor.audit_of("user", Some(member.user_id), AuditAction::SessionEnded, json!({ "session": id }), now);
        Ok(audit::add(conn, &row).await?)
    })
    .await
}

/// Ends all sessions of a member except the one that sent the request.
pub async fn end_other_sessions(app: &App, actor: &Actor, member: &Member) -> Result<usize, Problem> {
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    conn.transaction(async |conn| {
        let ended = store::sessions::end_others(conn, member.user_id, Some(member.session_id)).await?;
        let row = actor.audit_of(
            "user",
            Some(member.user_id),
            AuditAction::SessionEndedOthers,
            json!({ "ended": ended }),
            now,
        );
        audit::add(conn, &row).await?;
        Ok(ended)
    })
    .await
}

/// The zones in which a member may read times.
pub struct TimeZones {
    /// None: as the organisation.
    pub own: Option<TimeZone>,
    pub organisation: TimeZone,
}

pub async fn time_zones(app: &App, member: &Member) -> Result<TimeZones, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(TimeZones {
        own: store::users::time_zone(&mut conn, member.user_id).await?,
        organisation: store::organisations::time_zone_of(&mut conn, member.organisation_id).await?,
    })
}

/// Chooses the zone in which pages show times to the member; none: that of the organisation.
pub async fn set_time_zone(app: &App, actor: &Actor, member: &Member, zone: Option<TimeZone>) -> Result<(), Problem> {
    let now = app.clock.now();
    // The account is the member's in all organisations.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    conn.transaction(async |conn| {
        let before = store::users::time_zone(conn, member.user_id).await?;
        if before == zone {
            return Ok(());
        }
        store::users::set_time_zone(conn, member.user_id, zone).await?;
        let change = json!({ "before": before.map(TimeZone::name), "after": zone.map(TimeZone::name) });
        let details = json!({ "time_zone": change });
        let row = actor.audit_of("user", Some(member.user_id), AuditAction::TimeZoneChanged, details, now);
        Ok(audit::add(conn, &row).await?)
    })
    .await
}

/// Checks the member's current password, with the same throttle as the sign-in.
async fn check_current_password(
    app: &App,
    actor: &Actor,
    member: &Member,
    given: &str,
) -> Result<CurrentPasswordCheck, Problem> {
    let now = app.clock.now();
    let subjects = ThrottleSubjects::of(&member.email, actor.ip);
    let mut conn = cross_tenant_connection(&app.pool).await?;
    if let Some(wait) = conn.transaction(async |conn| throttle::count_attempt(conn, &subjects, now).await).await? {
        return Ok(CurrentPasswordCheck::Wait(wait));
    }
    let user = own_account(&mut conn, member.user_id).await?;
    drop(conn);
    let fits =
        given.len() <= password::LONGEST && passwords::compare(app, given, Some(&user.password_hash)).await?.fits;
    let mut conn = cross_tenant_connection(&app.pool).await?;
    if fits {
        throttle::record_success(&mut conn, &subjects, now).await?;
        Ok(CurrentPasswordCheck::Correct(Box::new(user)))
    } else {
        audit_failure(&mut conn, actor, &member.email, "own password", now).await?;
        Ok(CurrentPasswordCheck::Wrong)
    }
}

/// Reauthenticates the member by password, as sensitive actions require (`Member::recently_reauthenticated`).
pub async fn confirm(app: &App, actor: &Actor, member: &Member, given: &str) -> Result<CurrentPasswordCheck, Problem> {
    let answer = check_current_password(app, actor, member, given).await?;
    if matches!(answer, CurrentPasswordCheck::Correct(_)) {
        let now = app.clock.now();
        let mut conn = cross_tenant_connection(&app.pool).await?;
        conn.transaction::<_, Problem, _>(async |conn| {
            store::sessions::confirm(conn, member.session_id, now).await?;
            let row = actor.audit_of("user", Some(member.user_id), AuditAction::SessionConfirmed, json!({}), now);
            Ok(audit::add(conn, &row).await?)
        })
        .await?;
    }
    Ok(answer)
}

/// Changes the member's password. All other sessions end, open password reset links are withdrawn, and the current
/// session continues under a new token.
pub async fn change_password(
    app: &App,
    actor: &Actor,
    member: &Member,
    current: &str,
    new: &str,
) -> Result<PasswordChange, Problem> {
    let own = [member.email.as_str(), member.full_name.as_deref().unwrap_or_default(), &member.organisation_name];
    if let Err(weak) = password::check(new, &own) {
        return Ok(PasswordChange::Weak(weak));
    }
    let mut user = match check_current_password(app, actor, member, current).await? {
        CurrentPasswordCheck::Correct(user) => user,
        CurrentPasswordCheck::Wrong => return Ok(PasswordChange::Wrong),
        CurrentPasswordCheck::Wait(wait) => return Ok(PasswordChange::Wait(wait)),
    };
    if new == current {
        return Ok(PasswordChange::Weak(PasswordRejection::Same));
    }
    let hash = passwords::hash(app, new).await?;
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    conn.transaction(async |conn| {
        store::users::set_password(conn, user.id, &hash, false, now).await?;
        store::one_time_links::delete_of_user(conn, OneTimeLinkKind::Reset, user.id).await?;
        let ended = store::sessions::end_others(conn, user.id, Some(member.session_id)).await?;
        user.must_change_password = false;
        let state = match member.state {
            SessionState::ChangePassword => SessionState::Active,
            _ => state_after(conn, &user, member.strength).await?,
        };
        let token = Token::random();
        store::sessions::rotate(conn, member.session_id, &token.hash(), state).await?;
        store::sessions::confirm(conn, member.session_id, now).await?;
        let details = json!({ "sessions_ended": ended });
        audit::add(conn, &actor.audit_of("user", Some(user.id), AuditAction::PasswordChanged, details, now)).await?;
        Ok(PasswordChange::Done(token))
    })
    .await
}

pub async fn organisations(app: &App, member: &Member) -> Result<Vec<Organisation>, Problem> {
    // All memberships, not only the one of the current tenant scope.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let all = store::memberships::of_user(&mut conn, member.user_id).await?;
    let organisation = |it: Membership| Organisation {
        is_this: it.organisation_id == member.organisation_id,
        public_id: it.organisation_public_id,
        name: it.organisation_name,
    };
    Ok(all.into_iter().map(organisation).collect())
}

/// Switches the session to another organisation of the member. Its permissions change, so its token is replaced.
pub async fn switch_to(app: &App, actor: &Actor, member: &Member, wanted: &str) -> Result<Token, Problem> {
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    conn.transaction(async |conn| {
        let all = store::memberships::of_user(conn, member.user_id).await?;
        let found = all.into_iter().find(|it| it.organisation_public_id == wanted);
        let found = found.ok_or(Problem::NotFound(Resource::Page))?;
        let user = own_account(conn, member.user_id).await?;
        let state = state_after(conn, &user, member.strength).await?;
        let token = Token::random();
        store::sessions::rotate(conn, member.session_id, &token.hash(), state).await?;
        store::sessions::move_to(conn, member.session_id, found.organisation_id).await?;
        store::users::set_last_organisation(conn, member.user_id, found.organisation_id).await?;
        // The audit row belongs to the log of the organisation that the session moves to.
        let there = Actor { organisation_id: found.organisation_id, ..actor.clone() };
        let row = there.audit_of("user", Some(member.user_id), AuditAction::SessionSwitched, json!({}), now);
        audit::add(conn, &row).await?;
        Ok(token)
    })
    .await
}
