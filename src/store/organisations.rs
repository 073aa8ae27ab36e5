//! Organisations: whose data it is.

use super::schema::organisations::dsl::*;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// The organisation that everything belongs to until there are accounts: the oldest one, made if there is none.
pub async fn default_id(conn: &mut AsyncPgConnection, default_name: &str) -> QueryResult<i64> {
    if let Some(found) = organisations.select(id).order(id).first(conn).await.optional()? {
        return Ok(found);
    }
    diesel::insert_into(organisations).values(name.eq(default_name)).returning(id).get_result(conn).await
}

/// The name that stands on reports.
pub async fn name_of(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<String> {
    organisations.find(organisation).select(name).first(conn).await
}
