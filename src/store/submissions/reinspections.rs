//! Submissions that inspect another one again.

use crate::{
    domain::{access::SubmissionScope, action::ActionStatus, ids::SubmissionId},
    store::{
        schema::{actions, submissions},
        submission_scope,
    },
};
use diesel::{pg::Pg, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::{Date, OffsetDateTime};

/// A submission that another one inspects again, or that inspects it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = submissions)]
pub struct RelatedSubmission {
    pub submission_id: SubmissionId,
    pub visit_date: Option<Date>,
    pub created_at: OffsetDateTime,
}

fn visible<'a>(organisation: i64, reach: &SubmissionScope) -> submissions::BoxedQuery<'a, Pg> {
    let all = submissions::table.filter(submissions::organisation_id.eq(organisation)).into_boxed();
    match submission_scope::within(reach) {
        None => all,
        Some(within) => all.filter(within),
    }
}

/// The submission with this key, if it is within the scope.
pub async fn by_key(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    reach: &SubmissionScope,
    key: i64,
) -> QueryResult<Option<RelatedSubmission>> {
    let found = visible(organisation, reach).filter(submissions::id.eq(key)).select(RelatedSubmission::as_select());
    found.first(conn).await.optional()
}

/// The submissions within the scope that inspect this one again, the newest first.
pub async fn of(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    reach: &SubmissionScope,
    key: i64,
    limit: i64,
) -> QueryResult<Vec<RelatedSubmission>> {
    visible(organisation, reach)
        .filter(submissions::reinspects_id.eq(key))
        .order(submissions::id.desc())
        .limit(limit)
        .select(RelatedSubmission::as_select())
        .load(conn)
        .await
}

/// Those of these submissions that inspect another one again, and the id of that one if it is within the scope.
pub async fn earlier_of(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    reach: &SubmissionScope,
    keys: &[i64],
) -> QueryResult<Vec<(i64, SubmissionId)>> {
    let links: Vec<(i64, Option<i64>)> = submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::id.eq_any(keys))
        .filter(submissions::reinspects_id.is_not_null())
        .select((submissions::id, submissions::reinspects_id))
        .load(conn)
        .await?;
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let earlier: Vec<i64> = links.iter().filter_map(|(_, earlier)| *earlier).collect();
    let named: Vec<(i64, SubmissionId)> = visible(organisation, reach)
        .filter(submissions::id.eq_any(earlier))
        .select((submissions::id, submissions::submission_id))
        .load(conn)
        .await?;
    let id_of = |key: i64| named.iter().find(|(named, _)| *named == key).map(|(_, id)| id.clone());
    Ok(links.into_iter().filter_map(|(key, earlier)| Some((key, id_of(earlier?)?))).collect())
}

/// The items that open actions of a submission are about.
pub async fn open_items(conn: &mut AsyncPgConnection, organisation: i64, key: i64) -> QueryResult<Vec<String>> {
    let items: Vec<Option<String>> = actions::table
        .filter(actions::organisation_id.eq(organisation))
        .filter(actions::submission_id.eq(key))
        .filter(actions::item.is_not_null())
        .filter(actions::status.eq_any([ActionStatus::Open, ActionStatus::InProgress]))
        .select(actions::item)
        .distinct()
        .load(conn)
        .await?;
    Ok(items.into_iter().flatten().collect())
}
