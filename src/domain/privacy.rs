//! Privacy requests: export and erasure of personal data.

use super::text_enum::text_enum;

text_enum! {
    /// The type of a privacy request.
    pub enum PrivacyKind {
        /// A copy of all data about the person.
        Export = "export",
        /// Removal of all data about the person.
        Erase = "erase",
    }
}

text_enum! {
    /// The state of a privacy request.
    pub enum PrivacyState {
        Waiting = "waiting",
        Done = "done",
        /// The erasure would have left the organisation without an administrator.
        Refused = "refused",
        Failed = "failed",
        /// The exported copy was deleted after its retention period.
        Expired = "expired",
    }
}
