//! Tests: readings of dates and times, their doubts, and what is not guessed.

use super::{calendar::Day, *};
use crate::domain::{answers::iso, local_zone::LocalZone};
use serde_json::{Value, json};
use time::{
    UtcOffset,
    format_description::well_known::Rfc3339,
    macros::{datetime, offset},
};

fn day(value: &Value) -> Option<Day> {
    day_in(value, LocalZone::UTC)
}

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
    let four = LocalZone::Offset(UtcOffset::from_hms(4, 0, 0).unwrap());
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

#[test]
fn every_spelling_of_a_moment_is_the_same_moment() {
    for text in [
        "2025-12-02T10:00:00+0400",
        "2025-12-02T10:00:00+04",
        "2025-12-02 10:00:00 +0400",
        "2025-12-02T10:00:00+04:00",
        "2025-12-02T10:00+04:00",
        "2025-12-02T06:00:00Z",
        "2025-12-02T06:00:00z",
        "2025-12-02T06:00:00.000Z",
        "2025-12-02T06:00:00,000Z",
        "2025-12-02 06:00:00 UTC",
        "2025-12-02T06:00:00-0000",
        "20251202T060000Z",
        "20251202T100000+0400",
        "2025-12-02T10:00:00+04:00[Asia/Dubai]",
        "2025-12-02 10:00:00 Asia/Dubai",
        "2025-12-02 10:00:00 GST",
        "Tue Dec 02 2025 10:00:00 GMT+0400 (Gulf Standard Time)",
        "Tue, 02 Dec 2025 06:00:00 GMT",
        "Tue, 2 Dec 2025 10:00:00 +0400",
        "Tue Dec  2 06:00:00 UTC 2025",
        "Tue Dec  2 10:00:00 +0400 2025",
        "02/12/2025 10:00 AM GMT+4",
        "2/12/2025, 10:00:00 a.m. +04:00",
        "02.12.2025 11:30 +5:30",
        "٢٠٢٥-١٢-٠٢ ١٠:٠٠:٠٠ +٠٤٠٠",
        "٢ ديسمبر ٢٠٢٥ ١٠:٠٠ ص +04",
        "\u{200f}2025-12-02T10:00:00+04:00\u{200e}",
        "2025\u{2011}12\u{2011}02\u{a0}10:00:00 \u{2212}0000".replace("10:", "06:").as_str(),
        "1764655200",
        "1764655200000",
    ] {
        assert_eq!(moment(&json!(text), LocalZone::UTC), Some(datetime!(2025-12-02 06:00 UTC)), "{text}");
    }
    assert_eq!(moment(&json!("2025-12-02 12:05 pm"), LocalZone::UTC), Some(datetime!(2025-12-02 12:05 UTC)));
    assert_eq!(moment(&json!("2025-12-02 12:05 AM"), LocalZone::UTC), Some(datetime!(2025-12-02 00:05 UTC)));
    assert_eq!(moment(&json!("2025-12-02T23:59:60Z"), LocalZone::UTC), Some(datetime!(2025-12-02 23:59:59 UTC)));
    for text in ["2025-12-02T10:00:00+0460", "2025-12-02T10:00:00+25:00", "2025-12-02 25:00", "10:00", "12:30:45:50"] {
        assert_eq!(moment(&json!(text), LocalZone::UTC), None, "{text}");
    }
}

