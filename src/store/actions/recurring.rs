//! Actions about the same finding. `domain::recurrence` decides which of them recur.

use super::{ActionRow, visible};
use crate::{
    domain::{
        access::SubmissionScope,
        recurrence::{Occurrence, compared_since},
    },
    store::schema::actions,
};
use diesel::{prelude::*, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// Earlier actions that are compared for the page of one.
const COMPARED: i64 = 100;

/// Waits until no other transaction makes an action about this finding, so that of two at once the second one sees the
/// first.
pub async fn lock(conn: &mut AsyncPgConnection, organisation: i64, finding: &[u8; 32]) -> QueryResult<()> {
    let [a, b, c, d, e, f, g, h, ..] = *finding;
    let number = i64::from_be_bytes([a, b, c, d, e, f, g, h]) ^ organisation;
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<sql_types::Int8, _>(number)
        .execute(conn)
        .await
        .map(drop)
}

/// The actions about a finding that an action of this moment is compared with.
pub async fn before(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    finding: &[u8; 32],
    made_at: OffsetDateTime,
) -> QueryResult<Vec<Occurrence>> {
    let rows: Vec<(i64, i64, OffsetDateTime)> = actions::table
        .filter(actions::organisation_id.eq(organisation))
        .filter(actions::finding_key.eq(finding.as_slice()))
        .filter(actions::created_at.ge(compared_since(made_at)))
        .select((actions::id, actions::submission_id, actions::created_at))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(action, submission, made_at)| Occurrence { action, submission, made_at }).collect())
}

/// Earlier actions about the finding of an action that the member sees, the newest first, to be compared with it.
pub async fn visible_before(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    reach: &SubmissionScope,
    user: Option<i64>,
    row: &ActionRow,
) -> QueryResult<Vec<ActionRow>> {
    let Some(finding) = &row.finding_key else { return Ok(Vec::new()) };
    visible(organisation, reach, user)
        .filter(actions::finding_key.eq(finding))
        .filter(actions::created_at.ge(compared_since(row.created_at)))
        .filter(actions::created_at.le(row.created_at))
        .filter(actions::submission_id.ne(row.submission_id))
        .order((actions::created_at.desc(), actions::id.desc()))
        .limit(COMPARED)
        .select(ActionRow::as_select())
        .load(conn)
        .await
}

/// What the actions of a submission are about: key, item, question and finding.
pub type About = (i64, Option<String>, Option<String>, Option<Vec<u8>>);

pub async fn about(conn: &mut AsyncPgConnection, organisation: i64, submission: i64) -> QueryResult<Vec<About>> {
    actions::table
        .filter(actions::organisation_id.eq(organisation))
        .filter(actions::submission_id.eq(submission))
        .select((actions::id, actions::item, actions::question, actions::finding_key))
        .load(conn)
        .await
}

/// Sets what an action is about.
pub async fn set_finding(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    action: i64,
    finding: Option<&[u8; 32]>,
) -> QueryResult<()> {
    let row = actions::table.filter(actions::organisation_id.eq(organisation)).filter(actions::id.eq(action));
    let about = (actions::finding_key.eq(finding.map(|finding| finding.as_slice())), actions::recurs.eq(false));
    diesel::update(row).set(about).execute(conn).await.map(drop)
}

/// All actions about a finding, and whether each is marked as recurring.
pub async fn of_finding(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    finding: &[u8],
) -> QueryResult<Vec<(Occurrence, bool)>> {
    let rows: Vec<(i64, i64, OffsetDateTime, bool)> = actions::table
        .filter(actions::organisation_id.eq(organisation))
        .filter(actions::finding_key.eq(finding))
        .select((actions::id, actions::submission_id, actions::created_at, actions::recurs))
        .load(conn)
        .await?;
    let occurrence = |(action, submission, made_at, recurs)| (Occurrence { action, submission, made_at }, recurs);
    Ok(rows.into_iter().map(occurrence).collect())
}

/// Marks actions as recurring, or takes the mark away.
pub async fn mark(conn: &mut AsyncPgConnection, organisation: i64, marked: &[i64], recurs: bool) -> QueryResult<()> {
    if marked.is_empty() {
        return Ok(());
    }
    let rows = actions::table.filter(actions::organisation_id.eq(organisation)).filter(actions::id.eq_any(marked));
    diesel::update(rows).set(actions::recurs.eq(recurs)).execute(conn).await.map(drop)
}
