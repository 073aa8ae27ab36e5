//! The members of an organisation: roles, suspension, submission scopes.

use super::schema::{membership_scopes, memberships, organisations, sessions, submissions, users};
use crate::domain::{
    access::{Role, Scope},
    ids::UserId,
};
use diesel::{
    prelude::*,
    sql_types::{Bool, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// A user with a membership.
#[derive(Clone, Debug, QueryableByName)]
pub struct PersonRow {
    #[diesel(sql_type = Int8)]
    pub membership_id: i64,
    #[diesel(sql_type = Int8)]
    pub user_id: i64,
    #[diesel(sql_type = Text)]
    pub public_id: UserId,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub full_name: Option<String>,
    #[diesel(sql_type = Text)]
    pub role: Role,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub suspended_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub reset_asked_at: Option<OffsetDateTime>,
    #[diesel(sql_type = Bool)]
    pub disabled: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_login: Option<OffsetDateTime>,
    /// `[{module, site}]`; each of the two may be null.
    #[diesel(sql_type = Jsonb)]
    pub scopes: Value,
    #[diesel(sql_type = Int8)]
    pub open_sessions: i64,
}

pub(super) const PERSON: &str = "
    SELECT m.id AS membership_id, u.id AS user_id, u.public_id, u.email, u.full_name, m.role, m.suspended_at,
        m.reset_asked_at, u.disabled_at IS NOT NULL AS disabled, u.last_login,
        coalesce((SELECT jsonb_agg(jsonb_build_object('module', c.module, 'site', c.site_key) ORDER BY c.id)
                  FROM membership_scopes c WHERE c.membership_id = m.id), '[]') AS scopes,
        (SELECT count(*) FROM sessions s WHERE s.user_id = m.user_id AND s.organisation_id = m.organisation_id
             AND s.expires_at > $2) AS open_sessions
    FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.organisation_id = $1";

/// Members ordered by e-mail address, after the one with this public id. `pattern` is an ILIKE pattern for name or
/// e-mail address.
pub async fn page(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    now: OffsetDateTime,
    pattern: &str,
    after: Option<&UserId>,
    limit: i64,
) -> QueryResult<Vec<PersonRow>> {
    let query = format!(
        "{PERSON} AND (u.email ILIKE $3 OR u.full_name ILIKE $3)
             AND lower(u.email) > coalesce((SELECT lower(a.email) FROM users a WHERE a.public_id = $4), '')
         ORDER BY lower(u.email) LIMIT $5"
    );
    diesel::sql_query(query)
        .bind::<Int8, _>(organisation)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(pattern)
        .bind::<Nullable<Text>, _>(after)
        .bind::<Int8, _>(limit)
        .load(conn)
        .await
}

/// Members who requested a password reset since a time, the oldest request first.
pub async fn with_reset_requests(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    now: OffsetDateTime,
    since: OffsetDateTime,
) -> QueryResult<Vec<PersonRow>> {
    let query = format!("{PERSON} AND m.reset_asked_at > $3 ORDER BY m.reset_asked_at, m.id LIMIT 50");
    diesel::sql_query(query)
        .bind::<Int8, _>(organisation)
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(since)
        .load(conn)
        .await
}

/// One member.
pub async fn person(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    now: OffsetDateTime,
    public_id: &UserId,
) -> QueryResult<Option<PersonRow>> {
    diesel::sql_query(format!("{PERSON} AND u.public_id = $3"))
        .bind::<Int8, _>(organisation)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(public_id)
        .get_result(conn)
        .await
        .optional()
}

/// Locks an organisation, so that changes of memberships are serialized.
pub async fn lock(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<()> {
    organisations::table
        .find(organisation)
        .select(organisations::id)
        .for_no_key_update()
        .get_result::<i64>(conn)
        .await
        .map(drop)
}

/// The number of administrators who can sign in, without one given user.
pub async fn active_administrators(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    without: Option<i64>,
) -> QueryResult<i64> {
    memberships::table
        .inner_join(users::table)
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::user_id.ne(without.unwrap_or(0)))
        .filter(memberships::role.eq(Role::Administrator))
        .filter(memberships::suspended_at.is_null())
        .filter(users::disabled_at.is_null())
        .count()
        .get_result(conn)
        .await
}

/// The role of a user in an organisation, suspended or not.
pub async fn role_of(conn: &mut AsyncPgConnection, organisation: i64, user: i64) -> QueryResult<Option<Role>> {
    memberships::table
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::user_id.eq(user))
        .select(memberships::role)
        .first(conn)
        .await
        .optional()
}

pub async fn set_role(conn: &mut AsyncPgConnection, organisation: i64, key: i64, role: Role) -> QueryResult<()> {
    diesel::update(memberships::table.find(key).filter(memberships::organisation_id.eq(organisation)))
        .set(memberships::role.eq(role))
        .execute(conn)
        .await
        .map(drop)
}

pub async fn set_suspended(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    key: i64,
    at: Option<OffsetDateTime>,
) -> QueryResult<()> {
    diesel::update(memberships::table.find(key).filter(memberships::organisation_id.eq(organisation)))
        .set(memberships::suspended_at.eq(at))
        .execute(conn)
        .await
        .map(drop)
}

/// Replaces the submission scopes of a membership.
pub async fn set_scopes(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    key: i64,
    scopes: &[Scope],
) -> QueryResult<()> {
    use membership_scopes::{membership_id, module, organisation_id, site_key};
    let old = membership_scopes::table.filter(membership_id.eq(key)).filter(organisation_id.eq(organisation));
    diesel::delete(old).execute(conn).await?;
    let rows: Vec<_> = scopes
        .iter()
        .map(|scope| {
            let (of_module, of_site) = (module.eq(&scope.module), site_key.eq(&scope.site_key));
            (organisation_id.eq(organisation), membership_id.eq(key), of_module, of_site)
        })
        .collect();
    diesel::insert_into(membership_scopes::table).values(rows).execute(conn).await.map(drop)
}

/// The key of a membership.
pub async fn membership(conn: &mut AsyncPgConnection, organisation: i64, user: i64) -> QueryResult<i64> {
    memberships::table
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::user_id.eq(user))
        .select(memberships::id)
        .first(conn)
        .await
}

