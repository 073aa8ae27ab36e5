//! Days as numbers, and the formats of `format-date()`.
//!
//! Days are counted from 1970-01-01, as in XLSForm. Names of months and weekdays depend on a language, so no format has
//! them.

use super::number::Number;
use time::{Date, Duration, PrimitiveDateTime};

const EPOCH: Date = time::macros::date!(1970 - 01 - 01);
/// The years that a day of a rule may have; others are blank.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// Days since 1970-01-01.
pub fn number_of(date: Date) -> i64 {
    (date - EPOCH).whole_days()
}

/// `None` outside the years 1 to 9999.
pub fn day_of(days: i64) -> Option<Date> {
    let days = Duration::days(i64::from(i32::try_from(days).ok()?));
    EPOCH.checked_add(days).filter(|date| YEARS.contains(&date.year()))
}

/// The day that is some days later; decimals do not count.
pub fn later(date: Date, days: Number) -> Option<Date> {
    day_of(number_of(date).checked_add(days.to_i64()?)?)
}

/// `2026-03-14T09:30:00`
pub fn moment_text(moment: PrimitiveDateTime) -> String {
    let clock =
        format(moment, &[Piece::Hour, Piece::Text(":".into()), Piece::Minute, Piece::Text(":".into()), Piece::Second]);
    format!("{}T{clock}", crate::domain::iso_date::iso(moment.date()))
}

/// A part of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// `%Y`: 2026.
    Year,
    /// `%y`: 26.
    ShortYear,
    /// `%m`: 03.
    Month,
    /// `%n`: 3.
    ShortMonth,
    /// `%d`: 04.
    Day,
    /// `%e`: 4.
    ShortDay,
    /// `%H`: 09.
    Hour,
    /// `%h`: 9.
    ShortHour,
    /// `%M`: 05.
    Minute,
    /// `%S`: 07.
    Second,
}

/// The letters behind `%`, as `format-date()` has them.
pub const LETTERS: [(char, Piece); 10] = [
    ('Y', Piece::Year),
    ('y', Piece::ShortYear),
    ('m', Piece::Month),
    ('n', Piece::ShortMonth),
    ('d', Piece::Day),
    ('e', Piece::ShortDay),
    ('H', Piece::Hour),
    ('h', Piece::ShortHour),
    ('M', Piece::Minute),
    ('S', Piece::Second),
];

/// Reads a format such as `%d/%m/%Y`; an unknown letter is the error.
pub fn read_format(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            match pieces.last_mut() {
                Some(Piece::Text(text)) => text.push(c),
                _ => pieces.push(Piece::Text(c.into())),
            }
            continue;
        }
        let letter = chars.next();
        match LETTERS.iter().find(|(known, _)| Some(*known) == letter) {
            Some((_, piece)) => pieces.push(piece.clone()),
            None => return Err(letter.map_or_else(|| "%".to_owned(), |letter| format!("%{letter}"))),
        }
    }
    Ok(pieces)
}

pub fn format(moment: PrimitiveDateTime, pieces: &[Piece]) -> String {
    let month = u8::from(moment.month());
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Year => format!("{:04}", moment.year()),
        Piece::ShortYear => format!("{:02}", moment.year() % 100),
        Piece::Month => format!("{month:02}"),
        Piece::ShortMonth => month.to_string(),
        Piece::Day => format!("{:02}", moment.day()),
        Piece::ShortDay => moment.day().to_string(),
        Piece::Hour => format!("{:02}", moment.hour()),
        Piece::ShortHour => moment.hour().to_string(),
        Piece::Minute => format!("{:02}", moment.minute()),
        Piece::Second => format!("{:02}", moment.second()),
    };
    pieces.iter().map(piece).collect()
}
