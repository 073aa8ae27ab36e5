//! The time zone of an organisation or a person, and moments in it.
//!
//! Stored moments are UTC. A page, a report or an e-mail shows a [`LocalMoment`], which only a zone makes, so that no
//! text can be written without choosing one. Zones are those of the IANA database. Its data is compiled into the
//! program: the files of the operating system are never read, so a bare container needs none and a report that is
//! made again is equal on every machine.

use jiff::{Timestamp, civil, tz};
use std::{
    fmt,
    sync::{LazyLock, OnceLock},
};
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// A zone of the IANA database, such as `Asia/Dubai`, or UTC.
#[derive(Clone, Copy, Default)]
pub struct TimeZone(Option<&'static Entry>);

struct Entry {
    name: String,
    /// Parsed at first use.
    rules: OnceLock<tz::TimeZone>,
}

/// The first parts of names that are geographic. The database has other names too (`EST`, `Etc/GMT-4`, `US/Pacific`);
/// they are former or ambiguous spellings.
pub const REGIONS: [&str; 10] =
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];

/// The longest name that is accepted; the database has none of more than 32 bytes.
pub const MOST_CHARS: usize = 64;

/// Sorted by name in lower case.
static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let names = tz::TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect::<Vec<_>>();
    let geographic = |name: &String| name.split_once('/').is_some_and(|(region, _)| REGIONS.contains(&region));
    let mut entries: Vec<Entry> =
        names.into_iter().filter(geographic).map(|name| Entry { name, rules: OnceLock::new() }).collect();
    entries.sort_by_cached_key(|entry| entry.name.to_ascii_lowercase());
    entries
});

impl Entry {
    fn rules(&self) -> &tz::TimeZone {
        // Every name is one of the same database; UTC would only stand for data that cannot be parsed.
        self.rules.get_or_init(|| tz::TimeZoneDatabase::bundled().get(&self.name).unwrap_or(tz::TimeZone::UTC))
    }
}

impl TimeZone {
    pub const UTC: TimeZone = TimeZone(None);

    /// The zone with this name, whatever its case.
    pub fn named(name: &str) -> Option<TimeZone> {
        let name = name.to_ascii_lowercase();
        if matches!(name.as_str(), "utc" | "etc/utc") {
            return Some(TimeZone::UTC);
        }
        let found = ENTRIES.binary_search_by_key(&name, |entry| entry.name.to_ascii_lowercase()).ok()?;
        ENTRIES.get(found).map(|entry| TimeZone(Some(entry)))
    }

    /// All zones but UTC, by name.
    pub fn all() -> impl Iterator<Item = TimeZone> {
        ENTRIES.iter().map(|entry| TimeZone(Some(entry)))
    }

