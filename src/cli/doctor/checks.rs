//! The individual checks. Each returns what it found, or an error with advice.

use super::finding::{Finding, finding};
use crate::{
    app::picture_decoder,
    config::Config,
    files::{self, Files},
    forms::Forms,
    mail::Mailer,
    services::start,
    store::{
        error::cross_tenant_connection,
        migrations,
        pool::PgPool,
        server::{Answer, ping},
    },
};
use anyhow::{Context, anyhow, bail, ensure};
use std::{fs, os::unix::fs::MetadataExt};

/// With less free space, the photos of a day may not fit.
const ENOUGH: u64 = 1 << 30;

pub fn forms(config: &Config) -> anyhow::Result<String> {
    let extra = config.forms.as_deref().map(files::read_definitions).transpose()?.unwrap_or_default();
    let forms = Forms::load(&extra).map_err(|complaints| anyhow!("{complaints}"))?;
    let names: Vec<_> = forms.all().iter().map(|def| def.module.as_str()).collect();
    Ok(format!("{} definitions: {}", names.len(), names.join(", ")))
}

/// All folders must be on the same file system, because files are published by renaming them.
pub fn folder(config: &Config) -> anyhow::Result<String> {
    let root = &config.generated;
    let files = Files::open(root)?;
    files.probe().with_context(|| format!("cannot write to {}; is it full or read-only?", root.display()))?;
    let whole = fs::metadata(root)?.dev();
    for entry in fs::read_dir(root)? {
        let part = entry?.path();
        // The folder of the embedded database may be on another file system.
        if part.is_dir() && !part.ends_with("postgres") {
            let same = fs::metadata(&part)?.dev() == whole;
            ensure!(same, "{} is on another file system. Mount the whole folder instead.", part.display());
        }
    }
    Ok(format!("{} is writable and on one file system", root.display()))
}

pub fn space(config: &Config) -> anyhow::Result<String> {
    let disk = rustix::fs::statvfs(&config.generated)
        .with_context(|| format!("cannot determine the free space of {}", config.generated.display()))?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let text = format!("{:.1} GiB free", free as f64 / ENOUGH as f64);
    ensure!(free >= ENOUGH, "only {text}. Free some space, or move the folder to a larger disk.");
    ensure!(
        disk.f_files == 0 || disk.f_favail > 10_000,
        "only {} more files can be created. Delete some.",
        disk.f_favail
    );
    Ok(text)
}

/// Checks that a child process can be started and decodes a picture.
pub fn pictures() -> anyhow::Result<String> {
    let advice = "pictures cannot be decoded, so every photo would be rejected. Check the limits of this account";
    picture_decoder::check().context(advice)?;
    Ok("pictures are decoded in child processes with limits of memory and time".to_owned())
}

/// Checks that the server answers, has durable settings and has our tables. Each check requires the one before.
pub async fn database(config: &Config, url: &str) -> Vec<Finding> {
    let mut findings = vec![finding("database", answers(config, url).await)];
    if findings.iter().all(|finding| finding.ok) {
        findings.push(finding("durability", durable(url).await));
        findings.push(finding("tables", tables(url).await));
    }
    findings
}

async fn answers(config: &Config, url: &str) -> anyhow::Result<String> {
    match ping(url).await {
        Answer::Ready => Ok(config.database_url.as_ref().map(|url| format!("{url:?} answers")).unwrap_or_default()),
        Answer::Later(reason) => bail!("it does not answer: {reason}. Start it, or check DATABASE_URL."),
        Answer::Refused(reason) => bail!("it refuses the connection: {reason}. Check DATABASE_URL."),
    }
}

async fn durable(url: &str) -> anyhow::Result<String> {
    let pool = PgPool::open(url, 1).await?;
    let mut connection = cross_tenant_connection(&pool).await.map_err(|problem| match problem.cause() {
        Some(cause) => anyhow!("the database does not answer: {cause}"),
        None => anyhow!("the database does not answer"),
    })?;
    start::require_durable_settings(&mut connection).await?;
    Ok("committed data survives a power failure".to_owned())
}

async fn tables(url: &str) -> anyhow::Result<String> {
    let all = migrations::status(url).await?;
    migrations::refuse_unknown(&all)?;
    let missing: Vec<_> = all.iter().filter(|m| !m.applied).map(|m| m.version.as_str()).collect();
    ensure!(missing.is_empty(), "migrations are missing: {}. Run `injaaz db up`.", missing.join(", "));
    Ok(format!("all {} migrations are applied", all.len()))
}

/// Without a mail server, administrators pass on the links for invitations and password resets themselves.
pub async fn mail(config: &Config) -> anyhow::Result<String> {
    let mailer = Mailer::new(config.smtp_url.as_ref(), config.mail_from.as_ref())?;
    if !mailer.is_configured() {
        return Ok("no e-mail is sent: administrators pass on links themselves".to_owned());
    }
    ensure!(mailer.check_connection().await?, "the server does not respond as a mail server. Check INJAAZ_SMTP_URL.");
    Ok("the mail server answers".to_owned())
}
