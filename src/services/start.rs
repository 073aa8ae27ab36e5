//! Start of the application: folders, schema, organisation, and registration of every form version.
//!
//! Requirements for the first request are checked here; a failure is one sentence for the operator. There are two
//! steps, because the database server may start later: the app is *assembled* without a database and can already report
//! that it waits; it is *prepared* once the database answers.

use super::{data_folder, schema_check};
use crate::{
    app::{App, Clock, OpenLegacyStore},
    config::Config,
    domain::{form::FormDef, ids::ModuleSlug, lang::Lang, migration::Phase},
    files::{self, Files},
    forms::{Forms, Source},
    i18n::{self, Texts},
    store::{
        self,
        error::cross_tenant_connection,
        pool::{Connection, PgPool},
        server::{Answer, ping},
    },
};
use anyhow::{Context, anyhow, bail};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// How often an unavailable database server is tried again.
const AGAIN: Duration = Duration::from_secs(2);

/// Result of an attempt to prepare the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    Done,
    /// It does not answer, for this reason; a retry can help.
    Later(String),
}

/// An app with a prepared database, for a command, which cannot wait for the database. The schema is not compared: a
/// command may be the way to correct something, and imports and phase steps compare it themselves.
pub async fn open(config: Config, clock: Clock, legacy_store: OpenLegacyStore) -> anyhow::Result<Arc<App>> {
    let app = assemble(config, clock, legacy_store).await?;
    match prepared(&app, false).await? {
        Attempt::Done => Ok(app),
        Attempt::Later(reason) => bail!("The database does not answer: {reason}."),
    }
}

/// Everything that needs no database: folders, forms, languages, and a pool that connects later. The configuration must
/// have a database URL.
pub async fn assemble(config: Config, clock: Clock, legacy_store: OpenLegacyStore) -> anyhow::Result<Arc<App>> {
    if let Some(snapshot) = Files::at(&config.generated).unfinished_restore()? {
        bail!(
            "The restore of the snapshot {snapshot} into {} has not ended. Run `injaaz restore` again; it goes on.",
            config.generated.display()
        );
    }
    let extra = match &config.forms {
        Some(dir) => files::read_definitions(dir).with_context(|| format!("reading the forms in {}", dir.display()))?,
        None => Vec::new(),
    };
    let forms = Forms::load(&extra).map_err(|errors| anyhow!(Texts::of(Lang::EN).definition_errors(&errors)))?;
    if let Some(dir) = &config.locales {
        let found = files::read_locales(dir).with_context(|| format!("reading the languages in {}", dir.display()))?;
        let sources = found.into_iter().map(|(tag, name, text)| i18n::Source { tag, name, text });
        i18n::install(sources.collect()).map_err(|reason| anyhow!("{}: {reason}", dir.display()))?;
    }
    let files = Files::open(&config.generated)?;
    let pool = PgPool::open(url(&config)?, config.pool_size).await?;
    App::new(config, pool, files, forms, clock, legacy_store)
}

/// Prepares the database as soon as it answers, without a time limit, so that both servers can start in any order.
pub async fn prepare_when_available(app: &App) -> anyhow::Result<()> {
    while prepare(app).await? != Attempt::Done {
        sleep(AGAIN).await;
    }
    Ok(())
}

/// Prepares the database if it answers. Errors are those that a retry cannot resolve, such as a schema that differs
/// from the expected one.
pub async fn prepare(app: &App) -> anyhow::Result<Attempt> {
    prepared(app, true).await
}

async fn prepared(app: &App, with_schema_check: bool) -> anyhow::Result<Attempt> {
    let url = url(&app.config)?;
    match ping(url).await {
        Answer::Later(reason) => return Ok(Attempt::Later(reason)),
        Answer::Refused(reason) => bail!("The database refuses the connection: {reason}. Check DATABASE_URL."),
        Answer::Ready => {}
    }
    let Err(error) = run_migrations(app, url, with_schema_check).await else { return Ok(Attempt::Done) };
    // The error may be caused by a server that stopped meanwhile; that one can be retried.
    match ping(url).await {
        Answer::Later(reason) => Ok(Attempt::Later(reason)),
        _ => Err(error),
    }
}

