//! User accounts. An account is not bound to an organisation; memberships determine who may see it.

use super::schema::users;
use crate::domain::{access::Role, ids::UserId, time_zone::TimeZone};
use diesel::{
    prelude::*,
    sql_types::{Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

diesel::define_sql_function! {
    fn lower(text: Text) -> Text;
}

/// The data of an account for sign-in.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct UserRow {
    pub id: i64,
    pub public_id: UserId,
    pub email: String,
    /// Empty if no password was set yet.
    pub password_hash: String,
    pub full_name: Option<String>,
    pub disabled_at: Option<OffsetDateTime>,
    pub must_change_password: bool,
    pub last_login: Option<OffsetDateTime>,
    pub last_organisation_id: Option<i64>,
}

/// Whether there is any account.
pub async fn any(conn: &mut AsyncPgConnection) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(users::table.select(users::id))).get_result(conn).await
}

/// The account with this e-mail address, without regard to case.
pub async fn by_email(conn: &mut AsyncPgConnection, email: &str) -> QueryResult<Option<UserRow>> {
    users::table.filter(lower(users::email).eq(lower(email))).select(UserRow::as_select()).first(conn).await.optional()
}

pub async fn by_id(conn: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<UserRow>> {
    users::table.find(id).select(UserRow::as_select()).first(conn).await.optional()
}

/// An account to add. The hash is empty if no password was set yet; no password matches it.
#[derive(Insertable)]
#[diesel(table_name = users)]
pub struct NewUser<'a> {
    pub email: &'a str,
    pub password_hash: &'a str,
    pub full_name: Option<&'a str>,
    pub must_change_password: bool,
    pub password_changed_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
}

/// Adds an account; `None` if the address exists already.
pub async fn add(conn: &mut AsyncPgConnection, user: &NewUser<'_>) -> QueryResult<Option<i64>> {
    diesel::insert_into(users::table)
        .values(user)
        .on_conflict_do_nothing()
        .returning(users::id)
        .get_result(conn)
        .await
        .optional()
}

pub async fn set_password(
    conn: &mut AsyncPgConnection,
    id: i64,
    hash: &str,
    must_change: bool,
    now: OffsetDateTime,
) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .set((
            users::password_hash.eq(hash),
            users::must_change_password.eq(must_change),
            users::password_changed_at.eq(now),
        ))
        .execute(conn)
        .await
        .map(drop)
}

/// Stores the hash of the same password with other parameters, unless the password was changed in the meantime.
pub async fn rehash(conn: &mut AsyncPgConnection, id: i64, old: &str, new: &str) -> QueryResult<()> {
    diesel::update(users::table.find(id).filter(users::password_hash.eq(old)))
        .set(users::password_hash.eq(new))
        .execute(conn)
        .await
        .map(drop)
}

/// Disables or enables an account; false if that was its state already.
pub async fn set_disabled(conn: &mut AsyncPgConnection, id: i64, since: Option<OffsetDateTime>) -> QueryResult<bool> {
    let user = users::table.find(id);
    let changed = match since {
        Some(_) => {
            diesel::update(user.filter(users::disabled_at.is_null()))
                .set(users::disabled_at.eq(since))
                .execute(conn)
                .await?
        }
        None => {
            diesel::update(user.filter(users::disabled_at.is_not_null()))
                .set(users::disabled_at.eq(since))
                .execute(conn)
                .await?
        }
    };
    Ok(changed > 0)
}

/// Records a sign-in and the organisation that was used.
pub async fn signed_in(
    conn: &mut AsyncPgConnection,
    id: i64,
    organisation: i64,
    now: OffsetDateTime,
) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .set((users::last_login.eq(now), users::last_organisation_id.eq(organisation)))
        .execute(conn)
        .await
        .map(drop)
}

/// Records the organisation that the user switched to.
pub async fn set_last_organisation(conn: &mut AsyncPgConnection, id: i64, organisation: i64) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .set(users::last_organisation_id.eq(organisation))
        .execute(conn)
        .await
        .map(drop)
}

/// A row of the operator's list: one per membership.
#[derive(Debug, QueryableByName)]
pub struct ListedUser {
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = diesel::sql_types::Nullable<Text>)]
    pub full_name: Option<String>,
    #[diesel(sql_type = diesel::sql_types::Nullable<Text>)]
    pub organisation: Option<String>,
    #[diesel(sql_type = diesel::sql_types::Nullable<Text>)]
    pub role: Option<Role>,
    #[diesel(sql_type = diesel::sql_types::Nullable<Timestamptz>)]
    pub last_login: Option<OffsetDateTime>,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub disabled: bool,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub suspended: bool,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub has_password: bool,
}

/// All accounts of the server, for the operator.
pub async fn all(conn: &mut AsyncPgConnection) -> QueryResult<Vec<ListedUser>> {
    diesel::sql_query(
        "SELECT u.email, u.full_name, o.name AS organisation, m.role, u.last_login, u.disabled_at IS NOT NULL AS disabled,
             m.suspended_at IS NOT NULL AS suspended, u.password_hash <> '' AS has_password
         FROM users u LEFT JOIN memberships m ON m.user_id = u.id LEFT JOIN organisations o ON o.id = m.organisation_id
         ORDER BY o.name NULLS LAST, lower(u.email)",
    )
    .load(conn)
    .await
}

/// The own time zone of a person.
pub async fn time_zone(conn: &mut AsyncPgConnection, user: i64) -> QueryResult<Option<TimeZone>> {
    users::table.find(user).select(users::time_zone).first(conn).await
}

pub async fn set_time_zone(conn: &mut AsyncPgConnection, user: i64, zone: Option<TimeZone>) -> QueryResult<()> {
    diesel::update(users::table.find(user)).set(users::time_zone.eq(zone)).execute(conn).await.map(drop)
}
