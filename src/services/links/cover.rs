//! The page in front of a shared report: the organisation, the available files, and the password form if there is one.

use super::{
    format::{extension, percent_encode},
    model::{CoverContent, CoverFile, OpenRefusal, OpenedLink, filename, has_photo_appendix, named},
};
use crate::{
    app::App,
    domain::{problem::Problem, shared_link::SharedFiles, upload::FileType},
    store::{self, pool::Connection, shared_links::HeldLink},
};

pub(super) async fn cover(
    app: &App,
    conn: &mut Connection,
    held: &HeldLink,
    files: SharedFiles,
    refusal: Option<OpenRefusal>,
) -> Result<OpenedLink, Problem> {
    Ok(OpenedLink::Page(Box::new(content(app, conn, held, files, refusal).await?)))
}

/// What the page offers.
pub(super) async fn content(
    app: &App,
    conn: &mut Connection,
    held: &HeldLink,
    files: SharedFiles,
    refusal: Option<OpenRefusal>,
) -> Result<CoverContent, Problem> {
    let asks_password = held.password_hash.is_some();
    let mut offered = Vec::new();
    let mut kinds = files.kinds().to_vec();
    if kinds.contains(&FileType::ReportPdf)
        && has_photo_appendix(conn, held.organisation_id, held.submission_key).await?
    {
        kinds.push(FileType::ReportPhotos);
    }
    for kind in kinds {
        // The file name contains the site name, which the password protects.
        let name = match asks_password {
            true => format!("report.{}", extension(kind)),
            false => percent_encode(&filename(app, conn, &named(held), kind).await?),
        };
        offered.push(CoverFile { kind, name });
    }
    Ok(CoverContent {
        organisation: held.organisation.clone(),
        zone: store::organisations::time_zone_of(conn, held.organisation_id).await?,
        site_name: (!asks_password && !held.site_name.trim().is_empty()).then(|| held.site_name.clone()),
        files: offered,
        asks_password,
        has_page: has_page(files),
        is_direct: !asks_password && held.most_openings.is_none(),
        openings_left: held.most_openings.map(|most| most - held.opened_count),
        expires_at: held.expires_at,
        refusal,
    })
}

/// The page is the PDF in the browser, so a link to the PDF permits it, and one to the Excel file alone does not.
pub(super) fn has_page(files: SharedFiles) -> bool {
    files.kinds().contains(&FileType::ReportPdf)
}
