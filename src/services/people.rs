//! The members of an organisation: role, scopes, suspension and sessions.
//!
//! A change applies from the next request on, because every request reads the membership from the database. An
//! organisation always keeps an administrator: changes take a lock first and count afterwards (`administrators`).

use super::{accounts::principal::scopes_of, actor::Actor, administrators, search_terms};
use crate::{
    app::App,
    domain::{
        access::{Role, Scope},
        audit::actions::AuditAction,
        ids::{ModuleSlug, UserId},
        problem::{Problem, Resource},
    },
    store::{self, people::PersonRow},
};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

/// People on one page.
pub const PAGE: usize = 50;

/// Members in the notice about viewers without a scope.
const NOTICES: i64 = 200;

/// How long a password reset request stays in the list of requests.
const ASKED_LATELY: Duration = Duration::days(7);

/// Whether a person may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStatus {
    Active,
    /// Suspended in this organisation only.
    Suspended,
    /// The operator of the server has disabled the account.
    Disabled,
}

/// A member of the organisation.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: UserId,
    pub email: String,
    pub full_name: Option<String>,
    pub role: Role,
    pub scopes: Vec<Scope>,
    pub standing: AccountStatus,
    pub last_login: Option<OffsetDateTime>,
    pub reset_asked_at: Option<OffsetDateTime>,
    /// Open sessions in this organisation.
    pub open_sessions: i64,
}

#[derive(Debug)]
pub struct People {
    pub rows: Vec<Person>,
    pub next: Option<UserId>,
    /// Members who requested a password reset and have no link yet.
    pub asking: Vec<Person>,
    /// Viewers without a scope, who saw everything in earlier versions; until an administrator confirms the notice.
    pub scope_notices: Vec<Person>,
}

/// The known sites: the key that scopes are compared with, and the name.
pub type Sites = BTreeMap<String, String>;

pub async fn list(app: &App, actor: &Actor, search: &str, after: Option<&UserId>) -> Result<People, Problem> {
    let (mut conn, now) = (actor.connection(&app.pool).await?, app.clock.now());
    let pattern = like_pattern(search);
    let organisation = actor.organisation_id;
    let mut rows = store::people::page(&mut conn, organisation, now, &pattern, after, PAGE as i64 + 1).await?;
    let asking = store::people::with_reset_requests(&mut conn, organisation, now, now - ASKED_LATELY).await?;
    let notices = store::scope_notices::members(&mut conn, organisation, now, NOTICES).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let rows = rows.into_iter().map(person).collect::<Result<Vec<_>, Problem>>()?;
    let next = rows.last().filter(|_| more).map(|last| last.id.clone());
    let people = |rows: Vec<PersonRow>| rows.into_iter().map(person).collect::<Result<Vec<_>, Problem>>();
    Ok(People { rows, next, asking: people(asking)?, scope_notices: people(notices)? })
}

/// One person, with the sites that their scope can name.
pub async fn show(app: &App, actor: &Actor, id: &UserId) -> Result<(Person, Sites), Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = find(&mut conn, actor, id, app.clock.now()).await?;
    let sites = store::people::recent_sites(&mut conn, actor.organisation_id).await?;
    Ok((person(row)?, sites.into_iter().collect()))
}

/// The sites of recent submissions.
pub async fn sites(app: &App, actor: &Actor) -> Result<Sites, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    Ok(store::people::recent_sites(&mut conn, actor.organisation_id).await?.into_iter().collect())
}

/// A scope from form input; none if it names neither a module nor a site.
pub fn scope(module: Option<ModuleSlug>, site: &str) -> Option<Scope> {
    let site_key = Some(search_terms::site_key(site)).filter(|key| !key.is_empty());
    (module.is_some() || site_key.is_some()).then_some(Scope { module, site_key })
}

/// Changes the role and the scopes of a member.
pub async fn change(app: &App, actor: &Actor, id: &UserId, role: Role, scopes: &[Scope]) -> Result<(), Problem> {
    let (mut conn, now) = (actor.connection(&app.pool).await?, app.clock.now());
    conn.transaction(async |conn| {
        let row = locked(conn, actor, id, now).await?;
        let (old, new) =
            (json!({ "role": row.role, "scopes": row.scopes }), json!({ "role": role, "scopes": written(scopes) }));
        if old == new {
            return Ok(());
        }
        store::scope_notices::end(conn, actor.organisation_id, Some(row.membership_id)).await?;
        store::people::set_role(conn, actor.organisation_id, row.membership_id, role).await?;
        store::people::set_scopes(conn, actor.organisation_id, row.membership_id, &distinct(scopes)).await?;
        administrators::require_one(conn, actor.organisation_id).await?;
        audit_change(conn, actor, &row, AuditAction::MemberChanged, json!({ "before": old, "after": new }), now).await
    })
    .await
}

/// Ends the notice about viewers without a scope.
pub async fn end_scope_notice(app: &App, actor: &Actor) -> Result<(), Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    store::scope_notices::end(&mut conn, actor.organisation_id, None).await?;
    Ok(())
}

