//! The schema's versions: embedded in the program, run under a lock, each with a way back.

use anyhow::{Context, anyhow, ensure};
use diesel::{
    connection::BoxableConnection,
    migration::{Migration, MigrationSource},
    pg::Pg,
};
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::collections::BTreeSet;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Any number that no other program on the same server uses; two starting instances wait for each other here.
const LOCK: i64 = 0x696e_6a61_617a;

/// Brings the database to the newest version; answers the versions that were run. A database that has versions of a
/// newer program is refused as it is: nobody here knows what they mean.
pub async fn run(url: &str) -> anyhow::Result<Vec<String>> {
    on_locked_connection(url, |harness| {
        refuse_unknown(&read_status(harness)?)?;
        Ok(harness
            .run_pending_migrations(MIGRATIONS)
            .map_err(|e| anyhow!(e))?
            .iter()
            .map(ToString::to_string)
            .collect())
    })
    .await
}

/// Takes back everything after `version` (all, if it is empty); answers what was taken back, newest first.
pub async fn revert_to(url: &str, version: &str) -> anyhow::Result<Vec<String>> {
    let version = version.to_owned();
    on_locked_connection(url, move |harness| {
        refuse_unknown(&read_status(harness)?)?;
        let mut reverted = Vec::new();
        for applied in harness.applied_migrations().map_err(|e| anyhow!(e))? {
            if applied.to_string() <= version {
                break;
            }
            harness.revert_last_migration(MIGRATIONS).map_err(|e| anyhow!(e))?;
            reverted.push(applied.to_string());
        }
        Ok(reverted)
    })
    .await
}

/// Makes every table in the current schema, and keeps no record of it: whoever asks will roll it back.
pub(super) fn run_unrecorded(conn: &mut dyn BoxableConnection<Pg>) -> anyhow::Result<()> {
    let mut ours = MigrationSource::<Pg>::migrations(&MIGRATIONS).map_err(|e| anyhow!(e))?;
    ours.sort_by(|a, b| a.name().version().cmp(&b.name().version()));
    ours.iter().try_for_each(|migration| migration.run(conn)).map_err(|e| anyhow!(e))
}

/// One migration: whether the database has it, and whether this program knows it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MigrationStatus {
    pub version: String,
    pub applied: bool,
    pub known: bool,
}

/// Refuses a database that is newer than the program.
pub fn refuse_unknown(all: &[MigrationStatus]) -> anyhow::Result<()> {
    let unknown: Vec<_> = all.iter().filter(|m| !m.known).map(|m| m.version.as_str()).collect();
    ensure!(
        unknown.is_empty(),
        "The database is newer than this program: it has the version {}. Start the program that made it, or a newer one; or take that version back with it (`injaaz db down`).",
        unknown.join(", ")
    );
    Ok(())
}

/// All versions, oldest first, those included that the database has and this program does not know.
pub async fn status(url: &str) -> anyhow::Result<Vec<MigrationStatus>> {
    on_locked_connection(url, read_status).await
}

fn read_status(harness: &mut AsyncMigrationHarness<AsyncPgConnection>) -> anyhow::Result<Vec<MigrationStatus>> {
    let ours = MigrationSource::<Pg>::migrations(&MIGRATIONS).map_err(|e| anyhow!(e))?;
    let ours: BTreeSet<String> = ours.iter().map(|m| m.name().version().to_string()).collect();
    let applied = harness.applied_migrations().map_err(|e| anyhow!(e))?;
    let applied: BTreeSet<String> = applied.iter().map(ToString::to_string).collect();
    let status = |version: &String| MigrationStatus {
        version: version.clone(),
        applied: applied.contains(version),
        known: ours.contains(version),
    };
    Ok(ours.union(&applied).map(status).collect())
}

/// Migrations are blocking code: they run beside the runtime, on a connection of their own without time limits.
async fn on_locked_connection<T: Send + 'static>(
    url: &str,
    work: impl FnOnce(&mut AsyncMigrationHarness<AsyncPgConnection>) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let mut conn = AsyncPgConnection::establish(url).await.context("connecting to the database")?;
    conn.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))
        .await
        .context("waiting for another migration to end")?;
    let mut harness = AsyncMigrationHarness::new(conn);
    // Closing the connection at the end of this closure gives the lock back.
    tokio::task::spawn_blocking(move || work(&mut harness)).await.context("the migration stopped")?
}
