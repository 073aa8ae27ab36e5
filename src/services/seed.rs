//! Made-up submissions, so that a list can be tried at the size that it will have in some years.

use crate::{app::App, store::seed};
use anyhow::{Context, bail};
use diesel_async::{AsyncConnection, AsyncPgConnection};

/// Rows of one statement, which is one transaction: few enough to see it move, enough to cost little.
const BATCH: i64 = 20_000;

/// Adds `count` submissions of the forms that are offered, spread over them and over the last five years, and lets
/// the database take stock of them. Their numbers go on behind those of an earlier call. Refuses where there are
/// submissions already, unless `add` says that it may: made-up rows are hard to tell from real ones later.
///
/// `progress` is told how many there are after each batch.
pub async fn seed(app: &App, count: u32, add: bool, mut progress: impl FnMut(u32)) -> anyhow::Result<()> {
    let url = app.config.database_url.as_ref().context("no database is configured")?;
    // A connection of its own: those of the pool stop whatever takes longer than a page may.
    let mut conn = AsyncPgConnection::establish(url.as_str()).await.context("connecting to the database")?;
    let organisation = app.organisation_id().context("the database is not prepared")?;
    if !add && seed::any(&mut conn, organisation).await? {
        bail!("The database holds submissions already, so nothing was added. Use --add if made-up ones may join them.");
    }
    let forms: Vec<_> = app.forms.all().iter().map(|def| (def.module.clone(), def.version)).collect();
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
    seed::take_stock(&mut conn).await?;
    Ok(())
}
