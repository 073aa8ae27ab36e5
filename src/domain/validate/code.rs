//! Validation error codes with arguments. `i18n::validation` has the sentences.

use super::Subject;
use crate::domain::{clock_time::ClockTime, decimal::Decimal, lang::Label, upload::FileRefusal};

/// Why an answer is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValidationCode {
    // Required answers that are missing; the type of field determines the text.
    /// A text, number or date was not entered.
    Missing,
    /// No value was chosen from a list.
    NotChosen,
    /// None of several values was chosen.
    NoneChosen,
    /// A box was not ticked.
    NotTicked,
    /// No photo was attached.
    NoPhoto,
    /// Neither a drawing nor a typed name.
    NotSigned,
    /// No file was attached.
    NoFile,

    // Text.
    TooLong {
        limit: usize,
        found: usize,
    },
    /// More than one line in a single-line field.
    LineBreak,
    ControlCharacter(char),
    /// A Unicode noncharacter such as U+FFFE.
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

    /// Not one of the numbers from `start` to `end` in steps.
    NotOnScale {
        start: Decimal,
        end: Decimal,
        step: Decimal,
    },

    // Times and positions.
    NotATime,
    TooEarly(ClockTime),
    TooLate(ClockTime),
    NotAPosition,

    // Dates.
    NotADate,
    NoSuchDay,
    /// Outside the range of years that is accepted for a visit.
    DayOutOfRange {
        first: i32,
        last: i32,
    },
    FutureDay,
    /// A last day in the past.
    PastDay,
    /// The end of a range is before its beginning. The subject is the beginning.
    BeforeBeginning(Subject),

    // Addresses of other programs.
    NotAWebAddress,
    NotHttps,
    /// An address that only this machine or its network can reach.
    PrivateAddress,
    TooManyWebhooks {
        limit: usize,
    },

    // Choices.
    NotAChoice,
    TooFewChoices {
        limit: usize,
        found: usize,
    },
    TooManyChoices {
        limit: usize,
        found: usize,
    },
    /// A cascade value that does not belong to the value of the level above. The subject is the level above.
    NotBelow(Subject),
    NotYesOrNo,
    /// A site that the API token is not narrowed to.
    OutsideTokenScope,
    /// There is no submission of this form with this id that the sender may read.
    NoSuchSubmission,

    /// The constraint of the question does not hold. The text is the form's own, if it has one.
    Constraint(Option<Label>),

    // Items and the form as a whole.
    TooFewItems {
        limit: usize,
    },
    TooManyItems {
        limit: usize,
        found: usize,
    },
    /// Fewer or more items than the form asks for.
    ItemCount {
        wanted: usize,
        found: usize,
    },
    DuplicateField,
    UnknownField,

    // Files and signatures.
    /// A file where text is expected.
    TextExpected,
    /// Text where a file is expected.
    FileExpected,
    /// An upload that was received as something else, such as a photo where a PDF belongs.
    OtherUpload,
    /// Two files where one belongs.
    SecondFile,
    TooManyPhotos {
        limit: usize,
        found: usize,
    },
    /// The same upload was used twice in one form.
    SameFileTwice,
    /// The upload expired, or was sent with another form.
    FileGone,
    /// The connection ended before the file was complete.
    FileNotReceived,
    /// A drawing that is not a PNG data URL.
    BadDataUrl,
    File(FileRefusal),
}

impl ValidationCode {
    /// A stable code for API clients; independent of the wording of texts.
    pub fn code(&self) -> &'static str {
        match self {
            ValidationCode::Missing
            | ValidationCode::NotChosen
            | ValidationCode::NoneChosen
            | ValidationCode::NotTicked
            | ValidationCode::NoPhoto
            | ValidationCode::NotSigned
            | ValidationCode::NoFile => "missing",
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
            ValidationCode::NotOnScale { .. } => "not_on_scale",
            ValidationCode::NotATime => "not_a_time",
            ValidationCode::TooEarly(_) => "too_early",
            ValidationCode::TooLate(_) => "too_late",
            ValidationCode::NotAPosition => "not_a_position",
            ValidationCode::NotADate => "not_a_date",
            ValidationCode::NoSuchDay => "no_such_day",
            ValidationCode::DayOutOfRange { .. } => "day_out_of_range",
            ValidationCode::FutureDay => "future_day",
            ValidationCode::PastDay => "past_day",
            ValidationCode::BeforeBeginning(_) => "before_beginning",
            ValidationCode::NotAWebAddress => "not_a_web_address",
            ValidationCode::NotHttps => "not_https",
            ValidationCode::PrivateAddress => "private_address",
            ValidationCode::TooManyWebhooks { .. } => "too_many_webhooks",
            ValidationCode::NotAChoice => "not_a_choice",
            ValidationCode::TooFewChoices { .. } => "too_few_choices",
            ValidationCode::TooManyChoices { .. } => "too_many_choices",
            ValidationCode::NotBelow(_) => "not_below",
            ValidationCode::NotYesOrNo => "not_yes_or_no",
            ValidationCode::OutsideTokenScope => "outside_token_scope",
            ValidationCode::NoSuchSubmission => "no_such_submission",
            ValidationCode::Constraint(_) => "constraint",
            ValidationCode::TooFewItems { .. } => "too_few_items",
            ValidationCode::TooManyItems { .. } => "too_many_items",
            ValidationCode::ItemCount { .. } => "item_count",
            ValidationCode::DuplicateField => "duplicate_field",
            ValidationCode::UnknownField => "unknown_field",
            ValidationCode::TextExpected => "text_expected",
            ValidationCode::FileExpected => "file_expected",
            ValidationCode::OtherUpload => "other_upload",
            ValidationCode::SecondFile => "second_file",
            ValidationCode::TooManyPhotos { .. } => "too_many_photos",
            ValidationCode::SameFileTwice => "same_file_twice",
            ValidationCode::FileGone => "file_gone",
            ValidationCode::FileNotReceived => "file_not_received",
            ValidationCode::BadDataUrl => "bad_data_url",
            ValidationCode::File(refusal) => match refusal {
                FileRefusal::Empty => "empty_file",
                FileRefusal::TooLarge { .. } => "file_too_large",
                FileRefusal::Heic => "heic",
                FileRefusal::OtherFormat(_) => "other_format",
                FileRefusal::NotAPicture => "not_a_picture",
                FileRefusal::NotAPdf => "not_a_pdf",
                FileRefusal::CutPdf => "pdf_cut",
                FileRefusal::Damaged => "image_damaged",
                FileRefusal::TooManyPixels { .. } => "too_many_pixels",
                FileRefusal::BlankSignature => "signature_empty",
                FileRefusal::Undecodable => "image_undecodable",
                FileRefusal::Busy => "busy",
            },
        }
    }
}
