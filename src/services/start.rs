//! What must be true before the first request: a database that keeps what it confirms, an organisation, and every
//! form definition kept under its version.

use crate::{
    forms::Forms,
    store::{
        self,
        error::connection,
        pool::{Connection, PgPool},
    },
};
use anyhow::{anyhow, bail};
use diesel::{QueryableByName, sql_types::Text};
use diesel_async::RunQueryDsl;
use time::OffsetDateTime;

/// Prepares an up-to-date database; answers the default organisation.
pub async fn prepare(pool: &PgPool, forms: &Forms, organisation: &str, now: OffsetDateTime) -> anyhow::Result<i64> {
    let mut conn = connection(pool).await.map_err(|problem| match problem.cause() {
        Some(cause) => anyhow!("the database does not answer: {cause}"),
        None => anyhow!("the database does not answer"),
    })?;
    refuse_forgetful_database(&mut conn).await?;
    store::audit::make_partitions(&mut conn, now.date()).await?;
    for def in forms.all() {
        register(&mut conn, forms, def).await?;
    }
    Ok(store::organisations::default_id(&mut conn, organisation).await?)
}

async fn register(conn: &mut Connection, forms: &Forms, def: &crate::domain::form::FormDef) -> anyhow::Result<()> {
    let Some(source) = forms.source(&def.module) else { bail!("the form {} has no text", def.module) };
    let kept =
        store::form_versions::register(conn, def.module.as_str(), def.version, source.text, &source.sha256).await?;
    if kept != source.sha256 {
        bail!(
            "The form {} was changed, but its version is still {}. Submissions of that version would read differently: raise `version` in its definition.",
            def.module,
            def.version
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
