//! What was asked for and does not exist, or may not be seen by the person.

use crate::domain::codes::codes;

codes! {
    /// What was asked for.
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
        /// An API token.
        Token,
        /// A report that is not made yet, or in no such format.
        ReportFile,
        /// Old files that were packed.
        Archive,
        /// A difference between the two stores that is still open.
        Difference,
        /// A member of the organisation.
        Person,
        /// An invitation that waits for its answer.
        Invitation,
        /// A link that works once: used, expired, changed on its way, or never was.
        OneTimeLink,
        /// The address of a public form that is closed or never was.
        PublicLink,
        /// A request about personal data, or the file that was made for it.
        PrivacyRequest,
        /// A passkey or an authenticator app.
        Factor,
    }
}
