//! What opening a link leads to, and what a download is called.

use super::format::extension;
use crate::{
    app::App,
    domain::{ids::ModuleSlug, lang::Lang, problem::Problem, upload::FileType},
    reports::name::download_name,
    services::{records::definition, uploads::OpenFile},
    store::{pool::Connection, shared_links::HeldLink},
};
use time::{Duration, OffsetDateTime};

/// For how long a wrong password counts against whoever tried it.
pub(super) const TRY_AGAIN: Duration = Duration::minutes(15);

/// A report that is open for download.
pub struct Download {
    pub file: OpenFile,
    /// `Marina Tower – HVAC – 2026-03-14.pdf`: safe in any script, without quotes, slashes or controls.
    pub filename: String,
    /// SHA-256 of the bytes (hex), for the entity tag.
    pub sha256: String,
}

pub enum Opened {
    File(Box<Download>),
    /// The page before the report.
    Page(Box<Cover>),
}

/// What stands on the page before a report.
pub struct Cover {
    /// Whose report it is.
    pub organisation: String,
    /// Nothing, as long as a password is asked for.
    pub site_name: Option<String>,
    pub files: Vec<CoverFile>,
    pub asks_password: bool,
    /// A plain link to the files opens them: nothing needs to be asked.
    pub is_direct: bool,
    pub openings_left: Option<i32>,
    pub expires_at: OffsetDateTime,
    pub refusal: Option<Refusal>,
}

pub struct CoverFile {
    pub kind: FileType,
    /// Below the address of the link, escaped.
    pub name: String,
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
    let def = definition(app, conn, named.module, named.form_version).await?;
    Ok(download_name(named.site_name, def.short.get(named.language), named.visit_date, extension(kind)))
}
