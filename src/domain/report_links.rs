//! Signed links to the reports of a submission.

use time::OffsetDateTime;

/// Signed links to both reports and to the photo appendix, if there is one, made for one page view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportLinks {
    pub excel_url: String,
    pub pdf_url: String,
    pub photos_url: Option<String>,
    pub expires_at: OffsetDateTime,
    pub excel_size: i64,
    pub pdf_size: i64,
    pub photos_size: Option<i64>,
}
