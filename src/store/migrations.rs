//! Schema migrations: embedded in the program, run under an advisory lock, each with a `down` script.

use super::{app_role, connect};
use anyhow::{Context, anyhow, ensure};
use diesel::{
    connection::BoxableConnection,
    migration::{Migration, MigrationSource},
    pg::Pg,
};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::collections::BTreeSet;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// The number of the advisory lock; instances that start at the same time wait for each other.
const LOCK: i64 = 0x696e_6a61_617a;

/// Applies all pending migrations; returns their versions. A database with versions of a newer program is refused, and
/// one whose server lacks the role that the migrations need.
pub async fn run(url: &str) -> anyhow::Result<Vec<String>> {
    app_role::ensure(url).await?;
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

/// Reverts all migrations after `version` (all of them if it is empty); returns their versions, newest first.
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

/// Creates all tables in the current schema without recording the versions. The caller rolls this back.
pub(super) fn run_unrecorded(conn: &mut dyn BoxableConnection<Pg>) -> anyhow::Result<()> {
    let mut ours = MigrationSource::<Pg>::migrations(&MIGRATIONS).map_err(|e| anyhow!(e))?;
    ours.sort_by(|a, b| a.name().version().cmp(&b.name().version()));
    ours.iter().try_for_each(|migration| migration.run(conn)).map_err(|e| anyhow!(e))
}

/// A migration: whether it was applied, and whether this program contains it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MigrationStatus {
    pub version: String,
    pub applied: bool,
    pub known: bool,
}

/// Returns an error if the database is newer than the program.
pub fn refuse_unknown(all: &[MigrationStatus]) -> anyhow::Result<()> {
    let unknown: Vec<_> = all.iter().filter(|m| !m.known).map(|m| m.version.as_str()).collect();
    ensure!(
        unknown.is_empty(),
        "The database is newer than this program: it has the migration {}. Start the version of the program that applied it, or a newer one; or revert the migration with that version (`injaaz db down`).",
        unknown.join(", ")
    );
    Ok(())
}

/// All versions, oldest first, including applied versions that this program does not contain.
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

/// Runs migrations, which are blocking code, on a blocking thread with a dedicated connection without timeouts.
async fn on_locked_connection<T: Send + 'static>(
    url: &str,
    work: impl FnOnce(&mut AsyncMigrationHarness<AsyncPgConnection>) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let mut conn = connect::open(url).await.context("connecting to the database")?;
    conn.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))
        .await
        .context("waiting for another migration to end")?;
    let mut harness = AsyncMigrationHarness::new(conn);
    // Dropping the connection at the end of the closure releases the lock.
    tokio::task::spawn_blocking(move || work(&mut harness)).await.context("the migration stopped")?
}
