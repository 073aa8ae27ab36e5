//! Settings of organisations, and the list of organisations.

use super::schema::{organisation_settings, organisations};
use crate::domain::time_zone::TimeZone;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = organisation_settings, treat_none_as_null = true)]
pub struct SettingsRow {
    pub link_days: i32,
    pub idle_minutes: i32,
    pub require_second_factor: bool,
    pub keep_submission_days: Option<i32>,
}

/// The settings of an organisation; `None` if they were never changed.
pub async fn of(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Option<SettingsRow>> {
    organisation_settings::table.find(organisation).select(SettingsRow::as_select()).first(conn).await.optional()
}

pub async fn set(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    row: &SettingsRow,
    now: OffsetDateTime,
) -> QueryResult<()> {
    use organisation_settings::{organisation_id, updated_at};
    diesel::insert_into(organisation_settings::table)
        .values((organisation_id.eq(organisation), row, updated_at.eq(now)))
        .on_conflict(organisation_id)
        .do_update()
        .set((row, updated_at.eq(now)))
        .execute(conn)
        .await
        .map(drop)
}

/// Adds an organisation; returns its key.
pub async fn add_organisation(
    conn: &mut AsyncPgConnection,
    name: &str,
    zone: TimeZone,
    now: OffsetDateTime,
) -> QueryResult<i64> {
    use organisations::{created_at, name as of_name, time_zone};
    diesel::insert_into(organisations::table)
        .values((of_name.eq(name), time_zone.eq(zone), created_at.eq(now)))
        .returning(organisations::id)
        .get_result(conn)
        .await
}

/// All organisations for the operator: public id, name, time zone, creation time, number of members. Needs a
/// cross-tenant connection.
pub async fn organisations(
    conn: &mut AsyncPgConnection,
) -> QueryResult<Vec<(String, String, TimeZone, OffsetDateTime, Option<i64>)>> {
    use super::schema::memberships;
    let members = memberships::table
        .filter(memberships::organisation_id.eq(organisations::id))
        .select(diesel::dsl::count_star())
        .single_value();
    organisations::table
        .order(organisations::id)
        .select((
            organisations::public_id,
            organisations::name,
            organisations::time_zone,
            organisations::created_at,
            members,
        ))
        .load(conn)
        .await
}
