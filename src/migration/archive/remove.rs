//! Removing packed files: each file is read again and removed only if it equals the packed one.

use super::archives::{AT_ONCE, ArchiveView, NAMED, alone, found, log, require_complete, stopped, view};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        migration::{ArchiveState, Phase},
        problem::{Conflict, Problem},
    },
    files::{Member, OldStore},
    services::{actor::Actor, storage_problem},
    store::{self, migration::archives::ArchiveRow},
};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use std::{
    collections::{BTreeSet, HashSet},
    io,
    path::Path,
    sync::mpsc,
};
use tokio::task::spawn_blocking;

/// Removes the old files of a verified archive, each only if it is byte for byte the packed one and the ledger still
/// has it as settled. Can be repeated after an interruption.
pub async fn remove_packed(app: &App, actor: &Actor, by: &str, id: i64) -> Result<ArchiveView, Problem> {
    let mut conn = alone(app, actor).await?;
    let (row, place) = found(&mut conn, actor, id).await?;
    if !is_over(&mut conn, actor, &row).await? {
        return Err(Problem::Conflict(Conflict::StillInUse));
    }
    require_complete(app, &row).await?;
    // The state changes first, because from now on the verify looks for missing files in this archive.
    let now = app.clock.now();
    let row = conn
        .transaction(async |conn| {
            let row = store::migration::archives::set_state(conn, id, ArchiveState::Removed.as_str(), Some(now), None)
                .await?;
            log(conn, actor, (AuditAction::ArchiveRemoving, by), &row, json!({}), now).await?;
            Ok::<_, diesel::result::Error>(row)
        })
        .await?;
    fail::fail_point!("archive.before_removing");
    let left = remove(app, &mut conn, &row, &place).await?;
    let details = json!({ "left": left });
    log(&mut conn, actor, (AuditAction::ArchiveRemoved, by), &row, details, app.clock.now()).await?;
    view(row, left)
}

/// Whether the files are no longer read: the module is in its last phase. For `rest`, all modules must be.
async fn is_over(conn: &mut AsyncPgConnection, actor: &Actor, row: &ArchiveRow) -> Result<bool, Problem> {
    let phases = store::migration::archives::phases(conn, actor.organisation_id).await?;
    let archived = |phase: &str| Phase::parse(phase) == Some(Phase::Archived);
    Ok(match row.module.as_str() {
        "rest" => phases.iter().all(|(_, phase)| archived(phase)),
        module => phases.iter().any(|(name, phase)| name == module && archived(phase)),
    })
}

/// Removes the files of the archive in batches; returns those that were skipped.
async fn remove(
    app: &App,
    conn: &mut AsyncPgConnection,
    row: &ArchiveRow,
    place: &str,
) -> Result<Vec<String>, Problem> {
    let store = OldStore::at(Path::new(place));
    let archive = app.files.archive(&row.file_name);
    let (members, mut coming) = mpsc::sync_channel(1);
    let reading = spawn_blocking(move || {
        let mut some: Vec<Member> = Vec::new();
        let read = archive.read(|packed| {
            some.push(packed.member);
            if some.len() == AT_ONCE as usize {
                let _ = members.send(std::mem::take(&mut some));
            }
            Ok(())
        });
        let _ = members.send(some);
        read
    });
    let (mut left, mut folders) = (Vec::new(), BTreeSet::new());
    loop {
        let (next, receiver) = spawn_blocking(move || (coming.recv().ok(), coming)).await.map_err(stopped)?;
        coming = receiver;
        let Some(some) = next else { break };
        let names: Vec<String> = some.iter().map(|member| member.name.clone()).collect();
        let hashes: Vec<Vec<u8>> = some.iter().map(|member| member.sha256.to_vec()).collect();
        let settled = store::migration::archives::still_settled(conn, row.source_id, &names, &hashes).await?;
        let settled: HashSet<String> = settled.into_iter().collect();
        let (folder, store) = (store.clone(), store.clone());
        let removing = spawn_blocking(move || remove_some(&store, &some, &settled));
        let (kept, touched) = removing.await.map_err(stopped)?.map_err(storage_problem)?;
        left.extend(kept.into_iter().take(NAMED - left.len().min(NAMED)));
        // The removal is made durable before the next batch.
        let sync = spawn_blocking({
            let touched = touched.clone();
            move || touched.iter().try_for_each(|name| folder.sync(name))
        });
        sync.await.map_err(stopped)?.map_err(storage_problem)?;
        folders.extend(touched);
    }
    reading.await.map_err(stopped)?.map_err(storage_problem)?;
    tracing::info!(archive = row.file_name, "removed the files of archive {} from {folders:?}", row.file_name);
    Ok(left)
}

/// Removes files; returns the skipped ones, and the folders of the removed ones.
fn remove_some(
    store: &OldStore,
    some: &[Member],
    settled: &HashSet<String>,
) -> io::Result<(Vec<String>, BTreeSet<String>)> {
    let (mut left, mut folders) = (Vec::new(), BTreeSet::new());
    for Member { name, sha256 } in some {
        let entry = match store.find(name) {
            Ok(entry) => entry,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        if !settled.contains(name) || !entry.is_regular || store.digest(&entry)?.sha256 != *sha256 {
            left.push(name.clone());
            continue;
        }
        store.remove(&entry)?;
        fail::fail_point!("archive.file_removed");
        folders.insert(name.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned()));
    }
    Ok((left, folders))
}
