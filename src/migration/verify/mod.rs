//! The verify: reads every source and every row again, checks hashes, counts and orphans in both directions, and writes
//! a signed manifest.
//!
//! In this order, which is also that of the manifest:
//! - `packed`: archives;
//! - `records`: ledger rows against their files, or against the archives that have them;
//! - `rows`: submissions against the bytes that they came from (`columns` checks what does not depend on their origin,
//!   `sent_columns` those that were sent here and corrections, `imported_columns` imported ones, `related_rows` what
//!   belongs to each);
//! - `stored`: our own photos, signatures and reports;
//! - `orphans`: files without a row, rows without a counterpart, and runs whose counts do not add up.
//!
//! What seems to differ is looked at again (`second_look`), because people and jobs go on working meanwhile.
//!
//! One page of rows is in memory at a time, and a page is processed while the next one is fetched. A record with a
//! pending decision is not a finding as long as it is unchanged: the review queue and the gates count those.

mod columns;
mod findings;
mod imported_columns;
mod manifest;
mod orphans;
pub(super) mod packed;
mod read_ahead;
mod records;
mod related_rows;
mod rows;
mod run;
mod second_look;
mod sent_columns;
mod stored;

use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::ModuleSlug,
        problem::{Conflict, Problem},
    },
    services::actor::Actor,
    store::{self, audit::NewAudit, migration::verify_runs::NewVerifyRun},
};
use anyhow::{Context, anyhow};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use findings::Findings;
pub use findings::{BadRecord, NAMED};
use manifest::Manifest;
use run::Verify;
use second_look::WaitBudget;
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

/// Result of a verify.
#[derive(Clone, Debug, serde::Serialize)]
pub struct VerifyResult {
    pub checked: u64,
    /// At most the first 10,000; `bad_count` counts all.
    pub bad: Vec<BadRecord>,
    pub bad_count: u64,
    /// Hex.
    pub merkle_root: String,
    #[serde(with = "time::serde::rfc3339")]
    pub finished_at: OffsetDateTime,
    /// Path of the signed manifest.
    pub manifest: Option<String>,
}

