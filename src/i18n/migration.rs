//! Texts for stored reasons of the migration.

use super::{Message, Texts};
use crate::domain::migration::OldStoreError;

impl Texts {
    /// Why a submission could not be written to the legacy store. A text that an older version stored is returned
    /// unchanged.
    pub fn old_store_error(self, stored: &str) -> String {
        OldStoreError::parse(stored).map_or_else(|| stored.to_owned(), |error| self.message(&message(error)))
    }
}

fn message(error: OldStoreError) -> Message {
    Message::new(match error {
        OldStoreError::NotConvertible => "old-store-error-not-convertible",
        OldStoreError::PermissionDenied => "old-store-error-permission-denied",
        OldStoreError::StorageFull => "old-store-error-storage-full",
        OldStoreError::ReadOnly => "old-store-error-read-only",
        OldStoreError::NoFolder => "old-store-error-no-folder",
        OldStoreError::Unavailable => "old-store-error-unavailable",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::lang::Lang, i18n::assert_complete};

    #[test]
    fn every_reason_has_a_text_and_older_texts_are_shown_unchanged() {
        OldStoreError::ALL.iter().for_each(|error| assert_complete(&message(*error)));
        assert_eq!(Texts::of(Lang::AR).old_store_error("permission denied"), "permission denied");
    }
}
