//! The results of opening a link, and the name of a download.

use super::format::extension;
use crate::{
    app::App,
    domain::{ids::ModuleSlug, lang::Lang, problem::Problem, upload::FileType},
    reports::name::download_name,
    services::{records::definition, uploads::OpenFile},
    store::{pool::Connection, shared_links::HeldLink},
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

pub enum Opened {
    File(Box<Download>),
    /// The page in front of the report.
    Page(Box<Cover>),
}

/// The content of the page in front of a report.
pub struct Cover {
    /// The organisation that shared the report.
    pub organisation: String,
    /// None as long as a password is required.
    pub site_name: Option<String>,
    pub files: Vec<CoverFile>,
    pub asks_password: bool,
    /// A GET of the file opens it: neither a password nor a limited number of openings is set.
    pub is_direct: bool,
    pub openings_left: Option<i32>,
    pub expires_at: OffsetDateTime,
    pub refusal: Option<Refusal>,
}

pub struct CoverFile {
    pub kind: FileType,
    /// The last segment of the address, percent-encoded.
    pub name: String,
}

/// Why the report was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    WrongPassword,
    TooOften,
}

impl Refusal {
    /// How long to wait before another password is checked.
    pub const WAIT_SECONDS: i64 = TRY_AGAIN.whole_seconds();
}

/// The facts that make up the name of a download.
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
    let def = definition(app, conn, named.module, named.form_version).await?;
    Ok(download_name(named.site_name, def.short.get(named.language), named.visit_date, extension(kind)))
}
