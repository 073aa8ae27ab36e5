//! Generated submissions, to test lists at the size of several years of use.

use crate::{
    app::App,
    store::{connect, seed},
};
use anyhow::{Context, bail};

/// Rows of one statement, which is one transaction: small enough to show progress, large enough to be efficient.
const BATCH: i64 = 20_000;

/// Adds `count` submissions, spread over the offered forms and the last five years, and updates the statistics of the
/// database. Numbering continues after an earlier call. Refuses if there are submissions, unless `add` is set:
/// generated rows are hard to distinguish from real ones later.
///
/// `progress` receives the number of added rows after each batch.
pub async fn seed(app: &App, count: u32, add: bool, mut progress: impl FnMut(u32)) -> anyhow::Result<()> {
    let url = app.config.database_url.as_ref().context("no database is configured")?;
    // Not from the pool, whose connections have a statement timeout.
    let mut conn = connect::open(url.as_str()).await.context("connecting to the database")?;
    let organisation = app.organisation_id().context("the database is not prepared")?;
    if !add && seed::any(&mut conn, organisation).await? {
        bail!(
            "The database has submissions already, so nothing was added. Use --add to add generated ones nevertheless."
        );
    }
    let forms: Vec<_> = app.forms.installed().all().iter().map(|def| (def.module.clone(), def.version)).collect();
    let today = app.clock.now().date();
    let before = seed::last(&mut conn, organisation).await?;
    let end = before + i64::from(count);
    let mut done = before;
    while done < end {
        let (first, last) = (done + 1, end.min(done + BATCH));
        seed::submissions(&mut conn, organisation, &forms, first, last, end, today).await?;
        done = last;
        progress(u32::try_from(done - before).unwrap_or(count));
    }
    seed::update_statistics(&mut conn).await?;
    Ok(())
}
