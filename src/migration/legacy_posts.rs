//! What clients of the old app send that ours don't: forms without a key, and drafts for the server.

use crate::{
    app::App,
    domain::{
        ids::{DraftId, ModuleSlug, SubmissionKey},
        lang::Lang,
        problem::Problem,
        raw::RawForm,
    },
    services::{
        actor::Actor,
        storage_problem,
        submit::{self, Sent, Submitted},
        uploads::{self, Received},
    },
    store::{self, pool::Connection, submissions::Saved},
};
use anyhow::{Context, anyhow};
use sha2::{Digest, Sha256};
use time::Duration;

/// How long the same post is taken for the same form. Somebody presses a button twice within seconds, or a script
/// tries again within minutes; who sends the same answers and photos after that means a second visit.
pub const SAME_FOR: Duration = Duration::minutes(10);

/// How many drafts are kept; nothing reads them, so more than that is a client gone wild.
const MAX_DRAFTS: usize = 1_000;

/// A post of the old app.
pub struct OldSent {
    /// Old clients make none.
    pub key: Option<SubmissionKey>,
    /// Over everything that was sent, files by their content.
    pub digest: [u8; 32],
    pub lang: Lang,
    pub raw: RawForm,
    pub received: Vec<Received>,
}

/// Saves a form like any other. One without a key gets one that follows from what was sent, so that a double click is
/// one submission: the unique constraint decides, as always.
pub async fn submit(app: &App, actor: &Actor, module: &ModuleSlug, sent: OldSent) -> Result<Submitted, Problem> {
    let OldSent { key, digest, lang, raw, received } = sent;
    let key = match key {
        Some(key) => Ok(key),
        None => made_key(app, actor, module, &digest).await,
    };
    match key {
        Ok(key) => submit::submit(app, actor, module, Sent { key, lang, raw, received }).await,
        Err(problem) => {
            uploads::discard(app, &received);
            Err(problem)
        }
    }
}

/// The key of the newest submission of the same content if that is young, else the next one: `old_<hash>_0`, `_1`, …
/// There are no time slots with a border that two clicks could fall on either side of.
async fn made_key(app: &App, actor: &Actor, module: &ModuleSlug, digest: &[u8; 32]) -> Result<SubmissionKey, Problem> {
    let content = Sha256::new().chain_update(module.as_str()).chain_update(digest).finalize();
    let mut stem = hex::encode(content);
    stem.truncate(40);
    let mut conn = actor.connection(&app.pool).await?;
    let number = match newest(&mut conn, actor, &stem).await? {
        Some((number, saved)) if app.clock.now() - saved.created_at < SAME_FOR => number,
        Some((number, _)) => number + 1,
        None => 0,
    };
    numbered(&stem, number)
}

/// The last of the keys in use. They are used in a row, so the last one is found in few steps however many there are.
async fn newest(conn: &mut Connection, actor: &Actor, stem: &str) -> Result<Option<(u32, Saved)>, Problem> {
    let mut newest = None;
    // In use below `low`, not in use from `high` on, if that is known.
    let (mut low, mut high) = (0u32, None::<u32>);
    while high.is_none_or(|high| low < high) {
        let probe = high.map_or(low.saturating_mul(2), |high| low + (high - low) / 2);
        let key = numbered(stem, probe)?;
        match store::submissions::by_key(conn, actor.organisation_id, &key).await? {
            Some(saved) => {
                newest = Some((probe, saved));
                low = probe + 1;
            }
            None => high = Some(probe),
        }
    }
    Ok(newest)
}

fn numbered(stem: &str, number: u32) -> Result<SubmissionKey, Problem> {
    let key = format!("old_{stem}_{number}");
    key.parse().map_err(|_| Problem::Internal(anyhow!("{key} is no submission key")))
}

/// Keeps a draft durably, for a month.
pub async fn keep_draft(app: &App, bytes: Vec<u8>) -> Result<DraftId, Problem> {
    let (files, id) = (app.files.clone(), DraftId::random());
    let keeping = tokio::task::spawn_blocking(move || {
        if files.drafts().map_err(storage_problem)? >= MAX_DRAFTS {
            return Err(Problem::StorageFull(anyhow!("{MAX_DRAFTS} drafts of old clients are kept already")));
        }
        files.keep_draft(&id, &bytes).map_err(storage_problem)?;
        Ok(id)
    });
    keeping.await.context("keeping a draft stopped").map_err(Problem::Internal)?
}
