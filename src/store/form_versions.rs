//! The text of every form definition that was ever in use.

use super::schema::form_versions::dsl::*;
use crate::domain::ids::ModuleSlug;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Keeps a definition; answers the hash that is kept under its module and version, which differs if somebody changed
/// the text without raising the version.
pub async fn register(
    conn: &mut AsyncPgConnection,
    slug: &ModuleSlug,
    number: i32,
    text: &str,
    hash: &[u8],
) -> QueryResult<Vec<u8>> {
    diesel::insert_into(form_versions)
        .values((module.eq(slug), version.eq(number), definition.eq(text), sha256.eq(hash)))
        .on_conflict((module, version))
        .do_nothing()
        .execute(conn)
        .await?;
    form_versions.find((slug, number)).select(sha256).first(conn).await
}

/// The text of a definition in the version that a submission was made with.
pub async fn definition_of(conn: &mut AsyncPgConnection, slug: &ModuleSlug, number: i32) -> QueryResult<String> {
    form_versions.find((slug, number)).select(definition).first(conn).await
}
