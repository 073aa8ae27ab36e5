//! The gates: conditions for a module's next phase. The evidence is stored with the change.

use super::model::{Gate, GateName, ModulePhase};
use crate::{
    app::App,
    domain::{
        ids::ModuleSlug,
        migration::{Phase, RecordKind, RecordState},
        problem::Problem,
    },
    migration::legacy_store,
    services::storage_problem,
    store::{
        self,
        migration::{gates as found, migration_phases::PhaseRow, old_store_outbox::Waiting},
        pool::Connection,
    },
};
use anyhow::{Context, anyhow};
use std::collections::HashMap;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::sync::mpsc;

/// Maximum age of a verify.
const VERIFY_AGE: Duration = Duration::hours(24);
/// File names looked up in the ledger at once.
const NAMES: usize = 1_000;

/// What is known of all modules at one point in time.
pub(super) struct Evidence {
    organisation: i64,
    phases: Vec<PhaseRow>,
    outbox: HashMap<String, Waiting>,
    open_differences: HashMap<String, i64>,
    /// Counted only if a gate needs it, because it reads the complete folder.
    pending: Option<i64>,
}

impl Evidence {
    pub async fn gather(app: &App, conn: &mut Connection, organisation: i64) -> Result<Evidence, Problem> {
        // The folder belongs to the default organisation only.
        if app.organisation_id() != Some(organisation) {
            return Err(Problem::Internal(anyhow!("organisation {organisation} has no old store")));
        }
        let outbox = store::migration::old_store_outbox::waiting(conn, organisation).await?;
        Ok(Evidence {
            organisation,
            phases: store::migration::migration_phases::all(conn, organisation).await?,
            outbox: outbox.into_iter().map(|waiting| (waiting.module.clone(), waiting)).collect(),
            open_differences: store::migration::shadow_differences::open(conn, organisation)
                .await?
                .into_iter()
                .collect(),
            pending: None,
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
            gates.push(self.gate(app, conn, module.as_str(), row.as_ref(), *name).await?);
        }
        let waiting = self.outbox.get(module.as_str()).cloned().unwrap_or_default();
        let count = |number: i64| number.max(0) as u64;
        Ok(ModulePhase {
            module: module.clone(),
            phase,
            since: row.as_ref().map(|row| row.since),
            gates,
            outbox: count(waiting.all),
            outbox_failing: count(waiting.failing),
            outbox_error: waiting.error,
            shadow_reads: row.as_ref().map_or(0, |row| count(row.shadow_reads)),
            differences: row.as_ref().map_or(0, |row| count(row.differences)),
            fallbacks: row.as_ref().map_or(0, |row| count(row.fallbacks)),
        })
    }

    async fn gate(
        &mut self,
        app: &App,
        conn: &mut Connection,
        module: &str,
        row: Option<&PhaseRow>,
        name: GateName,
    ) -> Result<Gate, Problem> {
        let organisation = self.organisation;
        let none = |found: i64| gate(name, found == 0, found.to_string(), "0".to_owned());
        Ok(match name {
            GateName::OldStore => match legacy_store::is_writable(app).await {
                Ok(()) => gate(name, true, "ok".to_owned(), "ok".to_owned()),
                Err(error) => gate(name, false, error.kind().to_string(), "ok".to_owned()),
            },
            GateName::Outbox => none(self.outbox.get(module).map_or(0, |waiting| waiting.all)),
            GateName::Pending => none(match self.pending {
                Some(pending) => pending,
                None => *self.pending.insert(pending(app, conn, organisation).await?),
            }),
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
                let archives = found::archives(conn, organisation, module).await?;
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

/// Counts submissions in the legacy store that are not in the ledger. Names are read as a stream, so memory does not
/// depend on their number.
async fn pending(app: &App, conn: &mut Connection, organisation: i64) -> Result<i64, Problem> {
    let source = legacy_store::source(conn, app, organisation).await?;
    let folder = legacy_store::folder(app);
    let (names, mut listed) = mpsc::channel(NAMES);
    let listing = tokio::task::spawn_blocking(move || {
        for entry in folder.walk(RecordKind::Submission) {
            // The receiver is closed if a query failed.
            if names.blocking_send(entry?.name).is_err() {
                break;
            }
        }
        Ok(())
    });
    let (mut pending, mut batch) = (0, Vec::with_capacity(NAMES));
    while listed.recv_many(&mut batch, NAMES).await > 0 {
        let names: Vec<&str> = batch.iter().map(String::as_str).collect();
        pending += names.len() as i64 - store::migration::written_records::known(conn, source, &names).await?;
        batch.clear();
    }
    listing.await.map_err(|stopped| Problem::Internal(stopped.into()))?.map_err(storage_problem)?;
    Ok(pending)
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
