//! How a value looks to a reader: `14 March 2026`, `1,250.5`, `نعم`.

use super::words::words;
use crate::domain::{decimal::Decimal, lang::Lang, report::Cell};
use time::{Date, OffsetDateTime, UtcOffset};

/// What stands for an answer that was not given.
pub const EMPTY: &str = "–";

pub fn shown(cell: &Cell, lang: Lang) -> String {
    match cell {
        Cell::Empty => EMPTY.to_owned(),
        Cell::Text(text) if text.trim().is_empty() => EMPTY.to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => grouped(*number),
        Cell::Date(day) => date(*day, lang),
        Cell::Time(moment) => time(*moment, lang),
        Cell::Bool(true) => words(lang).yes.to_owned(),
        Cell::Bool(false) => words(lang).no.to_owned(),
    }
}

pub fn date(day: Date, lang: Lang) -> String {
    let month = words(lang).months.get(usize::from(u8::from(day.month())) - 1).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

pub fn time(moment: OffsetDateTime, lang: Lang) -> String {
    let moment = moment.to_offset(UtcOffset::UTC);
    let comma = words(lang).comma;
    format!("{}{comma}{:02}:{:02} UTC", date(moment.date(), lang), moment.hour(), moment.minute())
}

/// A number with its thousands apart.
fn grouped(number: Decimal) -> String {
    let text = number.to_string();
    let (whole, part) = text.split_once('.').map_or((text.as_str(), None), |(whole, part)| (whole, Some(part)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(part) = part {
        out.push('.');
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn values_look_as_people_write_them() {
        let number = |text: &str| text.parse().map(Cell::Number).unwrap_or(Cell::Empty);
        for (cell, en, ar) in [
            (Cell::Empty, "–", "–"),
            (Cell::Text(" ".into()), "–", "–"),
            (Cell::Text("=1+1".into()), "=1+1", "=1+1"),
            (number("1234567.5"), "1,234,567.5", "1,234,567.5"),
            (number("-999"), "-999", "-999"),
            (number("-1000"), "-1,000", "-1,000"),
            (Cell::Date(date!(2026 - 03 - 04)), "4 March 2026", "4 مارس 2026"),
            (Cell::Time(datetime!(2026-03-14 01:05 +4)), "13 March 2026, 21:05 UTC", "13 مارس 2026، 21:05 UTC"),
            (Cell::Bool(true), "Yes", "نعم"),
        ] {
            assert_eq!((shown(&cell, Lang::En).as_str(), shown(&cell, Lang::Ar).as_str()), (en, ar));
        }
    }
}