/// Whether a user is a member of another organisation. Needs a cross-tenant connection.
pub async fn is_elsewhere(conn: &mut AsyncPgConnection, user: i64, organisation: i64) -> QueryResult<bool> {
    let others =
        memberships::table.filter(memberships::user_id.eq(user)).filter(memberships::organisation_id.ne(organisation));
    diesel::select(diesel::dsl::exists(others)).get_result(conn).await
}

/// Records a password reset request in all organisations of a user; false if there was one since `since`.
pub async fn ask_for_reset(
    conn: &mut AsyncPgConnection,
    user: i64,
    now: OffsetDateTime,
    since: OffsetDateTime,
) -> QueryResult<bool> {
    let rows_of_user =
        memberships::table.filter(memberships::user_id.eq(user)).filter(memberships::suspended_at.is_null());
    let lately = memberships::reset_asked_at.gt(since);
    if diesel::select(diesel::dsl::exists(rows_of_user.filter(lately))).get_result(conn).await? {
        return Ok(false);
    }
    diesel::update(rows_of_user).set(memberships::reset_asked_at.eq(now)).execute(conn).await?;
    Ok(true)
}

/// Clears the password reset request of a user.
pub async fn settle_reset(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<()> {
    diesel::update(memberships::table.filter(memberships::user_id.eq(user)))
        .set(memberships::reset_asked_at.eq(None::<OffsetDateTime>))
        .execute(conn)
        .await
        .map(drop)
}

/// The organisations in which a user has an active membership.
pub async fn organisations_of(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<Vec<i64>> {
    memberships::table
        .filter(memberships::user_id.eq(user))
        .filter(memberships::suspended_at.is_null())
        .select(memberships::organisation_id)
        .order(memberships::organisation_id)
        .load(conn)
        .await
}

/// Whether a user is a member of the organisation, suspended or not.
pub async fn is_member(conn: &mut AsyncPgConnection, organisation: i64, user: i64) -> QueryResult<bool> {
    let rows_of_user =
        memberships::table.filter(memberships::user_id.eq(user)).filter(memberships::organisation_id.eq(organisation));
    diesel::select(diesel::dsl::exists(rows_of_user)).get_result(conn).await
}

/// Locks a user, so that changes of the account are serialized.
pub async fn lock_user(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<()> {
    users::table.find(user).select(users::id).for_no_key_update().get_result::<i64>(conn).await.map(drop)
}

/// Ends the sessions of a user in one organisation; returns their number.
pub async fn end_sessions(conn: &mut AsyncPgConnection, organisation: i64, user: i64) -> QueryResult<usize> {
    let rows_of_user =
        sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::organisation_id.eq(organisation));
    diesel::delete(rows_of_user).execute(conn).await
}

/// Sites of the newest submissions: folded name and display name.
pub async fn recent_sites(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<(String, String)>> {
    let newest = submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .order((submissions::created_at.desc(), submissions::id.desc()))
        .select((submissions::site_key, submissions::site_name))
        .limit(2_000)
        .load::<(String, String)>(conn)
        .await?;
    let mut sites = BTreeMap::new();
    for (key, name) in newest.into_iter().filter(|(key, _)| !key.is_empty()) {
        sites.entry(key).or_insert(name);
    }
    Ok(sites.into_iter().collect())
}
