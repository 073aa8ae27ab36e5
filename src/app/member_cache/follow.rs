//! Follows the changes of members in the database: listens, and confirms while the cache is in use.
//!
//! Input: the URL of the database, and a message for each use of the cache. Ends when the cache is dropped.

use super::Members;
use crate::store::member_changes::MemberChanges;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{sync::mpsc::Receiver, time::sleep};

/// The time between two confirmations while the cache is in use: several fit into the time that one counts.
const CONFIRM_EVERY: Duration = Duration::from_millis(300);

/// The time until the next attempt after the connection was lost.
const AGAIN: Duration = Duration::from_secs(2);

pub(super) async fn follow(url: String, members: Arc<Members>, mut wanted: Receiver<()>) {
    while wanted.recv().await.is_some() {
        if let Err(reason) = listen(&url, &members, &mut wanted).await {
            tracing::debug!("changes of members are not announced: {reason:#}; looking up every session");
        }
        members.stop_trusting();
        sleep(AGAIN).await;
    }
}

/// Returns when the cache was dropped, or with the reason why the connection was lost.
async fn listen(url: &str, members: &Arc<Members>, wanted: &mut Receiver<()>) -> anyhow::Result<()> {
    let changed = Arc::clone(members);
    let mut changes = MemberChanges::listen(url, Arc::new(move || changed.forget_all())).await?;
    // A look-up that began before may have missed a change.
    members.forget_all();
    loop {
        let asked_at = Instant::now();
        changes.confirm().await?;
        members.confirm(asked_at);
        sleep(CONFIRM_EVERY).await;
        if wanted.recv().await.is_none() {
            return Ok(());
        }
    }
}
