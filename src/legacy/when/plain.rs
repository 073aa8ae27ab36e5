//! What dates and times have in common: their characters and their years.

use crate::domain::pasted;
use time::Date;

/// The range of years for which a date is accepted; other years are typing errors.
pub(super) fn plausible(date: Date) -> bool {
    (1990..=2120).contains(&date.year())
}

/// Without invisible characters, with the digits 0 to 9 and plain hyphens.
pub(super) fn plain(text: &str) -> String {
    pasted::date(text)
}
