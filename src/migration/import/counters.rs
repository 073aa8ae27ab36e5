//! Counters of a run, by kind of record. At any time, all records seen are in exactly one class.

use super::record::RecordClass;
use crate::domain::migration::{Counts, RecordKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The records that a run has counted and classified, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RecordCounts(BTreeMap<RecordKind, KindCounts>);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct KindCounts {
    /// How many existed when they were counted; more may have been added since.
    counted: u64,
    imported: u64,
    already_there: u64,
    divergent: u64,
    quarantined: u64,
    /// Seen, and left for a later run.
    left: u64,
}

impl KindCounts {
    fn sum(&self) -> u64 {
        self.imported + self.already_there + self.divergent + self.quarantined + self.left
    }

    fn counts(&self) -> Counts {
        let seen = self.counted.max(self.sum());
        Counts {
            seen,
            imported: self.imported,
            already_there: self.already_there,
            divergent: self.divergent,
            quarantined: self.quarantined,
            pending: seen - self.sum() + self.left,
        }
    }
}

impl RecordCounts {
    pub fn counted(&mut self, kind: RecordKind, number: u64) {
        self.0.entry(kind).or_default().counted = number;
    }

    pub fn add(&mut self, kind: RecordKind, class: RecordClass) {
        let counts = self.0.entry(kind).or_default();
        match class {
            RecordClass::Imported => counts.imported += 1,
            RecordClass::AlreadyThere => counts.already_there += 1,
            RecordClass::Divergent => counts.divergent += 1,
            RecordClass::Quarantined => counts.quarantined += 1,
            RecordClass::Pending => counts.left += 1,
        }
    }

    /// Marks a kind as complete: records that were counted but not found have been removed meanwhile.
    pub fn all_seen(&mut self, kind: RecordKind) {
        let counts = self.0.entry(kind).or_default();
        counts.counted = counts.sum();
    }

    pub fn of(&self, kind: RecordKind) -> Counts {
        self.0.get(&kind).map(KindCounts::counts).unwrap_or_default()
    }

    pub fn by_kind(&self) -> BTreeMap<RecordKind, Counts> {
        RecordKind::ALL.iter().map(|kind| (*kind, self.of(*kind))).collect()
    }

    /// Records seen, and records counted, of all kinds.
    pub fn progress(&self) -> (u64, u64) {
        let all = self.0.values().map(|kind| (kind.sum(), kind.counts().seen));
        all.fold((0, 0), |(done, of), (classed, seen)| (done + classed, of + seen))
    }
}

/// The submissions that a run has classified, by form; `-` for records whose form is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FormCounts(BTreeMap<String, Counts>);

impl FormCounts {
    pub fn add(&mut self, module: Option<&str>, class: RecordClass) {
        let counts = self.0.entry(module.unwrap_or("-").to_owned()).or_default();
        counts.seen += 1;
        match class {
            RecordClass::Imported => counts.imported += 1,
            RecordClass::AlreadyThere => counts.already_there += 1,
            RecordClass::Divergent => counts.divergent += 1,
            RecordClass::Quarantined => counts.quarantined += 1,
            RecordClass::Pending => counts.pending += 1,
        }
    }

    pub fn by_form(&self) -> BTreeMap<String, Counts> {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*, sample::select};

    proptest! {
        #[test]
        fn import_counts_always_add_up(
            counted in 0u64..20,
            classes in vec(select(RecordClass::ALL.to_vec()), 0..30),
            ends in any::<bool>(),
        ) {
            let kind = RecordKind::Submission;
            let mut counts_by_kind = RecordCounts::default();
            counts_by_kind.counted(kind, counted);
            prop_assert!(counts_by_kind.of(kind).closes());
            for class in &classes {
                counts_by_kind.add(kind, *class);
                prop_assert!(counts_by_kind.of(kind).closes());
            }
            if ends {
                counts_by_kind.all_seen(kind);
                prop_assert!(counts_by_kind.of(kind).closes());
                let left = classes.iter().filter(|class| **class == RecordClass::Pending).count();
                prop_assert_eq!(counts_by_kind.of(kind).pending, left as u64);
                prop_assert_eq!(counts_by_kind.of(kind).seen, classes.len() as u64);
            }
        }
    }
}
