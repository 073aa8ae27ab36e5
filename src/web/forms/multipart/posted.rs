//! The result of reading a form, as plain data.

use super::action::Action;
use crate::{
    domain::{ids::SubmissionKey, raw::RawForm, validate::FieldError},
    services::uploads::ReceivedFile,
};

/// The parsed body of a form. The answers are not validated yet.
pub struct PostedForm {
    /// None if it is missing or no key.
    pub key: Option<SubmissionKey>,
    pub action: Action,
    pub raw: RawForm,
    /// Files of this body: durable, not yet known to the database. Their ids are in `raw`.
    pub received: Vec<ReceivedFile>,
    /// Descriptions of files that an earlier post brought and that have no row yet (`services::held_uploads`).
    pub held: Vec<String>,
    /// Errors that only reading can find: refused files, text that is not UTF-8.
    pub file_errors: Vec<FieldError>,
}
