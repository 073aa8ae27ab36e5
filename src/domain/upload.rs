//! A stored file: a photo, a drawn signature, or a report.

use super::{ids::UploadId, text_enum::text_enum};
use time::OffsetDateTime;

text_enum! {
    /// What a stored file is. The words are the database's `file_type` as well.
    pub enum FileType {
        Photo = "photo",
        Signature = "signature",
        ReportExcel = "report_excel",
        ReportPdf = "report_pdf",
    }
}

impl FileType {
    /// Made by us from a submission, not sent with it.
    pub fn is_report(self) -> bool {
        matches!(self, FileType::ReportExcel | FileType::ReportPdf)
    }
}

/// The kinds of picture that are taken, decided by content.
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

/// A stored file as it is read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    pub file_type: FileType,
    /// The field it answers, `items.0.photos`; for a report its format.
    pub field: String,
    /// What the sender called it, safe to show; never part of a path.
    pub original_filename: String,
    pub content_type: String,
    /// Bytes as they were sent.
    pub file_size: i64,
    /// SHA-256 of the bytes as they were sent.
    pub sha256: [u8; 32],
    /// Pixels of the upright picture; 0 for reports.
    pub width: i32,
    pub height: i32,
    pub uploaded_at: OffsetDateTime,
}

/// Why a file is not taken. Each becomes a sentence at its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No bytes at all.
    Empty,
    /// More bytes than a file may have.
    TooLarge { limit: u64 },
    /// HEIC or AVIF: what an iPhone saves unless told otherwise.
    Heic,
    /// Not a picture that we take, whatever its name says.
    NotAPicture,
    /// It begins like a picture and then breaks off or is broken.
    Damaged,
    /// More pixels than can be held in memory.
    TooManyPixels { limit_megapixels: u32 },
    /// A signature without a single stroke.
    BlankSignature,
    /// Its decoding ended without a result: it took more time or memory than a picture may, or the decoder failed.
    Undecodable,
    /// Too many pictures are being decoded at once. The picture itself may be good.
    Busy,
}
