//! A time of day in hours and minutes, without a zone: `14:30`.
//!
//! Input: what a browser or a person writes (`9:05`, `09:05`, `09:05:00`). Output: `09:05`.

use std::{fmt, str::FromStr};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime {
    /// Since midnight; below 1 440.
    minutes: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAClockTime;

impl ClockTime {
    pub const MINUTES_OF_A_DAY: u16 = 24 * 60;

    /// Minutes since midnight.
    pub fn minutes(self) -> u16 {
        self.minutes
    }
}

impl FromStr for ClockTime {
    type Err = NotAClockTime;

    fn from_str(text: &str) -> Result<ClockTime, NotAClockTime> {
        let (hours, rest) = text.split_once(':').ok_or(NotAClockTime)?;
        // Some browsers send seconds, which are always zero.
        let minutes = rest.strip_suffix(":00").unwrap_or(rest);
        let number = |text: &str, lengths: std::ops::RangeInclusive<usize>, below: u16| {
            let is_number = lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            text.parse().ok().filter(|number: &u16| is_number && *number < below).ok_or(NotAClockTime)
        };
        Ok(ClockTime { minutes: number(hours, 1..=2, 24)? * 60 + number(minutes, 2..=2, 60)? })
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_one_spelling() {
        for (text, shown) in
            [("00:00", "00:00"), ("9:05", "09:05"), ("09:05:00", "09:05"), ("23:59", "23:59"), ("12:00", "12:00")]
        {
            assert_eq!(text.parse::<ClockTime>().map(|time| time.to_string()), Ok(shown.to_owned()), "{text}");
        }
        for wrong in ["", "24:00", "12:60", "12", "12:5", "012:05", "12:05:30", "-1:00", "+1:00", "١٢:٠٠", "12:00 pm"]
        {
            assert_eq!(wrong.parse::<ClockTime>(), Err(NotAClockTime), "{wrong}");
        }
    }
}
