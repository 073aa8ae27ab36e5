//! Backfill after a step back: the legacy store lacks what was submitted while it was not written. Those submissions
//! are added to the outbox, after every transaction that may have seen the previous phase has ended. So are those whose
//! file is missing, or was written in an earlier version of the shape.
//!
//! A submission reads the phase after its row is inserted, when its transaction has an id. So a transaction that saw
//! the previous phase has a smaller id than any snapshot after the change. Once no transaction below such a snapshot is
//! running, all acknowledged submissions without an outbox row are visible. Until this is done, the row of the phase is
//! marked as behind, and any process that finds the mark completes the work.

use super::folder::{blocking_or_problem, folder, source};
use crate::{
    app::App,
    domain::problem::Problem,
    legacy::write::FORMAT,
    store::{
        migration::{migration_phases as phases, old_store_outbox as outbox, written_records},
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
pub(super) async fn queue_missing(
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
        let lacking = outbox::missing_submissions(conn, organisation, module, source, after, AT_ONCE).await?;
        outbox::add_all(conn, organisation, module, &lacking, app.clock.now()).await?;
        fail::fail_point!("phases.enqueued");
        after += AT_ONCE;
    }
    let mut after = 0;
    loop {
        let standing = written_records::of_module(conn, source, FORMAT, module, after, NAMES).await?;
        let Some(last) = standing.last() else { break };
        after = last.id;
        let folder = folder(app);
        let to_write = blocking_or_problem(move || {
            let mut to_write = Vec::new();
            for record in standing {
                match folder.find(&record.name) {
                    Ok(_) if !record.is_outdated => {}
                    Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                    _ => to_write.push(record.submission_id),
                }
            }
            Ok(to_write)
        })
        .await?;
        outbox::add_all(conn, organisation, module, &to_write, app.clock.now()).await?;
    }
    fail::fail_point!("phases.before_caught_up");
    phases::mark_complete(conn, organisation, module).await?;
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
