//! Sources of imports.

use crate::store::schema::legacy_sources::dsl::*;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// The key of a source, which is created at its first import.
pub async fn ensure(conn: &mut AsyncPgConnection, organisation: i64, word: &str, at: &str) -> QueryResult<i64> {
    if let Some(known) = find(conn, organisation, at).await? {
        return Ok(known);
    }
    diesel::insert_into(legacy_sources)
        .values((organisation_id.eq(organisation), kind.eq(word), place.eq(at)))
        .on_conflict((organisation_id, place))
        .do_nothing()
        .execute(conn)
        .await?;
    find(conn, organisation, at).await?.ok_or(diesel::result::Error::NotFound)
}

/// The key of a source, if it was imported before.
pub async fn find(conn: &mut AsyncPgConnection, organisation: i64, at: &str) -> QueryResult<Option<i64>> {
    legacy_sources.filter(organisation_id.eq(organisation)).filter(place.eq(at)).select(id).first(conn).await.optional()
}
