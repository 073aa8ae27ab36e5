//! Absences of members, and their delegates.
//!
//! Invariants: the absences of a member do not overlap (constraint `absences_no_overlap`). A row says nothing about what
//! its delegate may do: `domain::approval::right` decides that for requests, `notifications::people` for notifications,
//! and the function `session_of` for the number in the navigation.

use super::{memberships::ACTIVE, schema::absences};
use crate::domain::{access::Role, approval::absence::AbsenceDays, ids::UserId, time_zone::TimeZone};
use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error as DbError},
    sql_types::{BigInt, Bool, Date as SqlDate, Jsonb, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::{Date, OffsetDateTime};

#[derive(Insertable)]
#[diesel(table_name = absences)]
pub struct NewAbsence {
    pub organisation_id: i64,
    pub user_id: i64,
    pub delegate_id: i64,
    pub first_day: Date,
    pub last_day: Date,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub created_by: Option<i64>,
    pub created_at: OffsetDateTime,
}

/// Adds an absence; its key. See [`is_overlap`] for its error.
pub async fn add(conn: &mut AsyncPgConnection, new: &NewAbsence) -> QueryResult<i64> {
    diesel::insert_into(absences::table).values(new).returning(absences::id).get_result(conn).await
}

/// Whether an absence was not added because the member has another one on some of its days.
pub fn is_overlap(error: &DbError) -> bool {
    matches!(error, DbError::DatabaseError(DatabaseErrorKind::ExclusionViolation, info)
        if info.constraint_name() == Some("absences_no_overlap"))
}

/// The days of the first absence of a member on some of these days.
pub async fn overlapping(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    days: AbsenceDays,
) -> QueryResult<Option<AbsenceDays>> {
    let found: Option<(Date, Date)> = absences::table
        .filter(absences::organisation_id.eq(organisation))
        .filter(absences::user_id.eq(user))
        .filter(absences::first_day.le(days.last))
        .filter(absences::last_day.ge(days.first))
        .order(absences::first_day)
        .select((absences::first_day, absences::last_day))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(first, last)| AbsenceDays { first, last }))
}

/// An absence with its delegate.
#[derive(Clone, Debug, QueryableByName)]
pub struct AbsenceRow {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = SqlDate)]
    pub first_day: Date,
    #[diesel(sql_type = SqlDate)]
    pub last_day: Date,
    #[diesel(sql_type = Timestamptz)]
    pub starts_at: OffsetDateTime,
    /// None: the account was erased.
    #[diesel(sql_type = Nullable<Text>)]
    pub delegate: Option<String>,
    /// The delegate is a member who can sign in and reads submissions.
    #[diesel(sql_type = Bool)]
    pub can_decide: bool,
    /// The delegate is absent on some of the days too.
    #[diesel(sql_type = Bool)]
    pub delegate_is_absent: bool,
}

/// The present and planned absences of a member, in the order of their days.
pub async fn of_user(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    now: OffsetDateTime,
) -> QueryResult<Vec<AbsenceRow>> {
    diesel::sql_query(format!(
        "SELECT b.id, b.first_day, b.last_day, b.starts_at, coalesce(u.full_name, u.email) AS delegate,
             coalesce({ACTIVE}, false) AS can_decide,
             EXISTS (SELECT FROM absences d WHERE d.organisation_id = b.organisation_id AND d.user_id = b.delegate_id
                 AND d.starts_at < b.ends_at AND d.ends_at > b.starts_at AND d.ends_at > $3) AS delegate_is_absent
         FROM absences b
         LEFT JOIN memberships m ON m.organisation_id = b.organisation_id AND m.user_id = b.delegate_id
         LEFT JOIN users u ON u.id = m.user_id
         WHERE b.organisation_id = $1 AND b.user_id = $2 AND b.ends_at > $3 ORDER BY b.ends_at"
    ))
    .bind::<BigInt, _>(organisation)
    .bind::<BigInt, _>(user)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await
}

/// An absence of another member.
#[derive(Clone, Debug, QueryableByName)]
pub struct DelegatedAbsence {
    #[diesel(sql_type = SqlDate)]
    pub first_day: Date,
    #[diesel(sql_type = SqlDate)]
    pub last_day: Date,
    #[diesel(sql_type = Text)]
    pub absent: String,
}

