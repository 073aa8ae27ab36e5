//! Zones as data of the legacy app writes them behind a time, with one offset all year: `Z`, `+0400`, `GMT+4`, `GST`,
//! `Asia/Dubai`. Zones with summer time are in `time_zone` and are not read here: verification must read a record of an
//! earlier import as it was read then.

use time::UtcOffset;

/// A zone as it is written, such as behind a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Nothing.
    Missing,
    Utc,
    Offset(UtcOffset),
    /// The name of no zone, or of one whose offset changes or is ambiguous.
    Unknown,
}

/// Zones without summer time, so that one offset is enough. `IST`, `EST` and `AST` mean several zones.
const NAMES: [(&str, i32); 15] = [
    ("asia/dubai", 240),
    ("asia/muscat", 240),
    ("asia/riyadh", 180),
    ("asia/qatar", 180),
    ("asia/kuwait", 180),
    ("asia/bahrain", 180),
    ("asia/baghdad", 180),
    ("asia/kolkata", 330),
    ("asia/karachi", 300),
    ("asia/dhaka", 360),
    ("asia/colombo", 330),
    ("asia/manila", 480),
    ("africa/nairobi", 180),
    ("gst", 240),
    ("pkt", 300),
];

/// Reads the text behind a time of day; `None` if it cannot be a zone.
pub fn read(text: &str) -> Option<Zone> {
    // `GMT+0400 (Gulf Standard Time)` as browsers write it, `[Asia/Dubai]` as Java does.
    let text = text.split(['(', '[']).next().map(str::trim).filter(|first| !first.is_empty()).unwrap_or(text);
    let text = text.trim_matches(['(', ')', '[', ']', ' ']).to_lowercase();
    if text.is_empty() {
        return Some(Zone::Missing);
    }
    if matches!(text.as_str(), "z" | "utc" | "gmt" | "ut" | "etc/utc") {
        return Some(Zone::Utc);
    }
    if let Some((_, minutes)) = NAMES.iter().find(|(name, _)| *name == text) {
        return UtcOffset::from_whole_seconds(minutes * 60).ok().map(Zone::Offset);
    }
    let signed = text.trim_start_matches("utc").trim_start_matches("gmt").trim_start();
    if signed.starts_with(['+', '-']) {
        let offset = offset(without_repetition(signed))?;
        return Some(if offset == UtcOffset::UTC { Zone::Utc } else { Zone::Offset(offset) });
    }
    let is_name = text.len() <= 40 && text.chars().all(|c| c.is_alphabetic() || matches!(c, '/' | '_' | ' ' | '-'));
    is_name.then_some(Zone::Unknown)
}

/// Go writes the name of the zone, or its offset once more, after the offset, and may add a reading of its clock:
/// `+0400 GST m=+0.5`, `+0400 +04`.
fn without_repetition(text: &str) -> &str {
    let mut words = text.split(' ');
    let first = words.next().unwrap_or_default();
    let repeats =
        |word: &str| word.starts_with("m=") || word.chars().all(char::is_alphabetic) || offset(word) == offset(first);
    if words.all(repeats) { first } else { text }
}

/// `+04:00`, `+0400`, `+04`, `+4`, `+5:30`.
fn offset(text: &str) -> Option<UtcOffset> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let number = |text: &str| -> Option<i32> {
        let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if is_number { text.parse().ok() } else { None }
    };
    // Seconds in an offset ended with local mean time, a century ago.
    let minutes = number(minutes.strip_suffix(":00").unwrap_or(minutes)).filter(|minutes| *minutes < 60)?;
    let hours = number(hours).filter(|hours| *hours <= 14)?;
    UtcOffset::from_whole_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

/// `+04:00`, or `UTC`.
pub fn offset_text(offset: UtcOffset) -> String {
    if offset == UtcOffset::UTC {
        return "UTC".to_owned();
    }
    let (hours, minutes, _) = offset.as_hms();
    let sign = if offset.is_negative() { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", hours.unsigned_abs(), minutes.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::offset;

    #[test]
    fn zones_are_read_in_every_spelling() {
        for (text, zone) in [
            ("", Zone::Missing),
            ("Z", Zone::Utc),
            ("+00:00", Zone::Utc),
            ("GMT", Zone::Utc),
            ("+04:00", Zone::Offset(offset!(+4))),
            ("+0400", Zone::Offset(offset!(+4))),
            ("+4", Zone::Offset(offset!(+4))),
            ("GMT+0400 (Gulf Standard Time)", Zone::Offset(offset!(+4))),
            ("Asia/Dubai", Zone::Offset(offset!(+4))),
            ("[Asia/Kolkata]", Zone::Offset(offset!(+5:30))),
            ("-05:00", Zone::Offset(offset!(-5))),
            ("-0530", Zone::Offset(offset!(-5:30))),
            ("+0400 +04", Zone::Offset(offset!(+4))),
            ("+0400 GST m=+0.000123", Zone::Offset(offset!(+4))),
            ("EST", Zone::Unknown),
            ("Europe/Zagreb", Zone::Unknown),
        ] {
            assert_eq!(read(text), Some(zone), "{text}");
        }
        for text in ["+25", "+04:60", "+4:", "0400", "x1", "+04+04", "+04 +05", "+04 x1"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!([offset_text(offset!(+4)), offset_text(offset!(-5:30))], ["+04:00", "-05:30"]);
    }
}
