//! Names of report files in addresses and headers.

use crate::domain::upload::FileType;

/// Percent-encodes a file name: every byte that is not plain is escaped, so that names in any script work in any
/// client.
pub(crate) fn percent_encode(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~');
    name.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

pub(crate) fn extension(kind: FileType) -> &'static str {
    match kind {
        FileType::ReportExcel => "xlsx",
        // The name of an address tells the two PDF files apart (`SharedFiles::named`).
        FileType::ReportPhotos => "photos.pdf",
        _ => "pdf",
    }
}

pub(super) fn format_of(kind: FileType) -> &'static str {
    match kind {
        FileType::ReportExcel => "excel",
        FileType::ReportPhotos => "photos",
        _ => "pdf",
    }
}

pub(crate) fn mime(kind: FileType) -> &'static str {
    match kind {
        FileType::ReportExcel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/pdf",
    }
}
