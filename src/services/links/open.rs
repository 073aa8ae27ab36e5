//! Opening a report: verifies the token, counts and audits the opening, and opens the file.
//!
//! A HEAD request and the page in front of a protected link are not counted. Messengers fetch every address in a
//! message for a preview, which would otherwise use up a limited number of openings. A link with a password or such a
//! limit therefore opens by a POST only, which no preview sends.
//!
//! A link to the PDF opens the same report as a page too. That counts as an opening like a file.

use super::{
    cover::{content, cover, has_page},
    format::{format_of, mime},
    model::{Download, DownloadName, OpenRefusal, OpenedLink, OpenedReport, TRY_AGAIN, filename, named},
    share::submission_in_scope,
    token::{self, TokenTarget},
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::{LinkId, SubmissionId, UploadId},
        problem::{Problem, Resource},
        upload::FileType,
    },
    security::client_ip::client_network,
    services::{actor::Actor, opening_problem, passwords, uploads::open_file},
    store::{
        self,
        audit::NewAudit,
        error::cross_tenant_connection,
        pool::Connection,
        shared_links::{HeldLink, Limits},
    },
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use time::OffsetDateTime;

/// How many passwords may be tried within [`TRY_AGAIN`], by one client network and by all together. With at least eight
/// characters, guessing is not feasible during the lifetime of a link.
const TRIES_OF_PEER: i64 = 10;
const TRIES_OF_LINK: i64 = 60;

/// The last segment of the address at which a report is a page.
pub const PAGE: &str = "page";

/// How the audit log names the page among the formats.
const PAGE_FORMAT: &str = "page";

/// How a report is requested.
#[derive(Clone, Copy)]
pub enum OpenRequest<'a> {
    /// A HEAD request, which is not counted.
    Head,
    Get,
    /// The form of the page in front of the report, with the password.
    Post(&'a str),
}

/// Opens the report of `/reports/<token>/<name>`. The token decides; the name selects one of the two files of a link to
/// both.
///
/// Expired, revoked, used up, changed, signed with another key, or without a report: the answer is the same for all.
pub async fn open(
    app: &App,
    actor: &Actor,
    token: &str,
    name: &str,
    how: OpenRequest<'_>,
) -> Result<OpenedLink, Problem> {
    let now = app.clock.now();
    let gone = || Problem::NotFound(Resource::Link);
    match token::read(&app.keyring, token, now).ok_or_else(gone)? {
        TokenTarget::Report(link) => {
            // The organisation is known only from the link.
            let mut conn = cross_tenant_connection(&app.pool).await?;
            let counted = !matches!(how, OpenRequest::Head);
            let report = open_counted(app, actor, &mut conn, &link, counted).await?;
            Ok(OpenedLink::File(Box::new(report)))
        }
        TokenTarget::Shared(link) => open_shared(app, actor, &link, name, how, now).await,
    }
}

/// Opens the report behind a link of an API response; the caller has verified that the client holds the link.
pub async fn open_link(app: &App, actor: &Actor, conn: &mut Connection, link: &LinkId) -> Result<Download, Problem> {
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
    let named = DownloadName {
        organisation: report.organisation_id,
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
    // The opening is recorded in the log of the organisation that owns the report, because the client belongs to none.
    let audit = actor.audit(AuditAction::ReportOpened, report.submission_key, details, now);
    let audit = NewAudit { organisation_id: report.organisation_id, ..audit };
    let opened = conn.transaction::<_, DbError, _>(async |conn| {
        // The link was revoked after it was found: only successful openings are counted.
        if !store::links::opened(conn, link, now).await? {
            return Ok(false);
        }
        store::audit::add(conn, &audit).await.map(|_| true)
    });
    if opened.await? { Ok(download) } else { Err(Problem::NotFound(Resource::Link)) }
}

/// Opens a report of a submission for a member, whose session is the permission.
pub async fn member_report(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    kind: FileType,
    how: OpenRequest<'_>,
) -> Result<Download, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = submission_in_scope(&mut conn, actor, id).await?;
    let report = store::shared_links::report(&mut conn, actor.organisation_id, row.id, kind).await?;
    let (upload, sha256) = report.ok_or(Problem::NotFound(Resource::Submission))?;
    let named = DownloadName {
        organisation: actor.organisation_id,
        module: &row.module,
        form_version: row.form_version,
        site_name: &row.site_name,
        visit_date: row.visit_date,
        language: row.language,
    };
    let download = download(app, &mut conn, &named, kind, &upload, &sha256).await?;
    if !matches!(how, OpenRequest::Head) {
        let details = json!({ "format": format_of(kind) });
        store::audit::add(&conn, &actor.audit(AuditAction::ReportOpened, row.id, details, app.clock.now())).await?;
    }
    Ok(download)
}

/// The same for the report of an earlier revision.
pub async fn earlier_report(
    app: &App,
    actor: &Actor,
    id: &SubmissionId,
    revision: i32,
    kind: FileType,
    how: OpenRequest<'_>,
) -> Result<Download, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let row = submission_in_scope(&mut conn, actor, id).await?;
    let files = store::report_versions::files_of_revision(&mut conn, actor.organisation_id, row.id, revision).await?;
    let found = files.into_iter().find(|(file_type, ..)| *file_type == kind);
    let (_, upload, sha256) = found.ok_or(Problem::NotFound(Resource::Submission))?;
    let named = DownloadName {
        organisation: actor.organisation_id,
        module: &row.module,
        form_version: row.form_version,
        site_name: &row.site_name,
        visit_date: row.visit_date,
        language: row.language,
    };
    let download = download(app, &mut conn, &named, kind, &upload, &sha256).await?;
    if !matches!(how, OpenRequest::Head) {
        let details = json!({ "format": format_of(kind), "revision": revision });
        store::audit::add(&conn, &actor.audit(AuditAction::ReportOpened, row.id, details, app.clock.now())).await?;
    }
    Ok(download)
}

