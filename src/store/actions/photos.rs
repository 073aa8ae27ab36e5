//! The photos of the entries of actions, and those that actions are about.

use crate::{
    domain::ids::{ActionId, UploadId},
    store::{
        schema::{action_entries, actions, uploaded_files},
        uploads::UploadRow,
    },
};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// The action that a photo belongs to.
pub async fn action_of(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: &UploadId,
) -> QueryResult<Option<ActionId>> {
    let of = uploaded_files::table
        .inner_join(action_entries::table.on(uploaded_files::action_entry_id.eq(action_entries::id.nullable())))
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::upload_id.eq(id))
        .select(action_entries::action_id);
    let Some(action) = of.first::<i64>(conn).await.optional()? else { return Ok(None) };
    let row = actions::table.filter(actions::organisation_id.eq(organisation)).filter(actions::id.eq(action));
    row.select(actions::action_id).first(conn).await.optional()
}

/// A photo of the entries of an action.
pub async fn by_id(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    action: i64,
    id: &UploadId,
) -> QueryResult<Option<UploadRow>> {
    uploaded_files::table
        .inner_join(action_entries::table.on(uploaded_files::action_entry_id.eq(action_entries::id.nullable())))
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::upload_id.eq(id))
        .filter(action_entries::action_id.eq(action))
        .select(UploadRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// The photo that an action is about.
pub async fn subject(conn: &mut AsyncPgConnection, organisation: i64, photo: i64) -> QueryResult<Option<UploadRow>> {
    uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::id.eq(photo))
        .select(UploadRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// The ids of the photos that actions are about, by their keys; without those that the newest revision does not have.
pub async fn subjects(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    photos: &[i64],
) -> QueryResult<Vec<(i64, UploadId)>> {
    if photos.is_empty() {
        return Ok(Vec::new());
    }
    uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::id.eq_any(photos))
        .filter(uploaded_files::removed_in.is_null())
        .select((uploaded_files::id, uploaded_files::upload_id))
        .load(conn)
        .await
}

/// The photos of what a person wrote about actions.
pub async fn of_author(conn: &mut AsyncPgConnection, organisation: i64, user: i64) -> QueryResult<Vec<UploadRow>> {
    uploaded_files::table
        .inner_join(action_entries::table.on(uploaded_files::action_entry_id.eq(action_entries::id.nullable())))
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(action_entries::author_id.eq(user))
        .order(uploaded_files::id)
        .select(UploadRow::as_select())
        .load(conn)
        .await
}
