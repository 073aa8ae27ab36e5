//! Parses dates and times in the formats that clients of the old app wrote.
//!
//! Only one of the two ways to submit a form in the old app validated dates. The day comes before the month, as is
//! usual where the app was used; the month comes first only if no other reading is possible.

use crate::domain::answers::parse_iso;
use serde_json::Value;
use time::{
    Date, Month, OffsetDateTime, PrimitiveDateTime, UtcOffset,
    format_description::well_known::{Iso8601, Rfc3339},
};

/// A date, with a description of how it was read unless it was in ISO format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    pub how: Option<&'static str>,
}

/// The date of a value; `None` if it is not certain.
pub fn day(value: &Value) -> Option<Day> {
    match value {
        Value::String(text) => day_of_text(text.trim()),
        Value::Number(number) if number.is_u64() => of_digits(&number.to_string()),
        _ => None,
    }
}

fn day_of_text(text: &str) -> Option<Day> {
    if let Some(date) = parse_iso(text) {
        return plausible(date).then_some(Day { date, how: None });
    }
    let text = western_digits(text);
    if let Some(date) = text.get(..10).and_then(parse_iso) {
        let goes_on = text.get(10..).is_some_and(|rest| rest.is_empty() || rest.starts_with(['T', ' ']));
        return (goes_on && plausible(date)).then_some(Day { date, how: Some("without its time of day") });
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return of_digits(&text);
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let found = match words.as_slice() {
        [y, m, d] if y.len() == 4 => date(y, m, d, "year first"),
        [d, m, y] if number(d).is_some() && number(m).is_some() => {
            date(y, m, d, "day first").or_else(|| date(y, d, m, "month first, since it cannot be the day"))
        }
        [d, m, y] if number(d).is_some() => date(y, m, d, "with the name of its month"),
        [m, d, y] => date(y, m, d, "with the name of its month"),
        [_, d, m, y] if number(d).is_some() => date(y, m, d, "with the name of its month"),
        [_, m, d, y] => date(y, m, d, "with the name of its month"),
        _ => None,
    }?;
    plausible(found.date).then_some(found)
}

/// `20251220`, or seconds or milliseconds since 1970.
fn of_digits(text: &str) -> Option<Day> {
    match text.len() {
        8 => {
            let day = date(text.get(..4)?, text.get(4..6)?, text.get(6..)?, "year first, without dashes")?;
            plausible(day.date).then_some(day)
        }
        10 | 13 => {
            let moment = moment(&Value::from(text.parse::<i64>().ok()?), UtcOffset::UTC)?;
            Some(Day { date: moment.date(), how: Some("as seconds since 1970") })
        }
        _ => None,
    }
}

fn date(year: &str, month: &str, day: &str, how: &'static str) -> Option<Day> {
    let year = match (year.len(), number(year)?) {
        (4, year) => i32::from(year),
        (2, year) => 2000 + i32::from(year),
        _ => return None,
    };
    let month = match number(month) {
        Some(month) => Month::try_from(u8::try_from(month).ok()?).ok()?,
        None => named_month(month)?,
    };
    let date = Date::from_calendar_date(year, month, u8::try_from(number(day)?).ok()?).ok()?;
    Some(Day { date, how: Some(how) })
}

fn number(text: &str) -> Option<u16> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn named_month(name: &str) -> Option<Month> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = NAMES.iter().position(|month| name.len() >= 3 && month.starts_with(name))?;
    Month::try_from(u8::try_from(at + 1).ok()?).ok()
}

fn western_digits(text: &str) -> String {
    let western = |c: char| match c {
        '\u{660}'..='\u{669}' => char::from_digit(u32::from(c) - 0x660, 10).unwrap_or(c),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(u32::from(c) - 0x6f0, 10).unwrap_or(c),
        _ => c,
    };
    text.chars().map(western).collect()
}

/// The range of years for which a date is accepted; other years are typing errors.
fn plausible(date: Date) -> bool {
    (1990..=2120).contains(&date.year())
}

/// The time of a value: ISO 8601 (in `offset` if it has no zone), or seconds or milliseconds since 1970.
pub fn moment(value: &Value, offset: UtcOffset) -> Option<OffsetDateTime> {
    let moment = match value {
        Value::Number(number) => since_1970(number.as_f64()?),
        Value::String(text) => {
            let text = text.trim().replacen(' ', "T", 1);
            OffsetDateTime::parse(&text, &Rfc3339)
                .ok()
                .or_else(|| Some(PrimitiveDateTime::parse(&text, &Iso8601::DATE_TIME).ok()?.assume_offset(offset)))
                .or_else(|| since_1970(text.parse().ok()?))
        }
        _ => None,
    }?;
    plausible(moment.date()).then(|| moment.to_offset(UtcOffset::UTC))
}

