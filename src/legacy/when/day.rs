//! The date of a value: a date, or the day of a time in the zone of the old server.

use super::{
    calendar::{Day, day_of_text},
    doubt::Doubt,
    moment,
    plain::plausible,
};
use crate::domain::{answers::parse_iso, local_zone::LocalZone};
use serde_json::Value;

/// The date of a value; `None` if it is not certain. `zone` is that of the old server, UTC if it is unknown: a time in
/// UTC is on the day that it was there.
pub fn day_in(value: &Value, zone: LocalZone) -> Option<Day> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) if number.is_u64() => number.to_string(),
        _ => return None,
    };
    if let Some(date) = parse_iso(&text) {
        return plausible(date).then_some(Day { date, how: None, doubt: None });
    }
    day_of_text(&text).or_else(|| day_of_moment(value, &text, zone))
}

/// The day of a time of day: as it is written, or in the zone of the old server if it is written in UTC.
fn day_of_moment(value: &Value, text: &str, zone: LocalZone) -> Option<Day> {
    let read = moment::read(value, zone)?;
    let is_number = text.parse::<f64>().is_ok();
    if is_number && !matches!(text.len(), 10 | 13) {
        return None;
    }
    let how = if is_number { "as seconds since 1970" } else { "without its time of day" };
    // A time in UTC was mostly written by a program that had converted the local time.
    let local = if read.is_utc { zone.at(read.at) } else { read.written };
    let how = if local.date() == read.written.date() { how } else { "the day in the zone of the old server" };
    let other_day = read.is_utc && zone.is_utc() && read.written.hour() >= 18;
    let doubt = read.day_doubt.or(other_day.then_some(Doubt::OtherDay));
    Some(Day { date: local.date(), how: Some(how), doubt })
}
