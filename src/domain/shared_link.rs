//! Requests for shared links: which reports a link opens, for how long and how often.

use super::{text_enum::text_enum, upload::FileType};

/// The longest validity of a link, in days.
pub const MOST_DAYS: i64 = 3650;
/// The highest limit of openings.
pub const MOST_OPENINGS: i32 = 10_000;
/// The longest name of a link, in characters.
pub const NAME_CHARS: usize = 200;
/// Length in characters. The password is passed on in a message or by telephone; a shorter one could be guessed.
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 8..=200;

text_enum! {
    /// Which reports a link opens. The texts are also the values of the column `files`.
    pub enum SharedFiles {
        Excel = "excel",
        Pdf = "pdf",
        Both = "both",
    }
}

impl SharedFiles {
    /// The files of the link; the most used one first. The photo appendix, which few reports have, belongs to the PDF
    /// report and is not listed.
    pub fn kinds(self) -> &'static [FileType] {
        match self {
            SharedFiles::Excel => &[FileType::ReportExcel],
            SharedFiles::Pdf => &[FileType::ReportPdf],
            SharedFiles::Both => &[FileType::ReportPdf, FileType::ReportExcel],
        }
    }

    /// The file for the name in an address. A link to one file returns it for any name, except that of the photo
    /// appendix; a link to both needs the extension.
    pub fn named(self, name: &str) -> Option<FileType> {
        match (self, name.rsplit_once('.')) {
            (SharedFiles::Excel, _) => Some(FileType::ReportExcel),
            (_, Some((name, "pdf"))) if name.ends_with(".photos") => Some(FileType::ReportPhotos),
            (SharedFiles::Pdf, _) => Some(FileType::ReportPdf),
            (SharedFiles::Both, Some((_, "pdf"))) => Some(FileType::ReportPdf),
            (SharedFiles::Both, Some((_, "xlsx"))) => Some(FileType::ReportExcel),
            (SharedFiles::Both, _) => None,
        }
    }
}

/// The settings of a new shared link.
#[derive(Clone)]
pub struct ShareRequest {
    pub files: SharedFiles,
    pub days: i64,
    pub most_openings: Option<i32>,
    pub password: Option<String>,
    /// The name of the recipient; only visible to members who may create links.
    pub name: Option<String>,
    /// The client may accept or dispute the report, or comment on it.
    pub allows_response: bool,
}

/// Which setting is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidShareSetting {
    Days,
    MostOpenings,
    Password,
    Name,
    /// A client can respond on the page of the report, which a link to the Excel file alone does not have.
    Response,
}

impl ShareRequest {
    pub fn check(&self) -> Result<(), InvalidShareSetting> {
        if !(1..=MOST_DAYS).contains(&self.days) {
            return Err(InvalidShareSetting::Days);
        }
        if self.most_openings.is_some_and(|most| !(1..=MOST_OPENINGS).contains(&most)) {
            return Err(InvalidShareSetting::MostOpenings);
        }
        if self.password.as_ref().is_some_and(|password| !PASSWORD_CHARS.contains(&password.chars().count())) {
            return Err(InvalidShareSetting::Password);
        }
        let name =
            |name: &String| name.is_empty() || name.chars().count() > NAME_CHARS || name.contains(char::is_control);
        if self.name.as_ref().is_some_and(name) {
            return Err(InvalidShareSetting::Name);
        }
        if self.allows_response && !self.files.kinds().contains(&FileType::ReportPdf) {
            return Err(InvalidShareSetting::Response);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_share_requests_name_the_field() {
        let good = ShareRequest {
            files: SharedFiles::Both,
            days: 30,
            most_openings: None,
            password: None,
            name: None,
            allows_response: true,
        };
        assert_eq!(good.check(), Ok(()));
        let excel = ShareRequest { files: SharedFiles::Excel, ..good.clone() };
        assert_eq!(excel.check(), Err(InvalidShareSetting::Response));
        assert_eq!(ShareRequest { allows_response: false, ..excel }.check(), Ok(()));
        for (wanted, unfit) in [
            (ShareRequest { days: 0, ..good.clone() }, InvalidShareSetting::Days),
            (ShareRequest { days: 3651, ..good.clone() }, InvalidShareSetting::Days),
            (ShareRequest { most_openings: Some(0), ..good.clone() }, InvalidShareSetting::MostOpenings),
            (ShareRequest { most_openings: Some(10_001), ..good.clone() }, InvalidShareSetting::MostOpenings),
            (ShareRequest { password: Some("seven77".into()), ..good.clone() }, InvalidShareSetting::Password),
            (ShareRequest { password: Some("x".repeat(201)), ..good.clone() }, InvalidShareSetting::Password),
            (ShareRequest { name: Some("a\nb".into()), ..good.clone() }, InvalidShareSetting::Name),
            (ShareRequest { name: Some("س".repeat(201)), ..good.clone() }, InvalidShareSetting::Name),
        ] {
            assert_eq!(wanted.check(), Err(unfit));
        }
    }

    #[test]
    fn a_link_to_one_file_opens_no_other() {
        assert_eq!(SharedFiles::Pdf.named("Marina Tower.xlsx"), Some(FileType::ReportPdf));
        assert_eq!(SharedFiles::Both.named("Marina Tower.xlsx"), Some(FileType::ReportExcel));
        assert_eq!(SharedFiles::Both.named("Marina Tower"), None);
        assert_eq!(SharedFiles::Both.named("Marina Tower.photos.pdf"), Some(FileType::ReportPhotos));
        assert_eq!(SharedFiles::Pdf.named("Marina Tower.photos.pdf"), Some(FileType::ReportPhotos));
        assert_eq!(SharedFiles::Pdf.named("photos.pdf"), Some(FileType::ReportPdf));
        assert_eq!(SharedFiles::Excel.named("Marina Tower.photos.pdf"), Some(FileType::ReportExcel));
    }
}
