//! The gates: conditions for a module's next phase. The evidence is stored with the change.

use super::{
    folder_counts::FolderCounts,
    model::{Gate, GateName, ModulePhase, OverrideRequest},
};
use crate::{
    app::App,
    domain::{
        ids::ModuleSlug,
        migration::{Phase, RecordState},
        problem::Problem,
    },
    legacy::write::FORMAT,
    migration::legacy_store,
    store::{
        self,
        migration::{gates as found, migration_phases::PhaseRow, old_store_outbox::OutboxBacklog, written_counts},
        pool::Connection,
    },
};
use anyhow::{Context, anyhow};
use std::{collections::HashMap, io};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// Maximum age of a request to override gates.
const REQUEST_AGE: Duration = Duration::hours(24);
/// Maximum age of a verify.
const VERIFY_AGE: Duration = Duration::hours(24);

/// What is known of all modules at one point in time.
pub(super) struct Evidence {
    organisation: i64,
    phases: Vec<PhaseRow>,
    outbox: HashMap<String, OutboxBacklog>,
    /// Submissions that the legacy store lacks by the rows of the database, whether they are in the outbox or not.
    lacking: HashMap<String, i64>,
    open_differences: HashMap<String, i64>,
    imported: HashMap<String, i64>,
    /// Counted only if a gate needs it, because it reads the complete folder.
    folder: Option<FolderCounts>,
}

impl Evidence {
    pub async fn gather(app: &App, conn: &mut Connection, organisation: i64) -> Result<Evidence, Problem> {
        // The folder belongs to the default organisation only.
        if app.organisation_id() != Some(organisation) {
            return Err(Problem::Internal(anyhow!("organisation {organisation} has no legacy store")));
        }
        let outbox = store::migration::old_store_outbox::waiting(conn, organisation).await?;
        let phases = store::migration::migration_phases::all(conn, organisation).await?;
        let writes_files = |row: &PhaseRow| Phase::parse(&row.phase).is_some_and(Phase::writes_files);
        let lacking = if phases.iter().any(writes_files) {
            let source = legacy_store::source(conn, app, organisation).await?;
            written_counts::lacking(conn, organisation, source, FORMAT).await?
        } else {
            Vec::new()
        };
        Ok(Evidence {
            organisation,
            phases,
            outbox: outbox.into_iter().map(|waiting| (waiting.module.clone(), waiting)).collect(),
            imported: written_counts::imported(conn, organisation)
                .await?
                .into_iter()
                .map(|row| (row.module, row.count))
                .collect(),
            lacking: lacking.into_iter().map(|row| (row.module, row.count)).collect(),
            open_differences: store::migration::shadow_differences::open(conn, organisation)
                .await?
                .into_iter()
                .collect(),
            folder: None,
        })
    }

    pub fn phases(&self) -> &[PhaseRow] {
        &self.phases
    }

    /// The state of a module, with the gates of its next step.
    pub async fn of(&mut self, app: &App, conn: &mut Connection, module: &ModuleSlug) -> Result<ModulePhase, Problem> {
        let row = self.phases.iter().find(|row| row.module == module.as_str()).cloned();
        let phase = match &row {
            Some(row) => Phase::parse(&row.phase).with_context(|| format!("{} is no phase", row.phase)),
            None => Ok(Phase::Database),
        };
        let phase = phase.map_err(Problem::Internal)?;
        let mut gates = Vec::new();
        for name in needed(phase) {
            gates.push(self.gate(app, conn, module.as_str(), row.as_ref(), phase, *name).await?);
        }
        let waiting = self.outbox.get(module.as_str()).cloned().unwrap_or_default();
        let missing = self.missing(app, conn, module.as_str(), phase, &gates).await?;
        if row.is_none() && app.has_old_app() {
            self.folder(app, conn).await?;
        }
        let count = |number: i64| number.max(0) as u64;
        Ok(ModulePhase {
            module: module.clone(),
            phase,
            since: row.as_ref().map(|row| row.since),
            gates,
            outbox: count(missing),
            outbox_failing: count(waiting.failing),
            outbox_error: waiting.error,
            imported: count(self.imported.get(module.as_str()).copied().unwrap_or(0)),
            unread: count(self.folder.as_ref().map_or(0, |folder| folder.pending)),
            override_request: row.as_ref().and_then(|row| override_request(row, app.clock.now())),
            shadow_reads: row.as_ref().map_or(0, |row| count(row.shadow_reads)),
            differences: row.as_ref().map_or(0, |row| count(row.differences)),
            fallbacks: row.as_ref().map_or(0, |row| count(row.fallbacks)),
        })
    }

    /// Submissions whose files the legacy store lacks. If some of them are not in the outbox, because a step was
    /// interrupted or files were deleted, the module is marked as behind, so that they get there.
    async fn missing(
        &mut self,
        app: &App,
        conn: &mut Connection,
        module: &str,
        phase: Phase,
        gates: &[Gate],
    ) -> Result<i64, Problem> {
        let queued = self.outbox.get(module).map_or(0, |waiting| waiting.all);
        if !phase.writes_files() {
            return Ok(queued);
        }
        let mut missing = self.lacking.get(module).copied().unwrap_or(0);
        if gates.iter().any(|gate| gate.name == GateName::Outbox) {
            missing += self.folder(app, conn).await?.missing(module);
        }
        if missing > queued {
            store::migration::migration_phases::mark_behind(conn, self.organisation, module).await?;
            app.jobs.request(legacy_store::WRITE);
        }
        Ok(missing)
    }

