//! The phases of modules, as far as they matter without the migration itself.

use super::schema::migration_phases as phases;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Modules of any organisation whose phase is one of these, each with its phase.
pub async fn in_phases(conn: &mut AsyncPgConnection, words: &[&str]) -> QueryResult<Vec<(String, String)>> {
    phases::table
        .filter(phases::phase.eq_any(words))
        .order(phases::module)
        .select((phases::module, phases::phase))
        .load(conn)
        .await
}
