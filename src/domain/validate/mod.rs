//! Validation of a form post: a [`RawForm`] becomes [`Answers`], or a complete list of errors.
//!
//! Text is stored exactly as entered or refused with an error, never changed silently. Blank text (white space and
//! invisible characters) counts as no answer. Numbers and dates are trimmed, because their value is stored. An item
//! without any entry is skipped: the page offers an empty card, and leaving it empty is allowed.
//!
//! - `question` finds the field for a name in the form post;
//! - `post` groups the parts of a form post by name;
//! - `context` is what a post is judged by besides the form;
//! - `validator` walks through the form: `read` reads each question, `decide` applies the rules to it; `place` names it;
//! - `text`, `value`, `cascade`, `position` and `files` check one type of answer each;
//! - `code` lists the error codes; the texts are in `i18n`;
//! - `subject` identifies the question or control of an error.

mod cascade;
mod code;
mod context;
mod decide;
mod field_error;
mod files;
mod place;
mod position;
mod post;
mod question;
mod read;
mod subject;
#[cfg(test)]
mod tests;
mod text;
mod validator;
mod value;

pub use code::ValidationCode;
pub use context::{PostContext, RuleUse};
pub use field_error::{FieldError, MAX_SIGNER};
pub use question::{Part, Question, further_parts};
pub use subject::{ItemNumber, Subject};
pub use text::is_blank;

use super::{answers::Answers, form::FormDef, raw::RawForm};

/// Validates a form post.
///
/// The caller removes the controls of the page (`do`, `submission_key`, `lang`), which are not answers. Uploads are
/// ids; the caller checks that they exist.
pub fn validate(def: &FormDef, raw: &RawForm, context: PostContext) -> Result<Answers, Vec<FieldError>> {
    let (answers, errors) = validator::check_form(def, raw, context, &[]);
    if errors.is_empty() { Ok(answers) } else { Err(errors) }
}

/// All errors of a form post of which some parts were refused while it was read, in the order of the form.
///
/// A field with a refused file does not count as missing. Item numbers are those that the page shows.
pub fn complaints(def: &FormDef, raw: &RawForm, context: PostContext, refused: &[FieldError]) -> Vec<FieldError> {
    validator::check_form(def, raw, context, refused).1
}