    pub fn name(self) -> &'static str {
        self.0.map_or("UTC", |entry| entry.name.as_str())
    }

    /// The name in two parts: `Asia` and `Dubai`. None for UTC.
    pub fn region_and_place(self) -> Option<(&'static str, &'static str)> {
        self.name().split_once('/')
    }

    /// The offset that is valid at a moment.
    pub fn offset_at(self, at: OffsetDateTime) -> UtcOffset {
        let Some(entry) = self.0 else { return UtcOffset::UTC };
        let offset = Timestamp::from_second(at.unix_timestamp()).map(|at| entry.rules().to_offset(at).seconds());
        // Only the first and the last day of the calendar are no timestamps.
        offset.ok().and_then(|seconds| UtcOffset::from_whole_seconds(seconds).ok()).unwrap_or(UtcOffset::UTC)
    }

    /// The moment in this zone.
    pub fn at(self, at: OffsetDateTime) -> LocalMoment {
        let utc = at.to_offset(UtcOffset::UTC);
        LocalMoment { local: utc.checked_to_offset(self.offset_at(at)).unwrap_or(utc) }
    }

    /// The moment of a local time, in UTC, and whether it is certain. At the end of summer time an hour comes twice, and
    /// the first one is taken; at its beginning an hour is missing, and the time after it is taken.
    pub fn moment_of(self, local: PrimitiveDateTime) -> (OffsetDateTime, bool) {
        let moment = || {
            let (year, month, day) = local.to_calendar_date();
            let (hour, minute, second, nanos) = local.as_hms_nano();
            let civil = civil::DateTime::new(
                i16::try_from(year).ok()?,
                i8::try_from(u8::from(month)).ok()?,
                i8::try_from(day).ok()?,
                i8::try_from(hour).ok()?,
                i8::try_from(minute).ok()?,
                i8::try_from(second).ok()?,
                i32::try_from(nanos).ok()?,
            );
            let found = self.0?.rules().to_ambiguous_timestamp(civil.ok()?);
            let is_certain = !found.is_ambiguous();
            let moment = OffsetDateTime::from_unix_timestamp_nanos(found.compatible().ok()?.as_nanosecond()).ok()?;
            Some((moment, is_certain))
        };
        moment().unwrap_or_else(|| (local.assume_utc(), true))
    }

    /// The day that it is in this zone at a moment.
    pub fn date_of(self, at: OffsetDateTime) -> Date {
        self.at(at).date()
    }

    /// The first moment of a day, in UTC: midnight, or the end of the gap if summer time begins at midnight.
    pub fn start_of_day(self, day: Date) -> OffsetDateTime {
        let start = || {
            let year = i16::try_from(day.year()).ok()?;
            let month = i8::try_from(u8::from(day.month())).ok()?;
            let civil = civil::Date::new(year, month, i8::try_from(day.day()).ok()?).ok()?;
            let zoned = civil.to_zoned(self.0?.rules().clone()).ok()?;
            OffsetDateTime::from_unix_timestamp(zoned.timestamp().as_second()).ok()
        };
        start().unwrap_or_else(|| day.midnight().assume_utc())
    }

    /// The first moment after a day, in UTC.
    pub fn end_of_day(self, day: Date) -> OffsetDateTime {
        day.next_day()
            .map_or_else(|| self.start_of_day(day).saturating_add(Duration::DAY), |next| self.start_of_day(next))
    }
}

/// A moment with the offset at which it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalMoment {
    local: OffsetDateTime,
}

impl LocalMoment {
    /// The same moment in UTC, for machines.
    pub fn utc(self) -> OffsetDateTime {
        self.local.to_offset(UtcOffset::UTC)
    }

    /// The moment with the offset of its zone.
    pub fn local(self) -> OffsetDateTime {
        self.local
    }

    pub fn date(self) -> Date {
        self.local.date()
    }

    pub fn time(self) -> time::Time {
        self.local.time()
    }

    pub fn offset(self) -> UtcOffset {
        self.local.offset()
    }
}

/// `UTC`, `UTC+4`, `UTC-3:30`.
pub fn offset_name(offset: UtcOffset) -> String {
    let (hours, minutes, seconds) = offset.as_hms();
    let sign = if offset.is_negative() { '-' } else { '+' };
    let (hours, minutes, seconds) = (hours.unsigned_abs(), minutes.unsigned_abs(), seconds.unsigned_abs());
    match (hours, minutes, seconds) {
        (0, 0, 0) => "UTC".to_owned(),
        (_, 0, 0) => format!("UTC{sign}{hours}"),
        (_, _, 0) => format!("UTC{sign}{hours}:{minutes:02}"),
        // Local mean time, before zones had whole minutes.
        _ => format!("UTC{sign}{hours}:{minutes:02}:{seconds:02}"),
    }
}

impl PartialEq for TimeZone {
    fn eq(&self, other: &TimeZone) -> bool {
        self.name() == other.name()
    }
}

impl Eq for TimeZone {}

