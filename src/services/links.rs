//! Signed links to reports: they expire, can be revoked, and every opening is counted.
//!
//! A token is `<link digits>.<expiry, hex seconds>.<mac>`. The link names a row that counts and can be revoked; the
//! expiry and the link are signed, so neither can be changed. The same day gives the same token, so that a page that
//! is loaded twice shows the same address.

use super::{
    caller::Caller,
    submissions::ReportLinks,
    uploads::{OpenFile, open_file},
};
use crate::{
    app::App,
    domain::{
        ids::LinkId,
        lang::Lang,
        problem::{Problem, Thing},
        upload::FileType,
    },
    reports::name::download_name,
    store::{self, audit::NewAudit, error::unwalled, links::LinkedReport, pool::Connection},
};
use anyhow::anyhow;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use time::{Duration, OffsetDateTime};

/// A report that is open for download.
pub struct Download {
    pub file: OpenFile,
    /// `Marina Tower – HVAC – 2026-03-14.pdf`: safe in any script, without quotes, slashes or controls.
    pub filename: String,
    /// SHA-256 of the bytes (hex), for the entity tag.
    pub sha256: String,
}

/// 128 bits are beyond guessing and keep the address short.
const MAC_BYTES: usize = 16;

/// Opens the report behind a token of `/reports/<token>/<name>`. The name is decoration; the token decides.
pub async fn open(app: &App, caller: &Caller, token: &str) -> Result<Download, Problem> {
    let link = verify(app.config.secret_key.as_bytes(), token, app.clock.now());
    let link = link.ok_or(Problem::NotFound(Thing::Link))?;
    // Whoever holds the link is told by nobody whose it is.
    let mut conn = unwalled(&app.pool).await?;
    open_link(app, caller, &mut conn, link.as_str()).await
}

/// Opens the report behind a link, which whoever asks has been found to hold.
pub(super) async fn open_link(
    app: &App,
    caller: &Caller,
    conn: &mut Connection,
    link: &str,
) -> Result<Download, Problem> {
    let now = app.clock.now();
    let report = store::links::find(conn, link).await?.ok_or(Problem::NotFound(Thing::Link))?;
    let broken = |what: &str| Problem::Internal(anyhow!("report link {link}: {what}"));
    let file_type = FileType::parse(&report.file_type).ok_or_else(|| broken("unknown file type"))?;
    let upload = report.upload_id.parse().map_err(|_| broken("bad upload id"))?;
    let file = app.files.open_report(&upload, file_type).map_err(|error| broken(&error.to_string()))?;
    let def = super::submissions::definition(app, conn, &report.module, report.form_version).await?;
    let lang = Lang::from_code(&report.language).unwrap_or_default();
    store::links::opened(conn, link, now).await?;
    let details = json!({ "format": format_of(file_type), "link": link });
    // A link is opened by people of no organisation; what they did belongs to the one that gave it.
    let audit = caller.audit("report.opened", report.submission_key, details, now);
    let audit = NewAudit { organisation_id: report.organisation_id, ..audit };
    store::audit::add(conn, &audit).await?;
    Ok(Download {
        file: open_file(file, mime(file_type))?,
        filename: download_name(&report.site_name, def.short.get(lang), report.visit_date, extension(file_type)),
        sha256: hex::encode(report.sha256),
    })
}

/// The links that a page shows, good for as many days as the settings say.
pub(super) fn report_links(app: &App, reports: &[LinkedReport], names: impl Fn(&str) -> String) -> Option<ReportLinks> {
    let find = |kind: FileType| reports.iter().find(|r| r.file_type == kind.as_str());
    let (excel, pdf) = (find(FileType::ReportExcel)?, find(FileType::ReportPdf)?);
    // Whole days, so that the address stays the same until midnight.
    let day = app.clock.now().replace_time(time::Time::MIDNIGHT);
    let expires_at = day + Duration::days(i64::from(app.config.link_days) + 1);
    let url = |report: &LinkedReport, kind| {
        let token = sign(app.config.secret_key.as_bytes(), report.link_id.parse().ok()?, expires_at);
        Some(format!("/reports/{token}/{}", percent_encode(&names(extension(kind)))))
    };
    Some(ReportLinks {
        excel_url: url(excel, FileType::ReportExcel)?,
        pdf_url: url(pdf, FileType::ReportPdf)?,
        expires_at,
        excel_size: excel.file_size,
        pdf_size: pdf.file_size,
    })
}

fn sign(key: &[u8], link: LinkId, expires_at: OffsetDateTime) -> String {
    let digits = link.as_str().trim_start_matches("lnk_").to_owned();
    let signed = format!("{digits}.{:x}", expires_at.unix_timestamp());
    let mac = mac(key, &signed).finalize().into_bytes();
    format!("{signed}.{}", hex::encode(mac.get(..MAC_BYTES).unwrap_or_default()))
}

fn verify(key: &[u8], token: &str, now: OffsetDateTime) -> Option<LinkId> {
    let (signed, tag) = token.rsplit_once('.')?;
    let tag =
        hex::decode(tag).ok().filter(|tag| tag.len() == MAC_BYTES && hex::encode(tag) == token[signed.len() + 1..])?;
    mac(key, signed).verify_truncated_left(&tag).ok()?;
    let (digits, expiry) = signed.split_once('.')?;
    let expires_at = OffsetDateTime::from_unix_timestamp(i64::from_str_radix(expiry, 16).ok()?).ok()?;
    if now < expires_at { format!("lnk_{digits}").parse().ok() } else { None }
}

fn mac(key: &[u8], signed: &str) -> Hmac<Sha256> {
    // HMAC takes keys of any length, so the fallback is never reached.
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap_or_else(|_| KeyInit::new(&Default::default()));
    mac.update(b"report link 1\n");
    mac.update(signed.as_bytes());
    mac
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_works_until_it_expires_and_not_if_a_character_is_changed() {
        let (key, link, start) = (b"0123456789abcdef0123456789abcdef", LinkId::random(), OffsetDateTime::UNIX_EPOCH);
        let token = sign(key, link.clone(), start + Duration::days(30));
        assert_eq!(verify(key, &token, start + Duration::days(29)), Some(link));
        assert_eq!(verify(key, &token, start + Duration::days(30)), None);
        assert_eq!(verify(b"another key, as long as the first", &token, start), None);
        for index in 0..token.len() {
            for other in ['0', 'f', 'A', '.', '/'] {
                let mut changed: Vec<char> = token.chars().collect();
                if changed[index] != other {
                    changed[index] = other;
                    assert_eq!(verify(key, &changed.iter().collect::<String>(), start), None, "{index} {other}");
                }
            }
        }
        for junk in ["", ".", "..", "a.b.c", "0.0.", "é.é.é"] {
            assert_eq!(verify(key, junk, start), None, "{junk}");
        }
    }
}
