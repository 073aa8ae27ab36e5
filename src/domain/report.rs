//! A report as a document that is independent of its format: content and order.
//!
//! `reports::build` makes it from a submission. `reports::xlsx` and `reports::pdf` depend only on this type, not on
//! form definitions.

use super::{
    branding::Branding,
    decimal::Decimal,
    form_report::Unanswered,
    ids::{SubmissionId, UploadId},
    lang::Lang,
    money::Money,
    time_zone::LocalMoment,
};
use std::sync::Arc;
use time::{Date, OffsetDateTime};

#[derive(Clone, Debug)]
pub struct ReportDoc {
    pub lang: Lang,
    /// "HVAC & MEP Inspection".
    pub title: String,
    /// The organisation that issues the report, for the header.
    pub organisation: String,
    pub branding: Branding,
    /// The logo of the organisation as PNG on white.
    pub logo: Option<Picture>,
    /// The facts of the cover page besides site, date and reference; `None`: the PDF has no cover page.
    pub cover: Option<Vec<Fact>>,
    pub unanswered: Unanswered,
    pub reference: SubmissionId,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub submitted_at: OffsetDateTime,
    /// The address of the verification page; printed on the report, in the PDF also as a QR code.
    pub genuine: Option<String>,
    /// The facts of the title block: site, date, reference, submission time, number of items and photos.
    pub summary: Vec<Fact>,
    /// The remarks of the inspector about items, listed before the sections.
    pub remarks: Vec<Remark>,
    pub sections: Vec<ReportSection>,
    /// All signatures of the form; shown together at the end.
    pub signatures: Vec<ReportSignature>,
}

/// A remark about one item.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// "Item 3 · Secondary pump".
    pub item: String,
    pub text: String,
}

/// A label with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    pub label: String,
    pub value: Cell,
}

/// A typed value, so that spreadsheet cells get the right type.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// No answer; shown as a dash.
    Empty,
    Text(String),
    Number(Decimal),
    Money(Money),
    Date(Date),
    /// In the zone of the organisation; shown with its offset.
    Time(LocalMoment),
    Bool(bool),
    File(ReportFile),
}

/// An attached file: its name leads to it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportFile {
    /// What the sender called it.
    pub name: String,
    /// In bytes.
    pub size: i64,
    pub url: String,
    /// It is not in the data folder.
    pub is_missing: bool,
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

/// A repeating group: a table in Excel, cards with photos in the PDF.
#[derive(Clone, Debug)]
pub struct ReportItems {
    /// "Item": shown before the number of each row.
    pub singular: String,
    pub columns: Vec<Column>,
    /// The columns of the table of all items, by their index; the others only stand with each item.
    pub table: Vec<usize>,
    pub rows: Vec<ReportItem>,
    /// `None`: the form asks for no prices.
    pub totals: Option<ItemTotals>,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub label: String,
    /// The cells are amounts of money.
    pub money: bool,
    /// The cells are numbers of any kind.
    pub number: bool,
}

/// The sums below a table of items.
#[derive(Clone, Debug)]
pub struct ItemTotals {
    /// The sums of the parts, if there are several, and the grand total; empty if no item has a price.
    pub sums: Vec<Fact>,
    /// How many items have no price and are not in the sums.
    pub unpriced: usize,
}

#[derive(Clone, Debug)]
pub struct ReportItem {
    /// What it is about, in a few words: "Rooftop · Waterproofing". Empty if nothing of that was answered.
    pub title: String,
    /// One cell for each column.
    pub cells: Vec<Cell>,
    /// The total of the item, if the form has totals: money, or empty.
    pub total: Option<Cell>,
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
    /// Its number in the whole report, from 1.
    pub number: usize,
    /// When it was received.
    pub received: Option<LocalMoment>,
    /// "Item 2 · Photo 3".
    pub caption: String,
    /// The address of the photo in full size, linked from the thumbnail in Excel.
    pub url: String,
    /// Upright JPEG without metadata; its longer side has at most `reports::pictures::LARGE` pixels. `None`: the file
    /// is missing, and the report shows a note instead.
    pub large: Option<Picture>,
    /// Upright JPEG; its longer side has at most `reports::pictures::THUMB` pixels.
    pub thumb: Option<Picture>,
    /// The text shown if the photo is missing; `None`: the default text.
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
    /// PNG on a white or transparent background.
    pub drawn: Option<Picture>,
    /// Set if there was a drawing and its file is missing: the text for the report. This differs from an unsigned
    /// field.
    pub lost: Option<String>,
    pub signed_at: LocalMoment,
}
