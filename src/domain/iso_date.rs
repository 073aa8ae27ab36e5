//! Dates as they are stored and accepted.

use time::{Date, format_description::well_known::Iso8601};

/// `2026-03-14`, the only format of a date that is stored or accepted.
pub fn iso(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// Parses `2026-03-14`; any other format is `None`.
pub fn parse_iso(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    if shape { Date::parse(text, &Iso8601::DATE).ok() } else { None }
}
