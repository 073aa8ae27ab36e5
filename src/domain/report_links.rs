//! Signed links to the two reports of a submission.

use time::OffsetDateTime;

/// Signed links to both reports, made for one page view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportLinks {
    pub excel_url: String,
    pub pdf_url: String,
    pub expires_at: OffsetDateTime,
    pub excel_size: i64,
    pub pdf_size: i64,
}