/// Verifies one module or all. `progress` receives done and total.
pub async fn verify(
    app: &App,
    actor: &Actor,
    by: &str,
    module: Option<&ModuleSlug>,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<VerifyResult, Problem> {
    let (organisation, started_at) = (actor.organisation_id, app.clock.now());
    let mut conn = session(app).await?;
    if !store::migration::archives::try_lock(&mut conn, organisation, true).await? {
        return Err(Problem::Conflict(Conflict::FilesMove));
    }
    let module = module.map(ModuleSlug::as_str);
    let of = store::migration::verify::extent(&mut conn, organisation, module).await?;
    let mut manifest = Manifest::begin(&app.files)?;
    manifest.add_line(&format!("organisation: {}", app.config.organisation))?;
    manifest.add_line(&format!("module: {}", module.unwrap_or("all")))?;
    manifest.add_line(&format!("begun: {}", rfc3339(started_at)?))?;
    let findings = Findings::default();
    let of = u64::try_from(of).unwrap_or_default();
    let wait_budget = WaitBudget::default();
    let mut run = Verify { app, conn: &mut conn, organisation, module, manifest, findings, wait_budget, of, progress };
    everything(&mut run).await?;

    let Verify { mut manifest, findings, .. } = run;
    let finished_at = app.clock.now();
    manifest.add_line(&format!("ended: {}", rfc3339(finished_at)?))?;
    manifest.add_line(&format!("checked: {}", findings.checked))?;
    manifest.add_line(&format!("bad records: {}", findings.bad_count))?;
    for bad in &findings.bad {
        let name = bad.file.as_deref().or(bad.id.as_deref()).unwrap_or_default();
        manifest.add_line(&format!("bad: {name}: {}", bad.reason))?;
    }
    let unlisted = findings.unlisted();
    if unlisted > 0 {
        manifest.add_line(&format!("bad records that are not listed: {unlisted}"))?;
    }
    let (root, path) = manifest.finish(&in_a_name(finished_at)?)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    save_run(app, actor, by, module, (started_at, finished_at), &findings, root, &name).await?;
    Ok(VerifyResult {
        checked: findings.checked,
        bad: findings.bad,
        bad_count: findings.bad_count,
        merkle_root: hex::encode(root),
        finished_at,
        manifest: Some(path.to_string_lossy().into_owned()),
    })
}

async fn everything(run: &mut Verify<'_>) -> Result<(), Problem> {
    packed::verify(run).await?;
    let sources = store::migration::verify::sources(run.conn, run.organisation).await?;
    for source in sources.clone() {
        records::verify(run, source).await?;
    }
    rows::verify(run).await?;
    stored::verify(run).await?;
    for source in sources {
        orphans::files(run, source).await?;
    }
    orphans::rows(run).await
}

/// A separate connection, without the timeouts of the pool.
pub(super) async fn session(app: &App) -> Result<AsyncPgConnection, Problem> {
    let url = app.config.database_url.as_ref().context("no database is configured").map_err(Problem::Internal)?;
    store::migration::verify::session(url.as_str())
        .await
        .map_err(|error| Problem::Unavailable(anyhow!("no connection: {error}")))
}

/// Saves the run and its audit row in one transaction.
#[expect(clippy::too_many_arguments, reason = "they are the columns of one row")]
async fn save_run(
    app: &App,
    actor: &Actor,
    by: &str,
    module: Option<&str>,
    (started_at, finished_at): (OffsetDateTime, OffsetDateTime),
    findings: &Findings,
    root: [u8; 32],
    manifest: &str,
) -> Result<(), Problem> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let row = NewVerifyRun {
        organisation_id: actor.organisation_id,
        module,
        started_at,
        finished_at,
        started_by: by,
        checked: number(findings.checked),
        bad_count: number(findings.bad_count),
        bad: json!(findings.bad),
        merkle_root: &root,
        manifest,
    };
    let mut conn = actor.connection(&app.pool).await?;
    let kept = conn.transaction(async |conn| {
        let id = store::migration::verify_runs::add(conn, &row).await?;
        let details = json!({
            "by": by, "module": module, "checked": findings.checked, "bad": findings.bad_count,
            "merkle_root": hex::encode(root), "manifest": manifest,
        });
        let audit = NewAudit {
            resource_type: "verify",
            ..actor.audit(AuditAction::MigrationVerified, id, details, finished_at)
        };
        store::audit::add(conn, &audit).await
    });
    Ok(kept.await?)
}

fn rfc3339(time: OffsetDateTime) -> Result<String, Problem> {
    time.format(&Rfc3339).map_err(|error| Problem::Internal(error.into()))
}

/// `20261121T101500Z`, the format in file names.
pub(super) fn in_a_name(time: OffsetDateTime) -> Result<String, Problem> {
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    time.format(&format).map_err(|error| Problem::Internal(error.into()))
}

/// The newest verify of a module or of all, if there is one.
pub async fn latest(app: &App, actor: &Actor, module: Option<&ModuleSlug>) -> Result<Option<VerifyResult>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let module = module.map(ModuleSlug::as_str);
    let Some(row) = store::migration::verify_runs::latest(&mut conn, actor.organisation_id, module).await? else {
        return Ok(None);
    };
    let number = |count: i64| u64::try_from(count).unwrap_or_default();
    Ok(Some(VerifyResult {
        checked: number(row.checked),
        bad: serde_json::from_value(row.bad).map_err(|error| Problem::Internal(error.into()))?,
        bad_count: number(row.bad_count),
        merkle_root: hex::encode(row.merkle_root),
        finished_at: row.finished_at,
        manifest: Some(app.files.manifest(&row.manifest).to_string_lossy().into_owned()),
    }))
}
