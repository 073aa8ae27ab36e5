//! Colours and formats of all sheets, and how days and times become Excel's.

use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder};
use time::{Date, OffsetDateTime, UtcOffset};

pub const GREEN: u32 = 0x0012_5435;
const PALE: u32 = 0x00E8_F1EC;
const LINE: u32 = 0x00D5_DDD8;
const GREY: u32 = 0x005B_6660;

pub struct Style {
    pub title: Format,
    pub subtitle: Format,
    pub heading: Format,
    pub label: Format,
    pub value: Format,
    pub caption: Format,
    pub missing: Format,
    pub header: Format,
    /// A cell of a table.
    pub cell: Format,
    pub number: Format,
    /// The cell behind a thumbnail.
    pub frame: Format,
}

impl Style {
    pub fn new() -> Style {
        let font = || Format::new().set_font_name("Calibri").set_font_size(11);
        let ruled = || font().set_border_bottom(FormatBorder::Thin).set_border_color(Color::RGB(LINE));
        let boxed = || font().set_border(FormatBorder::Thin).set_border_color(Color::RGB(LINE));
        let top = |format: Format| format.set_align(FormatAlign::Top).set_text_wrap();
        let on_green = || font().set_background_color(Color::RGB(GREEN)).set_font_color(Color::White).set_bold();
        Style {
            title: on_green().set_font_size(18).set_align(FormatAlign::VerticalCenter).set_indent(6),
            subtitle: font().set_font_color(Color::RGB(GREY)).set_align(FormatAlign::VerticalCenter).set_indent(1),
            heading: font()
                .set_bold()
                .set_font_size(12)
                .set_font_color(Color::RGB(GREEN))
                .set_background_color(Color::RGB(PALE))
                .set_align(FormatAlign::VerticalCenter)
                .set_indent(1),
            label: top(ruled()).set_font_color(Color::RGB(GREY)).set_indent(1),
            // General alignment would put numbers on the far side, away from their labels.
            value: top(ruled()).set_align(FormatAlign::Left),
            caption: font().set_font_size(9).set_font_color(Color::RGB(GREY)).set_align(FormatAlign::Top),
            missing: top(boxed()).set_italic().set_font_color(Color::RGB(GREY)).set_align(FormatAlign::Center),
            header: on_green()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(LINE)),
            cell: top(boxed()),
            number: top(boxed()).set_align(FormatAlign::Center),
            frame: boxed(),
        }
    }
}

/// The same look for a sheet that reads from the right: what was on the left goes to the other side.
pub fn mirrored(format: &Format) -> Format {
    format.clone().set_align(FormatAlign::Right)
}

/// As many decimals as were typed, thousands apart.
pub fn decimals(scale: u8) -> String {
    match scale {
        0 => "#,##0".to_owned(),
        scale => format!("#,##0.{}", "0".repeat(scale.into())),
    }
}

pub const DAY: &str = "d mmm yyyy";
pub const MOMENT: &str = r#"d mmm yyyy, hh:mm "UTC""#;

/// A day as Excel counts it; `None` before 1900, which Excel does not know.
pub fn day(date: Date) -> Option<ExcelDateTime> {
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, date.month().into(), date.day()).ok()
}

/// A moment in UTC, to the second.
pub fn moment(time: OffsetDateTime) -> Option<ExcelDateTime> {
    let time = time.to_offset(UtcOffset::UTC);
    day(time.date())?.and_hms(time.hour().into(), time.minute(), time.second()).ok()
}
