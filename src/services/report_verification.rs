//! Report verification: what the code on a report proves, without answers and personal names.
//!
//! A person with the code has the report, which shows the site name, so the site name is not disclosed to them. It is
//! read from the submission, so it is absent after an erasure.

use super::forms;
use crate::{
    app::App,
    domain::{
        ids::ReportCode,
        lang::Label,
        problem::{Problem, Resource},
        time_zone::TimeZone,
        upload::FileType,
    },
    store::{self, error::cross_tenant_connection},
};
use time::{Date, OffsetDateTime};

/// An issued report.
#[derive(Clone, Debug)]
pub struct ReportVerification {
    pub organisation: String,
    /// The zone of the organisation.
    pub zone: TimeZone,
    /// The current title of the form.
    pub form: Label,
    pub visit_date: Option<Date>,
    pub site_name: Option<String>,
    pub made_at: OffsetDateTime,
    pub standing: VerificationStatus,
    /// Of the submission, and the newest one if that was corrected since.
    pub revision: i32,
    pub newest_revision: Option<i32>,
    /// The PDF and Excel files of this version.
    pub files: Vec<IssuedFile>,
}

#[derive(Clone, Debug)]
pub struct IssuedFile {
    pub kind: FileType,
    pub sha256: [u8; 32],
    pub size: i64,
}

/// The status of an issued report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerificationStatus {
    Current,
    /// A newer version was made at this time.
    Replaced(OffsetDateTime),
    /// The submission was erased.
    Erased,
}

/// The report with this code.
pub async fn find(app: &App, code: &ReportCode) -> Result<ReportVerification, Problem> {
    // The organisation is known only from the code.
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let rows = store::report_versions::of_code(&mut conn, code).await?;
    let first = rows.first().ok_or(Problem::NotFound(Resource::Report))?;
    let name = first.module.as_str();
    let forms = forms::of(app, &mut conn, first.organisation_id).await?;
    let form = forms.get(&first.module).map_or_else(|| Label::new(name, name), |def| def.title.clone());
    let standing = match (&first.site_name, first.replaced_at) {
        (None, _) => VerificationStatus::Erased,
        (Some(_), Some(at)) => VerificationStatus::Replaced(at),
        (Some(_), None) => VerificationStatus::Current,
    };
    let file = |row: &store::report_versions::VersionRow| IssuedFile {
        kind: row.file_type,
        sha256: row.sha256,
        size: row.file_size,
    };
    Ok(ReportVerification {
        organisation: first.organisation.clone(),
        zone: first.time_zone,
        form,
        visit_date: first.visit_date,
        site_name: first.site_name.clone(),
        made_at: first.made_at,
        standing,
        revision: first.revision,
        newest_revision: first.newest.filter(|newest| *newest > first.revision),
        files: rows.iter().map(file).collect(),
    })
}

impl ReportVerification {
    /// The issued file with this hash.
    pub fn file(&self, sha256: &[u8; 32]) -> Option<&IssuedFile> {
        self.files.iter().find(|file| file.sha256 == *sha256)
    }
}
