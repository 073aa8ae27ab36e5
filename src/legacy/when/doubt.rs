//! Why a reading is not certain.

/// Why a reading is not certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// `05/04/2024`.
    MonthFirst,
    /// `31/12/24`.
    TwoDigitYear,
    /// A time in UTC that is on another day where the legacy app was used.
    OtherDay,
    /// A time without an offset, and the time zone of the old server is not set.
    NoZone,
    /// A name that belongs to no zone, or to several.
    UnknownZone,
    /// A time at which the clocks of its zone were changed.
    ClockChange,
    /// A date without a time.
    NoTime,
}

impl Doubt {
    /// The last part of a note. [`DOUBTFUL`] begins it.
    pub fn note(self) -> String {
        let why = match self {
            Doubt::MonthFirst => "the month may come first",
            Doubt::TwoDigitYear => "its year has two digits",
            Doubt::OtherDay => "it may be the next day in the zone of the old server",
            Doubt::NoZone => "it has no zone",
            Doubt::UnknownZone => "its zone is unknown",
            Doubt::ClockChange => "the clocks were changed at that time",
            Doubt::NoTime => "it has no time of day",
        };
        format!("{DOUBTFUL}{why}")
    }
}

/// Separates a reading from the reason why it is doubtful.
pub const DOUBTFUL: &str = "; doubtful: ";
