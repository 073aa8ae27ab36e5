//! Judges what was sent: a [`RawForm`] becomes [`Answers`], or a list of all complaints at once.
//!
//! What was typed is kept exactly or refused with a sentence, never changed in silence. Blank text (spaces, invisible
//! characters) is no answer. Numbers and days lose the spaces around them, because what is kept there is the value.
//! An item in which nothing at all was entered is passed over: the page offers an empty card, and leaving it empty
//! must do no harm.
//!
//! - `question` finds the field that a name in the post stands for;
//! - `post` sorts the parts of a post by name;
//! - `validator` walks through the form; `text`, `value`, `cascade` and `files` know one kind of answer each;
//! - `code` lists what can be wrong, without texts: they are in `i18n`;
//! - `subject` says which question or control is meant.

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

/// Checks a post against its form. `latest_day` is the last day that is not in the future anywhere on Earth.
///
/// The page's own controls (`do`, `submission_key`, `lang`) are not answers: the caller takes them out of the post.
/// Uploads are ids here; whether they exist is for the caller to find out.
pub fn validate(def: &FormDef, raw: &RawForm, latest_day: Date) -> Result<Answers, Vec<FieldError>> {
    let (answers, errors) = validator::judge(def, raw, latest_day, &[]);
    if errors.is_empty() { Ok(answers) } else { Err(errors) }
}

/// All complaints about a post of which some parts were refused while it was read, in the order of the form.
///
/// A field with a refused file does not count as left out, and numbers of items are those that the page shows.
pub fn complaints(def: &FormDef, raw: &RawForm, latest_day: Date, refused: &[FieldError]) -> Vec<FieldError> {
    validator::judge(def, raw, latest_day, refused).1
}
