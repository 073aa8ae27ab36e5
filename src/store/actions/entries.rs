//! What happened with an action. Rows are added and never changed.

use crate::{
    domain::action::ActionEntryKind,
    store::schema::{action_entries, users},
};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

#[derive(Debug, Insertable)]
#[diesel(table_name = action_entries)]
pub struct NewEntry<'a> {
    pub organisation_id: i64,
    pub action_id: i64,
    pub kind: ActionEntryKind,
    pub author_id: Option<i64>,
    pub created_at: OffsetDateTime,
    pub note: Option<&'a str>,
    pub changes: Option<Value>,
}

pub async fn add(conn: &mut AsyncPgConnection, entry: &NewEntry<'_>) -> QueryResult<i64> {
    diesel::insert_into(action_entries::table).values(entry).returning(action_entries::id).get_result(conn).await
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = action_entries)]
pub struct EntryRow {
    pub id: i64,
    pub kind: ActionEntryKind,
    pub created_at: OffsetDateTime,
    pub note: Option<String>,
    pub changes: Option<Value>,
}

/// What was said when these actions were last reported as done or declined, by the key of the action.
pub async fn results(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    actions: &[i64],
) -> QueryResult<Vec<(i64, EntryRow)>> {
    if actions.is_empty() {
        return Ok(Vec::new());
    }
    action_entries::table
        .filter(action_entries::organisation_id.eq(organisation))
        .filter(action_entries::action_id.eq_any(actions))
        .filter(action_entries::kind.eq_any([ActionEntryKind::Finished, ActionEntryKind::Declined]))
        .distinct_on(action_entries::action_id)
        .order((action_entries::action_id, action_entries::id.desc()))
        .select((action_entries::action_id, EntryRow::as_select()))
        .load(conn)
        .await
}

/// The newest entries of an action with the names of their authors, newest first, before the entry with this key.
pub async fn of(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    action: i64,
    before: Option<i64>,
    limit: i64,
) -> QueryResult<Vec<(EntryRow, Option<String>)>> {
    let rows: Vec<(EntryRow, Option<String>, Option<String>)> = action_entries::table
        .left_join(users::table.on(action_entries::author_id.eq(users::id.nullable())))
        .filter(action_entries::organisation_id.eq(organisation))
        .filter(action_entries::action_id.eq(action))
        .filter(action_entries::id.lt(before.unwrap_or(i64::MAX)))
        .order(action_entries::id.desc())
        .limit(limit)
        .select((EntryRow::as_select(), users::full_name.nullable(), users::email.nullable()))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(row, name, email)| (row, name.or(email))).collect())
}
