//! The review queue by reason and module, and decisions about all records of a group.
//!
//! Each record is decided as if a person had decided about it alone, with its own audit row, so an interruption leaves
//! whole decisions. Records that came into the queue after the person looked are left out.

use super::review_queue::{AT_ONCE, ReviewQueueRow, assign, retry, review_queue_row, set_aside, settle};
use crate::{
    app::App,
    domain::{
        ids::ModuleSlug,
        migration::{Decision, RecordState},
        problem::{Conflict, Problem, Resource},
        review_queue::{DecisionForMany, OfModule, ReviewFilter},
    },
    services::actor::Actor,
    store::migration::review_counts,
};
use anyhow::anyhow;

/// Names of skipped records that are listed.
const NAMED: usize = 100;

/// Records with the same state, reason and module.
#[derive(Clone, Debug, serde::Serialize)]
pub struct QueueGroup {
    pub state: RecordState,
    /// The code of a `legacy::QuarantineReason`, or `divergent`.
    pub reason: String,
    pub module: Option<ModuleSlug>,
    pub count: u64,
}

/// The result of a decision about many records.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct ManyDecided {
    pub decided: u64,
    /// Records whose state did not allow the decision, or whose file is missing.
    pub skipped: u64,
    /// The names of the first 100 of them.
    pub left: Vec<String>,
}

/// Everything that awaits a decision, counted; the largest group first.
pub async fn groups(app: &App, actor: &Actor) -> Result<Vec<QueueGroup>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = review_counts::counts(&mut conn, actor.organisation_id).await?;
    let group = |row: review_counts::QueueCount| {
        let state = RecordState::parse(&row.state);
        let state = state.ok_or_else(|| Problem::Internal(anyhow!("unknown state {}", row.state)))?;
        Ok(QueueGroup {
            state,
            reason: row.reason.unwrap_or_else(|| state.as_str().to_owned()),
            module: row.module.and_then(|module| module.parse().ok()),
            count: u64::try_from(row.count).unwrap_or_default(),
        })
    };
    rows.into_iter().map(group).collect()
}

/// The key of the newest record, to be passed back with a decision.
pub async fn newest(app: &App, actor: &Actor) -> Result<i64, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    Ok(review_counts::newest(&mut conn, actor.organisation_id).await?)
}

/// Records of a group, 50 at a time, ordered by id.
pub async fn waiting_in(
    app: &App,
    actor: &Actor,
    filter: &ReviewFilter,
    after: i64,
    until: i64,
) -> Result<Vec<ReviewQueueRow>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let filter = stored(filter);
    let rows = review_counts::waiting(&mut conn, actor.organisation_id, &filter, after, until, AT_ONCE).await?;
    rows.into_iter().map(review_queue_row).collect()
}

/// The reason of divergent records is not stored with all of them.
fn stored(filter: &ReviewFilter) -> ReviewFilter {
    let reason = filter.reason.clone().filter(|_| filter.state != RecordState::Divergent);
    ReviewFilter { reason, ..filter.clone() }
}

/// Decides about all records of a group with keys up to `until`. `progress` receives done and total.
pub async fn decide_many(
    app: &App,
    actor: &Actor,
    by: &str,
    filter: &ReviewFilter,
    until: i64,
    decision: &DecisionForMany,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<ManyDecided, Problem> {
    if !decision.fits(filter.state) {
        return Err(Problem::Conflict(Conflict::Decided));
    }
    if let DecisionForMany::Assign(module) = decision {
        app.forms.installed().get(module).ok_or(Problem::NotFound(Resource::Module))?;
    }
    let of = total(app, actor, filter).await?;
    let (mut done, mut after) = (ManyDecided::default(), 0);
    loop {
        let page = waiting_in(app, actor, filter, after, until).await?;
        let Some(last) = page.last() else { return Ok(done) };
        after = last.id;
        for row in page {
            match decide_one(app, actor, by, row.id, decision).await {
                Ok(()) => done.decided += 1,
                Err(Problem::Conflict(_) | Problem::NotFound(_)) => {
                    done.skipped += 1;
                    if done.left.len() < NAMED {
                        done.left.push(row.name);
                    }
                }
                Err(problem) => return Err(problem),
            }
            fail::fail_point!("review.decided_one");
        }
        progress(done.decided + done.skipped, of.max(done.decided + done.skipped));
    }
}

async fn decide_one(app: &App, actor: &Actor, by: &str, id: i64, decision: &DecisionForMany) -> Result<(), Problem> {
    match decision {
        DecisionForMany::Retry => retry(app, actor, by, id).await.map(drop),
        DecisionForMany::Assign(module) => assign(app, actor, by, id, module).await.map(drop),
        DecisionForMany::SetAside { note } => set_aside(app, actor, by, id, note).await,
        DecisionForMany::KeepDatabase { note } => settle(app, actor, by, id, Decision::KeepDatabase, note).await,
        DecisionForMany::TakeFile { note } => settle(app, actor, by, id, Decision::TakeFile, note).await,
    }
}

/// The number of records of a group.
pub async fn total(app: &App, actor: &Actor, filter: &ReviewFilter) -> Result<u64, Problem> {
    let filter = stored(filter);
    let is_of = |group: &&QueueGroup| {
        let module = filter.module.as_ref().is_none_or(|wanted| match &group.module {
            None => *wanted == OfModule::Unknown,
            Some(module) => wanted.as_str() == module.as_str(),
        });
        group.state == filter.state && filter.reason.as_ref().is_none_or(|reason| *reason == group.reason) && module
    };
    Ok(groups(app, actor).await?.iter().filter(is_of).map(|group| group.count).sum())
}
