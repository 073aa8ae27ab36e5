//! The text of every version of the forms of the installation that was ever used. `organisation_forms` has those of
//! organisations.

use super::schema::form_versions::dsl::*;
use crate::domain::ids::ModuleSlug;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Stores a definition and returns the hash that is stored for this module and version. It differs from `hash` if the
/// text was changed without a new version number.
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

/// The text of a form version.
pub async fn definition_of(
    conn: &mut AsyncPgConnection,
    slug: &ModuleSlug,
    number: i32,
) -> QueryResult<Option<String>> {
    form_versions.find((slug, number)).select(definition).first(conn).await.optional()
}

/// Whether the installation has or had a form of this name.
pub async fn is_known(conn: &mut AsyncPgConnection, slug: &ModuleSlug) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(form_versions.filter(module.eq(slug)))).get_result(conn).await
}