/// Suspends a member: no access to this organisation from the next request on.
pub async fn suspend(app: &App, actor: &Actor, id: &UserId) -> Result<(), Problem> {
    let (mut conn, now) = (actor.connection(&app.pool).await?, app.clock.now());
    conn.transaction(async |conn| {
        let row = locked(conn, actor, id, now).await?;
        if row.suspended_at.is_some() {
            return Ok(());
        }
        store::people::set_suspended(conn, actor.organisation_id, row.membership_id, Some(now)).await?;
        administrators::require_one(conn, actor.organisation_id).await?;
        let ended = store::people::end_sessions(conn, actor.organisation_id, row.user_id).await?;
        audit_change(conn, actor, &row, AuditAction::MemberSuspended, json!({ "sessions_ended": ended }), now).await
    })
    .await
}

/// Ends a suspension.
pub async fn end_suspension(app: &App, actor: &Actor, id: &UserId) -> Result<(), Problem> {
    let (mut conn, now) = (actor.connection(&app.pool).await?, app.clock.now());
    conn.transaction(async |conn| {
        let row = locked(conn, actor, id, now).await?;
        if row.suspended_at.is_none() {
            return Ok(());
        }
        store::people::set_suspended(conn, actor.organisation_id, row.membership_id, None).await?;
        audit_change(conn, actor, &row, AuditAction::MemberTakenBack, json!({}), now).await
    })
    .await
}

/// Ends a member's sessions in this organisation.
pub async fn end_sessions(app: &App, actor: &Actor, id: &UserId) -> Result<(), Problem> {
    let (mut conn, now) = (actor.connection(&app.pool).await?, app.clock.now());
    conn.transaction(async |conn| {
        let row = find(conn, actor, id, now).await?;
        let ended = store::people::end_sessions(conn, actor.organisation_id, row.user_id).await?;
        audit_change(conn, actor, &row, AuditAction::MemberSessionsEnded, json!({ "sessions_ended": ended }), now).await
    })
    .await
}

/// A member of the actor's organisation; "not found" for anyone else.
pub(super) async fn find(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    id: &UserId,
    now: OffsetDateTime,
) -> Result<PersonRow, Problem> {
    let row = store::people::person(conn, actor.organisation_id, now, id).await?;
    row.ok_or(Problem::NotFound(Resource::Person))
}

/// The same under the lock, so that two administrators cannot demote each other at the same time.
async fn locked(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    id: &UserId,
    now: OffsetDateTime,
) -> Result<PersonRow, Problem> {
    administrators::lock(conn, actor.organisation_id).await?;
    find(conn, actor, id, now).await
}

pub(super) async fn audit_change(
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    row: &PersonRow,
    action: AuditAction,
    details: Value,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    let audit = actor.audit_of("user", Some(row.user_id), action, details, now);
    Ok(store::audit::add(conn, &audit).await?)
}

/// Scopes as the database and the audit log store them.
pub(super) fn written(scopes: &[Scope]) -> Value {
    let one =
        |scope: &Scope| json!({ "module": scope.module.as_ref().map(ModuleSlug::as_str), "site": scope.site_key });
    scopes.iter().map(one).collect()
}

/// Removes duplicate scopes.
pub(super) fn distinct(scopes: &[Scope]) -> Vec<Scope> {
    let mut distinct: Vec<Scope> = Vec::new();
    for scope in scopes {
        if !distinct.contains(scope) {
            distinct.push(scope.clone());
        }
    }
    distinct
}

fn person(row: PersonRow) -> Result<Person, Problem> {
    Ok(Person {
        id: row.public_id,
        role: row.role,
        scopes: scopes_of(&row.scopes).map_err(Problem::Internal)?,
        standing: match (row.disabled, row.suspended_at) {
            (true, _) => AccountStatus::Disabled,
            (false, Some(_)) => AccountStatus::Suspended,
            (false, None) => AccountStatus::Active,
        },
        email: row.email,
        full_name: row.full_name,
        last_login: row.last_login,
        reset_asked_at: row.reset_asked_at,
        open_sessions: row.open_sessions,
    })
}

/// The LIKE pattern that matches the search text literally, anywhere.
fn like_pattern(search: &str) -> String {
    let mut pattern = String::from("%");
    for c in search.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern + "%"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_terms_are_matched_literally() {
        assert_eq!(like_pattern("50%_a\\b"), "%50\\%\\_a\\\\b%");
        assert_eq!(like_pattern(""), "%%");
    }

    #[test]
    fn a_scope_needs_a_module_or_a_site() {
        assert_eq!(scope(None, "  "), None);
        assert_eq!(scope(None, "!!"), None);
        assert_eq!(scope(None, "Marina  TOWER").and_then(|s| s.site_key), Some("marina tower".to_owned()));
        assert!("civil".parse().is_ok_and(|civil| scope(Some(civil), "").is_some_and(|s| s.site_key.is_none())));
    }

    #[test]
    fn the_same_scope_is_kept_once() {
        let site = || scope(None, "Marina Tower").into_iter();
        assert_eq!(distinct(&site().chain(site()).collect::<Vec<_>>()).len(), 1);
    }
}
