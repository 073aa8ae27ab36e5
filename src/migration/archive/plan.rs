//! What packing would read and write, before it is done.

use super::archives::{is_module, sources};
use crate::{
    app::App,
    domain::{ids::ModuleSlug, problem::Problem},
    services::actor::Actor,
    store,
};
use diesel_async::AsyncPgConnection;
use tokio::task::spawn_blocking;

/// An archive that was only computed.
#[derive(Clone, Debug, serde::Serialize)]
pub struct PackPlan {
    /// `rest` for files that belong to no module.
    pub module: ModuleSlug,
    /// The folder of the files.
    pub source: Option<String>,
    pub files: u64,
    /// The size of the files. The archive is smaller, but photos hardly shrink.
    pub bytes: u64,
    /// The free space of our own folder, where archives are kept.
    pub free_bytes: Option<u64>,
}

impl PackPlan {
    /// Whether the disk has enough space.
    pub fn fits(&self) -> bool {
        self.free_bytes.is_none_or(|free| free >= self.bytes)
    }
}

/// Computes what [`pack`](super::pack) would do; changes nothing.
pub async fn plan_pack(app: &App, actor: &Actor, module: &ModuleSlug) -> Result<PackPlan, Problem> {
    is_module(app, module)?;
    let mut conn = actor.connection(&app.pool).await?;
    plan(app, &mut conn, actor, module).await
}

pub(super) async fn plan(
    app: &App,
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    module: &ModuleSlug,
) -> Result<PackPlan, Problem> {
    let own = app.files.clone();
    let free_bytes = spawn_blocking(move || own.free_bytes().ok()).await.unwrap_or_default();
    let mut plan = PackPlan { module: module.clone(), source: None, files: 0, bytes: 0, free_bytes };
    // One archive has the files of one folder: the first that has any.
    for source in sources(app, conn, actor).await? {
        let (files, bytes) = store::migration::archives::packable_size(conn, source.id, module.as_str()).await?;
        if files > 0 {
            (plan.files, plan.bytes) = (files.max(0) as u64, bytes.max(0) as u64);
            plan.source = Some(source.place);
            break;
        }
    }
    Ok(plan)
}
