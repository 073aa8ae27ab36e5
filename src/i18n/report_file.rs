//! The names of report files on buttons.

use super::Texts;
use crate::domain::upload::FileType;

impl Texts {
    /// "Excel report", "PDF report", "Photo appendix (PDF)".
    pub fn report_file(self, kind: FileType) -> &'static str {
        match kind {
            FileType::ReportExcel => self.t("submission-excel"),
            FileType::ReportPhotos => self.t("submission-photos"),
            _ => self.t("submission-pdf"),
        }
    }
}
