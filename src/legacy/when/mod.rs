//! Parses dates and times in the formats that clients of the legacy app wrote.
//!
//! Only one of the two ways to submit a form in the legacy app validated dates. The day comes before the month, as is
//! usual where the app was used; the month comes first only if no other reading is possible.
//!
//! Every reading says how it was found, for the note beside the value of the source, and whether another reading is
//! as likely ([`Doubt`]). `calendar` reads dates, `moment` times, `day` the day of either.

mod calendar;
mod day;
mod doubt;
mod moment;
mod plain;
#[cfg(test)]
mod tests;

pub use day::day_in;
pub use doubt::{DOUBTFUL, Doubt};
pub use moment::{moment, read};
