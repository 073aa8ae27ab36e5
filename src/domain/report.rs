//! A report as a document without a format: what stands in it, in which order.
//!
//! `reports::build` makes one from a submission; `reports::xlsx` and `reports::pdf` only know this, never a form.

use super::{
    decimal::Decimal,
    ids::{SubmissionId, UploadId},
    lang::Lang,
};
use std::sync::Arc;
use time::{Date, OffsetDateTime};

#[derive(Clone, Debug)]
pub struct ReportDoc {
    pub lang: Lang,
    /// "HVAC & MEP Inspection".
    pub title: String,
    /// Whose report it is; stands in the header.
    pub organisation: String,
    pub reference: SubmissionId,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub submitted_at: OffsetDateTime,
    /// The address at which a reader can ask whether the file is genuine; stands on the report, in the PDF as a QR code.
    pub genuine: Option<String>,
    /// Facts of the title block: site, date, reference, submitted at, number of items and photos.
    pub summary: Vec<Fact>,
    pub sections: Vec<ReportSection>,
    /// Drawn together at the end, wherever in the form they stood.
    pub signatures: Vec<ReportSignature>,
}

/// A label with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    pub label: String,
    pub value: Cell,
}

/// A value that keeps its type all the way into a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Not answered: shown as a dash.
    Empty,
    Text(String),
    Number(Decimal),
    Date(Date),
    /// UTC; shown with its zone.
    Time(OffsetDateTime),
    Bool(bool),
}

#[derive(Clone, Debug)]
pub struct ReportSection {
    pub title: String,
    pub body: ReportBody,
}

#[derive(Clone, Debug)]
pub enum ReportBody {
    Facts { facts: Vec<Fact>, photos: Vec<PhotoGroup> },
    Items(ReportItems),
}

/// A repeating group: a table in the Excel, cards with their photos in the PDF.
#[derive(Clone, Debug)]
pub struct ReportItems {
    /// "Item": stands before the number of each.
    pub singular: String,
    pub columns: Vec<String>,
    pub rows: Vec<ReportItem>,
}

#[derive(Clone, Debug)]
pub struct ReportItem {
    /// One for each column.
    pub cells: Vec<Cell>,
    pub photos: Vec<PhotoGroup>,
}

/// The photos of one field.
#[derive(Clone, Debug)]
pub struct PhotoGroup {
    /// "Photos", "Pictures from site".
    pub label: String,
    pub photos: Vec<ReportPhoto>,
}

#[derive(Clone, Debug)]
pub struct ReportPhoto {
    pub id: UploadId,
    /// "Item 2 · Photo 3".
    pub caption: String,
    /// Where the photo opens in full size; stands behind the thumbnail in the Excel.
    pub url: String,
    /// Upright JPEG without metadata, at most `reports::pictures::LARGE` pixels long. `None`: the file is missing,
    /// which the report says in its place.
    pub large: Option<Picture>,
    /// Upright JPEG, at most `files::renditions::THUMB` pixels long.
    pub thumb: Option<Picture>,
    /// What stands in its place if it is not here; none: the usual words.
    pub note: Option<String>,
}

/// An encoded picture and its size in pixels.
#[derive(Clone, Debug)]
pub struct Picture {
    pub bytes: Arc<[u8]>,
    pub width: u32,
    pub height: u32,
}

#[derive(Clone, Debug)]
pub struct ReportSignature {
    /// "Technician Signature".
    pub label: String,
    /// The typed name.
    pub name: Option<String>,
    /// PNG on white or transparent ground.
    pub drawn: Option<Picture>,
    /// It was drawn, and its file is not here, which this says: not the same as not signed.
    pub lost: Option<String>,
    pub signed_at: OffsetDateTime,
}
