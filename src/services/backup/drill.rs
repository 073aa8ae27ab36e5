//! The drill: the newest snapshot is restored into a temporary installation with a database cluster of its own, the
//! program opens it, and everything is checked that a real recovery depends on.

use super::{Progress, restore};
use crate::{
    app::{Clock, OpenLegacyStore},
    config::{Config, DatabaseUrl},
    files::Files,
    services::{audit, schema_check, start, stored_files::is_there, users::plain},
    store::{self, embedded::Embedded},
};
use anyhow::{Context, ensure};
use serde::Serialize;
use std::path::Path;

/// Rows of files that are looked at together.
const PAGE: i64 = 1_000;

/// What a drill has checked.
#[derive(Clone, Debug, Serialize)]
pub struct DrillResult {
    pub snapshot: String,
    pub submissions: i64,
    /// Rows of stored files whose file is there.
    pub stored_files: u64,
    /// Verified rows of the audit log.
    pub audit_rows: u64,
}

/// Restores the newest snapshot below `scratch`, which must be an empty folder, and checks it.
pub async fn drill(
    config: &Config,
    from: &Path,
    scratch: &Path,
    legacy_store: OpenLegacyStore,
    progress: Progress<'_>,
) -> anyhow::Result<DrillResult> {
    let data = scratch.join("generated");
    std::fs::create_dir_all(&data)?;
    let (folder, bin) = (data.join("postgres"), config.pg_bin.clone());
    let embedded = tokio::task::spawn_blocking(move || Embedded::start_in(&folder, bin.as_deref())).await??;
    let url = DatabaseUrl::parse(embedded.url()).context("the temporary database has no address")?;
    let mut there = config.clone();
    there.generated.clone_from(&data);
    there.use_database(url);
    let restored = restore(&there, embedded.url(), from, None, progress).await?;
    there.generated.clone_from(&config.generated);
    there.use_data_folder(data.clone())?;
    // Even a legacy store elsewhere is none of the drill's business.
    there.old_store = data;
    let app =
        start::open(there, Clock::System, legacy_store).await.context("The restored installation does not start")?;
    schema_check::require_expected(embedded.url()).await?;
    let stored_files = check_files(embedded.url(), &app.files).await?;
    let verified = audit::verify(&app, None, &|_, _| {}).await.map_err(plain)?;
    ensure!(verified.bad_count == 0, "{} rows of the restored audit log are bad.", verified.bad_count);
    drop(app);
    Ok(DrillResult {
        snapshot: restored.snapshot,
        submissions: restored.submissions,
        stored_files,
        audit_rows: verified.checked,
    })
}

/// Every row of a stored file must have its file, with its size. Its hash was checked by the restore.
async fn check_files(url: &str, files: &Files) -> anyhow::Result<u64> {
    let mut conn = store::connect::open(url).await?;
    let (mut checked, mut after) = (0, 0);
    loop {
        let rows = store::uploads::page_of_all(&mut conn, after, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(checked) };
        after = last.id;
        for row in &rows {
            let is_there = is_there(files, &row.upload_id, row.file_type, &row.content_type, row.file_size)?;
            ensure!(is_there, "The file of {} is missing, or has another size.", row.upload_id);
            checked += 1;
        }
    }
}
