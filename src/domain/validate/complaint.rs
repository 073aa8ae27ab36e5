//! What can be wrong with an answer. The sentences are in `english` and `arabic`.

use crate::domain::{decimal::Decimal, lang::Label, upload::Refusal};

/// Why an answer is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Complaint {
    // Left out although the form needs it; the kind of question decides the words.
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
    BeforeBeginning(Label),

    // Choices.
    NotAChoice,
    /// A step of a cascade that does not stand below the step before; the label is that step's.
    NotBelow(Label),
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
    /// A file where words are expected.
    TextExpected,
    /// Words where a file is expected.
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

impl Complaint {
    /// A word for programs; it stays the same when sentences are reworded.
    pub fn code(&self) -> &'static str {
        match self {
            Complaint::Missing
            | Complaint::NotChosen
            | Complaint::NotTicked
            | Complaint::NoPhoto
            | Complaint::NotSigned => "missing",
            Complaint::TooLong { .. } => "too_long",
            Complaint::LineBreak => "line_break",
            Complaint::ControlCharacter(_) => "control_character",
            Complaint::NotACharacter(_) => "not_a_character",
            Complaint::NotUtf8 => "not_utf8",
            Complaint::NotANumber => "not_a_number",
            Complaint::TooManyDigits { .. } => "too_many_digits",
            Complaint::TooManyDecimals { .. } => "too_many_decimals",
            Complaint::BelowMinimum(_) => "below_minimum",
            Complaint::AboveMaximum(_) => "above_maximum",
            Complaint::NotADate => "not_a_date",
            Complaint::NoSuchDay => "no_such_day",
            Complaint::DayOutOfRange { .. } => "day_out_of_range",
            Complaint::FutureDay => "future_day",
            Complaint::PastDay => "past_day",
            Complaint::BeforeBeginning(_) => "before_beginning",
            Complaint::NotAChoice => "not_a_choice",
            Complaint::NotBelow(_) => "not_below",
            Complaint::NotYesOrNo => "not_yes_or_no",
            Complaint::TooFewItems { .. } => "too_few_items",
            Complaint::TooManyItems { .. } => "too_many_items",
            Complaint::DuplicateField => "duplicate_field",
            Complaint::UnknownField => "unknown_field",
            Complaint::TextExpected => "text_expected",
            Complaint::FileExpected => "file_expected",
            Complaint::TooManyPhotos { .. } => "too_many_photos",
            Complaint::SameFileTwice => "same_file_twice",
            Complaint::FileGone => "file_gone",
            Complaint::FileNotReceived => "file_not_received",
            Complaint::BadDataUrl => "bad_data_url",
            Complaint::File(refusal) => match refusal {
                Refusal::Empty => "empty_file",
                Refusal::TooLarge { .. } => "file_too_large",
                Refusal::Heic => "heic",
                Refusal::NotAPicture => "not_a_picture",
                Refusal::Damaged => "image_damaged",
                Refusal::TooManyPixels { .. } => "too_many_pixels",
                Refusal::BlankSignature => "signature_empty",
            },
        }
    }
}
