//! The submissions that wait for a decision: of a member, by their own right or by that of an absent one, or of anybody.

use crate::{
    domain::{
        access::{Permission, Role, SubmissionScope},
        approval::{
            absence::Delegation,
            flow::{SITE_WORD, words_of},
        },
        ids::{ModuleSlug, SubmissionId},
    },
    store::{
        schema::{approval_flows, approvals, submissions},
        submission_scope::{self, Condition},
    },
};
use diesel::{
    dsl::sql,
    pg::Pg,
    prelude::*,
    sql_types::{Bool, Int8, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::{Date, OffsetDateTime};

/// A submission that waits for a decision.
#[derive(Clone, Debug, Queryable)]
pub struct WaitingRow {
    pub id: i64,
    pub submission_id: SubmissionId,
    pub module: ModuleSlug,
    pub site_name: String,
    pub site_key: String,
    pub visit_date: Option<Date>,
    pub item_count: i32,
    pub photo_count: i32,
    pub revision: i32,
    pub sender: Option<i64>,
    pub flow: Value,
    pub stage: i32,
    pub approved: Vec<i32>,
    pub round: i32,
    pub waiting_since: OffsetDateTime,
    pub due_at: Option<OffsetDateTime>,
}

/// For whom submissions wait.
#[derive(Clone, Copy, Debug)]
pub struct WaitingFilter<'a> {
    /// For this member; none: for anybody.
    pub member: Option<WaitingMember<'a>>,
    pub reach: &'a SubmissionScope,
}

/// A member for whom submissions wait. Those that the member sent are left out, because no member decides about their own.
#[derive(Clone, Copy, Debug)]
pub struct WaitingMember<'a> {
    pub user: i64,
    pub role: Role,
    pub reach: &'a SubmissionScope,
    /// The absent members for whom the member decides, too.
    pub delegations: &'a [Delegation],
}

type WaitingQuery<'a> = diesel::dsl::IntoBoxed<
    'a,
    diesel::dsl::InnerJoin<diesel::dsl::InnerJoin<approvals::table, submissions::table>, approval_flows::table>,
    Pg,
>;
type Joined = diesel::dsl::InnerJoinQuerySource<
    diesel::dsl::InnerJoinQuerySource<approvals::table, submissions::table>,
    approval_flows::table,
>;

fn matching<'a>(organisation: i64, filter: &WaitingFilter<'a>) -> WaitingQuery<'a> {
    let mut query = approvals::table
        .inner_join(submissions::table)
        .inner_join(approval_flows::table)
        .into_boxed()
        .filter(approvals::organisation_id.eq(organisation))
        // Written like the predicate of the index.
        .filter(sql::<Bool>("approvals.state = 'in_review'"));
    if let Some(member) = filter.member {
        query = query.filter(waits_for(&member)).filter(submissions::user_id.is_distinct_from(member.user));
    }
    if let Some(within) = submission_scope::within::<Joined>(filter.reach) {
        query = query.filter(within);
    }
    query
}

/// By the member's own right, or by that of an absent member: see `domain::approval::right`.
fn waits_for(member: &WaitingMember<'_>) -> Condition<Joined> {
    let mut waits = waits_for_reviewer((member.user, member.role), member.reach);
    for delegation in member.delegations {
        let has_not_approved = sql::<Bool>(
            "NOT EXISTS (SELECT FROM approval_steps t WHERE t.submission_id = approvals.submission_id
                 AND t.round = approvals.round AND t.stage = approvals.stage AND t.kind = 'approved' AND t.user_id = ",
        )
        .bind::<Int8, _>(member.user)
        .sql(")");
        let mut for_absent: Condition<Joined> = Box::new(
            waits_for_reviewer((delegation.absent, delegation.role), &delegation.reach)
                .and(submissions::user_id.is_distinct_from(delegation.absent))
                .and(has_not_approved),
        );
        if let Some(within) = submission_scope::within::<Joined>(&delegation.reach) {
            for_absent = Box::new(for_absent.and(within));
        }
        waits = Box::new(waits.or(for_absent));
    }
    waits
}

/// By role, name or site.
fn waits_for_reviewer((user, role): (i64, Role), reach: &SubmissionScope) -> Condition<Joined> {
    let words: Condition<Joined> = Box::new(approvals::waiting_for.overlaps_with(words_of(user, role).to_vec()));
    let scopes = reach.of_sites();
    if scopes.is_empty() || !role.has_permission(Permission::ReadSubmissions) {
        return words;
    }
    let of_sites = SubmissionScope::Within { own: None, scopes };
    match submission_scope::within::<Joined>(&of_sites) {
        Some(of_sites) => {
            let site = approvals::waiting_for.contains(vec![SITE_WORD.to_owned()]);
            Box::new(words.or(site.and(of_sites)))
        }
        None => words,
    }
}

/// A page of submissions that wait for a decision, longest first, behind a cursor.
pub async fn waiting(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    filter: &WaitingFilter<'_>,
    after: Option<(OffsetDateTime, i64)>,
    limit: i64,
) -> QueryResult<Vec<WaitingRow>> {
    let mut query = matching(organisation, filter);
    if let Some((since, id)) = after {
        let behind = sql::<Bool>("(approvals.waiting_since, approvals.submission_id) > (")
            .bind::<Timestamptz, _>(since)
            .sql(", ")
            .bind::<Int8, _>(id)
            .sql(")");
        query = query.filter(behind);
    }
    query
        .order((approvals::waiting_since, approvals::submission_id))
        .limit(limit)
        .select((
            submissions::id,
            submissions::submission_id,
            submissions::module,
            submissions::site_name,
            submissions::site_key,
            submissions::visit_date,
            submissions::item_count,
            submissions::photo_count,
            submissions::revision,
            submissions::user_id,
            approval_flows::flow,
            approvals::stage,
            approvals::approved,
            approvals::round,
            approvals::waiting_since,
            approvals::due_at,
        ))
        .load(conn)
        .await
}

/// How many submissions wait, counted up to `limit`.
pub async fn waiting_count(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    filter: &WaitingFilter<'_>,
    limit: i64,
) -> QueryResult<i64> {
    let keys: Vec<i64> =
        matching(organisation, filter).limit(limit).select(approvals::submission_id).load(conn).await?;
    Ok(i64::try_from(keys.len()).unwrap_or(limit))
}
