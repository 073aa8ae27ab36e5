//! Module phases for code that is also built without the migration.

use super::schema::migration_phases as phases;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Modules of any organisation that are in one of these phases.
pub async fn in_phases(conn: &mut AsyncPgConnection, words: &[&str]) -> QueryResult<Vec<(String, String)>> {
    phases::table
        .filter(phases::phase.eq_any(words))
        .order(phases::module)
        .select((phases::module, phases::phase))
        .load(conn)
        .await
}