fn since_1970(number: f64) -> Option<OffsetDateTime> {
    // Seconds exceed this value in the year 5138, milliseconds did in 1973.
    let seconds = if number.abs() > 1e11 { number / 1000.0 } else { number };
    let micros = (seconds * 1e6).round();
    // The cast saturates; a value of that size is not a valid time.
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros as i64) * 1000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::answers::iso;
    use serde_json::json;

    #[test]
    fn old_dates_are_parsed() {
        for (value, date, how) in [
            (json!("2025-12-20"), "2025-12-20", None),
            (json!(" 2025-12-20 "), "2025-12-20", None),
            (json!("2025-12-20T08:00:00.123456"), "2025-12-20", Some("without its time of day")),
            (json!("2025-12-20 23:59"), "2025-12-20", Some("without its time of day")),
            (json!("2025/12/20"), "2025-12-20", Some("year first")),
            (json!("2025.1.2"), "2025-01-02", Some("year first")),
            (json!("31/12/2024"), "2024-12-31", Some("day first")),
            (json!("31-12-2025"), "2025-12-31", Some("day first")),
            (json!("1.2.2025"), "2025-02-01", Some("day first")),
            (json!("31/12/24"), "2024-12-31", Some("day first")),
            (json!("12/31/2024"), "2024-12-31", Some("month first, since it cannot be the day")),
            (json!("٣١/١٢/٢٠٢٤"), "2024-12-31", Some("day first")),
            (json!("20 Dec 2025"), "2025-12-20", Some("with the name of its month")),
            (json!("20-December-25"), "2025-12-20", Some("with the name of its month")),
            (json!("Dec 20, 2025"), "2025-12-20", Some("with the name of its month")),
            (json!("Sat, 20 Dec 2025"), "2025-12-20", Some("with the name of its month")),
            (json!("Saturday, December 20 2025"), "2025-12-20", Some("with the name of its month")),
            (json!("20251220"), "2025-12-20", Some("year first, without dashes")),
            (json!("1766188800"), "2025-12-20", Some("as seconds since 1970")),
            (json!(20251220), "2025-12-20", Some("year first, without dashes")),
            (json!(1766188800), "2025-12-20", Some("as seconds since 1970")),
            (json!(1766188800000i64), "2025-12-20", Some("as seconds since 1970")),
        ] {
            let day = day(&value).unwrap_or_else(|| panic!("{value} is a day"));
            assert_eq!((iso(day.date).as_str(), day.how), (date, how), "{value}");
        }
    }

    #[test]
    fn invalid_dates_are_not_guessed() {
        for value in [
            json!(""),
            json!("soon"),
            json!("2024-13-01"),
            json!("2025-02-30"),
            json!("31/13/2024"),
            json!("30/02/2025"),
            json!("0024-12-31"),
            json!("12/2025"),
            json!("1/2/3/4"),
            json!("20 Foo 2025"),
            json!("5"),
            json!(5),
            json!("2025-12-20x"),
            json!(null),
            json!(true),
            json!(["2025-12-20"]),
            json!("tomorrow 10 am, 2025"),
            json!("20 D 2025"),
            json!("2025-12-200"),
            json!(1e300),
        ] {
            assert_eq!(day(&value), None, "{value}");
        }
    }

    #[test]
    fn moments_keep_their_microseconds_and_their_zone() {
        let four = UtcOffset::from_hms(4, 0, 0).unwrap();
        for (value, rfc3339) in [
            (json!("2026-11-21T01:16:37.986907"), "2026-11-20T21:16:37.986907Z"),
            (json!("2026-11-21 01:16:37"), "2026-11-20T21:16:37Z"),
            (json!("2026-11-21T01:16:37.986907Z"), "2026-11-21T01:16:37.986907Z"),
            (json!("2026-11-21T01:16:37+02:00"), "2026-11-20T23:16:37Z"),
            (json!(1795223665.5), "2026-11-21T01:14:25.5Z"),
            (json!(1795223665500i64), "2026-11-21T01:14:25.5Z"),
            (json!("1795223665.5"), "2026-11-21T01:14:25.5Z"),
        ] {
            assert_eq!(moment(&value, four).unwrap().format(&Rfc3339).unwrap(), rfc3339, "{value}");
        }
        for value in
            [json!(0), json!(-1e300), json!(1e300), json!("2024-13-01T00:00:00"), json!("now"), json!(null), json!("")]
        {
            assert_eq!(moment(&value, four), None, "{value}");
        }
    }
}
