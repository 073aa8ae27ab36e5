//! A report is opened: the token is judged, the opening counted and noted, the file handed out.
//!
//! What is looked at is not counted: a HEAD, and the page that stands before a link with a password or with a number
//! of openings. Messengers that fetch every address in a message to show a preview of it would otherwise use it up
//! before its reader does. Such a link therefore opens by a post, which no preview sends.

use super::{
    cover::{Cover, cover},
    extension, format_of, mime,
    token::{self, Held},
};
use crate::{
    app::App,
    domain::{
        ids::{LinkId, ModuleSlug, SubmissionId, UploadId},
        lang::Lang,
        problem::{Problem, Resource},
        upload::FileType,
    },
    reports::name::download_name,
    security::client_ip::client_network,
    services::{
        actor::Actor,
        passwords, submissions,
        uploads::{OpenFile, open_file},
    },
    store::{
        self,
        audit::NewAudit,
        error::cross_tenant_connection,
        pool::Connection,
        shared_links::{HeldLink, Limits},
    },
};
use anyhow::anyhow;
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// For how long a password that was tried counts, and how many may be tried in that time: by one peer, and by all of
/// them together. With eight characters or more that is beyond guessing for as long as a link can work.
const TRY_AGAIN: Duration = Duration::minutes(15);
const TRIES_OF_PEER: i64 = 10;
const TRIES_OF_LINK: i64 = 60;

/// A report that is open for download.
pub struct Download {
    pub file: OpenFile,
    /// `Marina Tower – HVAC – 2026-03-14.pdf`: safe in any script, without quotes, slashes or controls.
    pub filename: String,
    /// SHA-256 of the bytes (hex), for the entity tag.
    pub sha256: String,
}

/// How somebody asks for a report.
#[derive(Clone, Copy)]
pub enum How<'a> {
    /// A HEAD: what would come, without it. It is not counted.
    Look,
    Get,
    /// The button of the page before the report, with the password that was typed.
    Post(&'a str),
}

pub enum Opened {
    File(Box<Download>),
    /// The page before the report.
    Page(Box<Cover>),
}

/// Why the report does not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    WrongPassword,
    TooOften,
}

impl Refusal {
    /// How long to wait before another password is looked at.
    pub const WAIT_SECONDS: i64 = TRY_AGAIN.whole_seconds();
}

/// Opens what is behind a token of `/reports/<token>/<name>`. The token decides; the name chooses between the two files
/// of a link to both.
///
/// Expired, revoked, used up, altered, of another key, of a report that is no more: all are the same to whoever asks.
pub async fn open(app: &App, actor: &Actor, token: &str, name: &str, how: How<'_>) -> Result<Opened, Problem> {
    let now = app.clock.now();
    let gone = || Problem::NotFound(Resource::Link);
    match token::read(&app.keyring, token, now).ok_or_else(gone)? {
        Held::Report(link) => {
            // Whoever holds the link is told by nobody whose it is.
            let mut conn = cross_tenant_connection(&app.pool).await?;
            let counted = !matches!(how, How::Look);
            let report = open_counted(app, actor, &mut conn, &link, counted).await?;
            Ok(Opened::File(Box::new(report)))
        }
        Held::Shared(link) => open_shared(app, actor, &link, name, how, now).await,
    }
}

/// Opens the report behind a link of the program's own answers, which whoever asks has been found to hold.
pub(in crate::services) async fn open_link(
    app: &App,
    actor: &Actor,
    conn: &mut Connection,
    link: &LinkId,
) -> Result<Download, Problem> {
    open_counted(app, actor, conn, link, true).await
}

async fn open_counted(
    app: &App,
    actor: &Actor,
    conn: &mut Connection,
    link: &LinkId,
    counted: bool,
) -> Result<Download, Problem> {
    let now = app.clock.now();
    let report = store::links::find(conn, link).await?.ok_or(Problem::NotFound(Resource::Link))?;
    let kind = report.file_type;
    let named = Named {
        module: &report.module,
        form_version: report.form_version,
        site_name: &report.site_name,
        visit_date: report.visit_date,
        language: report.language,
    };
    let download = download(app, conn, &named, kind, &report.upload_id, &report.sha256).await?;
    if !counted {
        return Ok(download);
    }
    let details = json!({ "format": format_of(kind), "link": link });
    // A link is opened by people of no organisation; what they did belongs to the one that gave it.
    let audit = actor.audit("report.opened", report.submission_key, details, now);
    let audit = NewAudit { organisation_id: report.organisation_id, ..audit };
    let opened = conn.transaction::<_, DbError, _>(async |conn| {
        // Revoked since it was found: counted is only what was opened.
        if !store::links::opened(conn, link, now).await? {
            return Ok(false);
        }
        store::audit::add(conn, &audit).await.map(|_| true)
    });
    if opened.await? { Ok(download) } else { Err(Problem::NotFound(Resource::Link)) }
}

