//! Validation of a form post: a [`RawForm`] becomes [`Answers`], or a complete list of errors.
//!
//! Text is stored exactly as entered or refused with an error, never changed silently. Blank text (white space and
//! invisible characters) counts as no answer. Numbers and dates are trimmed, because their value is stored. An item
//! without any entry is skipped: the page offers an empty card, and leaving it empty is allowed.
//!
//! - `question` finds the field for a name in the form post;
//! - `post` groups the parts of a form post by name;
//! - `validator` walks through the form; `text`, `value`, `cascade` and `files` check one type of answer each;
//! - `code` lists the error codes; the texts are in `i18n`;
//! - `subject` identifies the question or control of an error.

mod cascade;
mod code;
mod field_error;
mod files;
mod post;
mod question;
mod subject;
#[cfg(test)]
mod tests;
mod text;
mod validator;
mod value;

pub use code::ValidationCode;
pub use field_error::{FieldError, MAX_SIGNER};
pub use question::{Part, Question};
pub use subject::{ItemNumber, Subject};
pub use text::is_blank;

use super::{answers::Answers, form::FormDef, raw::RawForm};
use time::Date;

/// Validates a form post. `latest_day` is the last day that is not in the future in any time zone.
///
/// The caller removes the controls of the page (`do`, `submission_key`, `lang`), which are not answers. Uploads are
/// ids; the caller checks that they exist.
pub fn validate(def: &FormDef, raw: &RawForm, latest_day: Date) -> Result<Answers, Vec<FieldError>> {
    let (answers, errors) = validator::check_form(def, raw, latest_day, &[]);
    if errors.is_empty() { Ok(answers) } else { Err(errors) }
}

/// All errors of a form post of which some parts were refused while it was read, in the order of the form.
///
/// A field with a refused file does not count as missing. Item numbers are those that the page shows.
pub fn complaints(def: &FormDef, raw: &RawForm, latest_day: Date, refused: &[FieldError]) -> Vec<FieldError> {
    validator::check_form(def, raw, latest_day, refused).1
}
