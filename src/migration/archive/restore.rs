//! Restoring packed files to where they were.

use super::archives::{ArchiveView, NAMED, alone, found, log, require_complete, stopped, view};
use crate::{
    app::App,
    domain::{audit::actions::AuditAction, migration::ArchiveState, problem::Problem},
    files::{OldStore, Restored},
    services::{actor::Actor, storage_problem},
    store,
};
use diesel_async::AsyncConnection;
use serde_json::json;
use std::path::Path;
use tokio::task::spawn_blocking;

/// Unpacks an archive. A file that exists with other content is skipped and listed.
pub async fn restore(app: &App, actor: &Actor, by: &str, id: i64) -> Result<ArchiveView, Problem> {
    let mut conn = alone(app, actor).await?;
    let (row, place) = found(&mut conn, actor, id).await?;
    require_complete(app, &row).await?;
    let archive = app.files.archive(&row.file_name);
    let store = OldStore::at(Path::new(&place)).with_mode(app.config.old_store_mode);
    let restoring = spawn_blocking(move || {
        let mut left = Vec::new();
        let read = archive.read(|packed| {
            let name = packed.member.name.clone();
            if store.restore(packed)? == Restored::InTheWay && left.len() < NAMED {
                left.push(name);
            }
            fail::fail_point!("archive.file_restored");
            Ok(())
        });
        read.map(|_| left)
    });
    let left = restoring.await.map_err(stopped)?.map_err(storage_problem)?;
    let now = app.clock.now();
    let done = conn.transaction(async |conn| {
        let row =
            store::migration::archives::set_state(conn, id, ArchiveState::Restored.as_str(), None, Some(now)).await?;
        log(conn, actor, (AuditAction::ArchiveRestored, by), &row, json!({ "left": left }), now).await?;
        Ok::<_, diesel::result::Error>(row)
    });
    let row = done.await?;
    view(row, left)
}
