//! What can go wrong, each with what a person needs to know.

use super::super::{
    codes::codes,
    upload::Refusal,
    validate::{FieldError, ValidationCode},
};
use super::{Conflict, Resource};

#[derive(Debug)]
pub enum Problem {
    /// It does not exist, or the person may not see it: the answer is the same.
    NotFound(Resource),
    /// Answers that the form does not allow.
    Invalid(Vec<FieldError>),
    /// The request itself makes no sense.
    Malformed(Malformed),
    /// More than is accepted.
    TooLarge(TooLarge),
    /// A type of content that is not accepted.
    Unsupported(Unsupported),
    /// The current state does not allow it.
    Conflict(Conflict),
    /// A file that was sent alone and that cannot be handled now, because the server is busy.
    Busy(Box<FieldError>),
    /// A public form has taken as much today as its organisation allows.
    DayFull,
    /// It took too long to arrive.
    TimedOut,
    /// The disk is full: nothing was saved.
    StorageFull(anyhow::Error),
    /// The database or the disk does not answer just now: nothing was saved, try again.
    Unavailable(anyhow::Error),
    /// The connection broke around the commit, and whether it arrived could not be looked up: it may be saved.
    Unconfirmed(anyhow::Error),
    /// A defect of ours.
    Internal(anyhow::Error),
}

codes! {
    /// Why a request makes no sense.
    pub enum Malformed {
        /// It ends before its end: never "too large".
        Incomplete,
        /// It cannot be taken apart.
        Unreadable,
    }
}

/// What is larger than accepted, with the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TooLarge {
    /// The body of a request; in megabytes.
    Request { megabytes: u64 },
    /// The parts of one form.
    Form { files: usize, answers: usize, megabytes: u64 },
    /// A file that was sent alone.
    File(Box<FieldError>),
}

/// Which content is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// A form that is not sent as `multipart/form-data`.
    FormEncoding,
    /// A body with `Content-Encoding`.
    Compressed,
    /// A body that is not announced as JSON.
    NotJson,
    /// A source of an import that can only be read with a mapping.
    MappingMissing,
    /// A mapping with errors, which `detail` names in English, for operators.
    Mapping { detail: String },
    /// A body that is not announced as a picture.
    PictureType,
    /// A file that was sent alone.
    File(Box<FieldError>),
}

impl Problem {
    /// The problem with a file that was sent alone, so that the status can say what is wrong with it.
    pub fn of_file(error: FieldError) -> Problem {
        match &error.complaint {
            ValidationCode::File(Refusal::TooLarge { .. }) => Problem::TooLarge(TooLarge::File(Box::new(error))),
            ValidationCode::File(Refusal::Heic | Refusal::NotAPicture) => {
                Problem::Unsupported(Unsupported::File(Box::new(error)))
            }
            ValidationCode::File(Refusal::Busy) => Problem::Busy(Box::new(error)),
            _ => Problem::Invalid(vec![error]),
        }
    }

    /// The cause, for the log only.
    pub fn cause(&self) -> Option<&anyhow::Error> {
        match self {
            Problem::StorageFull(cause)
            | Problem::Unavailable(cause)
            | Problem::Unconfirmed(cause)
            | Problem::Internal(cause) => Some(cause),
            _ => None,
        }
    }
}
