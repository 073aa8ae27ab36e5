//! What every one of these commands stands on: the app, and on whose behalf it works.

use crate::{
    app::{App, Clock},
    cli::database,
    config::Config,
    domain::{lang::Lang, problem::Problem},
    services::{caller::Caller, start},
};
use anyhow::Context;

/// Who did it, as pages and the audit log name this place.
pub const BY: &str = "command line";

/// Opens the app, beside a running server or alone, and works with it.
pub fn with(config: Config, work: impl AsyncFnOnce(&App, &Caller) -> anyhow::Result<()>) -> anyhow::Result<()> {
    database::with(config, async |config, _| {
        let app = start::open(config, Clock::System).await?;
        let organisation_id = app.organisation_id().context("the database is not prepared")?;
        let caller = Caller { organisation_id, user_id: None, ip: None, user_agent: None };
        work(&app, &caller).await
    })
}

/// What a person at the command line is told: the sentence, and the cause, which nobody else would show here.
pub fn told(problem: Problem) -> anyhow::Error {
    let sentence = problem.sentence(Lang::En);
    match problem.cause() {
        Some(cause) => anyhow::anyhow!("{cause:#}").context(sentence),
        None => anyhow::anyhow!(sentence),
    }
}
