//! The reasons for quarantine, each with its name in the database and the key of its text.

use crate::domain::message::Message;
use serde::{Deserialize, Serialize};

/// Why a file cannot be imported as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    pub why: QuarantineReason,
    /// Position and cause: "line 3, column 14", "the key \"id\" occurs twice". May be empty.
    pub detail: String,
}

impl Quarantined {
    pub fn new(why: QuarantineReason, detail: impl Into<String>) -> Quarantined {
        Quarantined { why, detail: detail.into() }
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)+) => {
        /// The reasons for quarantine. The names are stored in `legacy_records.reason`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum QuarantineReason {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)+
        }

        impl QuarantineReason {
            pub const ALL: &[QuarantineReason] = &[$(QuarantineReason::$variant),+];

            pub fn as_str(self) -> &'static str {
                match self { $(QuarantineReason::$variant => $word),+ }
            }
        }
    };
}

reasons! {
    Empty = "empty",
    /// The file ends early: the legacy app was stopped while it wrote.
    Truncated = "truncated",
    NotUtf8 = "not_utf8",
    DuplicateKey = "duplicate_key",
    Syntax = "syntax",
    TrailingData = "trailing_data",
    NotAnObject = "not_an_object",
    TooDeep = "too_deep",
    TooLarge = "too_large",
    BadId = "bad_id",
    /// The id in the record differs from the file name.
    IdMismatch = "id_mismatch",
    /// Two files have the same id and different content.
    DuplicateId = "duplicate_id",
    /// Valid JSON, but not a shape that the legacy app wrote.
    Shape = "shape",
    /// Neither the job nor the shape identifies the module.
    UnknownModule = "unknown_module",
    /// A job among the submissions, or a submission among the jobs.
    WrongKind = "wrong_kind",
    NotARegularFile = "not_a_regular_file",
    Unreadable = "unreadable",
    /// A file name that the legacy app does not use.
    UnknownFile = "unknown_file",
    /// In a folder that the legacy app does not read.
    Subfolder = "subfolder",
}

impl QuarantineReason {
    /// The text that explains the reason and what to do.
    pub fn message(self) -> Message {
        Message::new(match self {
            QuarantineReason::Empty => "quarantine-empty",
            QuarantineReason::Truncated => "quarantine-truncated",
            QuarantineReason::NotUtf8 => "quarantine-not-utf8",
            QuarantineReason::DuplicateKey => "quarantine-duplicate-key",
            QuarantineReason::Syntax => "quarantine-syntax",
            QuarantineReason::TrailingData => "quarantine-trailing-data",
            QuarantineReason::NotAnObject => "quarantine-not-an-object",
            QuarantineReason::TooDeep => "quarantine-too-deep",
            QuarantineReason::TooLarge => "quarantine-too-large",
            QuarantineReason::BadId => "quarantine-bad-id",
            QuarantineReason::IdMismatch => "quarantine-id-mismatch",
            QuarantineReason::DuplicateId => "quarantine-duplicate-id",
            QuarantineReason::Shape => "quarantine-shape",
            QuarantineReason::UnknownModule => "quarantine-unknown-module",
            QuarantineReason::WrongKind => "quarantine-wrong-kind",
            QuarantineReason::NotARegularFile => "quarantine-not-a-regular-file",
            QuarantineReason::Unreadable => "quarantine-unreadable",
            QuarantineReason::UnknownFile => "quarantine-unknown-file",
            QuarantineReason::Subfolder => "quarantine-subfolder",
        })
    }

    pub fn parse(word: &str) -> Option<QuarantineReason> {
        QuarantineReason::ALL.iter().copied().find(|why| why.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{assert_complete, languages};

    #[test]
    fn every_quarantine_reason_round_trips_and_has_advice() {
        for why in QuarantineReason::ALL {
            assert_eq!(QuarantineReason::parse(why.as_str()), Some(*why));
            assert_eq!(serde_json::to_string(why).unwrap(), format!("{:?}", why.as_str()));
            assert_complete(&why.message());
            for texts in languages() {
                let sentence = texts.message(&why.message());
                assert!(sentence.matches('.').count() >= 2, "{why:?} is incomplete: {sentence}");
            }
        }
        assert_eq!(QuarantineReason::parse("because"), None);
    }
}
