//! Conflicts: a valid request that the current state does not allow.

use crate::domain::codes::codes;

codes! {
    /// Which state does not allow a request.
    pub enum Conflict {
        /// The submission key was used for different content.
        KeyUsed,
        /// A file of the form was already sent with another submission, or has expired.
        UploadGone,
        /// The form takes no submissions any more.
        FormRetired,
        /// A form of the organisation was changed since it was read.
        FormChanged,
        /// The submission was corrected since it was read.
        CorrectedMeanwhile,
        /// The approval of the submission has ended, so it cannot be changed.
        Locked,
        /// The submission does not wait for this decision any more, or not for this person.
        NotWaiting,
        /// A submission has as many responses of clients as are kept.
        TooManyResponses,
        /// A member does not decide about a submission that they sent.
        OwnSubmission,
        /// The approval flow was changed at the same time.
        FlowChanged,
        /// The state of the job does not allow this operation.
        JobState,
        /// The same work was started before and has not ended.
        AlreadyRuns,
        /// Old files are being packed, removed, restored or verified. These operations exclude each other.
        FilesMove,
        /// An old file is missing or differs from what was read, so it cannot be packed.
        OldFileChanged,
        /// There are no old files to pack.
        NothingToPack,
        /// The phase of the module still reads the old files.
        StillInUse,
        /// The archive differs from what was packed, so it is not used.
        ArchiveBroken,
        /// The import run has ended, so it cannot be paused, resumed or stopped.
        RunOver,
        /// The newest revision of the submission does not have the question or photo that a comment is about.
        CommentPlaceGone,
        /// The item that an action is about was taken out of the submission since its page was read.
        ActionItemGone,
        /// The submission was corrected or decided about here, so a record does not replace its answers.
        ChangedSinceImport,
        /// The state of the record no longer allows this decision.
        Decided,
        /// The record cannot be read from its source, so no decision is possible.
        RecordGone,
        /// A gate of the next phase is closed, and no reason was given to override it.
        GatesClosed,
        /// The schema of the database differs from the expected one.
        SchemaDiffers,
        /// The module is not in the phase that this step starts from, or was changed at the same time.
        PhaseChanged,
        /// Some submissions could not be written to the legacy store.
        OldStoreLacks,
        /// An override must be confirmed by another person than the one who asked for it.
        SecondPerson,
        /// The status of the action does not allow this step any more, or it was changed meanwhile.
        ActionChanged,
        /// The member who finished an action does not verify it.
        ActionVerifier,
        /// No legacy store is configured.
        NoOldStore,
        /// The disk has not enough free space for the files that this step writes.
        NotEnoughSpace,
        /// The organisation would have no administrator who can sign in.
        LastAdministrator,
        /// The person is already a member of the organisation.
        AlreadyMember,
        /// The person is also a member of other organisations, so an administrator of one may not reset their password.
        BelongsElsewhere,
        /// The person cannot sign in, independent of the password.
        CannotSignIn,
        /// The person is also a member of another organisation, which relies on their second factor.
        FactorElsewhere,
        /// An authenticator app is already set up.
        FactorThere,
        /// The account has the maximum number of passkeys.
        TooManyPasskeys,
    }
}
