//! Dates, times, sizes and counts as people read them.
//!
//! Arabic pages use the month names of the Gulf and European digits, as its offices do.

use crate::{domain::lang::Lang, services::home::Count};
use time::{Date, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

const MONTHS: [(&str, &str); 12] = [
    ("January", "يناير"),
    ("February", "فبراير"),
    ("March", "مارس"),
    ("April", "أبريل"),
    ("May", "مايو"),
    ("June", "يونيو"),
    ("July", "يوليو"),
    ("August", "أغسطس"),
    ("September", "سبتمبر"),
    ("October", "أكتوبر"),
    ("November", "نوفمبر"),
    ("December", "ديسمبر"),
];

/// `14 March 2026`.
pub fn date(date: Date, lang: Lang) -> String {
    let (en, ar) = MONTHS.get(usize::from(u8::from(date.month())) - 1).copied().unwrap_or_default();
    let month = match lang {
        Lang::En => en,
        Lang::Ar => ar,
    };
    format!("{} {month} {}", date.day(), date.year())
}

/// A moment with its zone, and the spelling that machines read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub text: String,
    /// For `<time datetime>`.
    pub machine: String,
}

/// `14 March 2026, 10:42 UTC`. Never a relative time: a page may be read much later than it was made.
pub fn moment(at: OffsetDateTime, lang: Lang) -> Moment {
    let at = at.to_offset(UtcOffset::UTC);
    let comma = match lang {
        Lang::En => ",",
        Lang::Ar => "،",
    };
    let text = format!("{}{comma} {:02}:{:02} UTC", date(at.date(), lang), at.hour(), at.minute());
    Moment { text, machine: at.format(&Rfc3339).unwrap_or_default() }
}

/// `840 bytes`, `36 kB`, `1.2 MB`.
pub fn size(bytes: i64, lang: Lang) -> String {
    let (amount, en, ar) = match bytes {
        ..1_000 => (bytes.to_string(), "bytes", "بايت"),
        1_000..1_000_000 => (format!("{}", bytes / 1_000), "kB", "كيلوبايت"),
        _ => (format!("{}.{}", bytes / 1_000_000, bytes % 1_000_000 / 100_000), "MB", "ميغابايت"),
    };
    match lang {
        Lang::En => format!("{amount} {en}"),
        Lang::Ar => format!("{amount} {ar}"),
    }
}

/// `1,204`.
pub fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::from(if n < 0 { "-" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A duration, rounded: `2 h 05 min`, `3 min`, `40 s`.
pub fn duration(seconds: u64, lang: Lang) -> String {
    let (h, min, s) = match lang {
        Lang::En => ("h", "min", "s"),
        Lang::Ar => ("س", "د", "ث"),
    };
    match seconds {
        ..60 => format!("{seconds} {s}"),
        60..3_600 => format!("{} {min}", seconds.div_ceil(60)),
        _ => format!("{} {h} {:02} {min}", number((seconds / 3_600) as i64), seconds % 3_600 / 60),
    }
}

/// `12`, or `1,000+` where counting stopped.
pub fn count(count: Count) -> String {
    match count {
        Count::Exactly(n) => number(n),
        Count::MoreThan(n) => format!("{}+", number(n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn dates_and_times_read_like_sentences() {
        assert_eq!(super::date(date!(2026 - 03 - 14), Lang::En), "14 March 2026");
        assert_eq!(super::date(date!(2026 - 12 - 01), Lang::Ar), "1 ديسمبر 2026");
        let shown = moment(datetime!(2026-03-14 23:05:09 +04:00), Lang::En);
        assert_eq!(shown, Moment { text: "14 March 2026, 19:05 UTC".into(), machine: "2026-03-14T19:05:09Z".into() });
    }

    #[test]
    fn sizes_and_counts_are_short() {
        assert_eq!(
            [0, 999, 1_000, 999_999, 1_250_000].map(|n| size(n, Lang::En)),
            ["0 bytes", "999 bytes", "1 kB", "999 kB", "1.2 MB"]
        );
        assert_eq!([0, 999, 1_000, 1_234_567, -4_321].map(number), ["0", "999", "1,000", "1,234,567", "-4,321"]);
        assert_eq!(count(Count::MoreThan(1_000)), "1,000+");
        assert_eq!(
            [0, 59, 61, 3_599, 7_500].map(|s| duration(s, Lang::En)),
            ["0 s", "59 s", "2 min", "60 min", "2 h 05 min"]
        );
    }
}
