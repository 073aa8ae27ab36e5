//! What a person may ask about what is kept of them.

use super::text_enum::text_enum;

text_enum! {
    /// What was asked for.
    pub enum PrivacyKind {
        /// A copy of everything.
        Export = "export",
        /// Its end.
        Erase = "erase",
    }
}

text_enum! {
    /// What became of it.
    pub enum PrivacyState {
        Waiting = "waiting",
        Done = "done",
        /// It would have left the organisation without an administrator.
        Refused = "refused",
        Failed = "failed",
        /// The copy was kept as long as it is.
        Expired = "expired",
    }
}
