//! Who sent submissions, found by a part of the name.

use super::schema::{memberships, users};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Users are searched among those of the organisation; more than this many are no filter by a person.
const MOST_SENDERS: i64 = 500;

/// The members of the organisation, also former ones, whose name or e-mail address has this part.
pub async fn named(conn: &mut AsyncPgConnection, organisation: i64, part: &str) -> QueryResult<Vec<i64>> {
    let escaped: String =
        part.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect();
    let pattern = format!("%{escaped}%");
    memberships::table
        .inner_join(users::table.on(users::id.eq(memberships::user_id)))
        .filter(memberships::organisation_id.eq(organisation))
        .filter(users::full_name.ilike(pattern.clone()).or(users::email.ilike(pattern)))
        .order(users::id)
        .limit(MOST_SENDERS)
        .select(users::id)
        .load(conn)
        .await
}
