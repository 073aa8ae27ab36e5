//! Stored files: photos, drawn signatures, PDFs and reports, and why an upload is refused.

use super::{ids::UploadId, text_enum::text_enum};
use time::OffsetDateTime;

text_enum! {
    /// The type of a stored file. The texts are also the values of the column `file_type`.
    pub enum FileType {
        Photo = "photo",
        Signature = "signature",
        /// A PDF that was sent with a form.
        Pdf = "pdf",
        ReportExcel = "report_excel",
        ReportPdf = "report_pdf",
        /// The photos of a PDF report that would be too large with them.
        ReportPhotos = "report_photos",
    }
}

impl FileType {
    /// Whether the file is generated from a submission, not sent with it.
    pub fn is_report(self) -> bool {
        matches!(self, FileType::ReportExcel | FileType::ReportPdf | FileType::ReportPhotos)
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
    const ALL: [PictureType; 3] = [PictureType::Jpeg, PictureType::Png, PictureType::WebP];

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
        PictureType::ALL.into_iter().find(|t| t.mime() == mime)
    }

    /// By the extension of a file that this program named.
    pub fn of_name(name: &str) -> Option<PictureType> {
        let (_, extension) = name.rsplit_once('.')?;
        PictureType::ALL.into_iter().find(|t| t.extension() == extension)
    }
}

/// What the bytes of an upload are, determined by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadContent {
    Picture(PictureType),
    Pdf,
}

impl UploadContent {
    /// The content of an upload of this type; `None` for reports, and for what old records name as photos and is no
    /// picture.
    pub fn of(file_type: FileType, mime: &str) -> Option<UploadContent> {
        match file_type {
            FileType::Photo | FileType::Signature => PictureType::from_mime(mime).map(UploadContent::Picture),
            FileType::Pdf => (mime == UploadContent::Pdf.mime()).then_some(UploadContent::Pdf),
            FileType::ReportExcel | FileType::ReportPdf | FileType::ReportPhotos => None,
        }
    }

    pub fn mime(self) -> &'static str {
        match self {
            UploadContent::Picture(picture) => picture.mime(),
            UploadContent::Pdf => "application/pdf",
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            UploadContent::Picture(picture) => picture.extension(),
            UploadContent::Pdf => "pdf",
        }
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
    /// Size in pixels after rotation by the orientation tag; 0 for PDFs and reports.
    pub width: i32,
    pub height: i32,
    pub uploaded_at: OffsetDateTime,
}

/// Formats of pictures that are recognised to name them in an error, and not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherFormat {
    Avif,
    Bmp,
    Jpeg2000,
    JpegXl,
    Tiff,
    /// A JPEG that browsers do not show: arithmetic, lossless or hierarchical coding, 12 bits per sample.
    RareJpeg,
}

impl OtherFormat {
    pub const ALL: [OtherFormat; 6] = [
        OtherFormat::Avif,
        OtherFormat::Bmp,
        OtherFormat::Jpeg2000,
        OtherFormat::JpegXl,
        OtherFormat::Tiff,
        OtherFormat::RareJpeg,
    ];

    /// The name of the format, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            OtherFormat::Avif => "AVIF",
            OtherFormat::Bmp => "BMP",
            OtherFormat::Jpeg2000 => "JPEG 2000",
            OtherFormat::JpegXl => "JPEG XL",
            OtherFormat::Tiff => "TIFF",
            OtherFormat::RareJpeg => "JPEG",
        }
    }
}

/// Why a file is refused. The page shows it at the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileRefusal {
    /// No bytes at all.
    Empty,
    /// Larger than the limit, in bytes.
    TooLarge { limit: u64 },
    /// iPhones save photos as HEIC by default.
    Heic,
    /// A picture of another format, whatever the file name says.
    OtherFormat(OtherFormat),
    /// Not an accepted picture type, whatever the file name says.
    NotAPicture,
    /// Not a PDF, whatever the file name says.
    NotAPdf,
    /// It begins as a PDF and has no end: it was not copied or downloaded as a whole.
    CutPdf,
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
