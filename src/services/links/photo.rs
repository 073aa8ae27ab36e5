//! Addresses of photos in an Excel report. A client who received the report has no account, so such an address opens
//! with the rights of the link that opened the report.
//!
//! The report has the same bytes for everybody, so the address names the photo and not the link. It works while a link
//! that opened the Excel report of the submission is valid: not revoked and not expired. A link whose openings are used
//! up still counts, because its holder has the report.

use crate::{
    app::App,
    domain::{
        ids::UploadId,
        problem::{Problem, Resource},
    },
    security::{KeyPurpose, signed_token},
    services::uploads::{self, OpenFile, PictureSize},
    store::{self, error::cross_tenant_connection},
};
use time::Duration;

/// The prefix of upload ids, which the token leaves out.
const PREFIX: &str = "upl_";

/// The address of a photo in a report.
pub(crate) fn photo_url(app: &App, id: &UploadId) -> String {
    let digits = id.as_str().trim_start_matches(PREFIX);
    let token = signed_token::sign(&app.keyring, KeyPurpose::ReportPhoto, digits);
    format!("{}/photos/{token}", app.config.public_url)
}

/// The photo that a token names, if a key of this server signed it.
pub fn photo_of(app: &App, token: &str) -> Result<UploadId, Problem> {
    let digits = signed_token::verify(&app.keyring, KeyPurpose::ReportPhoto, token);
    digits.and_then(|digits| format!("{PREFIX}{digits}").parse().ok()).ok_or(Problem::NotFound(Resource::Link))
}

/// Opens a photo with the rights of a link to its Excel report. The caller has verified the token.
pub async fn open_photo(app: &App, id: &UploadId) -> Result<OpenFile, Problem> {
    let now = app.clock.now();
    // An address in a response of the API works for the days of the settings, to the end of the last day.
    let opened_since = now - Duration::days(i64::from(app.config.link_days) + 1);
    // The organisation is known only from the photo.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let row = store::uploads::of_linked_report(&mut conn, id, now, opened_since).await?;
    drop(conn);
    uploads::open_row(app, row.ok_or(Problem::NotFound(Resource::Link))?, PictureSize::Large)
}
