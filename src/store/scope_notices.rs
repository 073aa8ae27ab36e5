//! The notice about viewers who saw everything in earlier versions: a flag of their memberships, until an administrator
//! confirms it.

use super::{
    people::{PERSON, PersonRow},
    schema::memberships,
};
use diesel::{
    prelude::*,
    sql_types::{Int8, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// Members of whom the administrators have not confirmed that their scope changed.
pub async fn members(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    now: OffsetDateTime,
    limit: i64,
) -> QueryResult<Vec<PersonRow>> {
    let query = format!("{PERSON} AND m.scope_notice ORDER BY lower(u.email) LIMIT $3");
    diesel::sql_query(query)
        .bind::<Int8, _>(organisation)
        .bind::<Timestamptz, _>(now)
        .bind::<Int8, _>(limit)
        .load(conn)
        .await
}

/// Ends the notice about one member, or about all.
pub async fn end(conn: &mut AsyncPgConnection, organisation: i64, membership: Option<i64>) -> QueryResult<usize> {
    let mut noticed = diesel::update(memberships::table)
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::scope_notice)
        .set(memberships::scope_notice.eq(false))
        .into_boxed();
    if let Some(key) = membership {
        noticed = noticed.filter(memberships::id.eq(key));
    }
    noticed.execute(conn).await
}
