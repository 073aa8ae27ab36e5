//! Texts for validation errors, each a sentence that names the question.

#[cfg(test)]
mod tests;

use super::{Message, Texts};
use crate::domain::{
    position::Coordinate,
    upload::{FileRefusal, OtherFormat},
    validate::{FieldError, ItemNumber, Subject, ValidationCode},
};

impl Texts {
    /// A complete sentence: what is wrong, and what to do. It starts with the item for a question of a repeating group.
    pub fn field_error(self, error: &FieldError) -> String {
        let label = self.subject(&error.subject);
        let sentence = self.message(&self.complaint(&error.complaint, &label));
        match &error.item {
            None => sentence,
            Some(item) => {
                let item = item_number(item);
                self.message(&Message::new("validation-in-item").with("item", item).with("sentence", sentence))
            }
        }
    }

    /// The name of the question or control on the page.
    pub fn subject(self, subject: &Subject) -> String {
        match subject {
            Subject::Question(label) => self.label(label).to_owned(),
            Subject::TypedName(label) => self.with("validation-typed-name", &[("label", label.into())]),
            Subject::Coordinate(coordinate, label) => {
                let key = match coordinate {
                    Coordinate::Latitude => "validation-latitude",
                    Coordinate::Longitude => "validation-longitude",
                    Coordinate::Accuracy => "validation-accuracy",
                };
                self.with(key, &[("label", label.into())])
            }
            Subject::Control(key) => self.t(key).to_owned(),
            Subject::Name(name) => name.clone(),
        }
    }

    fn complaint(self, code: &ValidationCode, label: &str) -> Message {
        use ValidationCode as Code;
        let about = |key| Message::new(key).with("label", label);
        let limited = |key, limit: usize| about(key).with("limit", limit);
        // “Enter the deep cleaning needed?” would not be correct.
        let is_question = label.ends_with(['?', '؟']);
        match code {
            Code::Missing | Code::NotChosen | Code::NoneChosen if is_question => about("validation-answer-question"),
            Code::Missing => about("validation-missing"),
            Code::NotChosen => about("validation-not-chosen"),
            Code::NoneChosen => about("validation-none-chosen"),
            Code::NotTicked => about("validation-not-ticked"),
            Code::NoPhoto => about("validation-no-photo"),
            Code::NotSigned => about("validation-not-signed"),
            Code::NoFile => about("validation-no-file"),

            Code::TooLong { limit, found } => limited("validation-too-long", *limit).with("found", *found),
            Code::LineBreak => about("validation-line-break"),
            Code::ControlCharacter(c) => about("validation-control-character").with("code-point", code_point(*c)),
            Code::NotACharacter(c) => about("validation-not-a-character").with("code-point", code_point(*c)),
            Code::NotUtf8 => about("validation-not-utf8"),

            Code::NotANumber => about("validation-not-a-number"),
            Code::TooManyDigits { limit } => limited("validation-too-many-digits", *limit),
            Code::TooManyDecimals { limit } => limited("validation-too-many-decimals", usize::from(*limit)),
            Code::BelowMinimum(minimum) => about("validation-below-minimum").with("minimum", minimum.to_string()),
            Code::AboveMaximum(maximum) => about("validation-above-maximum").with("maximum", maximum.to_string()),

            Code::NotOnScale { start, end, step } => about("validation-not-on-scale")
                .with("start", start.to_string())
                .with("end", end.to_string())
                .with("step", step.to_string()),

            Code::NotATime => about("validation-not-a-time"),
            Code::TooEarly(time) => about("validation-too-early").with("time", time.to_string()),
            Code::TooLate(time) => about("validation-too-late").with("time", time.to_string()),
            Code::NotAPosition => about("validation-not-a-position"),

            Code::NotADate => about("validation-not-a-date"),
            Code::NoSuchDay => about("validation-no-such-day"),
            // Years have no digit grouping.
            Code::DayOutOfRange { first, last } => {
                about("validation-day-out-of-range").with("first", first.to_string()).with("last", last.to_string())
            }
            Code::FutureDay => about("validation-future-day"),
            Code::PastDay => about("validation-past-day"),
            Code::BeforeBeginning(beginning) => {
                about("validation-before-beginning").with("beginning", self.subject(beginning))
            }

            Code::NotAWebAddress => about("validation-not-a-web-address"),
            Code::NotHttps => about("validation-not-https"),
            Code::PrivateAddress => about("validation-private-address"),
            Code::TooManyWebhooks { limit } => limited("validation-too-many-webhooks", *limit),

            Code::NotAChoice => about("validation-not-a-choice"),
            Code::TooFewChoices { limit, found } => limited("validation-too-few-choices", *limit).with("found", *found),
            Code::TooManyChoices { limit, found } => {
                limited("validation-too-many-choices", *limit).with("found", *found)
            }
            Code::NotBelow(before) => about("validation-not-below").with("before", self.subject(before)),
            Code::NotYesOrNo => about("validation-not-yes-or-no"),
            Code::OutsideTokenScope => about("validation-outside-token-scope"),
            Code::NoSuchSubmission => about("validation-no-such-submission"),

            // The form has its own words for it, in each of its languages.
            Code::Constraint(Some(own)) => Message::new("validation-constraint-own").with("sentence", own),
            Code::Constraint(None) => about("validation-constraint"),

            Code::TooFewItems { limit } => limited("validation-too-few-items", *limit),
            Code::TooManyItems { limit, found } => limited("validation-too-many-items", *limit).with("found", *found),
            Code::ItemCount { wanted, found } if found < wanted => {
                limited("validation-items-missing", *wanted).with("found", *found)
            }
            Code::ItemCount { wanted, found } => limited("validation-items-surplus", *wanted).with("found", *found),
            Code::DuplicateField => about("validation-duplicate-field"),
            Code::UnknownField => about("validation-unknown-field"),

            Code::TextExpected => about("validation-text-expected"),
            Code::FileExpected => about("validation-file-expected"),
            Code::OtherUpload => about("validation-other-upload"),
            Code::SecondFile => about("validation-second-file"),
            Code::TooManyPhotos { limit, found } => limited("validation-too-many-photos", *limit)
                .with("found", *found)
                .with("excess", found.saturating_sub(*limit)),
            Code::SameFileTwice => about("validation-same-file-twice"),
            Code::FileGone => about("validation-file-gone"),
            Code::FileNotReceived => about("validation-file-not-received"),
            Code::BadDataUrl => about("validation-bad-data-url"),
            Code::File(refusal) => file(refusal, label),
        }
    }
}

