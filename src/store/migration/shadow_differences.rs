//! Differences that shadow reads found between the two stores.

use crate::store::schema::{shadow_differences as differences, submissions};
use diesel::{
    prelude::*,
    sql_types::{Int8, Jsonb, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// Adds a difference, unless one of the same submission is open, or the same difference was already settled.
pub async fn add(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &str,
    submission: i64,
    difference: &Value,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let added = diesel::sql_query(
        "INSERT INTO shadow_differences (organisation_id, module, submission_id, difference, found_at)
         SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (
             SELECT FROM shadow_differences WHERE organisation_id = $1 AND module = $2 AND submission_id = $3
                 AND difference = $4 AND settled_at IS NOT NULL)
         ON CONFLICT (submission_id) WHERE settled_at IS NULL DO NOTHING",
    )
    .bind::<Int8, _>(organisation)
    .bind::<Text, _>(module)
    .bind::<Int8, _>(submission)
    .bind::<Jsonb, _>(difference)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(added == 1)
}

/// Settles an open difference because the stores agree again.
pub async fn settle_agreed(
    conn: &mut AsyncPgConnection,
    submission: i64,
    by: &str,
    note: &str,
    now: OffsetDateTime,
) -> QueryResult<()> {
    let open =
        differences::table.filter(differences::submission_id.eq(submission)).filter(differences::settled_at.is_null());
    let settled = (differences::settled_at.eq(now), differences::settled_by.eq(by), differences::note.eq(note));
    diesel::update(open).set(settled).execute(conn).await.map(drop)
}

pub async fn settle(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
    by: &str,
    note: &str,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let open = differences::table
        .filter(differences::organisation_id.eq(organisation))
        .filter(differences::id.eq(id))
        .filter(differences::settled_at.is_null());
    let settled = (differences::settled_at.eq(now), differences::settled_by.eq(by), differences::note.eq(note));
    Ok(diesel::update(open).set(settled).execute(conn).await? == 1)
}

/// The number of open differences of each module that has any.
pub async fn open(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<(String, i64)>> {
    differences::table
        .filter(differences::organisation_id.eq(organisation))
        .filter(differences::settled_at.is_null())
        .group_by(differences::module)
        .select((differences::module, diesel::dsl::count_star()))
        .load(conn)
        .await
}

#[derive(Clone, Debug, Queryable)]
pub struct DifferenceRow {
    pub id: i64,
    pub module: String,
    pub submission_id: String,
    pub difference: Value,
    pub found_at: OffsetDateTime,
    pub settled_by: Option<String>,
    pub note: Option<String>,
}

#[diesel::dsl::auto_type]
fn rows(organisation: i64) -> _ {
    differences::table.inner_join(submissions::table).filter(differences::organisation_id.eq(organisation)).select((
        differences::id,
        differences::module,
        submissions::submission_id,
        differences::difference,
        differences::found_at,
        differences::settled_by,
        differences::note,
    ))
}

/// Open differences first, then settled ones, each newest first.
pub async fn newest(conn: &mut AsyncPgConnection, organisation: i64, limit: i64) -> QueryResult<Vec<DifferenceRow>> {
    let newest = differences::id.desc();
    let open = rows(organisation).filter(differences::settled_at.is_null()).order(newest).limit(limit);
    let mut found: Vec<DifferenceRow> = open.load(conn).await?;
    let settled = rows(organisation).filter(differences::settled_at.is_not_null()).order(newest);
    found.extend(settled.limit(limit - found.len() as i64).load::<DifferenceRow>(conn).await?);
    Ok(found)
}