async fn open_shared(
    app: &App,
    actor: &Actor,
    link: &LinkId,
    name: &str,
    how: OpenRequest<'_>,
    now: OffsetDateTime,
) -> Result<OpenedLink, Problem> {
    let gone = || Problem::NotFound(Resource::Link);
    // The organisation is known only from the link.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let held = store::shared_links::find(&mut conn, link, now).await?.ok_or_else(gone)?;
    let files = held.files;
    let is_direct = held.password_hash.is_none() && held.most_openings.is_none();
    let is_posted = matches!(how, OpenRequest::Post(_));
    let is_page = has_page(files) && (name == PAGE || (name.is_empty() && !is_posted));
    let kind = match files.named(name) {
        // The page shows what the PDF contains.
        _ if is_page => FileType::ReportPdf,
        // The address without a name is a page.
        Some(kind) if is_posted || !name.is_empty() => kind,
        _ => return cover(app, &mut conn, &held, files, None).await,
    };
    if !is_posted && !is_direct {
        return cover(app, &mut conn, &held, files, None).await;
    }
    let report = store::shared_links::report(&mut conn, held.organisation_id, held.submission_key, kind);
    let (upload, sha256) = report.await?.ok_or_else(gone)?;
    let mut tried = None;
    if let (Some(hash), OpenRequest::Post(password)) = (&held.password_hash, how) {
        let limits = Limits { since: now - TRY_AGAIN, of_peer: TRIES_OF_PEER, of_link: TRIES_OF_LINK };
        let peer = actor.ip.map(client_network);
        let place = conn.transaction::<_, DbError, _>(async |conn| {
            store::shared_links::count_attempt(conn, held.organisation_id, held.id, peer, &limits, now).await
        });
        let Some(place) = place.await? else {
            return cover(app, &mut conn, &held, files, Some(OpenRefusal::TooOften)).await;
        };
        // Return the connection to the pool while the password is hashed.
        drop(conn);
        let fits = passwords::compare(app, password, Some(hash)).await?.fits;
        conn = cross_tenant_connection(&app.pool).await?;
        if !fits {
            let details = json!({ "link": link, "reason": "password" });
            let audit = actor.audit(AuditAction::LinkRefused, held.submission_key, details, now);
            let audit = NewAudit { organisation_id: held.organisation_id, ..audit };
            store::audit::add(&conn, &audit).await?;
            return cover(app, &mut conn, &held, files, Some(OpenRefusal::WrongPassword)).await;
        }
        tried = Some(place);
    }
    let opening = match is_page {
        true => OpenedLink::Report(Box::new(opened_report(app, &mut conn, link, &held).await?)),
        false => OpenedLink::File(Box::new(download(app, &mut conn, &named(&held), kind, &upload, &sha256).await?)),
    };
    if matches!(how, OpenRequest::Head) {
        return Ok(opening);
    }
    let format = if is_page { PAGE_FORMAT } else { format_of(kind) };
    let details = json!({ "format": format, "link": link });
    let audit = actor.audit(AuditAction::ReportOpened, held.submission_key, details, now);
    let audit = NewAudit { organisation_id: held.organisation_id, ..audit };
    let opened = conn.transaction::<_, DbError, _>(async |conn| {
        if !store::shared_links::count_opening(conn, held.id, now).await? {
            return Ok(false);
        }
        if let Some(tried) = tried {
            store::shared_links::delete_attempt(conn, tried).await?;
        }
        store::audit::add(conn, &audit).await.map(|_| true)
    });
    if opened.await? { Ok(opening) } else { Err(gone()) }
}

/// The page of a report that its client has opened before, which is not counted again.
pub(super) async fn open_again(app: &App, link: &LinkId) -> Result<OpenedReport, Problem> {
    // The organisation is known only from the link.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let held = store::shared_links::find_opened(&mut conn, link, app.clock.now()).await?;
    opened_report(app, &mut conn, link, &held.ok_or(Problem::NotFound(Resource::Link))?).await
}

async fn opened_report(
    app: &App,
    conn: &mut Connection,
    link: &LinkId,
    held: &HeldLink,
) -> Result<OpenedReport, Problem> {
    Ok(OpenedReport {
        cover: content(app, conn, held, held.files, None).await?,
        link: link.clone(),
        link_key: held.id,
        organisation_id: held.organisation_id,
        submission: held.submission.clone(),
        allows_response: held.allows_response,
    })
}

async fn download(
    app: &App,
    conn: &mut Connection,
    named: &DownloadName<'_>,
    kind: FileType,
    upload: &UploadId,
    sha256: &[u8],
) -> Result<Download, Problem> {
    let file = app.files.open_report(upload, kind).map_err(|error| opening_problem(upload.as_str(), error))?;
    Ok(Download {
        file: open_file(file, mime(kind))?,
        filename: filename(app, conn, named, kind).await?,
        sha256: hex::encode(sha256),
    })
}
