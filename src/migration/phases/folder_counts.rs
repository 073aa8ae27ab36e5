//! The ledger compared with the files that exist in the legacy store: files that no run has seen, and files that must
//! exist but do not.
//!
//! The folder is listed once, as a stream, so memory does not depend on the number of files. Only if a module has fewer
//! files than the ledger says, each of its names is looked up. A record that is written meanwhile is not an error: rows
//! that changed after the beginning are left out of both counts.

use crate::{
    app::App,
    domain::{migration::RecordKind, problem::Problem},
    files::OldStore,
    legacy::write::FORMAT,
    migration::legacy_store,
    services::storage_problem,
    store::{migration::written_counts as counts, pool::Connection},
};
use std::{collections::HashMap, io};
use time::OffsetDateTime;
use tokio::{sync::mpsc, task::spawn_blocking};

/// File names looked up in the ledger at once.
const NAMES: usize = 1_000;

/// The result of one comparison.
pub(super) struct FolderCounts {
    /// Submissions in the folder that are not in the ledger.
    pub pending: i64,
    /// Records of each module whose file is missing.
    missing: HashMap<String, i64>,
}

impl FolderCounts {
    pub fn missing(&self, module: &str) -> i64 {
        self.missing.get(module).copied().unwrap_or(0)
    }

    pub async fn gather(app: &App, conn: &mut Connection, organisation: i64) -> Result<FolderCounts, Problem> {
        let source = legacy_store::source(conn, app, organisation).await?;
        let (folder, until) = (legacy_store::folder(app), app.clock.now());
        let expected = counts::settled(conn, source, FORMAT, until).await?;
        let (names, mut listed) = mpsc::channel(NAMES);
        let listing = spawn_blocking({
            let folder = folder.clone();
            move || list(&folder, &names)
        });
        let (mut pending, mut present) = (0, HashMap::<String, i64>::new());
        let mut batch = Vec::with_capacity(NAMES);
        while listed.recv_many(&mut batch, NAMES).await > 0 {
            let names: Vec<&str> = batch.iter().map(String::as_str).collect();
            pending += names.len() as i64;
            for known in counts::known(conn, source, FORMAT, until, &names).await? {
                pending -= known.count;
                if known.is_settled {
                    *present.entry(known.module.unwrap_or_default()).or_default() += known.count;
                }
            }
            batch.clear();
        }
        listing.await.map_err(|stopped| Problem::Internal(stopped.into()))?.map_err(storage_problem)?;
        let mut missing = HashMap::new();
        for row in expected {
            if present.get(&row.module).is_none_or(|present| *present < row.count) {
                let gone = gone(conn, &folder, source, until, &row.module).await?;
                missing.insert(row.module, gone);
            }
        }
        Ok(FolderCounts { pending, missing })
    }
}

fn list(folder: &OldStore, names: &mpsc::Sender<String>) -> io::Result<()> {
    for entry in folder.walk(RecordKind::Submission) {
        // The receiver is closed if a query failed.
        if names.blocking_send(entry?.name).is_err() {
            break;
        }
    }
    Ok(())
}

/// Looks up every file of a module.
async fn gone(
    conn: &mut Connection,
    folder: &OldStore,
    source: i64,
    until: OffsetDateTime,
    module: &str,
) -> Result<i64, Problem> {
    let (mut gone, mut after) = (0, 0);
    loop {
        let page = counts::settled_names(conn, source, FORMAT, until, module, after, NAMES as i64).await?;
        let Some((last, _)) = page.last() else { return Ok(gone) };
        after = *last;
        let folder = folder.clone();
        let looking = spawn_blocking(move || page.iter().filter(|(_, name)| is_missing(&folder, name)).count());
        gone += looking.await.map_err(|stopped| Problem::Internal(stopped.into()))? as i64;
    }
}

fn is_missing(folder: &OldStore, name: &str) -> bool {
    folder.find(name).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}
