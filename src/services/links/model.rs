//! The results of opening a link, and the name of a download.

use super::format::extension;
use crate::{
    app::App,
    domain::{
        ids::{LinkId, ModuleSlug, SubmissionId},
        lang::Lang,
        problem::Problem,
        time_zone::TimeZone,
        upload::FileType,
    },
    reports::name::download_name,
    services::{records::definition, uploads::OpenFile},
    store::{self, pool::Connection, shared_links::HeldLink},
};
use time::{Duration, OffsetDateTime};

/// For how long a wrong password counts against the client that tried it.
pub(super) const TRY_AGAIN: Duration = Duration::minutes(15);

/// A report file that is open for download.
pub struct Download {
    pub file: OpenFile,
    /// `Marina Tower – HVAC – 2026-03-14.pdf`: safe in any script, without quotes, slashes or control characters.
    pub filename: String,
    /// SHA-256 of the bytes (hex), for the `ETag`.
    pub sha256: String,
}

pub enum OpenedLink {
    File(Box<Download>),
    /// The page in front of the report.
    Page(Box<CoverContent>),
    /// The report itself, as a page.
    Report(Box<OpenedReport>),
}

/// A report that a link opens as a page: the same content as the PDF.
pub struct OpenedReport {
    pub cover: CoverContent,
    pub link: LinkId,
    /// The key of the link's row.
    pub link_key: i64,
    pub organisation_id: i64,
    pub submission: SubmissionId,
    /// The client may respond to it.
    pub allows_response: bool,
}

/// The content of the page in front of a report.
pub struct CoverContent {
    /// The organisation that shared the report.
    pub organisation: String,
    /// The zone of the organisation.
    pub zone: TimeZone,
    /// None as long as a password is required.
    pub site_name: Option<String>,
    pub files: Vec<CoverFile>,
    pub asks_password: bool,
    /// A GET of the file opens it: neither a password nor a limited number of openings is set.
    pub is_direct: bool,
    /// The report can be read as a page.
    pub has_page: bool,
    pub openings_left: Option<i32>,
    pub expires_at: OffsetDateTime,
    pub refusal: Option<OpenRefusal>,
}

pub struct CoverFile {
    pub kind: FileType,
    /// The last segment of the address, percent-encoded.
    pub name: String,
}

/// Why the report was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenRefusal {
    WrongPassword,
    TooOften,
}

impl OpenRefusal {
    /// How long to wait before another password is checked.
    pub const WAIT_SECONDS: i64 = TRY_AGAIN.whole_seconds();
}

/// The facts that make up the name of a download.
pub(super) struct DownloadName<'a> {
    pub organisation: i64,
    pub module: &'a ModuleSlug,
    pub form_version: i32,
    pub site_name: &'a str,
    pub visit_date: Option<time::Date>,
    pub language: Lang,
}

pub(super) fn named(held: &HeldLink) -> DownloadName<'_> {
    DownloadName {
        organisation: held.organisation_id,
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
    named: &DownloadName<'_>,
    kind: FileType,
) -> Result<String, Problem> {
    let def = definition(app, conn, named.organisation, named.module, named.form_version).await?;
    Ok(download_name(named.site_name, def.short.get(named.language), named.visit_date, extension(kind)))
}

/// Whether the PDF report of a submission has its photos in a second file.
pub(super) async fn has_photo_appendix(
    conn: &mut Connection,
    organisation: i64,
    submission: i64,
) -> Result<bool, Problem> {
    Ok(store::shared_links::report(conn, organisation, submission, FileType::ReportPhotos).await?.is_some())
}
