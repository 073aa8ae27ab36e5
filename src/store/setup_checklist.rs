//! What the database knows about the set-up of an organisation, in one query.

use super::schema::organisations;
use crate::domain::{setup_item::SetupItem, time_zone::TimeZone};
use diesel::{
    prelude::*,
    sql_types::{Array, Bool, Int8, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

#[derive(Debug, QueryableByName)]
pub struct SetupFacts {
    /// There is another member, or an open invitation.
    #[diesel(sql_type = Bool)]
    pub has_people: bool,
    /// The user has a passkey or an authenticator app.
    #[diesel(sql_type = Bool)]
    pub has_factor: bool,
    /// See `scope_notices`.
    #[diesel(sql_type = Bool)]
    pub scope_notice: bool,
    #[diesel(sql_type = Text)]
    pub time_zone: TimeZone,
    #[diesel(sql_type = Bool)]
    pub is_demo: bool,
    #[diesel(sql_type = Array<Text>)]
    pub dismissed: Vec<String>,
}

pub async fn facts(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    now: OffsetDateTime,
) -> QueryResult<SetupFacts> {
    diesel::sql_query(
        "SELECT (SELECT count(*) > 1 FROM (SELECT FROM memberships m WHERE m.organisation_id = o.id LIMIT 2) m)
                OR EXISTS (SELECT FROM one_time_links l WHERE l.organisation_id = o.id AND l.kind = 'invitation'
                           AND l.used_at IS NULL AND l.expires_at > $3) AS has_people,
            EXISTS (SELECT FROM passkeys p WHERE p.user_id = $2)
                OR EXISTS (SELECT FROM totp_secrets t WHERE t.user_id = $2 AND t.confirmed_at IS NOT NULL) AS has_factor,
            EXISTS (SELECT FROM memberships m WHERE m.organisation_id = o.id AND m.scope_notice) AS scope_notice,
            o.time_zone, o.is_demo, o.setup_dismissed AS dismissed
         FROM organisations o WHERE o.id = $1",
    )
    .bind::<Int8, _>(organisation)
    .bind::<Int8, _>(user)
    .bind::<Timestamptz, _>(now)
    .get_result(conn)
    .await
}

/// Hides an item for all administrators of the organisation.
pub async fn dismiss(conn: &mut AsyncPgConnection, organisation: i64, item: SetupItem) -> QueryResult<()> {
    let without = diesel::dsl::array_remove(organisations::setup_dismissed, item.as_str());
    diesel::update(organisations::table.find(organisation))
        .set(organisations::setup_dismissed.eq(diesel::dsl::array_append(without, item.as_str())))
        .execute(conn)
        .await
        .map(drop)
}
