//! Uploads: files received before or with their form, claimed by the submission, and opened for display.
//!
//! - `receive` takes one file from a stream and makes it durable;
//! - `pending` keeps received files until a submission claims them;
//! - `open` opens a picture for display, and a PDF to be saved;
//! - `display_name` makes the name of a file safe to display.

pub(crate) mod display_name;
mod open;
mod pending;
mod receive;

pub use open::{OpenFile, PictureSize, open, open_pending_of};
pub(crate) use open::{open_file, open_row};
pub(crate) use pending::new_row;
pub use pending::{PENDING_FOR, discard, keep_pending, pending, pending_of};
pub use receive::{MAX_PDF_BYTES, MAX_PICTURE_BYTES, NotReceived, ReceivedFile, max_bytes, receive};
