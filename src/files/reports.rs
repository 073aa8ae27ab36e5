//! Report files on disk. Download names are made elsewhere.

use super::{Files, publish};
use crate::domain::{ids::UploadId, upload::FileType};
use std::{fs, io, path::PathBuf};

impl Files {
    pub(super) fn report_path(&self, id: &UploadId, kind: FileType) -> PathBuf {
        let extension = if kind == FileType::ReportExcel { "xlsx" } else { "pdf" };
        self.sharded("reports", id.as_str(), &format!("{id}.{extension}"))
    }

    /// The path of a report, relative to the folder of run-time data.
    pub fn report_name(&self, id: &UploadId, kind: FileType) -> String {
        self.named(&self.report_path(id, kind))
    }

    pub fn publish_report(&self, id: &UploadId, kind: FileType, bytes: &[u8]) -> io::Result<()> {
        publish::publish(&self.report_path(id, kind), bytes)
    }

    pub fn open_report(&self, id: &UploadId, kind: FileType) -> io::Result<fs::File> {
        publish::open_regular(&self.report_path(id, kind))
    }

    /// Removes a report that no row names.
    pub fn remove_report(&self, id: &UploadId) {
        for kind in [FileType::ReportExcel, FileType::ReportPdf] {
            let _ = fs::remove_file(self.report_path(id, kind));
        }
    }
}
