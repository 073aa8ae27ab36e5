//! API tokens: created and revoked by members, presented by programs with each request.
//!
//! A token is 256 random bits; the database stores its SHA-256. It represents the member who created it, in one
//! organisation, with the permissions that both the token and the member's current role have. A found member is remembered
//! for a moment, and forgotten with any change (`app::MemberCache`). A token can be narrowed to forms and sites.

mod new_token;

pub use super::accounts::principal::TokenInfo;
pub use new_token::{DAYS, GRANTABLE, NewTokenRequest};

use super::{
    accounts::principal::{self, Member, scopes_of},
    actor::Actor,
    people,
};
use crate::{
    app::App,
    domain::{
        access::{Permission, Scope},
        audit::actions::AuditAction,
        ids::TokenId,
        problem::{Problem, Resource},
    },
    security::bearer_secret::ApiToken,
    store::{
        self,
        error::tenant_connection,
        pool::TenantScope,
        tokens::{NewToken, TokenRow},
    },
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use ipnet::IpNet;
use serde_json::json;
use std::{net::IpAddr, sync::Arc};
use time::{Duration, OffsetDateTime, Time};

/// `last_used_at` is updated at most this often, so that a request usually needs no write.
const USED_EVERY: Duration = Duration::minutes(1);

/// Maximum number of listed tokens.
const LISTED: i64 = 200;

/// The member that a token represents; none if it is unknown, expired or revoked.
pub async fn member(app: &App, token: &ApiToken, from: &Actor) -> Result<Option<Arc<Member>>, Problem> {
    let (now, hash) = (app.clock.now(), token.hash());
    if let Some(member) = app.members.get(&hash, now) {
        return Ok(Some(member));
    }
    let generation = app.members.generation();
    // The look-up works in any tenant scope. The default organisation's is the one that the request most likely needs
    // next.
    let scope = app.organisation_id().map_or(TenantScope::NoRows, TenantScope::Tenant);
    let mut conn = store::error::scoped_connection(&app.pool, scope).await?;
    let Some(row) = store::tokens::of_hash(&mut conn, &hash, now).await? else { return Ok(None) };
    drop(conn);
    if row.last_used_at.is_none_or(|at| now - at >= USED_EVERY) {
        record_use(app, &row, from, now).await?;
    }
    let end = row.expires_at;
    let member = Arc::new(member_of(row).map_err(Problem::Internal)?);
    app.members.remember(hash, &member, generation, now, end);
    Ok(Some(member))
}

fn member_of(row: TokenRow) -> anyhow::Result<Member> {
    let shown = TokenInfo {
        id: row.token_id,
        name: row.name,
        permissions: row.permissions,
        scopes: scopes_of(&row.token_scopes)?,
        expires_at: row.expires_at,
    };
    principal::of_program(row.principal, Arc::new(shown))
}

/// Records the use of a token; in the audit log once a day for each client address.
async fn record_use(app: &App, row: &TokenRow, from: &Actor, now: OffsetDateTime) -> Result<(), Problem> {
    let organisation = row.principal.organisation_id;
    let ip = from.ip.map(IpNet::from);
    let mut conn = tenant_connection(&app.pool, organisation).await?;
    let by = Actor { organisation_id: organisation, user_id: Some(row.principal.user_id), ..from.clone() };
    let same_day = row.last_used_at.is_some_and(|at| at.date() == now.date());
    let told_by_row = same_day && row.last_used_ip.map(|ip| ip.addr()) == ip.map(|ip: IpNet| ip.addr());
    conn.transaction::<_, DbError, _>(async |conn| {
        store::tokens::used(conn, organisation, row.id, now, ip).await?;
        let day = now.replace_time(Time::MIDNIGHT);
        if told_by_row || store::tokens::use_is_logged(conn, organisation, row.id, day, ip).await? {
            return Ok(());
        }
        let details = json!({ "token_id": row.token_id, "name": row.name });
        store::audit::add(conn, &by.audit_of("api_token", Some(row.id), AuditAction::TokenUsed, details, now)).await
    })
    .await?;
    Ok(())
}

/// A created token; only this value contains its text.
#[derive(Debug)]
pub struct CreatedToken {
    pub token: ApiToken,
    pub name: String,
    pub expires_at: OffsetDateTime,
}

pub async fn make(
    app: &App,
    actor: &Actor,
    maker: &Member,
    request: &NewTokenRequest,
) -> Result<CreatedToken, Problem> {
    let (name, permissions, days) = request.read(maker).map_err(Problem::Invalid)?;
    let scopes = people::distinct(&request.scopes);
    let now = app.clock.now();
    let (token, id, expires_at) = (ApiToken::random(), TokenId::random(), now + Duration::days(days));
    let mut conn = actor.connection(&app.pool).await?;
    conn.transaction::<_, DbError, _>(async |conn| {
        let row = NewToken {
            token_id: &id,
            organisation_id: actor.organisation_id,
            user_id: maker.user_id,
            name: &name,
            token_hash: &token.hash(),
            prefix: token.prefix(),
            permissions: &permissions,
            scopes: people::written(&scopes),
            created_at: now,
            expires_at,
        };
        let key = store::tokens::add(conn, &row).await?;
        let until = expires_at.unix_timestamp();
        let details = json!({
            "token_id": id, "name": name, "permissions": permissions, "scopes": people::written(&scopes),
            "expires_at": until,
        });
        store::audit::add(conn, &actor.audit_of("api_token", Some(key), AuditAction::TokenMade, details, now)).await
    })
    .await?;
    Ok(CreatedToken { token, name, expires_at })
}

/// A token in a list.
#[derive(Clone, Debug)]
pub struct ListedToken {
    pub id: TokenId,
    pub name: String,
    pub prefix: String,
    pub permissions: Vec<Permission>,
    pub scopes: Vec<Scope>,
    pub maker: String,
    pub is_own: bool,
    pub expires_at: OffsetDateTime,
    pub last_used: Option<(OffsetDateTime, Option<IpAddr>)>,
    pub standing: TokenStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenStatus {
    Active,
    Expired,
    Revoked,
}

/// The tokens that a member may revoke: their own, or all of the organisation with the permission to manage people.
pub async fn list(app: &App, actor: &Actor, member: &Member) -> Result<Vec<ListedToken>, Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::tokens::list(&mut conn, actor.organisation_id, visible_owner(member), LISTED).await?;
    let listed = |row: store::tokens::TokenListRow| -> Result<ListedToken, Problem> {
        Ok(ListedToken {
            scopes: scopes_of(&row.scopes).map_err(Problem::Internal)?,
            id: row.token_id,
            name: row.name,
            prefix: row.prefix,
            permissions: row.permissions,
            is_own: row.user_id == member.user_id,
            maker: row.full_name.unwrap_or(row.email),
            expires_at: row.expires_at,
            last_used: row.last_used_at.map(|at| (at, row.last_used_ip.map(|ip| ip.addr()))),
            standing: match row.revoked_at {
                Some(_) => TokenStatus::Revoked,
                None if row.expires_at <= now => TokenStatus::Expired,
                None => TokenStatus::Active,
            },
        })
    };
    rows.into_iter().map(listed).collect()
}

/// The user whose tokens the member may see; none means all.
fn visible_owner(member: &Member) -> Option<i64> {
    if member.has_permission(Permission::ManagePeople) { None } else { Some(member.user_id) }
}

/// Revokes a token. A second call changes nothing.
pub async fn revoke(app: &App, actor: &Actor, member: &Member, id: &TokenId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let organisation = actor.organisation_id;
    let found = store::tokens::find(&mut conn, organisation, visible_owner(member), id).await?;
    let (key, name, revoked_at) = found.ok_or(Problem::NotFound(Resource::Token))?;
    if revoked_at.is_some() {
        return Ok(());
    }
    conn.transaction::<_, DbError, _>(async |conn| {
        if store::tokens::revoke(conn, organisation, key, now).await? {
            let details = json!({ "token_id": id, "name": name });
            let row = actor.audit_of("api_token", Some(key), AuditAction::TokenRevoked, details, now);
            store::audit::add(conn, &row).await?;
        }
        Ok(())
    })
    .await?;
    Ok(())
}
