//! Times: ISO 8601 in all its spellings, what browsers, phones, mail programs and databases write, and numbers since
//! 1970.

use super::{
    calendar::day_of_text,
    doubt::Doubt,
    plain::{plain, plausible},
};
use crate::domain::{
    local_zone::LocalZone,
    written_zone::{self, Zone},
};
use serde_json::Value;
use time::{OffsetDateTime, PrimitiveDateTime, Time, UtcOffset, format_description::well_known::Rfc3339};

/// A time, and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// In UTC.
    pub at: OffsetDateTime,
    /// As it is written, with its own offset.
    pub written: OffsetDateTime,
    /// Written in UTC, or as a number since 1970.
    pub is_utc: bool,
    /// Without an offset that is known; the zone of the old server was taken.
    pub is_local: bool,
    /// Something stands behind the time, whether it is a known zone or not.
    pub has_zone: bool,
    /// In the one format of the internet (RFC 3339), so that no note is needed.
    pub is_standard: bool,
    /// Doubt about the date in it.
    pub day_doubt: Option<Doubt>,
    /// Doubt about its zone.
    pub zone_doubt: Option<Doubt>,
}

impl Moment {
    /// How it was read, for the note beside the value of the source. `None` if there is nothing to say.
    pub fn note(&self, local: LocalZone) -> Option<String> {
        let doubt = self.day_doubt.or(self.zone_doubt);
        if self.is_standard && doubt.is_none() {
            return None;
        }
        let at = self.at.format(&Rfc3339).unwrap_or_default();
        let zone = if self.is_local { format!(", local time of {}", local.name()) } else { String::new() };
        Some(format!("read as {at}{zone}{}", doubt.map(Doubt::note).unwrap_or_default()))
    }
}

/// The time of a value in UTC. `local` is the zone of a time that is written without one.
pub fn moment(value: &Value, local: LocalZone) -> Option<OffsetDateTime> {
    read(value, local).map(|moment| moment.at)
}

/// The time of a value, with how it was read.
pub fn read(value: &Value, local: LocalZone) -> Option<Moment> {
    let moment = match value {
        Value::Number(number) => since_1970(number.as_f64()?),
        Value::String(text) => {
            let text = plain(text);
            match text.parse::<f64>() {
                Ok(number) => since_1970(number),
                Err(_) => of_text(&text, local),
            }
        }
        _ => None,
    }?;
    plausible(moment.at.date()).then_some(moment)
}

fn since_1970(number: f64) -> Option<Moment> {
    // Seconds exceed this value in the year 5138, milliseconds did in 1973.
    let seconds = if number.abs() > 1e11 { number / 1000.0 } else { number };
    let micros = (seconds * 1e6).round();
    // The cast saturates; a value of that size is not a valid time.
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros as i64) * 1000).ok()?;
    Some(Moment {
        at,
        written: at,
        is_utc: true,
        is_local: false,
        has_zone: true,
        is_standard: true,
        day_doubt: None,
        zone_doubt: None,
    })
}

fn of_text(text: &str, local: LocalZone) -> Option<Moment> {
    let Parts { date, time, rest } = Parts::of(text)?;
    // `Tue Dec  2 10:00:00 +0400 2025`: the year comes last.
    let (rest, year) = match rest.rsplit_once(' ').unwrap_or(("", rest)) {
        (before, last) if last.len() == 4 && last.bytes().all(|b| b.is_ascii_digit()) => (before, last),
        _ => (rest, ""),
    };
    let day = day_of_text(&format!("{date} {year}"))?;
    let (time, rest) = half_of_day(time, rest.trim())?;
    let zone = written_zone::read(rest)?;
    let (zone_of_time, zone_doubt) = match zone {
        Zone::Utc => (LocalZone::UTC, None),
        Zone::Offset(offset) => (LocalZone::Offset(offset), None),
        Zone::Missing => (local, local.is_utc().then_some(Doubt::NoZone)),
        Zone::Unknown => (local, Some(Doubt::UnknownZone)),
    };
    let (written, is_certain) = zone_of_time.moment_of(PrimitiveDateTime::new(day.date, time));
    let zone_doubt = zone_doubt.or((!is_certain).then_some(Doubt::ClockChange));
    // `to_offset` would panic beyond the years that the type can hold.
    let at = written.checked_to_offset(UtcOffset::UTC)?;
    let is_iso = OffsetDateTime::parse(&text.replacen(' ', "T", 1), &Rfc3339).is_ok();
    Some(Moment {
        at,
        written,
        is_utc: zone == Zone::Utc,
        is_local: matches!(zone, Zone::Missing | Zone::Unknown),
        has_zone: zone != Zone::Missing,
        is_standard: is_iso,
        day_doubt: day.doubt,
        zone_doubt,
    })
}

