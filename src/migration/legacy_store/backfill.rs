//! After a step back the old store is behind: it lacks what was submitted while nobody wrote to it. All of that is put
//! into the outbox, once every transaction has ended that may still have seen the phase before.
//!
//! A submission asks for the phase after its row is inserted, so it has its number by then: one that saw the old phase
//! has a smaller number than any moment after the change. Once nothing is under way below such a moment, everything
//! that was acknowledged without an outbox row can be found by looking. Until it was looked, the row of the phase says
//! so, and any process that finds it does the rest.

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

/// Submissions that are looked at with one statement.
const AT_ONCE: i64 = 20_000;
/// Files that are looked for between two statements.
const NAMES: i64 = 1_000;

/// How long the end of older transactions is waited for at once. Ours are short; there is other work to do meanwhile if
/// somebody else's is not.
const PATIENCE: Duration = Duration::from_secs(1);

/// Puts into the outbox whatever the old store lacks of a module; false if that cannot be known yet.
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

/// Waits a moment until every transaction has ended that had begun to write before this call; false if one goes on.
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
