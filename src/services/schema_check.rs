//! Refuses work on a database whose schema differs from the one that this program expects, such as after a restore of a
//! part of it, or a change by hand.
//!
//! Called by the start, and before imports and phase steps forward. A step back is not refused, because it must always
//! be possible. Additions that no query notices are only logged.

use crate::{
    app::App,
    domain::problem::{Conflict, Problem},
    store::check::{self, Difference},
};
use anyhow::{Context, bail};

/// Returns an error that names each difference and the statement that corrects it.
pub(super) async fn require_expected(url: &str) -> anyhow::Result<()> {
    let Some(found) = check::schema(url).await? else {
        tracing::warn!("the schema was not checked, because the database account may not create a schema");
        return Ok(());
    };
    let (harmless, wrong): (Vec<Difference>, Vec<Difference>) = found.into_iter().partition(Difference::is_harmless);
    for difference in harmless {
        tracing::info!("the database has more than this program expects: {}", difference.what);
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = wrong.iter().map(|difference| format!("  {difference}")).collect();
    bail!(
        "The schema of the database differs from the one that this program expects:\n{}\nRun the statements, or restore a backup. `injaaz db check` lists the differences that are left.",
        lines.join("\n")
    )
}

/// The same for a use case.
#[cfg_attr(not(feature = "migration"), expect(dead_code, reason = "only the migration starts such work"))]
pub(crate) async fn require(app: &App) -> Result<(), Problem> {
    let url = app.config.database_url.as_ref().context("no database is configured").map_err(Problem::Internal)?;
    let found = check::schema(url.as_str()).await.map_err(Problem::Unavailable)?.unwrap_or_default();
    match found.iter().find(|difference| !difference.is_harmless()) {
        None => Ok(()),
        Some(difference) => {
            tracing::error!("refused, because the schema differs: {difference}");
            Err(Problem::Conflict(Conflict::SchemaDiffers))
        }
    }
}