#[test]
fn a_reading_of_a_moment_says_what_is_doubtful() {
    let four = LocalZone::Offset(offset!(+4));
    let berlin = LocalZone::parse("Europe/Berlin").unwrap();
    for (text, zone, note) in [
        ("2025-12-02T10:00:00+04:00", four, None),
        ("2025-12-02 06:00:00Z", four, None),
        ("2025-12-02T10:00:00+0400", four, Some("read as 2025-12-02T06:00:00Z")),
        ("2025-12-02T10:00:00", four, Some("read as 2025-12-02T06:00:00Z, local time of +04:00")),
        ("2025-12-02T10:00:00", berlin, Some("read as 2025-12-02T09:00:00Z, local time of Europe/Berlin")),
        ("2025-07-02T10:00:00", berlin, Some("read as 2025-07-02T08:00:00Z, local time of Europe/Berlin")),
        (
            "2025-10-26T02:30:00",
            berlin,
            Some(
                "read as 2025-10-26T00:30:00Z, local time of Europe/Berlin; doubtful: the clocks were changed at that time",
            ),
        ),
        (
            "2025-12-02T10:00:00",
            LocalZone::UTC,
            Some("read as 2025-12-02T10:00:00Z, local time of UTC; doubtful: it has no zone"),
        ),
        (
            "2025-12-02 10:00:00 IST",
            four,
            Some("read as 2025-12-02T06:00:00Z, local time of +04:00; doubtful: its zone is unknown"),
        ),
        ("02/12/2025 06:00 UTC", four, Some("read as 2025-12-02T06:00:00Z; doubtful: the month may come first")),
        ("13/12/25 06:00 UTC", four, Some("read as 2025-12-13T06:00:00Z; doubtful: its year has two digits")),
    ] {
        let read = read(&json!(text), zone).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(read.note(zone).as_deref(), note, "{text}");
    }
}

#[test]
fn a_day_is_that_of_the_old_server() {
    let (utc, four, west) = (LocalZone::UTC, LocalZone::Offset(offset!(+4)), LocalZone::Offset(offset!(-5)));
    let moved = Some("the day in the zone of the old server");
    let plain = Some("without its time of day");
    for (text, zone, day, how, doubt) in [
        // Midnight in Dubai, as a browser's toISOString writes it.
        ("2025-12-19T20:00:00.000Z", four, "2025-12-20", moved, None),
        ("2025-12-19T20:00:00.000Z", utc, "2025-12-19", plain, Some(Doubt::OtherDay)),
        ("2025-12-20T08:00:00Z", four, "2025-12-20", plain, None),
        ("2025-12-20T03:00:00Z", west, "2025-12-19", moved, None),
        ("2025-12-20T02:00:00+04:00", four, "2025-12-20", plain, None),
        ("2025-12-20T02:00:00+04:00", utc, "2025-12-20", plain, None),
        ("2025-12-20T23:30:00", four, "2025-12-20", plain, None),
        ("1766174400", four, "2025-12-20", moved, None),
        ("1766174400", utc, "2025-12-19", Some("as seconds since 1970"), Some(Doubt::OtherDay)),
    ] {
        let found = day_in(&json!(text), zone).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((iso(found.date).as_str(), found.how, found.doubt), (day, how, doubt), "{text} in {zone}");
    }
}

#[test]
fn a_doubtful_day_is_marked() {
    for (text, day, doubt) in [
        ("05/04/2024", "2024-04-05", Some(Doubt::MonthFirst)),
        ("05/05/2024", "2024-05-05", None),
        ("31/12/2024", "2024-12-31", None),
        ("31/12/24", "2024-12-31", Some(Doubt::TwoDigitYear)),
        ("31/12/98", "1998-12-31", Some(Doubt::TwoDigitYear)),
        ("98-12-31", "1998-12-31", Some(Doubt::TwoDigitYear)),
        ("٠٥-٠٤-٢٠٢٤", "2024-04-05", Some(Doubt::MonthFirst)),
        ("٢٠ ديسمبر ٢٠٢٥ م", "2025-12-20", None),
        ("20 أغسطس 2025", "2025-08-20", None),
        ("۱۴۰۴", "", None),
        ("१५/१२/२०२५", "2025-12-15", None),
        ("1447/06/10", "", None),
        ("31/12/75", "", None),
    ] {
        let found = day_in(&json!(text), LocalZone::UTC);
        let shown = found.as_ref().map(|day| iso(day.date)).unwrap_or_default();
        assert_eq!((shown.as_str(), found.and_then(|day| day.doubt)), (day, doubt), "{text}");
    }
}
