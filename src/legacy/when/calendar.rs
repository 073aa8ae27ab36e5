//! Dates without a time of day: `2025-12-20`, `31/12/2024`, `20 Dec 2025`, `٢٠ ديسمبر ٢٠٢٥`.

use super::{
    doubt::Doubt,
    plain::{plain, plausible},
};
use crate::domain::answers::parse_iso;
use time::{Date, Month};

/// A date, with a description of how it was read unless it was in ISO format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    pub how: Option<&'static str>,
    pub doubt: Option<Doubt>,
}

impl Day {
    fn new(date: Date, how: &'static str) -> Day {
        Day { date, how: Some(how), doubt: None }
    }
}

/// The date of a text without a time of day. The year, month and day may be separated by anything but a letter or
/// digit.
pub fn day_of_text(text: &str) -> Option<Day> {
    let text = plain(text);
    if let Some(date) = parse_iso(&text) {
        return plausible(date).then(|| Day::new(date, "year first"));
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let found = date(text.get(..4)?, text.get(4..6)?, text.get(6..)?, "year first, without dashes")?;
        return plausible(found.date).then_some(found);
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // `٢٠ ديسمبر ٢٠٢٥ م`: of the common era.
    let words = words.strip_suffix(&["م"]).unwrap_or(&words);
    let found = match words {
        [y, m, d] if y.len() == 4 => date(y, m, d, "year first"),
        [y, m, d] if number(y).is_some_and(|y| y > 31) => date(y, m, d, "year first"),
        [d, m, y] if number(d).is_some() && number(m).is_some() => day_first(d, m, y),
        [d, m, y] if number(d).is_some() => date(y, m, d, "with the name of its month"),
        [m, d, y] => date(y, m, d, "with the name of its month"),
        [_, d, m, y] if number(d).is_some() => date(y, m, d, "with the name of its month"),
        [_, m, d, y] => date(y, m, d, "with the name of its month"),
        _ => None,
    }?;
    plausible(found.date).then_some(found)
}

fn day_first(day: &str, month: &str, year: &str) -> Option<Day> {
    let Some(found) = date(year, month, day, "day first") else {
        return date(year, day, month, "month first, since it cannot be the day");
    };
    let other = date(year, day, month, "").is_some_and(|other| other.date != found.date);
    let doubt = found.doubt.or(other.then_some(Doubt::MonthFirst));
    Some(Day { doubt, ..found })
}

fn date(year: &str, month: &str, day: &str, how: &'static str) -> Option<Day> {
    let (year, doubt) = match (year.len(), number(year)?) {
        (4, year) => (i32::from(year), None),
        // The legacy app is younger than 1970, and so is what it tells of.
        (2, year) if year >= 70 => (1900 + i32::from(year), Some(Doubt::TwoDigitYear)),
        (2, year) => (2000 + i32::from(year), Some(Doubt::TwoDigitYear)),
        _ => return None,
    };
    let month = match number(month) {
        Some(month) => Month::try_from(u8::try_from(month).ok()?).ok()?,
        None => named_month(month)?,
    };
    let date = Date::from_calendar_date(year, month, u8::try_from(number(day)?).ok()?).ok()?;
    Some(Day { date, how: Some(how), doubt })
}

fn number(text: &str) -> Option<u16> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// English names and their beginnings, and the Arabic names that are used in the Gulf and Egypt.
const MONTHS: [(&str, &str); 12] = [
    ("january", "يناير"),
    ("february", "فبراير"),
    ("march", "مارس"),
    ("april", "ابريل"),
    ("may", "مايو"),
    ("june", "يونيو"),
    ("july", "يوليو"),
    ("august", "اغسطس"),
    ("september", "سبتمبر"),
    ("october", "اكتوبر"),
    ("november", "نوفمبر"),
    ("december", "ديسمبر"),
];

fn named_month(name: &str) -> Option<Month> {
    let arabic = name.replace(['أ', 'إ', 'آ'], "ا");
    let is_month = |(english, other): &(&str, &str)| (name.len() >= 3 && english.starts_with(name)) || *other == arabic;
    let at = MONTHS.iter().position(is_month)?;
    Month::try_from(u8::try_from(at + 1).ok()?).ok()
}
