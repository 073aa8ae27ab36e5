//! Resources that a "not found" problem can name.

use crate::domain::codes::codes;

codes! {
    /// The type of the resource.
    pub enum Resource {
        Page,
        Module,
        Submission,
        Job,
        Upload,
        /// A report link that expired, was revoked or never existed.
        Link,
        /// A report that was looked up by its verification code.
        Report,
        /// The setup link of the first start.
        SetupLink,
        /// A source of an import.
        Source,
        /// An import run.
        Run,
        /// A record of a legacy store.
        Record,
        /// An API token.
        Token,
        /// A key for the addresses of the legacy app.
        LegacyKey,
        /// A report that was not generated yet, or an unknown format.
        ReportFile,
        /// An archive of old files.
        Archive,
        /// An open difference between the two stores.
        Difference,
        /// A member of the organisation.
        Person,
        /// An open invitation.
        Invitation,
        /// A one-time link that was used, expired, was changed or never existed.
        OneTimeLink,
        /// A public link that was revoked or never existed.
        PublicLink,
        /// A webhook, or an event that was sent to it.
        Webhook,
        /// A privacy request, or its export file.
        PrivacyRequest,
        Action,
        /// A passkey or an authenticator app.
        Factor,
    }
}
