//! The complaints in English.

use super::ValidationCode;
use crate::domain::{
    lang::{Label, Lang},
    upload::Refusal,
};

/// A sentence about the question `label`, begun with the item in which it stands.
pub(super) fn sentence(complaint: &ValidationCode, label: &Label, item: Option<&str>) -> String {
    let said = said(complaint, label.get(Lang::En));
    match item {
        Some(item) => format!("{item}: {said}"),
        None => capitalised(&said),
    }
}

fn said(complaint: &ValidationCode, label: &str) -> String {
    let (name, lower) = (format!("“{label}”"), lowered(label));
    // "Enter the deep cleaning needed?" is no sentence.
    let is_question = label.ends_with('?');
    match complaint {
        ValidationCode::Missing | ValidationCode::NotChosen if is_question => format!("answer {name}."),
        ValidationCode::Missing => format!("enter the {lower}."),
        ValidationCode::NotChosen => format!("choose the {lower}."),
        ValidationCode::NotTicked => format!("tick {name} to go on."),
        ValidationCode::NoPhoto => format!("add at least one photo to {name}."),
        ValidationCode::NotSigned => format!("draw the {lower}, or type the name below it."),

        ValidationCode::TooLong { limit, found } => {
            format!("{lower} may have at most {limit} characters; yours has {found}. Shorten the text.")
        }
        ValidationCode::LineBreak => format!("{lower} must be on one line. Remove the line breaks."),
        ValidationCode::ControlCharacter(c) => format!(
            "{lower} contains an invisible control character (U+{:04X}). Delete the text and type it again.",
            u32::from(*c)
        ),
        ValidationCode::NotACharacter(c) => format!(
            "{lower} contains U+{:04X}, which is not a character. Delete the text and type it again.",
            u32::from(*c)
        ),
        ValidationCode::NotUtf8 => {
            format!("{lower} was not sent as UTF-8 text. Type it again and send the form once more.")
        }

        ValidationCode::NotANumber => format!("{lower} must be a number in digits, for example 12 or 2.5."),
        ValidationCode::TooManyDigits { limit } => {
            format!("{lower} may have at most {limit} digits. Enter a shorter number.")
        }
        ValidationCode::TooManyDecimals { limit: 0 } => {
            format!("{lower} must be a whole number, without a decimal point.")
        }
        ValidationCode::TooManyDecimals { limit: 1 } => format!("{lower} may have one digit after the decimal point."),
        ValidationCode::TooManyDecimals { limit } => {
            format!("{lower} may have at most {limit} digits after the decimal point.")
        }
        ValidationCode::BelowMinimum(min) => format!("{lower} must be {min} or more."),
        ValidationCode::AboveMaximum(max) => format!("{lower} must be {max} or less."),

        ValidationCode::NotADate => format!("enter the {lower} as year-month-day, for example 2026-03-14."),
        ValidationCode::NoSuchDay => format!("{lower} is not a day in the calendar. Check the day and the month."),
        ValidationCode::DayOutOfRange { first, last } => {
            format!("the year of the {lower} must be from {first} to {last}.")
        }
        ValidationCode::FutureDay => format!("{lower} cannot be in the future. Enter today or an earlier day."),
        ValidationCode::PastDay => format!("{lower} is over already. Enter today or a later day."),
        ValidationCode::BeforeBeginning(beginning) => {
            format!("{lower} lies before the {}. Exchange the two days, or leave one out.", lowered(&beginning.en))
        }

        ValidationCode::NotAChoice => format!("choose one of the listed answers for {name}."),
        ValidationCode::NotBelow(before) => {
            format!("choose the {} first, then the {lower} from the list that belongs to it.", lowered(&before.en))
        }
        ValidationCode::NotYesOrNo => format!("{name} takes only yes or no."),

        ValidationCode::TooFewItems { limit: 1 } => format!("add at least one {lower}."),
        ValidationCode::TooFewItems { limit } => format!("add at least {limit} entries of “{label}”."),
        ValidationCode::TooManyItems { limit, found } => format!(
            "the form takes at most {limit} entries of “{label}”; you have {found}. Send the rest in a second form."
        ),
        ValidationCode::DuplicateField => format!("{lower} was sent twice. Reload the page and answer it once."),
        ValidationCode::UnknownField => {
            format!("this form has no question named {name}. Reload the page to get the current form.")
        }

        ValidationCode::TextExpected => format!("{lower} takes text, not a file."),
        ValidationCode::FileExpected => format!("{lower} takes a picture, not text. Attach it again."),
        ValidationCode::TooManyPhotos { limit, found } => {
            format!(
                "{name} takes at most {limit} photos; you attached {found}. Remove {}.",
                found.saturating_sub(*limit)
            )
        }
        ValidationCode::SameFileTwice => {
            format!("a file of {name} is attached to this form twice. Remove one of the two.")
        }
        ValidationCode::FileGone => {
            format!(
                "a file of {name} is no longer here: it has expired or was sent with another form. Attach it again."
            )
        }
        ValidationCode::FileNotReceived => {
            format!("a file of {name} did not arrive completely. Check the connection and attach it again.")
        }
        ValidationCode::BadDataUrl => format!("{lower} could not be read. Clear the pad and sign again."),
        ValidationCode::File(refusal) => file(refusal, &name, &lower),
    }
}

fn file(refusal: &Refusal, name: &str, lower: &str) -> String {
    match refusal {
        Refusal::Empty => format!("a file of {name} is empty (0 bytes). Choose the photo again."),
        Refusal::TooLarge { limit } => format!(
            "a file of {name} is larger than {} MB, the limit for one file. Choose a smaller version.",
            limit / 1_000_000
        ),
        Refusal::Heic => format!(
            "a photo of {name} is in HEIC format, which browsers and reports cannot show. On an iPhone: Settings > \
             Camera > Formats > Most Compatible. Then take it again, or choose a JPEG."
        ),
        Refusal::NotAPicture => format!("a file of {name} is not a JPEG, PNG or WebP picture. Choose a photo."),
        Refusal::Damaged => format!("a picture of {name} is damaged or incomplete. Take it again or choose another."),
        Refusal::TooManyPixels { limit_megapixels } => format!(
            "a picture of {name} has more than {limit_megapixels} megapixels, which is the limit. Choose a smaller version."
        ),
        Refusal::BlankSignature => {
            format!("the {lower} is blank. Draw it, or clear the pad and type the name below it.")
        }
    }
}

/// "Site name" within a sentence; "BMS panel" and "A/C" stay as they are.
fn lowered(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
