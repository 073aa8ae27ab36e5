//! The links in API responses: one for each report of a submission, signed with an expiry. Revoking them replaces the
//! ids that the addresses name.

use super::{
    format::{extension, percent_encode},
    share::submission_in_scope,
    token,
};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::{LinkId, SubmissionId},
        problem::{Problem, Resource},
        report_links::ReportLinks,
        upload::FileType,
    },
    reports::name::download_name,
    services::{actor::Actor, records::definition},
    store::{self, links::LinkedReport, pool::Connection},
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use time::Duration;

/// The links of a response, valid for the number of days in the settings.
pub(crate) fn report_links(app: &App, reports: &[LinkedReport], names: impl Fn(&str) -> String) -> Option<ReportLinks> {
    let find = |kind: FileType| reports.iter().find(|r| r.file_type == kind);
    let (excel, pdf) = (find(FileType::ReportExcel)?, find(FileType::ReportPdf)?);
    let photos = find(FileType::ReportPhotos);
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
        photos_url: photos.map(|photos| url(photos, FileType::ReportPhotos)),
        expires_at,
        excel_size: excel.file_size,
        pdf_size: pdf.file_size,
        photos_size: photos.map(|photos| photos.file_size),
    })
}

/// The links of a submission's reports; none unless both reports exist.
pub(crate) async fn links_of(
    app: &App,
    conn: &mut Connection,
    organisation: i64,
    id: &SubmissionId,
) -> Result<Option<ReportLinks>, Problem> {
    let row =
        store::submissions::by_id(conn, organisation, id).await?.ok_or(Problem::NotFound(Resource::Submission))?;
    let def = definition(app, conn, organisation, &row.module, row.form_version).await?;
    let linked = store::links::of_submission(conn, organisation, row.id).await?;
    Ok(report_links(app, &linked, |extension| {
        download_name(&row.site_name, def.short.get(row.language), row.visit_date, extension)
    }))
}

/// Revokes all addresses that responses of the API have contained for the reports of a submission. The next response
/// has new ones.
pub async fn revoke_response_links(app: &App, actor: &Actor, id: &SubmissionId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let row = submission_in_scope(&mut conn, actor, id).await?;
    conn.transaction::<_, DbError, _>(async |conn| {
        for link in store::links::of_submission(conn, actor.organisation_id, row.id).await? {
            let new = LinkId::random();
            if store::links::replace(conn, actor.organisation_id, row.id, &link.link_id, &new).await? {
                let details = json!({ "link": link.link_id, "in_responses": true });
                store::audit::add(conn, &actor.audit(AuditAction::LinkRevoked, row.id, details, now)).await?;
            }
        }
        Ok(())
    })
    .await?;
    Ok(())
}