    async fn folder(&mut self, app: &App, conn: &mut Connection) -> Result<&FolderCounts, Problem> {
        if self.folder.is_none() {
            self.folder = Some(FolderCounts::gather(app, conn, self.organisation).await?);
        }
        self.folder.as_ref().ok_or_else(|| Problem::Internal(anyhow!("the folder was not counted")))
    }

    async fn gate(
        &mut self,
        app: &App,
        conn: &mut Connection,
        module: &str,
        row: Option<&PhaseRow>,
        phase: Phase,
        name: GateName,
    ) -> Result<Gate, Problem> {
        let organisation = self.organisation;
        let none = |found: i64| gate(name, found == 0, found.to_string(), "0".to_owned());
        Ok(match name {
            GateName::OldStore => match legacy_store::is_writable(app).await {
                Ok(()) => gate(name, true, "ok".to_owned(), "ok".to_owned()),
                Err(error) => gate(name, false, reason(&error), "ok".to_owned()),
            },
            GateName::Outbox if phase.writes_files() => {
                let by_rows = self.lacking.get(module).copied().unwrap_or(0);
                none(by_rows + self.folder(app, conn).await?.missing(module))
            }
            GateName::Outbox => none(self.outbox.get(module).map_or(0, |waiting| waiting.all)),
            GateName::Pending => none(self.folder(app, conn).await?.pending),
            GateName::Divergences => {
                none(found::undecided(conn, organisation, module, RecordState::Divergent.as_str()).await?)
            }
            GateName::Quarantine => {
                none(found::undecided(conn, organisation, module, RecordState::Quarantined.as_str()).await?)
            }
            GateName::Verify => {
                let latest = found::latest_verify(conn, organisation, module).await?;
                verified(latest, app.clock.now())
            }
            GateName::ShadowReads => {
                let reads = row.map_or(0, |row| row.shadow_reads);
                let differ = self.open_differences.get(module).copied().unwrap_or(0);
                let needed = i64::from(app.config.shadow_reads);
                gate(name, reads >= needed && differ == 0, format!("{reads} / {differ}"), format!("{needed} / 0"))
            }
            GateName::Fallbacks => none(row.map_or(0, |row| row.fallbacks)),
            GateName::Age => {
                let days = row.map_or(0, |row| (app.clock.now() - row.since).whole_days());
                let needed = i64::from(app.config.phase_days);
                gate(name, days >= needed, days.to_string(), needed.to_string())
            }
            GateName::Archive => {
                let recorded = found::archives(conn, organisation, module).await?;
                // One that was deleted or moved since proves nothing.
                let archives = recorded.iter().filter(|file| app.files.archive(file).exists()).count();
                gate(name, archives > 0, archives.to_string(), "1".to_owned())
            }
        })
    }
}

/// The gates between a phase and the next.
fn needed(phase: Phase) -> &'static [GateName] {
    use GateName::{Age, Archive, Divergences, Fallbacks, OldStore, Outbox, Pending, Quarantine, ShadowReads, Verify};
    match phase {
        Phase::Files => &[OldStore],
        Phase::Dual => &[Outbox, Pending, Divergences, Quarantine, Verify, ShadowReads],
        Phase::DatabaseWithFallback => &[Outbox, Pending, Divergences, Quarantine, Verify, ShadowReads, Fallbacks, Age],
        Phase::Database => &[Outbox, Archive],
        Phase::Archived => &[],
    }
}

fn gate(name: GateName, open: bool, found: String, needed: String) -> Gate {
    Gate { name, open, found, needed }
}

fn verified(latest: Option<(OffsetDateTime, i64)>, now: OffsetDateTime) -> Gate {
    let oldest = now - VERIFY_AGE;
    let (open, found) = match latest {
        None => (false, "-".to_owned()),
        Some((at, 0)) => (at >= oldest, time(at)),
        Some((at, bad)) => (false, format!("{} / {bad}", time(at))),
    };
    gate(GateName::Verify, open, found, format!("{} / 0", time(oldest)))
}

fn time(at: OffsetDateTime) -> String {
    at.replace_nanosecond(0).unwrap_or(at).format(&Rfc3339).unwrap_or_else(|_| at.to_string())
}

/// A request that can still be confirmed.
fn override_request(row: &PhaseRow, now: OffsetDateTime) -> Option<OverrideRequest> {
    let at = row.override_at.filter(|at| now - *at < REQUEST_AGE)?;
    Some(OverrideRequest { reason: row.override_reason.clone()?, by: row.override_by.clone()?, at })
}

/// Why the legacy store cannot be used: what this program found, or the kind of the error, which contains no path.
fn reason(error: &io::Error) -> String {
    error.get_ref().map_or_else(|| error.kind().to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::time::macros::datetime;

    #[test]
    fn a_verify_counts_for_a_day_and_only_without_a_bad_record() {
        let now = datetime!(2026-03-14 09:30 UTC);
        assert!(!verified(None, now).open);
        assert!(verified(Some((now - Duration::hours(24), 0)), now).open);
        assert!(!verified(Some((now - Duration::hours(25), 0)), now).open);
        assert!(!verified(Some((now, 1)), now).open);
    }
}
