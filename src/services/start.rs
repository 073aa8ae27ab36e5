//! From settings to a working app: folders, schema, organisation, and every form definition kept under its version.
//!
//! What must be true before the first request is checked here, and said in one sentence if it is not.

use crate::{
    app::{App, Clock},
    config::Config,
    files::{self, Files},
    forms::{Forms, Source},
    store::{
        self,
        error::connection,
        pool::{Connection, PgPool},
    },
};
use anyhow::{Context, anyhow, bail};
use diesel::{QueryableByName, sql_types::Text};
use diesel_async::RunQueryDsl;
use std::sync::Arc;
use time::OffsetDateTime;

/// Makes everything ready. The settings must name a database by now.
pub async fn open(config: Config, clock: Clock) -> anyhow::Result<Arc<App>> {
    let Some(url) = config.database_url.clone() else { bail!("no database is configured") };
    let extra = match &config.forms {
        Some(dir) => files::read_definitions(dir).with_context(|| format!("reading the forms in {}", dir.display()))?,
        None => Vec::new(),
    };
    let forms = Forms::load(&extra).map_err(|complaints| anyhow!("{complaints}"))?;
    let files = Files::open(&config.generated)?;
    let ran = store::migrations::run(url.as_str()).await?;
    if !ran.is_empty() {
        tracing::info!("the database is now at version {}", ran.last().map_or("", String::as_str));
    }
    let pool = PgPool::open(url.as_str(), config.pool_size).await?;
    let organisation_id = prepare(&pool, &forms, &config.organisation, clock.now()).await?;
    Ok(Arc::new(App::new(config, pool, files, forms, clock, organisation_id)))
}

/// Prepares an up-to-date database; answers the default organisation.
async fn prepare(pool: &PgPool, forms: &Forms, organisation: &str, now: OffsetDateTime) -> anyhow::Result<i64> {
    let mut conn = connection(pool).await.map_err(|problem| match problem.cause() {
        Some(cause) => anyhow!("the database does not answer: {cause}"),
        None => anyhow!("the database does not answer"),
    })?;
    refuse_forgetful_database(&mut conn).await?;
    store::audit::make_partitions(&mut conn, now.date()).await?;
    for source in forms.sources() {
        register(&mut conn, source).await?;
    }
    Ok(store::organisations::default_id(&mut conn, organisation).await?)
}

async fn register(conn: &mut Connection, source: &Source) -> anyhow::Result<()> {
    let sha256 = hex::decode(&source.sha256)?;
    let module = source.module.as_str();
    let kept = store::form_versions::register(conn, module, source.version, &source.text, &sha256).await?;
    if kept != sha256 {
        bail!(
            "The form {module} was changed, but its version is still {}. Submissions of that version would read differently: raise `version` in its definition.",
            source.version
        );
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    setting: String,
}

/// A server that does not wait for its disk would confirm submissions that a power cut takes back.
pub async fn refuse_forgetful_database(conn: &mut Connection) -> anyhow::Result<()> {
    let query =
        "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')";
    for Setting { name, setting } in diesel::sql_query(query).load::<Setting>(conn).await? {
        if setting == "off" {
            bail!(
                "The database runs with {name} = off, so a power cut would lose submissions that people were told are saved. Set {name} = on in postgresql.conf and restart it."
            );
        }
    }
    Ok(())
}
