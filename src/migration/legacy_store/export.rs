//! Exports submissions as files of the old shape to any folder, without ledger and outbox.

use super::{
    expected_files,
    folder::source,
    outbox::{AT_ONCE, BATCH, write_one},
};
use crate::{
    app::App,
    domain::{
        ids::{ModuleSlug, SubmissionId},
        migration::{OldStoreError, RecordState},
        problem::{Problem, Resource},
    },
    files::OldStore,
    services::actor::Actor,
    store,
};
use futures::{StreamExt, stream};
use std::path::Path;

/// Result of an export.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Exported {
    pub submissions: u64,
    /// Records that exist with other answers and were skipped.
    pub left: Vec<String>,
    /// Submissions that could not be written, and why.
    pub failed: Vec<(SubmissionId, OldStoreError)>,
}

/// Writes every submission of a module, or of all. `progress` receives done and total. Submissions imported from the
/// legacy store are written byte for byte as they were read.
pub async fn export(
    app: &App,
    actor: &Actor,
    module: Option<&ModuleSlug>,
    to: &Path,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Exported, Problem> {
    if module.is_some_and(|module| app.forms.installed().get(module).is_none()) {
        return Err(Problem::NotFound(Resource::Module));
    }
    let target = OldStore::at(to);
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let source = source(&mut conn, app, organisation).await?;
    let all = store::submissions::count(&mut conn, organisation, module).await?.max(0) as u64;
    let (mut exported, mut after, mut done) = (Exported::default(), 0, 0);
    loop {
        let page = store::submissions::keys(&mut conn, organisation, module, after, BATCH).await?;
        let Some((last, _)) = page.last() else { return Ok(exported) };
        after = *last;
        let keys: Vec<i64> = page.iter().map(|(key, _)| *key).collect();
        let wanted = expected_files::of(app, &mut conn, &target, organisation, source, &keys).await?;
        let writes = stream::iter(wanted).map(|(key, wanted)| write_one(app, &target, key, wanted));
        let mut writing = writes.buffer_unordered(AT_ONCE);
        while let Some((key, put)) = writing.next().await {
            match put {
                Ok(put) => {
                    exported.submissions += 1;
                    let left = put.into_iter().filter(|row| row.state == RecordState::Divergent.as_str());
                    exported.left.extend(left.map(|row| row.name));
                }
                Err(why) => {
                    let id = page.iter().find(|(other, _)| *other == key).map(|(_, id)| id.clone());
                    exported.failed.extend(id.map(|id| (id, why)));
                }
            }
        }
        done += page.len() as u64;
        progress(done, all.max(done));
    }
}