/// Opens a report of a submission for a member, as the pages do it: their session is the permission.
pub async fn member_report(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    kind: FileType,
    how: How<'_>,
) -> Result<Download, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = super::share::reached(&mut conn, actor, id).await?;
    let report = store::shared_links::report(&mut conn, actor.organisation_id, row.id, kind).await?;
    let (upload, sha256) = report.ok_or(Problem::NotFound(Resource::Submission))?;
    let named = Named {
        module: &row.module,
        form_version: row.form_version,
        site_name: &row.site_name,
        visit_date: row.visit_date,
        language: row.language,
    };
    let download = download(app, &mut conn, &named, kind, &upload, &sha256).await?;
    if !matches!(how, How::Look) {
        let details = json!({ "format": format_of(kind) });
        store::audit::add(&conn, &actor.audit("report.opened", row.id, details, app.clock.now())).await?;
    }
    Ok(download)
}

async fn open_shared(
    app: &App,
    actor: &Actor,
    link: &LinkId,
    name: &str,
    how: How<'_>,
    now: OffsetDateTime,
) -> Result<Opened, Problem> {
    let gone = || Problem::NotFound(Resource::Link);
    // Whoever holds the link is told by nobody whose it is.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let held = store::shared_links::find(&mut conn, link, now).await?.ok_or_else(gone)?;
    let files = held.files;
    let is_direct = held.password_hash.is_none() && held.most_openings.is_none();
    let kind = match (files.named(name), how) {
        // The address without a name is that of the page.
        (Some(kind), How::Post(_)) => kind,
        (Some(kind), _) if is_direct && !name.is_empty() => kind,
        _ => return cover(app, &mut conn, &held, files, None).await,
    };
    let report = store::shared_links::report(&mut conn, held.organisation_id, held.submission_key, kind);
    let (upload, sha256) = report.await?.ok_or_else(gone)?;
    let mut tried = None;
    if let (Some(hash), How::Post(password)) = (&held.password_hash, how) {
        let limits = Limits { since: now - TRY_AGAIN, of_peer: TRIES_OF_PEER, of_link: TRIES_OF_LINK };
        let peer = actor.ip.map(client_network);
        let place = conn.transaction::<_, DbError, _>(async |conn| {
            store::shared_links::take_try(conn, held.organisation_id, held.id, peer, &limits, now).await
        });
        let Some(place) = place.await? else {
            return cover(app, &mut conn, &held, files, Some(Refusal::TooOften)).await;
        };
        // Nobody waits for a connection that only waits for a password.
        drop(conn);
        let fits = passwords::compare(app, password, Some(hash)).await?.fits;
        conn = cross_tenant_connection(&app.pool).await?;
        if !fits {
            let details = json!({ "link": link, "reason": "password" });
            let audit = actor.audit("link.refused", held.submission_key, details, now);
            let audit = NewAudit { organisation_id: held.organisation_id, ..audit };
            store::audit::add(&conn, &audit).await?;
            return cover(app, &mut conn, &held, files, Some(Refusal::WrongPassword)).await;
        }
        tried = Some(place);
    }
    let download = download(app, &mut conn, &named(&held), kind, &upload, &sha256).await?;
    if matches!(how, How::Look) {
        return Ok(Opened::File(Box::new(download)));
    }
    let details = json!({ "format": format_of(kind), "link": link });
    let audit = actor.audit("report.opened", held.submission_key, details, now);
    let audit = NewAudit { organisation_id: held.organisation_id, ..audit };
    let opened = conn.transaction::<_, DbError, _>(async |conn| {
        if !store::shared_links::take_opening(conn, held.id, now).await? {
            return Ok(false);
        }
        if let Some(tried) = tried {
            store::shared_links::forget_try(conn, tried).await?;
        }
        store::audit::add(conn, &audit).await.map(|_| true)
    });
    if opened.await? { Ok(Opened::File(Box::new(download))) } else { Err(gone()) }
}

/// What the name of a download is made of.
pub(super) struct Named<'a> {
    pub module: &'a ModuleSlug,
    pub form_version: i32,
    pub site_name: &'a str,
    pub visit_date: Option<time::Date>,
    pub language: Lang,
}

pub(super) fn named(held: &HeldLink) -> Named<'_> {
    Named {
        module: &held.module,
        form_version: held.form_version,
        site_name: &held.site_name,
        visit_date: held.visit_date,
        language: held.language,
    }
}

pub(super) async fn filename(
    app: &App,
    conn: &mut Connection,
    named: &Named<'_>,
    kind: FileType,
) -> Result<String, Problem> {
    let def = submissions::definition(app, conn, named.module, named.form_version).await?;
    Ok(download_name(named.site_name, def.short.get(named.language), named.visit_date, extension(kind)))
}

async fn download(
    app: &App,
    conn: &mut Connection,
    named: &Named<'_>,
    kind: FileType,
    upload: &UploadId,
    sha256: &[u8],
) -> Result<Download, Problem> {
    let broken = |error| Problem::Internal(anyhow!("report {upload}: {error}"));
    let file = app.files.open_report(upload, kind).map_err(broken)?;
    Ok(Download {
        file: open_file(file, mime(kind))?,
        filename: filename(app, conn, named, kind).await?,
        sha256: hex::encode(sha256),
    })
}
