//! Packing: the settled files of a module in the old folder are written to one archive file, which is then read back.

use super::{
    archives::{AT_ONCE, ArchiveView, alone, invalid_archive, is_module, log, sources, stopped, view},
    plan::plan,
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::ModuleSlug,
        migration::ArchiveState,
        problem::{Conflict, Problem},
    },
    files::{Member, OldStore, PackList},
    migration::verify::{
        in_a_name,
        packed::{ArchiveCheck, note},
    },
    services::{actor::Actor, storage_problem},
    store::{
        self,
        migration::{
            archives::{ArchiveRow, NewArchive, Packable},
            verify::SourceRow,
        },
    },
};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use std::{io, path::Path};
use time::OffsetDateTime;
use tokio::task::spawn_blocking;

/// Packs the old files of a module and reads the archive back. Removes nothing.
pub async fn pack(app: &App, actor: &Actor, by: &str, module: &ModuleSlug) -> Result<ArchiveView, Problem> {
    is_module(app, module)?;
    let mut conn = alone(app, actor).await?;
    if !plan(app, &mut conn, actor, module).await?.fits() {
        return Err(Problem::Conflict(Conflict::NotEnoughSpace));
    }
    let before = store::migration::archives::all(&mut conn, actor.organisation_id).await?;
    let known: Vec<String> = before.iter().map(|row| row.file_name.clone()).collect();
    let files = app.files.clone();
    spawn_blocking(move || files.remove_unknown_archives(&known)).await.map_err(stopped)?.map_err(storage_problem)?;
    // Files that an earlier archive has removed may be missing.
    for row in before.iter().filter(|row| row.module == module.as_str() && row.state == ArchiveState::Removed.as_str())
    {
        let mut reading = ArchiveCheck::begin(app, &row.file_name);
        while let Some(held) = reading.next().await? {
            note(&mut conn, row.source_id, &held).await?;
        }
        if let Some(reason) = reading.end_compared(row).await? {
            return Err(invalid_archive(&row.file_name, &reason));
        }
    }
    let now = app.clock.now();
    for source in sources(app, &mut conn, actor).await? {
        let store = OldStore::at(Path::new(&source.place));
        let name = format!("injaaz-{module}-{}", free_name(&before, module, now)?);
        let list = app.files.begin_archive(&name).map_err(storage_problem)?;
        let list = listed(&mut conn, &source, module, &store, list).await?;
        if list.len == 0 {
            continue;
        }
        let packed = spawn_blocking(move || list.pack(&store)).await.map_err(stopped)?.map_err(storage_problem)?;
        let file_name = packed.map_err(|name| changed(&name))?;
        fail::fail_point!("archive.published");
        let row = record_archive(app, &mut conn, actor, (by, module), &source, &file_name, now).await?;
        return view(row, Vec::new());
    }
    Err(Problem::Conflict(Conflict::NothingToPack))
}

/// The time, with a number if an archive has the same time already.
fn free_name(before: &[ArchiveRow], module: &ModuleSlug, now: OffsetDateTime) -> Result<String, Problem> {
    let time = in_a_name(now)?;
    let same = before.iter().filter(|row| row.file_name.starts_with(&format!("injaaz-{module}-{time}"))).count();
    Ok(if same == 0 { time } else { format!("{time}-{}", same + 1) })
}

/// Lists every settled file that exists. A missing file that is in no archive is an error.
async fn listed(
    conn: &mut AsyncPgConnection,
    source: &SourceRow,
    module: &ModuleSlug,
    store: &OldStore,
    mut list: PackList,
) -> Result<PackList, Problem> {
    let mut after = String::new();
    loop {
        let page = store::migration::archives::packable(conn, source.id, module.as_str(), &after, AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(list) };
        after = last.name.clone();
        let store = store.clone();
        let listing = spawn_blocking(move || {
            let missing = add(&mut list, &store, page)?;
            io::Result::Ok((list, missing))
        });
        let (longer, missing) = listing.await.map_err(stopped)?.map_err(storage_problem)?;
        list = longer;
        if let Some(name) = store::migration::archives::not_packed(conn, source.id, &missing).await?.first() {
            return Err(changed(name));
        }
    }
}

fn add(list: &mut PackList, store: &OldStore, page: Vec<Packable>) -> io::Result<Vec<String>> {
    let mut missing = Vec::new();
    for Packable { name, sha256 } in page {
        let Ok(sha256) = sha256.try_into() else { continue };
        match store.find(&name) {
            Ok(entry) if entry.is_regular => list.add(&Member { name, sha256 })?,
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => missing.push(name),
        }
    }
    Ok(missing)
}

fn changed(name: &str) -> Problem {
    tracing::warn!("{name} differs from what was imported, so nothing was packed");
    Problem::Conflict(Conflict::OldFileChanged)
}

/// Reads the archive back, without information from packing, and records it only if it is complete.
async fn record_archive(
    app: &App,
    conn: &mut AsyncPgConnection,
    actor: &Actor,
    (by, module): (&str, &ModuleSlug),
    source: &SourceRow,
    file_name: &str,
    now: OffsetDateTime,
) -> Result<ArchiveRow, Problem> {
    let made =
        ArchiveCheck::begin(app, file_name).end().await?.map_err(|reason| invalid_archive(file_name, &reason))?;
    let new = NewArchive {
        organisation_id: actor.organisation_id,
        source_id: source.id,
        module: module.as_str(),
        file_name,
        sha256: &made.sha256,
        merkle_root: &made.merkle_root,
        file_count: i64::try_from(made.file_count).unwrap_or(i64::MAX),
        state: ArchiveState::Verified.as_str(),
        created_at: now,
        created_by: by,
    };
    let kept = conn.transaction(async |conn| {
        let row = store::migration::archives::add(conn, &new).await?;
        log(conn, actor, (AuditAction::ArchivePacked, by), &row, json!({ "folder": source.place }), now).await?;
        Ok::<_, diesel::result::Error>(row)
    });
    let row = kept.await?;
    fail::fail_point!("archive.recorded");
    Ok(row)
}