/// A text taken apart at its time of day.
struct Parts<'t> {
    date: &'t str,
    time: Time,
    /// AM or PM, and the zone.
    rest: &'t str,
}

impl Parts<'_> {
    fn of(text: &str) -> Option<Parts<'_>> {
        if let Some((date, rest)) = text.split_once(['T', 't'])
            && date.bytes().all(|b| b.is_ascii_digit() || b == b'-')
            && let Some(parts) = Parts::compact(date, rest)
        {
            return Some(parts);
        }
        let bytes = text.as_bytes();
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let colon = text.find(':')?;
        let from = (colon.saturating_sub(2)..colon).find(|at| (*at..colon).all(is_digit))?;
        let mut end = colon + 1;
        while is_digit(end) || (matches!(bytes.get(end), Some(b':' | b'.' | b',')) && is_digit(end + 1)) {
            end += 1;
        }
        let time = clock(text.get(from..end)?)?;
        let before = text.get(..from)?;
        let date = before.trim_end_matches(['T', 't', ' ', ',', '\u{60c}', '-']);
        (!before.ends_with(|c: char| c.is_ascii_digit()) && !date.is_empty()).then_some(Parts {
            date,
            time,
            rest: text.get(end..)?,
        })
    }

    /// `20251202T100000Z`, `2025-12-02T100000Z`.
    fn compact<'t>(date: &'t str, rest: &'t str) -> Option<Parts<'t>> {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if !matches!(digits, 4 | 6) {
            return None;
        }
        let (clock, rest) = rest.split_at_checked(digits)?;
        let number = |from: usize| clock.get(from..from + 2).map_or(Some(0), |two| two.parse::<u8>().ok());
        Some(Parts { date, time: Time::from_hms(number(0)?, number(2)?, number(4)?).ok()?, rest })
    }
}

/// `10:00`, `9:05:30`, `10:00:00.123456`, `10:00:00,123`.
fn clock(text: &str) -> Option<Time> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let parts: Vec<&str> = whole.split(':').collect();
    let number = |text: &str| -> Option<u8> { if text.len() <= 2 { text.parse().ok() } else { None } };
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] => (number(hour)?, number(minute)?, 0),
        // A leap second; the database has none.
        [hour, minute, "60"] => (number(hour)?, number(minute)?, 59),
        [hour, minute, second] => (number(hour)?, number(minute)?, number(second)?),
        _ => return None,
    };
    let digits: String = fraction.chars().take_while(char::is_ascii_digit).take(9).collect();
    let nanos = format!("{digits:0<9}").parse().ok()?;
    Time::from_hms_nano(hour, minute, second, nanos).ok()
}

/// Takes AM or PM into account, in English and Arabic.
fn half_of_day(time: Time, rest: &str) -> Option<(Time, &str)> {
    let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
    let hour = match word.to_lowercase().trim_end_matches('.') {
        "am" | "a.m" | "ص" | "صباحا" if (1..=12).contains(&time.hour()) => time.hour() % 12,
        "pm" | "p.m" | "م" | "مساء" if (1..=12).contains(&time.hour()) => time.hour() % 12 + 12,
        "am" | "a.m" | "pm" | "p.m" | "ص" | "صباحا" | "م" | "مساء" => time.hour(),
        _ => return Some((time, rest)),
    };
    Some((time.replace_hour(hour).ok()?, after))
}
