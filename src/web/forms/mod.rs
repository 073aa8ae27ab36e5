//! Reading and answering forms.
//!
//! - `multipart` reads a multipart body within its limits into the raw answers and durable files of a form;
//! - `upload` reads a body with one photo, `posted_note` one with a text and photos;
//! - `controller` is the use of a form: its page, its buttons and the response to a submission.

pub mod controller;
pub mod multipart;
pub mod posted_note;
pub mod signed_form;
pub mod upload;
