//! The zone of local times that are written without one, such as those of the legacy app's server.

use super::{
    time_zone::TimeZone,
    written_zone::{self, Zone, offset_text},
};
use std::fmt;
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// An offset that is valid all year, or a place whose offset changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalZone {
    Offset(UtcOffset),
    Place(TimeZone),
}

impl LocalZone {
    pub const UTC: LocalZone = LocalZone::Offset(UtcOffset::UTC);

    /// `+04:00`, `UTC`, `Asia/Dubai`, `Europe/Berlin`. Names that mean several zones (`EST`) are none.
    pub fn parse(text: &str) -> Option<LocalZone> {
        match written_zone::read(text)? {
            Zone::Utc => Some(LocalZone::UTC),
            Zone::Offset(offset) => Some(LocalZone::Offset(offset)),
            Zone::Unknown => TimeZone::named(text.trim()).map(LocalZone::Place),
            Zone::Missing => None,
        }
    }

    pub fn is_utc(self) -> bool {
        self == LocalZone::UTC
    }

    /// The moment of a local time, with its offset, and whether it is certain (see [`TimeZone::moment_of`]).
    pub fn moment_of(self, local: PrimitiveDateTime) -> (OffsetDateTime, bool) {
        match self {
            LocalZone::Offset(offset) => (local.assume_offset(offset), true),
            LocalZone::Place(zone) => {
                let (moment, is_certain) = zone.moment_of(local);
                (zone.at(moment).local(), is_certain)
            }
        }
    }

    /// A moment with the offset of this zone; the moment itself beyond the years that the type can hold.
    pub fn at(self, moment: OffsetDateTime) -> OffsetDateTime {
        match self {
            LocalZone::Offset(offset) => moment.checked_to_offset(offset).unwrap_or(moment),
            LocalZone::Place(zone) => zone.at(moment).local(),
        }
    }

    /// `+04:00`, `UTC`, or the name of the place.
    pub fn name(self) -> String {
        match self {
            LocalZone::Offset(offset) => offset_text(offset),
            LocalZone::Place(zone) => zone.name().to_owned(),
        }
    }
}

/// As it is stored with imported records: `+04:00:00`, or the name of the place.
impl fmt::Display for LocalZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LocalZone::Offset(offset) => offset.fmt(f),
            LocalZone::Place(zone) => zone.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{datetime, offset};

    #[test]
    fn a_zone_is_an_offset_or_a_place() {
        for (text, zone) in [
            ("+04:00", Some(LocalZone::Offset(offset!(+4)))),
            ("utc", Some(LocalZone::UTC)),
            ("Asia/Dubai", Some(LocalZone::Offset(offset!(+4)))),
            ("europe/berlin", TimeZone::named("Europe/Berlin").map(LocalZone::Place)),
            ("EST", None),
            ("+25:00", None),
            ("", None),
        ] {
            assert_eq!(LocalZone::parse(text), zone, "{text}");
        }
        assert_eq!([LocalZone::UTC.name(), LocalZone::UTC.to_string()], ["UTC", "+00:00:00"]);
    }

    #[test]
    fn summer_time_decides_about_the_offset() {
        let berlin = LocalZone::parse("Europe/Berlin").unwrap();
        for (local, moment, is_certain) in [
            (datetime!(2026-01-15 12:00), datetime!(2026-01-15 11:00 UTC), true),
            (datetime!(2026-07-15 12:00), datetime!(2026-07-15 10:00 UTC), true),
            // This hour comes twice; the first one is taken.
            (datetime!(2026-10-25 02:30), datetime!(2026-10-25 00:30 UTC), false),
            // This hour does not exist.
            (datetime!(2026-03-29 02:30), datetime!(2026-03-29 01:30 UTC), false),
        ] {
            assert_eq!(berlin.moment_of(local), (moment, is_certain), "{local}");
        }
        assert_eq!(berlin.at(datetime!(2026-07-15 22:30 UTC)).date(), time::macros::date!(2026 - 07 - 16));
        assert_eq!(berlin.name(), "Europe/Berlin");
    }
}
