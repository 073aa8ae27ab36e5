//! The reason in the ledger as a text for the person who decides about a record.

use crate::{domain::message::Message, i18n::Texts, legacy::QuarantineReason};

/// The reason of a record whose database row has other content.
const DIVERGENT: &str = "divergent";

/// What is wrong with a record, and what to do. A reason that this version does not know stands for itself.
pub fn sentence(reason: &str, texts: Texts) -> String {
    match QuarantineReason::parse(reason) {
        Some(why) => texts.message(&why.message()),
        None if reason == DIVERGENT => texts.message(&Message::new("quarantine-divergent")),
        None => reason.to_owned(),
    }
}
