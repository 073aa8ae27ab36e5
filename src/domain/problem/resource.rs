//! What was looked for and is not there, or not for whoever asks.

use crate::domain::codes::codes;

codes! {
    /// What was looked for.
    pub enum Resource {
        Page,
        Module,
        Submission,
        Job,
        Upload,
        /// A report link that expired, was revoked or never was.
        Link,
        /// A report whose code was asked for.
        Report,
        /// The link of the first start.
        SetupLink,
        /// A folder or file that history is to be read from.
        Source,
        /// A run of the importer.
        Run,
        /// A record of an old store.
        Record,
        /// A token of a program.
        Token,
        /// A report that is not made yet, or in no such format.
        ReportFile,
        /// Old files that were packed.
        Archive,
        /// A difference between the two stores that is still open.
        Difference,
        /// Somebody of the organisation.
        Person,
        /// An invitation that waits for its answer.
        Invitation,
        /// A link that works once: used, expired, changed on its way, or never was.
        OneTimeLink,
        /// The address of a public form that is closed or never was.
        PublicLink,
        /// A wish about what is known of a person, or the file that came of it.
        PrivacyRequest,
        /// A passkey or an app for codes.
        Factor,
    }
}
