//! Stored files: photos, drawn signatures and reports, and why an upload is refused.

use super::{ids::UploadId, text_enum::text_enum};
use time::OffsetDateTime;

text_enum! {
    /// The type of a stored file. The texts are also the values of the column `file_type`.
    pub enum FileType {
        Photo = "photo",
        Signature = "signature",
        ReportExcel = "report_excel",
        ReportPdf = "report_pdf",
    }
}

impl FileType {
    /// Whether the file is generated from a submission, not sent with it.
    pub fn is_report(self) -> bool {
        matches!(self, FileType::ReportExcel | FileType::ReportPdf)
    }
}

/// The accepted picture types, determined by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureType {
    Jpeg,
    Png,
    WebP,
}

impl PictureType {
    pub fn mime(self) -> &'static str {
        match self {
            PictureType::Jpeg => "image/jpeg",
            PictureType::Png => "image/png",
            PictureType::WebP => "image/webp",
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            PictureType::Jpeg => "jpg",
            PictureType::Png => "png",
            PictureType::WebP => "webp",
        }
    }

    pub fn from_mime(mime: &str) -> Option<PictureType> {
        [PictureType::Jpeg, PictureType::Png, PictureType::WebP].into_iter().find(|t| t.mime() == mime)
    }
}

/// A stored file read from the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    pub file_type: FileType,
    /// The field that it answers, such as `items.0.photos`; the format for a report.
    pub field: String,
    /// The file name given by the sender, safe to display; never part of a path.
    pub original_filename: String,
    pub content_type: String,
    /// Size of the original in bytes.
    pub file_size: i64,
    /// SHA-256 of the original bytes.
    pub sha256: [u8; 32],
    /// Size in pixels after rotation by the orientation tag; 0 for reports.
    pub width: i32,
    pub height: i32,
    pub uploaded_at: OffsetDateTime,
}

/// Why a file is refused. The page shows it at the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No bytes at all.
    Empty,
    /// Larger than the limit, in bytes.
    TooLarge { limit: u64 },
    /// HEIC or AVIF. iPhones save photos as HEIC by default.
    Heic,
    /// Not an accepted picture type, whatever the file name says.
    NotAPicture,
    /// The header is that of a picture, but the content is truncated or damaged.
    Damaged,
    /// More pixels than the limit for decoding in memory.
    TooManyPixels { limit_megapixels: u32 },
    /// A signature without a stroke.
    BlankSignature,
    /// Decoding gave no result: it exceeded its time or memory limit, or the decoder failed.
    Undecodable,
    /// Too many pictures are being decoded at once; the picture itself may be valid.
    Busy,
}
