//! Why the current state does not allow a request that is correct in itself.

use crate::domain::codes::codes;

codes! {
    /// The state that does not allow a request.
    pub enum Conflict {
        /// The submission key was used for other content.
        KeyUsed,
        /// A file of the form was already sent with another submission, or has expired.
        UploadGone,
        /// The job is not in a state in which this makes sense.
        JobState,
        /// The same work was started before and has not ended.
        AlreadyRuns,
        /// Old files are being packed, removed or restored, or everything is being read: never both.
        FilesMove,
        /// An old file is missing or not what was read, so it cannot be packed.
        OldFileChanged,
        /// There is no old file that could be packed.
        NothingToPack,
        /// The module's phase still reads the old files.
        StillInUse,
        /// An archive is not what was packed, so nothing is done with it.
        ArchiveBroken,
        /// The import has ended, so it can be neither paused, resumed nor stopped.
        RunOver,
        /// The record is no longer in a state in which this can be decided.
        Decided,
        /// The record cannot be read from its source now, so nothing can be decided about it.
        RecordGone,
        /// A gate of the next phase is closed, and no reason was given to open it all the same.
        GatesClosed,
        /// The module is not in the phase from which this step leads, or another person has just changed it.
        PhaseChanged,
        /// Some submissions could not be written to the old store.
        OldStoreLacks,
        /// The organisation would have no administrator who can sign in.
        LastAdministrator,
        /// The person belongs to the organisation already.
        AlreadyMember,
        /// The person works for other organisations too, so an administrator of one may not reset their password.
        BelongsElsewhere,
        /// The person cannot sign in now, whatever their password is.
        CannotSignIn,
        /// The person belongs to another organisation too, which relies on their second factor.
        FactorElsewhere,
        /// An authenticator app is already set up.
        FactorThere,
        /// The account has as many passkeys as are allowed.
        TooManyPasskeys,
    }
}
