//! The reasons for which a file is put into quarantine, each with its name in the database and the key of its text.

use crate::domain::message::Message;
use serde::{Deserialize, Serialize};

/// Why a file is not taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    pub why: QuarantineReason,
    /// Where and what: "line 3, column 14", "the key \"id\" stands there twice". May be empty.
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
    /// It ends before its end: the old app was stopped while it wrote.
    Truncated = "truncated",
    NotUtf8 = "not_utf8",
    DuplicateKey = "duplicate_key",
    Syntax = "syntax",
    TrailingData = "trailing_data",
    NotAnObject = "not_an_object",
    TooDeep = "too_deep",
    TooLarge = "too_large",
    BadId = "bad_id",
    /// The id inside is not that of the file's name.
    IdMismatch = "id_mismatch",
    /// Two files claim the same id with different content.
    DuplicateId = "duplicate_id",
    /// It is JSON, and no shape that the old app ever wrote.
    Shape = "shape",
    /// Neither the job nor the shape tells the module.
    UnknownModule = "unknown_module",
    /// A job among the submissions, or the other way round.
    WrongKind = "wrong_kind",
    NotARegularFile = "not_a_regular_file",
    Unreadable = "unreadable",
    /// A name that the old app does not give.
    UnknownFile = "unknown_file",
}

impl QuarantineReason {
    /// What is wrong with the file, and what to do about it.
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
