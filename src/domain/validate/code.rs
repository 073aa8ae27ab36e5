//! What can be wrong with an answer, as codes with arguments. `i18n::validation` has the sentences.

use super::Subject;
use crate::domain::{decimal::Decimal, upload::Refusal};

/// Why an answer is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValidationCode {
    // Left out although the form needs it; the kind of question decides the text.
    /// A text, number or day was not entered.
    Missing,
    /// Nothing was chosen from a list.
    NotChosen,
    /// A box was not ticked.
    NotTicked,
    /// No photo was attached.
    NoPhoto,
    /// Neither drawn nor typed.
    NotSigned,

    // Text.
    TooLong {
        limit: usize,
        found: usize,
    },
    /// More than one line where there is one.
    LineBreak,
    ControlCharacter(char),
    /// U+FFFE and its kind: code points that Unicode will never give to a character.
    NotACharacter(char),
    NotUtf8,

    // Numbers.
    NotANumber,
    TooManyDigits {
        limit: usize,
    },
    TooManyDecimals {
        limit: u8,
    },
    BelowMinimum(Decimal),
    AboveMaximum(Decimal),

    // Days.
    NotADate,
    NoSuchDay,
    /// Outside the years in which a visit can be.
    DayOutOfRange {
        first: i32,
        last: i32,
    },
    FutureDay,
    /// A last day that is over already.
    PastDay,
    /// The end of a range that lies before its beginning; the label is that of the beginning.
    BeforeBeginning(Subject),

    // Choices.
    NotAChoice,
    /// A step of a cascade that does not stand below the step before; the label is that step's.
    NotBelow(Subject),
    NotYesOrNo,

    // Items and the post as a whole.
    TooFewItems {
        limit: usize,
    },
    TooManyItems {
        limit: usize,
        found: usize,
    },
    DuplicateField,
    UnknownField,

    // Files and signatures.
    /// A file where text is expected.
    TextExpected,
    /// Text where a file is expected.
    FileExpected,
    TooManyPhotos {
        limit: usize,
        found: usize,
    },
    /// The same upload at two places of one form.
    SameFileTwice,
    /// The upload expired, or was sent with another form.
    FileGone,
    /// The connection broke off before all of the file was here.
    FileNotReceived,
    /// A drawing that is no PNG data URL.
    BadDataUrl,
    File(Refusal),
}

impl ValidationCode {
    /// A stable code for programs; it does not change when a text is reworded.
    pub fn code(&self) -> &'static str {
        match self {
            ValidationCode::Missing
            | ValidationCode::NotChosen
            | ValidationCode::NotTicked
            | ValidationCode::NoPhoto
            | ValidationCode::NotSigned => "missing",
            ValidationCode::TooLong { .. } => "too_long",
            ValidationCode::LineBreak => "line_break",
            ValidationCode::ControlCharacter(_) => "control_character",
            ValidationCode::NotACharacter(_) => "not_a_character",
            ValidationCode::NotUtf8 => "not_utf8",
            ValidationCode::NotANumber => "not_a_number",
            ValidationCode::TooManyDigits { .. } => "too_many_digits",
            ValidationCode::TooManyDecimals { .. } => "too_many_decimals",
            ValidationCode::BelowMinimum(_) => "below_minimum",
            ValidationCode::AboveMaximum(_) => "above_maximum",
            ValidationCode::NotADate => "not_a_date",
            ValidationCode::NoSuchDay => "no_such_day",
            ValidationCode::DayOutOfRange { .. } => "day_out_of_range",
            ValidationCode::FutureDay => "future_day",
            ValidationCode::PastDay => "past_day",
            ValidationCode::BeforeBeginning(_) => "before_beginning",
            ValidationCode::NotAChoice => "not_a_choice",
            ValidationCode::NotBelow(_) => "not_below",
            ValidationCode::NotYesOrNo => "not_yes_or_no",
            ValidationCode::TooFewItems { .. } => "too_few_items",
            ValidationCode::TooManyItems { .. } => "too_many_items",
            ValidationCode::DuplicateField => "duplicate_field",
            ValidationCode::UnknownField => "unknown_field",
            ValidationCode::TextExpected => "text_expected",
            ValidationCode::FileExpected => "file_expected",
            ValidationCode::TooManyPhotos { .. } => "too_many_photos",
            ValidationCode::SameFileTwice => "same_file_twice",
            ValidationCode::FileGone => "file_gone",
            ValidationCode::FileNotReceived => "file_not_received",
            ValidationCode::BadDataUrl => "bad_data_url",
            ValidationCode::File(refusal) => match refusal {
                Refusal::Empty => "empty_file",
                Refusal::TooLarge { .. } => "file_too_large",
                Refusal::Heic => "heic",
                Refusal::NotAPicture => "not_a_picture",
                Refusal::Damaged => "image_damaged",
                Refusal::TooManyPixels { .. } => "too_many_pixels",
                Refusal::BlankSignature => "signature_empty",
                Refusal::Undecodable => "image_undecodable",
                Refusal::Busy => "busy",
            },
        }
    }
}
