//! Formats dates, times, sizes and numbers for one language.
//!
//! Arabic uses the month names of the Gulf region and European digits, as is usual in offices there.

use super::{Arg, Texts, locale};
use crate::domain::{
    decimal::Decimal,
    money::{Currency, Money},
    position::Position,
    time_zone::{LocalMoment, TimeZone, offset_name},
};
use fluent_bundle::FluentValue;
use std::borrow::Cow;
use time::{Date, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

/// A time with its offset from UTC, and in machine-readable form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub text: String,
    /// UTC, for `<time datetime>`.
    pub machine: String,
}

impl Texts {
    /// `14 March 2026`.
    pub fn date(self, date: Date) -> String {
        let number = u8::from(date.month());
        let month = self.locale.month(number).map(str::to_owned);
        let month = month.unwrap_or_else(|| self.with("format-month", &[("month", number.into())]));
        let parts = [("day", date.day().to_string()), ("month", month), ("year", date.year().to_string())];
        self.with("format-date", &parts.map(|(name, text)| (name, Arg::Text(text))))
    }

    /// `14 March 2026, 14:42, UTC+4`, or `14 March 2026, 10:42 UTC`. Never relative, because a page may be read long
    /// after it was rendered.
    pub fn moment(self, at: LocalMoment) -> Moment {
        let time = format!("{:02}:{:02}", at.time().hour(), at.time().minute());
        let offset = offset_name(at.offset());
        let time = if at.offset() == UtcOffset::UTC {
            format!("{time} {offset}")
        } else {
            self.with("format-time", &[("time", time.into()), ("offset", offset.into())])
        };
        let text = self.with("format-moment", &[("date", self.date(at.date()).into()), ("time", time.into())]);
        Moment { text, machine: at.utc().format(&Rfc3339).unwrap_or_default() }
    }

    /// `Asia/Dubai, UTC+4`: a zone with its offset at a moment.
    pub fn time_zone(self, zone: TimeZone, now: OffsetDateTime) -> String {
        if zone == TimeZone::UTC {
            return zone.name().to_owned();
        }
        self.list(&[zone.name(), &offset_name(zone.offset_at(now))])
    }

    /// `840 bytes`, `36 kB`, `1.2 MB`.
    pub fn size(self, bytes: i64) -> String {
        match bytes {
            ..1_000 => self.with("format-bytes", &[("amount", bytes.into())]),
            1_000..1_000_000 => self.with("format-kilobytes", &[("amount", (bytes / 1_000).into())]),
            _ => {
                let amount = format!("{}.{}", bytes / 1_000_000, bytes % 1_000_000 / 100_000);
                self.with("format-megabytes", &[("amount", amount.into())])
            }
        }
    }

    /// A limit in whole megabytes: `20 MB`.
    pub fn megabytes(self, bytes: u64) -> String {
        self.with("format-megabytes", &[("amount", (bytes / 1_000_000).into())])
    }

    /// `2 h 05 min`, `3 min`, `40 s`: rounded for display.
    pub fn duration(self, seconds: u64) -> String {
        match seconds {
            ..60 => self.with("format-seconds", &[("seconds", seconds.into())]),
            60..3_600 => self.with("format-minutes", &[("minutes", seconds.div_ceil(60).into())]),
            _ => {
                let minutes = format!("{:02}", seconds % 3_600 / 60);
                self.with("format-hours", &[("hours", (seconds / 3_600).into()), ("minutes", minutes.into())])
            }
        }
    }

    /// `1,204`.
    pub fn number(self, number: i64) -> String {
        locale::group(&number.to_string(), &self.locale.group)
    }

    /// `1,250.5`: a decimal number with all its decimals and grouped digits.
    pub fn decimal(self, plain: &str) -> String {
        locale::group(plain, &self.locale.group)
    }

    /// `AED 1,250.50`.
    pub fn money(self, money: Money) -> String {
        let amount = self.decimal(&money.to_string());
        self.with("format-money", &[("currency", self.currency(money.currency()).into()), ("amount", amount.into())])
    }

    /// The currency as it stands beside an amount.
    pub fn currency(self, currency: Currency) -> String {
        self.with("format-currency", &[("currency", currency.code().into())])
    }

    /// `25.204849° N, 55.270783° E (± 4.5 m)`. Words instead of signs, which right-to-left text would move.
    pub fn position(self, position: &Position) -> String {
        let degrees = |number: Decimal, [positive, negative]: [&str; 2]| {
            let text = number.to_string();
            match text.strip_prefix('-') {
                Some(degrees) => self.with(negative, &[("degrees", degrees.into())]),
                None => self.with(positive, &[("degrees", text.as_str().into())]),
            }
        };
        let latitude = degrees(position.latitude, ["format-north", "format-south"]);
        let longitude = degrees(position.longitude, ["format-east", "format-west"]);
        let parts = [("latitude", latitude.into()), ("longitude", longitude.into())];
        let text = self.with("format-position", &parts);
        match position.accuracy {
            None => text,
            Some(metres) => {
                let parts = [("position", text.into()), ("metres", metres.to_string().into())];
                self.with("format-position-accuracy", &parts)
            }
        }
    }

    /// `a, b, c`.
    pub fn list<S: AsRef<str>>(self, parts: &[S]) -> String {
        let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
        parts.join(&self.get("format-list-separator"))
    }

    /// What Fluent gets: a number stays one, because it selects the plural form.
    pub(super) fn value(self, arg: &Arg) -> FluentValue<'static> {
        match arg {
            Arg::Number(number) => (*number).into(),
            other => self.inserted(other).into_owned().into(),
        }
    }

    /// The value of a variable as it is shown.
    pub(super) fn inserted(self, arg: &Arg) -> Cow<'_, str> {
        match arg {
            Arg::Text(text) => text.as_str().into(),
            Arg::Number(number) => self.number(*number).into(),
            Arg::Label(label) => self.label(label).into(),
            Arg::Message(message) => self.message(message).into(),
            Arg::Date(date) => self.date(*date).into(),
            Arg::Moment(at) => self.moment(*at).text.into(),
            Arg::Bytes(bytes) => self.size(*bytes).into(),
            Arg::Seconds(seconds) => self.duration(*seconds).into(),
        }
    }
}
