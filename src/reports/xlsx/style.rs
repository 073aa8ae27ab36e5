//! Colours and cell formats of all sheets, and conversion of dates and times to Excel.

use crate::{
    domain::{
        accent::Accent,
        money::Currency,
        time_zone::{LocalMoment, offset_name},
    },
    i18n::{Direction, Texts},
};
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder};
use time::Date;

const LINE: Color = Color::RGB(0x00D5_DDD8);
const GREY: Color = Color::RGB(0x005B_6660);

/// Excel's codes for the reading order of a cell.
const BY_CONTENT: u8 = 0;
const FROM_RIGHT: u8 = 2;

pub struct Style {
    pub title: Format,
    /// The title beside the mark of the program.
    pub title_beside_mark: Format,
    /// Notes and the lines of the organisation.
    pub note: Format,
    pub subtitle: Format,
    pub heading: Format,
    pub label: Format,
    pub value: Format,
    pub caption: Format,
    pub missing: Format,
    pub header: Format,
    pub header_centred: Format,
    /// A text cell of a table.
    pub cell: Format,
    /// A number, date or boolean in a table.
    pub number: Format,
    /// The cell behind a thumbnail.
    pub frame: Format,
}

impl Style {
    pub fn new(direction: Direction, accent: Accent) -> Style {
        let (accent, pale) = (colour(accent.rgb()), colour(accent.tint()));
        // An indent needs an explicit side, and a right-to-left sheet does not mirror the alignment of cells. For
        // right-to-left sheets the reading order is set too: determined by content, a cell that begins with a number or
        // a Latin word would have its punctuation on the wrong side.
        let (start, direction) = match direction {
            Direction::LeftToRight => (FormatAlign::Left, BY_CONTENT),
            Direction::RightToLeft => (FormatAlign::Right, FROM_RIGHT),
        };
        let font = || {
            Format::new().set_font_name("Calibri").set_font_size(11).set_align(start).set_reading_direction(direction)
        };
        let ruled = || font().set_border_bottom(FormatBorder::Thin).set_border_color(LINE);
        let boxed = || font().set_border(FormatBorder::Thin).set_border_color(LINE);
        let top = |format: Format| format.set_align(FormatAlign::Top).set_text_wrap();
        let middle = |format: Format| format.set_align(FormatAlign::VerticalCenter);
        let on_accent = || middle(font().set_background_color(accent).set_font_color(Color::White).set_bold());
        let header = on_accent().set_text_wrap().set_border(FormatBorder::Thin).set_border_color(LINE);
        Style {
            title: on_accent().set_font_size(18).set_indent(1),
            title_beside_mark: on_accent().set_font_size(18).set_indent(7),
            note: top(font()).set_font_size(9).set_font_color(GREY).set_indent(1),
            subtitle: middle(font()).set_font_color(GREY).set_indent(1),
            heading: middle(font())
                .set_bold()
                .set_font_size(12)
                .set_font_color(accent)
                .set_background_color(pale)
                .set_indent(1),
            label: top(ruled()).set_font_color(GREY).set_indent(1),
            value: top(ruled()),
            caption: font().set_font_size(9).set_font_color(GREY).set_align(FormatAlign::Top),
            missing: top(boxed()).set_italic().set_font_color(GREY).set_align(FormatAlign::Center),
            header_centred: header.clone().set_align(FormatAlign::Center),
            header,
            cell: top(boxed()),
            number: top(boxed()).set_align(FormatAlign::Center),
            frame: boxed(),
        }
    }
}

fn colour([red, green, blue]: [u8; 3]) -> Color {
    Color::RGB(u32::from_be_bytes([0, red, green, blue]))
}

/// The number format of an amount: with its currency, in the order of the language.
pub fn money_format(currency: Currency, texts: Texts) -> String {
    // A quotation mark would end the text in the format.
    let name = format!("\"{}\"", texts.currency(currency).replace('"', ""));
    texts.with("format-money", &[("currency", name.into()), ("amount", decimals(currency.decimals()).into())])
}

/// A number format with this many decimals and thousands separators.
pub fn decimals(scale: u8) -> String {
    match scale {
        0 => "#,##0".to_owned(),
        scale => format!("#,##0.{}", "0".repeat(scale.into())),
    }
}

pub const DAY: &str = "d mmm yyyy";

/// The number format of a time: a cell of Excel has no zone, so the offset is part of its format.
pub fn moment_format(at: LocalMoment) -> String {
    format!(r#"d mmm yyyy, hh:mm "{}""#, offset_name(at.offset()))
}

/// The date in Excel; `None` before 1900, which Excel does not support.
pub fn day(date: Date) -> Option<ExcelDateTime> {
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, date.month().into(), date.day()).ok()
}

/// The local time, to the second.
pub fn moment(at: LocalMoment) -> Option<ExcelDateTime> {
    let time = at.time();
    day(at.date())?.and_hms(time.hour().into(), time.minute(), time.second()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time_zone::TimeZone;
    use time::macros::datetime;

    #[test]
    fn a_time_is_written_in_its_zone_with_the_offset() {
        let night = datetime!(2026-11-28 21:30 UTC);
        let dubai = TimeZone::named("Asia/Dubai").unwrap().at(night);
        assert_eq!(moment_format(dubai), r#"d mmm yyyy, hh:mm "UTC+4""#);
        let expected = ExcelDateTime::from_ymd(2026, 11, 29).unwrap().and_hms(1, 30, 0).unwrap();
        assert_eq!(moment(dubai).map(|at| at.to_excel()), Some(expected.to_excel()));
        assert_eq!(moment_format(TimeZone::UTC.at(night)), r#"d mmm yyyy, hh:mm "UTC""#);
    }
}