impl fmt::Debug for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TimeZone({})", self.name())
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::{date, datetime, offset};

    fn zone(name: &str) -> TimeZone {
        TimeZone::named(name).unwrap()
    }

    #[test]
    fn names_are_those_of_places_and_of_utc() {
        assert_eq!(zone("asia/dubai").name(), "Asia/Dubai");
        assert_eq!([zone("utc"), zone("Etc/UTC")], [TimeZone::UTC; 2]);
        for no_zone in
            ["", "Dubai", "EST", "Etc/GMT-4", "US/Pacific", "Asia/", "Asia/Dubai ", "+04:00", "../etc/passwd"]
        {
            assert_eq!(TimeZone::named(no_zone), None, "{no_zone:?}");
        }
        assert!(TimeZone::all().count() > 400);
        assert!(
            TimeZone::all().all(|zone| TimeZone::named(zone.name()) == Some(zone) && zone.name().len() <= MOST_CHARS)
        );
        assert!(REGIONS.iter().all(|region| TimeZone::all().any(|z| z.region_and_place().unwrap().0 == *region)));
    }

    #[test]
    fn a_signature_in_dubai_at_night_is_of_the_next_day() {
        let at = zone("Asia/Dubai").at(datetime!(2026-11-28 21:30 UTC));
        assert_eq!((at.date(), at.time().hour(), at.offset()), (date!(2026 - 11 - 29), 1, offset!(+4)));
        assert_eq!(at.utc(), datetime!(2026-11-28 21:30 UTC));
    }

    #[test]
    fn summer_time_changes_the_offset_at_its_moment() {
        let berlin = zone("Europe/Berlin");
        for (at, offset, hour) in [
            (datetime!(2026-03-29 00:59:59 UTC), offset!(+1), 1),
            (datetime!(2026-03-29 01:00 UTC), offset!(+2), 3),
            (datetime!(2026-10-25 00:59:59 UTC), offset!(+2), 2),
            (datetime!(2026-10-25 01:00 UTC), offset!(+1), 2),
        ] {
            let local = berlin.at(at);
            assert_eq!((local.offset(), local.time().hour()), (offset, hour), "{at}");
        }
    }

    #[test]
    fn a_day_begins_at_its_first_moment() {
        let berlin = zone("Europe/Berlin");
        let length = |day| berlin.end_of_day(day) - berlin.start_of_day(day);
        assert_eq!(berlin.start_of_day(date!(2026 - 03 - 29)), datetime!(2026-03-28 23:00 UTC));
        assert_eq!(length(date!(2026 - 03 - 29)), Duration::hours(23));
        assert_eq!(length(date!(2026 - 10 - 25)), Duration::hours(25));
        // Summer time in Beirut begins at midnight: the day begins at one o'clock.
        let beirut = zone("Asia/Beirut").start_of_day(date!(2026 - 03 - 29));
        assert_eq!(beirut, datetime!(2026-03-28 22:00 UTC));
        assert_eq!(TimeZone::UTC.start_of_day(date!(2026 - 03 - 29)), datetime!(2026-03-29 0:00 UTC));
        // The ends of the calendar do not panic.
        assert!(zone("Asia/Dubai").end_of_day(Date::MAX) > zone("Pacific/Apia").start_of_day(Date::MIN));
    }

    #[test]
    fn offsets_are_named_by_their_difference_from_utc() {
        for (offset, name) in [
            (offset!(UTC), "UTC"),
            (offset!(+4), "UTC+4"),
            (offset!(+5:30), "UTC+5:30"),
            (offset!(-3:30), "UTC-3:30"),
            (offset!(-0:44:30), "UTC-0:44:30"),
        ] {
            assert_eq!(offset_name(offset), name);
        }
    }

    proptest! {
        #[test]
        fn date_time_and_offset_give_the_moment_back(
            seconds in -2_000_000_000_i64..4_000_000_000,
            chosen in any::<prop::sample::Index>(),
        ) {
            let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap();
            let zones: Vec<TimeZone> = TimeZone::all().collect();
            let zone = zones[chosen.index(zones.len())];
            let local = zone.at(at);
            prop_assert_eq!(local.date().with_time(local.time()).assume_offset(local.offset()), at);
        }

        #[test]
        fn the_start_of_a_day_is_on_that_day(
            seconds in 1_000_000_000_i64..4_000_000_000,
            chosen in any::<prop::sample::Index>(),
        ) {
            let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap();
            let zones: Vec<TimeZone> = TimeZone::all().collect();
            let zone = zones[chosen.index(zones.len())];
            let start = zone.start_of_day(zone.date_of(at));
            prop_assert!(start <= at && zone.date_of(start) == zone.date_of(at), "{} {}", zone, at);
            prop_assert!(zone.date_of(start - Duration::SECOND) < zone.date_of(at), "{} {}", zone, at);
        }
    }
}