fn url(config: &Config) -> anyhow::Result<&str> {
    config.database_url.as_ref().map(|url| url.as_str()).context("no database is configured")
}

async fn run_migrations(app: &App, url: &str, with_schema_check: bool) -> anyhow::Result<()> {
    let _others_wait = store::preparation_lock::acquire(url).await?;
    let ran = store::migrations::run(url).await?;
    if let Some(newest) = ran.last() {
        tracing::info!("the database schema is now at version {newest}");
    }
    if with_schema_check {
        schema_check::require_expected(url).await?;
    }
    for function in store::row_level_security::mark_leakproof(url).await? {
        tracing::warn!(
            "some searches will be slow until an administrator of the database server runs: ALTER FUNCTION {function} LEAKPROOF"
        );
    }
    let now = app.clock.now();
    let mut conn = cross_tenant_connection(&app.pool).await.map_err(|problem| match problem.cause() {
        Some(cause) => anyhow!("the database does not answer: {cause}"),
        None => anyhow!("the database does not answer"),
    })?;
    require_durable_settings(&mut conn).await?;
    data_folder::claim(app, &mut conn).await?;
    if !app.legacy_store.is_available() {
        refuse_phases_with_files(&mut conn).await?;
    }
    store::audit::make_partitions(&mut conn, now.date()).await.context("creating the partitions of the audit log")?;
    let installed = app.forms.installed();
    for source in installed.sources() {
        register(&mut conn, installed, source).await?;
    }
    let names: Vec<ModuleSlug> = installed.sources().iter().map(|source| source.module.clone()).collect();
    let own = store::organisation_forms::published_as(&mut conn, &names).await?;
    app.forms.are_own_before(own.into_iter().collect());
    app.is_prepared_for(
        store::organisations::default_id(&mut conn, &app.config.organisation, app.config.time_zone).await?,
    );
    Ok(())
}

/// Without access to the legacy store, a module whose phase reads or writes it would lose or hide submissions.
async fn refuse_phases_with_files(conn: &mut Connection) -> anyhow::Result<()> {
    let words: Vec<&str> = Phase::ALL.iter().filter(|phase| phase.uses_files()).map(|phase| phase.as_str()).collect();
    if let Some((module, phase)) = store::module_phases::in_phases(conn, &words).await?.into_iter().next() {
        bail!(
            "The module {module} is in the phase {phase} and still uses the legacy app's files, which this build cannot read. Use a build with the feature `migration`, or move the module to the phase `database` with it first."
        );
    }
    Ok(())
}

/// Stores a form version, or compares it with the stored one. Another text with the same meaning, such as a corrected
/// comment, needs no new version.
async fn register(conn: &mut Connection, forms: &Forms, source: &Source) -> anyhow::Result<()> {
    let sha256 = hex::decode(&source.sha256)?;
    let module = &source.module;
    let kept = store::form_versions::register(conn, module, source.version, &source.text, &sha256).await?;
    if kept == sha256 {
        return Ok(());
    }
    let stored = store::form_versions::definition_of(conn, module, source.version).await?.unwrap_or_default();
    let same = |stored: FormDef| forms.get(module).is_some_and(|def| def.asks_the_same(&stored));
    if Forms::parse(&stored, module.as_str()).is_ok_and(same) {
        return Ok(());
    }
    bail!(
        "The form {module} was changed, but its version is still {}. Increase `version` in its definition, so that older submissions keep their form.",
        source.version
    )
}

/// With these settings off, the server confirms commits that a power failure can lose.
pub async fn require_durable_settings(conn: &mut Connection) -> anyhow::Result<()> {
    if let Some(name) = store::server::durability_turned_off(conn).await?.first() {
        bail!(
            "The database runs with {name} = off, so a power failure could lose submissions that were confirmed as saved. Set {name} = on in postgresql.conf and restart it."
        );
    }
    Ok(())
}