/// The present and planned absences of members whose delegate a member is, in the order of their days.
pub async fn of_delegate(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    delegate: i64,
    now: OffsetDateTime,
) -> QueryResult<Vec<DelegatedAbsence>> {
    diesel::sql_query(
        "SELECT b.first_day, b.last_day, coalesce(u.full_name, u.email) AS absent
         FROM absences b JOIN users u ON u.id = b.user_id
         WHERE b.organisation_id = $1 AND b.delegate_id = $2 AND b.ends_at > $3 ORDER BY b.ends_at, b.id",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<BigInt, _>(delegate)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await
}

/// An absence that was ended, with the public id of its delegate.
#[derive(Clone, Debug, QueryableByName)]
pub struct EndedAbsence {
    #[diesel(sql_type = SqlDate)]
    pub first_day: Date,
    #[diesel(sql_type = SqlDate)]
    pub last_day: Date,
    #[diesel(sql_type = Nullable<Text>)]
    pub delegate: Option<UserId>,
}

/// Deletes a present or planned absence of a member; none if there is none.
pub async fn end(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    absence: i64,
    now: OffsetDateTime,
) -> QueryResult<Option<EndedAbsence>> {
    diesel::sql_query(
        "DELETE FROM absences b WHERE b.organisation_id = $1 AND b.user_id = $2 AND b.id = $3 AND b.ends_at > $4
         RETURNING b.first_day, b.last_day, (SELECT u.public_id FROM users u WHERE u.id = b.delegate_id) AS delegate",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<BigInt, _>(user)
    .bind::<BigInt, _>(absence)
    .bind::<Timestamptz, _>(now)
    .get_result(conn)
    .await
    .optional()
}

/// A member who can become a delegate.
#[derive(Clone, Debug, QueryableByName)]
pub struct PossibleDelegate {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub public_id: UserId,
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// The members who can decide for another one: everybody who can sign in, but for those who only read reports, and for
/// the absent member. With `only`, this one of them.
pub async fn possible_delegates(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    absent: i64,
    only: Option<&UserId>,
    limit: i64,
) -> QueryResult<Vec<PossibleDelegate>> {
    diesel::sql_query(format!(
        "SELECT u.id, u.public_id, coalesce(u.full_name, u.email) AS name
         FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.organisation_id = $1 AND m.user_id <> $2 AND {ACTIVE} AND ($3 IS NULL OR u.public_id = $3)
         ORDER BY lower(coalesce(u.full_name, u.email)), u.id LIMIT $4"
    ))
    .bind::<BigInt, _>(organisation)
    .bind::<BigInt, _>(absent)
    .bind::<Nullable<Text>, _>(only)
    .bind::<BigInt, _>(limit)
    .load(conn)
    .await
}

/// The time zone of a member: the own one, or that of the organisation.
pub async fn time_zone_of(conn: &mut AsyncPgConnection, organisation: i64, user: i64) -> QueryResult<TimeZone> {
    #[derive(QueryableByName)]
    struct Zone {
        #[diesel(sql_type = Text)]
        time_zone: TimeZone,
    }
    diesel::sql_query(
        "SELECT coalesce(u.time_zone, o.time_zone) AS time_zone FROM organisations o, users u
         WHERE o.id = $1 AND u.id = $2",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<BigInt, _>(user)
    .get_result::<Zone>(conn)
    .await
    .map(|found| found.time_zone)
}

/// An absent member whose delegate a member is.
#[derive(Debug, QueryableByName)]
pub struct DelegationRow {
    #[diesel(sql_type = BigInt)]
    pub absent: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub role: Role,
    /// `[{module, site}]`; each of the two may be null.
    #[diesel(sql_type = Jsonb)]
    pub scopes: Value,
}

/// The members who are absent now and have this member as their delegate, if they could sign in and read submissions
/// themselves; the one who has been absent for longest first.
pub async fn delegations(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    delegate: i64,
    now: OffsetDateTime,
) -> QueryResult<Vec<DelegationRow>> {
    diesel::sql_query(format!(
        "SELECT b.user_id AS absent, coalesce(u.full_name, u.email) AS name, m.role,
             coalesce((SELECT jsonb_agg(jsonb_build_object('module', c.module, 'site', c.site_key) ORDER BY c.id)
                       FROM membership_scopes c WHERE c.membership_id = m.id), '[]') AS scopes
         FROM absences b
         JOIN memberships m ON m.organisation_id = b.organisation_id AND m.user_id = b.user_id
         JOIN users u ON u.id = b.user_id
         WHERE b.organisation_id = $1 AND b.delegate_id = $2 AND b.starts_at <= $3 AND b.ends_at > $3 AND {ACTIVE}
         ORDER BY b.starts_at, b.id"
    ))
    .bind::<BigInt, _>(organisation)
    .bind::<BigInt, _>(delegate)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await
}

/// Deletes absences that ended before a time; returns how many. Needs a cross-tenant connection.
pub async fn delete_ended(conn: &mut AsyncPgConnection, before: OffsetDateTime) -> QueryResult<usize> {
    diesel::delete(absences::table.filter(absences::ends_at.lt(before))).execute(conn).await
}
