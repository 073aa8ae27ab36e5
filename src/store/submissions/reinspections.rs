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
