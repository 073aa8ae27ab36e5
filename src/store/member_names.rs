//! The names of the members who inspect, for suggestions.

use super::memberships::ACTIVE;
use diesel::{
    prelude::*,
    sql_types::{Int8, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

#[derive(QueryableByName)]
struct NamedMember {
    #[diesel(sql_type = Text)]
    full_name: String,
}

/// The names that begin like this, of members who can sign in and send forms. A person who was erased, or whose account
/// has no name, is not among them.
pub async fn beginning_with(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    beginning: &str,
    limit: i64,
) -> QueryResult<Vec<String>> {
    let found: Vec<NamedMember> = diesel::sql_query(format!(
        "SELECT DISTINCT u.full_name FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.organisation_id = $1 AND {ACTIVE} AND u.full_name <> '' AND starts_with(lower(u.full_name), lower($2))
         ORDER BY u.full_name LIMIT $3"
    ))
    .bind::<Int8, _>(organisation)
    .bind::<Text, _>(beginning)
    .bind::<Int8, _>(limit)
    .load(conn)
    .await?;
    Ok(found.into_iter().map(|member| member.full_name).collect())
}
