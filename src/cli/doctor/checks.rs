//! The individual checks. Each returns what it found, or an error with advice.

use super::finding::{Finding, Level, finding};
use crate::{
    app::picture_decoder,
    config::{Config, DatabaseUrl},
    domain::lang::Lang,
    files::{self, Files, OldStore},
    forms::Forms,
    i18n::Texts,
    mail::Mailer,
    services::{
        backup, data_folder, start,
        stored_files::{self, Sample},
        users::plain,
    },
    store::{
        check,
        error::cross_tenant_connection,
        migrations,
        pool::PgPool,
        server::{Answer, ping},
    },
};
use anyhow::{Context, anyhow, bail, ensure};
use std::{fs, os::unix::fs::MetadataExt};
use time::OffsetDateTime;

/// With less free space, the photos of a day may not fit.
const ENOUGH: u64 = 1 << 30;

/// In hours: a nightly backup may take a while.
const OLDEST_BACKUP: i64 = 26;

/// How many stored files are looked for, and how many submissions with missing ones are named.
const SAMPLE: i32 = 400;
const NAMED: usize = 5;

pub fn forms(config: &Config) -> anyhow::Result<String> {
    let extra = config.forms.as_deref().map(files::read_definitions).transpose()?.unwrap_or_default();
    let forms = Forms::load(&extra).map_err(|errors| anyhow!(Texts::of(Lang::EN).definition_errors(&errors)))?;
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

/// An old or missing backup is a warning, because there may be backups of another kind. A server without data needs none.
pub fn backup(config: &Config) -> Finding {
    let files = Files::at(&config.generated);
    let advice = "Make one every day: injaaz backup DIR (docs/backup.md)";
    let Some(last) = backup::last(&files) else {
        return match files.folder_id() {
            Ok(None) => Finding::new("backup", Level::Ok, "there is nothing to back up yet"),
            _ => Finding::new("backup", Level::Warning, format!("`injaaz backup` was not used yet. {advice}")),
        };
    };
    let hours = (OffsetDateTime::now_utc() - last.created_at).whole_hours();
    let (snapshot, folder) = (last.snapshot, last.folder.display());
    let says = format!("the last backup is {hours} hours old ({snapshot} in {folder})");
    match hours < OLDEST_BACKUP {
        true => Finding::new("backup", Level::Ok, says),
        false => Finding::new("backup", Level::Warning, format!("{says}. {advice}")),
    }
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

/// Checks the folder of the legacy app, if one is set: whether it can be read and written, and whether the account that
/// owns it, which is that of the legacy app, can read new files.
pub fn old_store(config: &Config) -> Option<anyhow::Result<String>> {
    let folder = &config.old_store;
    (*folder != config.generated).then(|| {
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let checked = OldStore::at(folder).with_mode(config.old_store_mode).probe();
        // A read-only legacy store is enough for an import.
        match checked {
            Ok(()) => Ok(format!("{} is writable, and its owner can read new files", folder.display())),
            Err(error) if error.get_ref().is_some() => Err(anyhow!("{error}. Set INJAAZ_OLD_STORE_MODE, such as 644")),
            Err(error) => Ok(format!(
                "{} can be read, but not written ({}): enough for an import, not for the phases files, dual and \
                 database_with_fallback",
                folder.display(),
                error.kind()
            )),
        }
    })
}

/// Checks that the addresses of clients are known behind a reverse proxy. Otherwise all of them share one limit, and
/// one that sends wrong passwords locks out the others.
pub fn proxy(config: &Config) -> anyhow::Result<String> {
    let trusted = &config.trusted_proxies;
    let ignored = Files::at(&config.generated).untrusted_proxy().filter(|address| !trusted.includes(*address));
    if let Some(address) = ignored {
        bail!(
            "the server received X-Forwarded-For from {address} and did not believe it, so all clients of that proxy \
             share one limit. If {address} is your reverse proxy, add it to INJAAZ_TRUSTED_PROXIES; otherwise delete \
             {}.",
            config.generated.join("untrusted_proxy").display()
        );
    }
    ensure!(
        !trusted.is_empty() || !config.public_url.starts_with("https://"),
        "INJAAZ_PUBLIC_URL is an https address, so there is a reverse proxy, but INJAAZ_TRUSTED_PROXIES is empty, so all \
         clients share one limit. Set it to the address of the proxy: 127.0.0.1 if it is on this machine."
    );
    Ok(match trusted.is_empty() {
        true => "no reverse proxy is expected".to_owned(),
        false => format!("X-Forwarded-For is believed from {trusted}"),
    })
}

/// Checks that the server answers, has durable settings and has our tables. Each check requires the one before.
pub async fn database(config: &Config, url: &str) -> Vec<Finding> {
    let mut findings = vec![finding("database", answers(url).await)];
    if findings.iter().all(|finding| finding.ok) {
        findings.push(finding("durability", durable(url).await));
        findings.push(finding("tables", tables(url).await));
    }
    if findings.iter().all(|finding| finding.ok) {
        findings.push(finding("schema", schema(url).await));
        findings.push(finding("files", files_of_rows(config, url).await));
    }
    findings
}

async fn answers(url: &str) -> anyhow::Result<String> {
    match ping(url).await {
        Answer::Ready => Ok(format!("{} answers", DatabaseUrl::readable(url))),
        Answer::Later(reason) => bail!("it does not answer: {reason}. Start it, or check DATABASE_URL."),
        Answer::Refused(reason) => bail!("it refuses the connection: {reason}. Check DATABASE_URL."),
    }
}

async fn durable(url: &str) -> anyhow::Result<String> {
    let pool = PgPool::open(url, 1).await?;
    let mut connection = cross_tenant_connection(&pool).await.map_err(plain)?;
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

async fn schema(url: &str) -> anyhow::Result<String> {
    let found = check::check(url).await?;
    let (harmless, wrong): (Vec<_>, Vec<_>) = found.iter().partition(|difference| difference.is_harmless());
    let lines: Vec<String> = wrong.iter().map(|difference| format!("\n  {difference}")).collect();
    ensure!(
        wrong.is_empty(),
        "{} differences; a start is refused until they are corrected:{}",
        wrong.len(),
        lines.concat()
    );
    Ok(match harmless.len() {
        0 => "as expected, and no row refers to a missing one".to_owned(),
        more => format!("as expected, and {more} additions that are not used (`injaaz db check` lists them)"),
    })
}

/// Checks that the folder is that of the database, and looks for some of the files that rows name.
async fn files_of_rows(config: &Config, url: &str) -> anyhow::Result<String> {
    let files = Files::open(&config.generated)?;
    let pool = PgPool::open(url, 1).await?;
    let mut connection = cross_tenant_connection(&pool).await.map_err(plain)?;
    data_folder::check(&files, &mut connection).await?;
    let Sample { looked_for, missing, submissions } =
        stored_files::sample(&files, &mut connection, SAMPLE).await.map_err(plain)?;
    let named: Vec<&str> = submissions.iter().take(NAMED).map(|id| id.as_str()).collect();
    ensure!(
        missing == 0,
        "{missing} of {looked_for} files that were looked for are missing or incomplete in {}, those of {}{}. Restore them from a backup, then generate the reports of these submissions again on their pages.",
        config.generated.display(),
        named.join(", "),
        if submissions.len() > NAMED { " and others" } else { "" }
    );
    Ok(format!("all {looked_for} that were looked for are there"))
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
