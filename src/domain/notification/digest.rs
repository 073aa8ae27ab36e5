//! When the daily e-mail of a person is due.

use super::super::time_zone::TimeZone;
use time::{Date, OffsetDateTime, Time};

/// The latest moment, at or before `now`, at which it was this hour in the zone. What was written before it belongs to
/// the e-mail of that moment; what came later waits for the next day. An hour that the beginning of summer time leaves
/// out is the hour after it.
pub fn last_hour(zone: TimeZone, hour: u8, now: OffsetDateTime) -> OffsetDateTime {
    let today = zone.date_of(now);
    let at = |day: Date| zone.moment_of(day.with_time(Time::from_hms(hour, 0, 0).unwrap_or(Time::MIDNIGHT))).0;
    let moment = at(today);
    match today.previous_day() {
        Some(yesterday) if moment > now => at(yesterday),
        _ => moment,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_hour_is_that_of_the_zone() {
        let dubai = TimeZone::named("Asia/Dubai").unwrap_or_default();
        for (now, last) in [
            (datetime!(2026-03-14 03:00 UTC), datetime!(2026-03-14 03:00 UTC)),
            (datetime!(2026-03-14 02:59:59 UTC), datetime!(2026-03-13 03:00 UTC)),
            (datetime!(2026-03-14 23:00 UTC), datetime!(2026-03-14 03:00 UTC)),
            // It is the next day in Dubai, before seven.
            (datetime!(2026-03-14 21:00 UTC), datetime!(2026-03-14 03:00 UTC)),
        ] {
            assert_eq!(last_hour(dubai, 7, now), last, "{now}");
        }
    }

    #[test]
    fn a_day_of_23_hours_has_its_e_mail_too() {
        let berlin = TimeZone::named("Europe/Berlin").unwrap_or_default();
        // Two o'clock does not exist on this day.
        assert_eq!(last_hour(berlin, 2, datetime!(2026-03-29 08:00 UTC)), datetime!(2026-03-29 01:00 UTC));
        assert_eq!(last_hour(berlin, 2, datetime!(2026-03-29 00:30 UTC)), datetime!(2026-03-28 01:00 UTC));
    }
}
