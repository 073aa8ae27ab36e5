//! What a step back would write, before it is taken.

use super::overview::one;
use crate::{
    app::App,
    domain::{
        ids::ModuleSlug,
        migration::Phase,
        problem::{Conflict, Problem},
    },
    legacy::write::FORMAT,
    migration::legacy_store,
    services::actor::Actor,
    store::{migration::written_counts, pool::Connection},
};
use tokio::task::spawn_blocking;

/// A step back that was only computed.
#[derive(Clone, Debug, serde::Serialize)]
pub struct BackPlan {
    pub module: ModuleSlug,
    pub from: Phase,
    pub to: Phase,
    /// Submissions whose files will be written to the legacy store.
    pub submissions: u64,
    /// Their size: photos, signatures, reports and answers.
    pub bytes: u64,
    /// The free space of the legacy store; unknown if it cannot be reached.
    pub free_bytes: Option<u64>,
}

impl BackPlan {
    /// Whether the disk has enough space.
    pub fn fits(&self) -> bool {
        self.free_bytes.is_none_or(|free| free >= self.bytes)
    }
}

/// Computes the step back from the current phase; changes nothing.
pub async fn plan_back(app: &App, actor: &Actor, module: &ModuleSlug) -> Result<BackPlan, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let from = one(app, &mut conn, actor, module).await?.phase;
    let to = from.before().ok_or(Problem::Conflict(Conflict::PhaseChanged))?;
    plan(app, &mut conn, actor.organisation_id, module, from, to).await
}

pub(super) async fn plan(
    app: &App,
    conn: &mut Connection,
    organisation: i64,
    module: &ModuleSlug,
    from: Phase,
    to: Phase,
) -> Result<BackPlan, Problem> {
    let (mut submissions, mut bytes, mut free_bytes) = (0, 0, None);
    if to.writes_files() {
        let source = legacy_store::source(conn, app, organisation).await?;
        let lacking = written_counts::lacking_of(conn, organisation, source, FORMAT, module.as_str()).await?;
        (submissions, bytes) = (lacking.0.max(0) as u64, lacking.1.max(0) as u64);
        let folder = legacy_store::folder(app);
        free_bytes = spawn_blocking(move || folder.free_bytes().ok()).await.unwrap_or_default();
    }
    Ok(BackPlan { module: module.clone(), from, to, submissions, bytes, free_bytes })
}
