//! Signed links to reports: they expire, can be revoked, and every opening is counted and noted.
//!
//! - `token` is what stands in the address, and what is signed;
//! - `open` opens a report behind one, for whoever holds it, or for a member by its submission;
//! - `share` makes the links that people send to clients, lists, changes and revokes them.
//!
//! Answers of the program carry links of their own (`report_links` here, a row for each report): a client of the API
//! opens them without an account. Pages of members carry none: what a member copies from there opens for members only.

mod cover;
mod open;
mod share;
mod token;

pub use cover::{Cover, CoverFile};
pub(super) use open::open_link;
pub use open::{Download, How, Opened, Refusal, member_report, open};

pub use share::{Change, ShareOutcome, Shared, SharedLink, change, share, shared};

use super::submissions::ReportLinks;
use crate::{app::App, domain::upload::FileType, store::links::LinkedReport};
use time::Duration;

/// The links that an answer carries, good for as many days as the settings say.
pub(super) fn report_links(app: &App, reports: &[LinkedReport], names: impl Fn(&str) -> String) -> Option<ReportLinks> {
    let find = |kind: FileType| reports.iter().find(|r| r.file_type == kind);
    let (excel, pdf) = (find(FileType::ReportExcel)?, find(FileType::ReportPdf)?);
    // Whole days, so that the address stays the same until midnight.
    let day = app.clock.now().replace_time(time::Time::MIDNIGHT);
    let expires_at = day + Duration::days(i64::from(app.config.link_days) + 1);
    let url = |report: &LinkedReport, kind| {
        let token = token::of_report(&app.keyring, &report.link_id, expires_at);
        format!("/reports/{token}/{}", percent_encode(&names(extension(kind))))
    };
    Some(ReportLinks {
        excel_url: url(excel, FileType::ReportExcel),
        pdf_url: url(pdf, FileType::ReportPdf),
        expires_at,
        excel_size: excel.file_size,
        pdf_size: pdf.file_size,
    })
}

/// The name in the address: every byte that is not plain is escaped, so that any script survives any client.
pub(super) fn percent_encode(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~');
    name.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

pub(super) fn extension(kind: FileType) -> &'static str {
    if kind == FileType::ReportExcel { "xlsx" } else { "pdf" }
}

fn format_of(kind: FileType) -> &'static str {
    if kind == FileType::ReportExcel { "excel" } else { "pdf" }
}

pub(super) fn mime(kind: FileType) -> &'static str {
    match kind {
        FileType::ReportExcel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/pdf",
    }
}
