//! Texts for the reasons in the ledger, for the review queue.

use crate::{domain::message::Message, i18n::Texts, legacy::QuarantineReason};

/// The reason of a record whose database row has other content.
const DIVERGENT: &str = "divergent";

/// The explanation of a reason and what to do. A reason that this version does not know is returned unchanged.
pub fn sentence(reason: &str, texts: Texts) -> String {
    match QuarantineReason::parse(reason) {
        Some(why) => texts.message(&why.message()),
        None if reason == DIVERGENT => texts.message(&Message::new("quarantine-divergent")),
        None => reason.to_owned(),
    }
}
