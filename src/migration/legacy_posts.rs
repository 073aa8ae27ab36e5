//! Requests that only clients of the legacy app send: forms without a key, and drafts for the server.

use crate::{
    app::App,
    domain::{
        form::FormDef,
        ids::{DraftId, ModuleSlug, SubmissionKey},
        lang::Lang,
        problem::Problem,
        raw::RawForm,
        time_zone::TimeZone,
        validate::RuleUse,
    },
    services::{
        actor::Actor,
        storage_problem,
        submit::{self, SubmitRequest, SubmitResult},
        uploads::{self, ReceivedFile},
    },
    store::{self, pool::Connection, submissions::Saved},
};
use anyhow::{Context, anyhow};
use sha2::{Digest, Sha256};
use time::Duration;

/// How long an identical post counts as a repetition. A double click repeats within seconds, a script within minutes;
/// after that, identical answers and photos mean another visit.
pub const SAME_FOR: Duration = Duration::minutes(10);

/// Maximum number of drafts. Nothing reads them, so a larger number indicates a faulty client.
const MAX_DRAFTS: usize = 1_000;

/// A post of a client of the legacy app.
pub struct LegacySubmission {
    /// Clients of the legacy app send none.
    pub key: Option<SubmissionKey>,
    /// SHA-256 over everything that was sent, with the content of files.
    pub digest: [u8; 32],
    pub lang: Lang,
    pub raw: RawForm,
    pub received: Vec<ReceivedFile>,
}

/// Saves a form as usual. Without a key, one is derived from the content, so that the unique constraint merges a double
/// click.
pub async fn submit(app: &App, actor: &Actor, def: &FormDef, sent: LegacySubmission) -> Result<SubmitResult, Problem> {
    let LegacySubmission { key, digest, lang, raw, received } = sent;
    let key = match key {
        Some(key) => Ok(key),
        None => made_key(app, actor, &def.module, &digest).await,
    };
    match key {
        Ok(key) => {
            submit::submit(
                app,
                actor,
                app.forms.installed(),
                def,
                SubmitRequest {
                    key,
                    lang,
                    raw,
                    zone: TimeZone::UTC,
                    rules: RuleUse::AsSent,
                    received,
                    reinspects: None,
                },
            )
            .await
        }
        Err(problem) => {
            uploads::discard(app, &received);
            Err(problem)
        }
    }
}

/// The key of the newest submission with the same content if it is recent, else the next one: `old_<hash>_0`, `_1`, …
/// Fixed time slots would separate two clicks that fall on either side of a boundary.
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

/// The last used key. Keys are used consecutively, so it is found with few queries: by doubling, then by bisection.
async fn newest(conn: &mut Connection, actor: &Actor, stem: &str) -> Result<Option<(u32, Saved)>, Problem> {
    let mut newest = None;
    // All below `low` are used; `high` and above are not, if known.
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
