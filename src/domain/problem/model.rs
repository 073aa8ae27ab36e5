//! The error type of use cases, with the details that a user needs.

use super::super::{
    codes::codes,
    migration::UnusableExport,
    upload::FileRefusal,
    validate::{FieldError, ValidationCode},
};
use super::{Conflict, Resource};

#[derive(Debug)]
pub enum Problem {
    /// It does not exist, or the person may not see it. Both cases look the same to the client.
    NotFound(Resource),
    /// Answers that violate the form definition.
    Invalid(Vec<FieldError>),
    /// The request is not well-formed.
    Malformed(Malformed),
    /// Larger than a limit.
    TooLarge(TooLarge),
    /// A content type or encoding that is not accepted.
    Unsupported(Unsupported),
    /// The current state does not allow the request.
    Conflict(Conflict),
    /// A single file that cannot be processed now, because the server is busy.
    Busy(Box<FieldError>),
    /// A public form has reached the daily limit of its organisation.
    DayFull,
    /// The request took too long to arrive.
    TimedOut,
    /// The disk is full; nothing was saved.
    StorageFull(anyhow::Error),
    /// The database or the disk is unavailable; nothing was saved, a retry is safe.
    Unavailable(anyhow::Error),
    /// A stored file is not in the data folder; its row is there.
    FileMissing(anyhow::Error),
    /// The connection failed during the commit, and the result could not be determined; the data may be saved.
    Unconfirmed(anyhow::Error),
    /// A defect in this program.
    Internal(anyhow::Error),
}

codes! {
    /// Why a request is not well-formed.
    pub enum Malformed {
        /// The body ended early. Kept apart from "too large".
        Incomplete,
        /// It cannot be parsed.
        Unreadable,
    }
}

/// What exceeds a limit, with the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TooLarge {
    /// The body of a request, in megabytes.
    Request { megabytes: u64 },
    /// The parts of one form.
    Form { files: usize, answers: usize, megabytes: u64 },
    /// A file that was sent on its own.
    File(Box<FieldError>),
}

/// Which content is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// A form that is not sent as `multipart/form-data`.
    FormEncoding,
    /// A body with `Content-Encoding`.
    Compressed,
    /// A body without the content type JSON.
    NotJson,
    /// A source of an import that needs a mapping.
    MappingMissing,
    /// An export in a format that is not read.
    Export(UnusableExport),
    /// A mapping with errors. `detail` describes them in English, for operators.
    Mapping { detail: String },
    /// A body without the content type of a picture.
    PictureType,
    /// A file that was sent on its own.
    File(Box<FieldError>),
}

impl Problem {
    /// Maps the error of a single file to a problem, so that the HTTP status matches the error.
    pub fn of_file(error: FieldError) -> Problem {
        match &error.complaint {
            ValidationCode::File(FileRefusal::TooLarge { .. }) => Problem::TooLarge(TooLarge::File(Box::new(error))),
            ValidationCode::File(
                FileRefusal::Heic | FileRefusal::OtherFormat(_) | FileRefusal::NotAPicture | FileRefusal::NotAPdf,
            ) => Problem::Unsupported(Unsupported::File(Box::new(error))),
            ValidationCode::File(FileRefusal::Busy) => Problem::Busy(Box::new(error)),
            _ => Problem::Invalid(vec![error]),
        }
    }

    /// The cause, for the log only.
    pub fn cause(&self) -> Option<&anyhow::Error> {
        match self {
            Problem::StorageFull(cause)
            | Problem::Unavailable(cause)
            | Problem::FileMissing(cause)
            | Problem::Unconfirmed(cause)
            | Problem::Internal(cause) => Some(cause),
            _ => None,
        }
    }
}
