//! The word that the ledger keeps for a reason, as a sentence for whoever has to decide.

use crate::{domain::lang::Lang, legacy::QuarantineReason};

/// What is wrong with a record, and what to do. A word that this version does not know stands for itself.
pub fn sentence(reason: &str, lang: Lang) -> String {
    let why = QuarantineReason::ALL.iter().find(|why| why.as_str() == reason);
    match (why, reason, lang) {
        (Some(why), ..) => why.sentence(lang),
        (None, "divergent", Lang::En) => {
            "The database has something else under the same number. Compare the two and say which one is right."
        }
        (None, "divergent", Lang::Ar) => "في قاعدة البيانات شيء آخر تحت الرقم نفسه. قارن بينهما وحدد أيهما الصحيح.",
        (None, other, _) => other,
    }
    .to_owned()
}
