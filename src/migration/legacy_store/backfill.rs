//! Backfill after a step back: the legacy store lacks what was submitted while it was not written. Those submissions
//! are added to the outbox, after every transaction that may have seen the previous phase has ended.
//!
//! A submission reads the phase after its row is inserted, when its transaction has an id. So a transaction that saw
//! the previous phase has a smaller id than any snapshot after the change. Once no transaction below such a snapshot is
//! running, all acknowledged submissions without an outbox row are visible. Until this is done, the row of the phase is
//! marked as behind, and any process that finds the mark completes the work.

use super::folder::{blocking_or_problem, folder, source};
use crate::{
    app::App,
    domain::problem::Problem,
    store::{
        self,
        migration::{migration_phases as phases, old_store_outbox as outbox},
        pool::Connection,
    },
};
use std::{io::ErrorKind, time::Duration};
use tokio::time::{Instant, sleep};

/// Submissions checked in one statement.
const AT_ONCE: i64 = 20_000;
/// Files checked between two statements.
const NAMES: i64 = 1_000;

/// How long to wait for older transactions in one call. Ours are short; for a long one of another client the caller
/// does other work meanwhile.
const PATIENCE: Duration = Duration::from_secs(1);

/// Adds everything that the legacy store lacks of a module to the outbox; false if older transactions still run.
pub(super) async fn catch_up(
    app: &App,
    conn: &mut Connection,
    organisation: i64,
    module: &str,
) -> Result<bool, Problem> {
    if !older_have_ended(conn).await? {
        return Ok(false);
    }
    let source = source(conn, app, organisation).await?;
    let (mut after, last) = (0, outbox::last_submission(conn).await?);
    while after < last {
        let lacking = outbox::lacking(conn, organisation, module, source, after, AT_ONCE).await?;
        outbox::add_all(conn, organisation, module, &lacking, app.clock.now()).await?;
        fail::fail_point!("phases.enqueued");
        after += AT_ONCE;
    }
    let mut after = 0;
    loop {
        let standing = store::migration::written_records::standing(conn, source, module, after, NAMES).await?;
        let Some((last, _, _)) = standing.last() else { break };
        after = *last;
        let folder = folder(app);
        let gone = blocking_or_problem(move || {
            let mut gone = Vec::new();
            for (_, name, submission) in standing {
                match folder.find(&name) {
                    Ok(_) => {}
                    Err(error) if error.kind() == ErrorKind::NotFound => gone.push(submission),
                    Err(error) => return Err(error),
                }
            }
            Ok(gone)
        })
        .await?;
        outbox::add_all(conn, organisation, module, &gone, app.clock.now()).await?;
    }
    fail::fail_point!("phases.before_caught_up");
    phases::no_longer_behind(conn, organisation, module).await?;
    Ok(true)
}

/// Waits briefly until every transaction that was writing before this call has ended; false if one still runs.
pub(in crate::migration) async fn older_have_ended(conn: &mut Connection) -> Result<bool, Problem> {
    let moment = phases::moment(conn).await?;
    let (since, mut pause) = (Instant::now(), Duration::from_millis(2));
    while !phases::is_past(conn, &moment).await? {
        if since.elapsed() > PATIENCE {
            return Ok(false);
        }
        sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(100));
    }
    Ok(true)
}