fn file(refusal: &FileRefusal, label: &str) -> Message {
    let about = |key| Message::new(key).with("label", label);
    match refusal {
        FileRefusal::Empty => about("validation-file-empty"),
        // In whole megabytes, as the limit is shown before a file is chosen.
        FileRefusal::TooLarge { limit } => {
            let limit = Message::new("format-megabytes").with("amount", limit / 1_000_000);
            about("validation-file-too-large").with("limit", limit)
        }
        FileRefusal::Heic => about("validation-file-heic"),
        FileRefusal::OtherFormat(OtherFormat::RareJpeg) => about("validation-file-rare-jpeg"),
        FileRefusal::OtherFormat(format) => about("validation-file-other-format").with("format", format.name()),
        FileRefusal::NotAPicture => about("validation-file-not-a-picture"),
        FileRefusal::NotAPdf => about("validation-file-not-a-pdf"),
        FileRefusal::CutPdf => about("validation-file-cut-pdf"),
        FileRefusal::Damaged => about("validation-file-damaged"),
        FileRefusal::TooManyPixels { limit_megapixels } => {
            about("validation-file-too-many-pixels").with("limit", *limit_megapixels)
        }
        FileRefusal::Undecodable => about("validation-file-undecodable"),
        FileRefusal::Busy => about("validation-file-busy"),
        FileRefusal::BlankSignature => about("validation-signature-blank"),
    }
}

fn item_number(item: &ItemNumber) -> Message {
    Message::new("validation-item-number").with("singular", &item.singular).with("number", item.number.to_string())
}

/// `U+001B`.
fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}
