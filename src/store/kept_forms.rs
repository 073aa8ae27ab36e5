//! Forms that were sent after their session had ended: the last one of each person and module, for a day.

use super::schema::kept_forms;
use crate::domain::ids::{ModuleSlug, SubmissionKey};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

#[derive(Debug, Insertable, AsChangeset)]
#[diesel(table_name = kept_forms, treat_none_as_null = true)]
pub struct NewKeptForm<'a> {
    pub organisation_id: i64,
    pub user_id: i64,
    pub module: &'a ModuleSlug,
    pub submission_key: Option<&'a SubmissionKey>,
    pub content: &'a [u8],
    pub expires_at: OffsetDateTime,
}

/// Keeps a form in place of the previous one.
pub async fn keep(conn: &mut AsyncPgConnection, form: &NewKeptForm<'_>) -> QueryResult<()> {
    diesel::insert_into(kept_forms::table)
        .values(form)
        .on_conflict((kept_forms::organisation_id, kept_forms::user_id, kept_forms::module))
        .do_update()
        .set(form)
        .execute(conn)
        .await
        .map(drop)
}

/// The submission key and the content.
pub async fn of(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    user: i64,
    module: &ModuleSlug,
    now: OffsetDateTime,
) -> QueryResult<Option<(Option<SubmissionKey>, Vec<u8>)>> {
    kept_forms::table
        .find((organisation, user, module))
        .filter(kept_forms::expires_at.gt(now))
        .select((kept_forms::submission_key, kept_forms::content))
        .first(conn)
        .await
        .optional()
}

/// Deletes expired ones.
pub async fn remove_expired(conn: &mut AsyncPgConnection, now: OffsetDateTime) -> QueryResult<usize> {
    diesel::delete(kept_forms::table.filter(kept_forms::expires_at.le(now))).execute(conn).await
}
