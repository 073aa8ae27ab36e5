//! What is wrong with an answer, as a sentence that names the question.

#[cfg(test)]
mod tests;

use super::{Message, Texts};
use crate::domain::{
    upload::Refusal,
    validate::{FieldError, ItemNumber, Subject, ValidationCode},
};

impl Texts {
    /// A full sentence: what is wrong, and what to do. It begins with the item if the question is one of an item.
    pub fn field_error(self, error: &FieldError) -> String {
        let label = self.subject(&error.subject);
        let sentence = self.message(&self.complaint(&error.complaint, &label));
        match &error.item {
            None => sentence,
            Some(item) => {
                let whole = Message::new("validation-in-item");
                self.message(&whole.with("item", item_number(item)).with("sentence", sentence))
            }
        }
    }

    /// What a page calls the question or control.
    pub fn subject(self, subject: &Subject) -> String {
        match subject {
            Subject::Question(label) => self.label(label).to_owned(),
            Subject::TypedName(label) => self.with("validation-typed-name", &[("label", label.into())]),
            Subject::Control(key) => self.t(key).to_owned(),
            Subject::Name(name) => name.clone(),
        }
    }

    fn complaint(self, code: &ValidationCode, label: &str) -> Message {
        use ValidationCode as Code;
        // “Enter the deep cleaning needed?” is no sentence.
        let is_question = label.ends_with(['?', '؟']);
        let message = match code {
            Code::Missing | Code::NotChosen if is_question => Message::new("validation-answer-question"),
            Code::Missing => Message::new("validation-missing"),
            Code::NotChosen => Message::new("validation-not-chosen"),
            Code::NotTicked => Message::new("validation-not-ticked"),
            Code::NoPhoto => Message::new("validation-no-photo"),
            Code::NotSigned => Message::new("validation-not-signed"),

            Code::TooLong { limit, found } => limited("validation-too-long", *limit).with("found", *found),
            Code::LineBreak => Message::new("validation-line-break"),
            Code::ControlCharacter(c) => {
                Message::new("validation-control-character").with("code-point", code_point(*c))
            }
            Code::NotACharacter(c) => Message::new("validation-not-a-character").with("code-point", code_point(*c)),
            Code::NotUtf8 => Message::new("validation-not-utf8"),

            Code::NotANumber => Message::new("validation-not-a-number"),
            Code::TooManyDigits { limit } => limited("validation-too-many-digits", *limit),
            Code::TooManyDecimals { limit } => limited("validation-too-many-decimals", usize::from(*limit)),
            Code::BelowMinimum(minimum) => {
                Message::new("validation-below-minimum").with("minimum", minimum.to_string())
            }
            Code::AboveMaximum(maximum) => {
                Message::new("validation-above-maximum").with("maximum", maximum.to_string())
            }

            Code::NotADate => Message::new("validation-not-a-date"),
            Code::NoSuchDay => Message::new("validation-no-such-day"),
            // Years are no quantities, so their digits are not grouped.
            Code::DayOutOfRange { first, last } => Message::new("validation-day-out-of-range")
                .with("first", first.to_string())
                .with("last", last.to_string()),
            Code::FutureDay => Message::new("validation-future-day"),
            Code::PastDay => Message::new("validation-past-day"),
            Code::BeforeBeginning(beginning) => {
                Message::new("validation-before-beginning").with("beginning", self.subject(beginning))
            }

            Code::NotAChoice => Message::new("validation-not-a-choice"),
            Code::NotBelow(before) => Message::new("validation-not-below").with("before", self.subject(before)),
            Code::NotYesOrNo => Message::new("validation-not-yes-or-no"),

            Code::TooFewItems { limit } => limited("validation-too-few-items", *limit),
            Code::TooManyItems { limit, found } => limited("validation-too-many-items", *limit).with("found", *found),
            Code::DuplicateField => Message::new("validation-duplicate-field"),
            Code::UnknownField => Message::new("validation-unknown-field"),

            Code::TextExpected => Message::new("validation-text-expected"),
            Code::FileExpected => Message::new("validation-file-expected"),
            Code::TooManyPhotos { limit, found } => limited("validation-too-many-photos", *limit)
                .with("found", *found)
                .with("excess", found.saturating_sub(*limit)),
            Code::SameFileTwice => Message::new("validation-same-file-twice"),
            Code::FileGone => Message::new("validation-file-gone"),
            Code::FileNotReceived => Message::new("validation-file-not-received"),
            Code::BadDataUrl => Message::new("validation-bad-data-url"),
            Code::File(refusal) => file(refusal),
        };
        message.with("label", label)
    }
}

fn file(refusal: &Refusal) -> Message {
    match refusal {
        Refusal::Empty => Message::new("validation-file-empty"),
        // In whole megabytes: that is how the limit is told before a file is chosen.
        Refusal::TooLarge { limit } => {
            let limit = Message::new("format-megabytes").with("amount", limit / 1_000_000);
            Message::new("validation-file-too-large").with("limit", limit)
        }
        Refusal::Heic => Message::new("validation-file-heic"),
        Refusal::NotAPicture => Message::new("validation-file-not-a-picture"),
        Refusal::Damaged => Message::new("validation-file-damaged"),
        Refusal::TooManyPixels { limit_megapixels } => {
            Message::new("validation-file-too-many-pixels").with("limit", *limit_megapixels)
        }
        Refusal::BlankSignature => Message::new("validation-signature-blank"),
    }
}

fn limited(key: &'static str, limit: usize) -> Message {
    Message { key, args: Vec::new() }.with("limit", limit)
}

fn item_number(item: &ItemNumber) -> Message {
    Message::new("validation-item-number").with("singular", &item.singular).with("number", item.number.to_string())
}

/// `U+001B`.
fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}
