//! What a correction of a submission changes about its actions, within the transaction that saves it.

use crate::store::schema::actions;
use diesel::{
    prelude::*,
    sql_types::{Array, Int8, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Copies the site of a corrected submission to its actions.
pub async fn site(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    site_name: &str,
    site_key: &str,
) -> QueryResult<()> {
    let of_it = actions::table
        .filter(actions::organisation_id.eq(organisation))
        .filter(actions::submission_id.eq(submission))
        .filter(actions::site_name.ne(site_name));
    let site = (actions::site_name.eq(site_name), actions::site_key.eq(site_key));
    diesel::update(of_it).set(site).execute(conn).await.map(drop)
}

/// Gives the actions about items, which a correction has moved, their new places, all at once. An action about an item
/// that was taken out is about no item and no question any more.
pub async fn items(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    moved: &[(String, Option<String>)],
) -> QueryResult<()> {
    if moved.is_empty() {
        return Ok(());
    }
    let (before, now): (Vec<&str>, Vec<Option<&str>>) =
        moved.iter().map(|(before, now)| (before.as_str(), now.as_deref())).unzip();
    diesel::sql_query(
        "UPDATE actions a SET item = m.now, question = CASE WHEN m.now IS NOT NULL THEN a.question END
         FROM unnest($3::text[], $4::text[]) AS m (before, now)
         WHERE a.organisation_id = $1 AND a.submission_id = $2 AND a.item = m.before",
    )
    .bind::<Int8, _>(organisation)
    .bind::<Int8, _>(submission)
    .bind::<Array<Text>, _>(before)
    .bind::<Array<Nullable<Text>>, _>(now)
    .execute(conn)
    .await
    .map(drop)
}
