//! The submissions that wait for the decision of a member, longest first.

use super::approval::{delegations_of, read_flow};
use crate::{
    app::App,
    domain::{
        access::{Role, SubmissionScope},
        approval::{
            absence::Delegation,
            flow::{ApprovalFlow, is_overdue},
            progress::{ApprovalState, Progress},
            right::own_groups,
        },
        ids::{ModuleSlug, SubmissionId},
        member::Member,
        problem::Problem,
    },
    services::actor::Actor,
    store::{
        self,
        approvals::{WaitingFilter, WaitingMember, WaitingRow},
    },
};
use time::{Date, OffsetDateTime};

/// Submissions on one page.
pub const PAGE: i64 = 50;

/// Whose submissions are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitingFor {
    /// Those that wait for the member.
    Me,
    /// Those that wait for anybody; for administrators, who decide in the place of others.
    Everybody,
}

/// A submission that waits.
pub struct WaitingSubmission {
    pub id: SubmissionId,
    pub module: ModuleSlug,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub items: i32,
    pub photos: i32,
    pub revision: i32,
    pub stage: usize,
    pub stages: usize,
    /// The group for which the member can decide from the list: without a signature, and not for others.
    pub group: Option<usize>,
    /// The same with a signature, if there is none without.
    pub signed_group: Option<usize>,
    /// The open groups by name.
    pub groups: Vec<String>,
    /// The absent member for whom the member decides.
    pub absent: Option<String>,
    pub since: OffsetDateTime,
    pub due_at: Option<OffsetDateTime>,
    pub is_overdue: bool,
}

pub struct WaitingPage {
    pub rows: Vec<WaitingSubmission>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// A page of the list behind a cursor; a wrong cursor counts as none.
pub async fn waiting(
    app: &App,
    actor: &Actor,
    member: &Member,
    whose: WaitingFor,
    after: Option<&str>,
) -> Result<WaitingPage, Problem> {
    let all = whose == WaitingFor::Everybody && member.role == Role::Administrator;
    let (organisation, now) = (actor.organisation_id, app.clock.now());
    let mut conn = actor.connection(&app.pool).await?;
    // In the list of everybody are also submissions that a delegate has approved already, and may not decide about.
    let delegations = match all {
        true => Vec::new(),
        false => delegations_of(&mut conn, organisation, member.user_id, now).await?,
    };
    let own =
        WaitingMember { user: member.user_id, role: member.role, reach: &member.reach, delegations: &delegations };
    let filter = WaitingFilter { member: (!all).then_some(own), reach: &actor.reach };
    let rows = store::approvals::waiting(&mut conn, organisation, &filter, after.and_then(cursor), PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    let next = rows.get(page.saturating_sub(1)).filter(|_| more);
    let next = next.map(|row| format!("{}.{}", row.waiting_since.unix_timestamp_nanos() / 1_000, row.id));
    let rows = rows.into_iter().take(page).map(|row| WaitingSubmission::new(row, member, &delegations, now));
    Ok(WaitingPage { rows: rows.collect::<Result<_, _>>()?, next })
}

/// The number of submissions that wait for anybody, counted up to `limit`, for administrators.
pub async fn waiting_for_all(app: &App, actor: &Actor, limit: i64) -> Result<i64, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let filter = WaitingFilter { member: None, reach: &SubmissionScope::Everything };
    Ok(store::approvals::waiting_count(&mut conn, actor.organisation_id, &filter, limit).await?)
}

fn cursor(text: &str) -> Option<(OffsetDateTime, i64)> {
    let (since, id) = text.split_once('.')?;
    let micros: i128 = since.parse().ok()?;
    let since = OffsetDateTime::from_unix_timestamp_nanos(micros.checked_mul(1_000)?).ok()?;
    Some((since, id.parse().ok()?))
}

impl WaitingSubmission {
    fn new(
        row: WaitingRow,
        member: &Member,
        delegations: &[Delegation],
        now: OffsetDateTime,
    ) -> Result<WaitingSubmission, Problem> {
        let flow: ApprovalFlow = read_flow(row.flow)?;
        let stage = usize::try_from(row.stage).unwrap_or_default();
        let approved = row.approved.iter().filter_map(|group| usize::try_from(*group).ok()).collect();
        let progress = Progress { state: ApprovalState::InReview, stage, approved, round: row.round };
        let site = (&row.module, row.site_key.as_str());
        let covers = |it: &&Delegation| it.covers(row.sender, &row.module, &row.site_key);
        let delegations: Vec<Delegation> = delegations.iter().filter(covers).cloned().collect();
        let mut own = own_groups(&flow, &progress, member.reviewer(site.0, site.1), site, &delegations);
        own.retain(|own| !own.right.is_in_place() && row.sender != Some(member.user_id));
        let needs_signature = |group: usize| flow.group(stage, group).is_some_and(|group| group.signature);
        let open = progress.open_groups(&flow).into_iter().filter_map(|group| flow.group(stage, group));
        let group = own.iter().map(|own| own.group).find(|group| !needs_signature(*group));
        Ok(WaitingSubmission {
            group,
            signed_group: own.first().map(|own| own.group).filter(|_| group.is_none()),
            absent: own.first().and_then(|own| own.right.absent_name()).map(str::to_owned),
            groups: open.map(|group| group.name.clone()).collect(),
            id: row.submission_id,
            module: row.module,
            site_name: row.site_name,
            visit_date: row.visit_date,
            items: row.item_count,
            photos: row.photo_count,
            revision: row.revision,
            stage,
            stages: flow.stages.len(),
            since: row.waiting_since,
            due_at: row.due_at,
            is_overdue: is_overdue(row.due_at, now),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_a_time_and_a_key_or_nothing() {
        let at = time::macros::datetime!(2026-03-14 09:30:00.000_007 UTC);
        assert_eq!(cursor(&format!("{}.7", at.unix_timestamp_nanos() / 1_000)), Some((at, 7)));
        for bad in ["", "7", "x.7", "7.x", "9999999999999999999999999999999999999.1"] {
            assert_eq!(cursor(bad), None, "{bad}");
        }
    }
}
